// Package graphqlhttp is GraphQL over HTTP for any schema: transports for a gqlgen server that read requests, negotiate
// media types, and write single responses and streams of server-sent events. It owns a request up to the document and
// the variables; parsing, validating and executing these is gqlgen's part. It never quotes a request, since a request
// may hold a password.
package graphqlhttp
