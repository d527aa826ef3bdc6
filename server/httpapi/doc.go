// Package httpapi is the HTTP side of the product: GraphQL over HTTP and server-sent events, who a request comes from,
// the protection against cross-site requests, security headers, the access log, health, and the files of the app and
// the playground.
//
// It owns everything between a socket and GraphQL, and nothing of GraphQL itself: schema, resolvers, limits on
// documents and the presentation of their errors belong to package graph; what a session is belongs to package session;
// which handler serves which configuration belongs to package app. It never quotes a request in an answer or a log,
// since a request may hold a password.
package httpapi
