// Package httpapi is the edge of the product's HTTP side: the routes, who a request comes from, cookies, the protection
// against cross-site requests, CORS, security headers, the access log, and the server with its timeouts. The handlers
// have packages of their own: graphqlhttp for GraphQL over HTTP, static for the files of the app and the playground,
// health, and hosted for sign-in on a provider's pages. They do not know the edge, which imports them.
//
// Nothing here knows GraphQL itself: schema, resolvers, limits on documents and the presentation of their errors belong
// to package graph; what a session is belongs to package session; which handler serves which configuration belongs to
// package app. None of these packages quotes a request in a response or a log, since a request may hold a password.
package httpapi
