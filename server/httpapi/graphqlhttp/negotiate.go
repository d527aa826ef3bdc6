package graphqlhttp

import (
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/accept"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

// A GraphQL response is of the media type mediaGraphQL or [respond.JSON], as Content-Type values. They differ in status
// codes: application/json answers 200 to a document that does not parse or validate, because old clients take any other
// status for an HTTP failure.
const (
	mediaGraphQL = "application/graphql-response+json; charset=utf-8"
	// mediaEvents is that of a stream of server-sent events.
	mediaEvents = "text/event-stream; charset=utf-8"
)

const (
	typeGraphQL = "application/graphql-response+json"
	typeJSON    = "application/json"
	typeEvents  = "text/event-stream"
)

// negotiate picks the media type of the response by the Accept header; false means that neither is acceptable. Of equal
// weights application/graphql-response+json wins where it is named, and application/json where only a wildcard covers
// it.
func negotiate(header http.Header) (contentType string, ok bool) {
	lines := header["Accept"]
	if len(lines) == 0 {
		return respond.JSON, true
	}
	if len(lines) == 1 { // what most clients send, without parsing
		switch lines[0] {
		case "", "*/*", typeJSON:
			return respond.JSON, true
		case typeGraphQL:
			return mediaGraphQL, true
		}
	}
	ranges := inUTF8(lines)
	graphQL, specificity := accept.Weigh(ranges, typeGraphQL)
	plain, _ := accept.Weigh(ranges, typeJSON)
	switch {
	case graphQL == 0 && plain == 0:
		return "", false
	case graphQL > plain, graphQL == plain && specificity == accept.Exact:
		return mediaGraphQL, true
	}
	return respond.JSON, true
}

// AcceptsEvents reports whether the Accept header names server-sent events. A wildcard does not ask for a stream.
func AcceptsEvents(header http.Header) bool {
	lines := header["Accept"]
	if !strings.Contains(strings.ToLower(strings.Join(lines, ",")), typeEvents) { // most requests, without parsing
		return false
	}
	weight, specificity := accept.Weigh(inUTF8(lines), typeEvents)
	return specificity == accept.Exact && weight > 0
}

// inUTF8 returns the ranges of an Accept header that accept UTF-8; nothing else is sent.
func inUTF8(lines []string) []accept.Range {
	return slices.DeleteFunc(accept.Parse(lines), func(r accept.Range) bool { return !accept.IsUTF8(r.Params["charset"]) })
}

// hasJSONBody reports whether a request says that its body is plain JSON in UTF-8. No other type is accepted: a form
// can send the others across origins without a preflight.
func hasJSONBody(header http.Header) bool {
	if lines := header["Content-Encoding"]; len(lines) > 0 &&
		(len(lines) > 1 || !strings.EqualFold(lines[0], "identity")) {
		return false // a compressed body would pass the size limit and then grow
	}
	lines := header["Content-Type"]
	if len(lines) != 1 {
		return false
	}
	if lines[0] == typeJSON {
		return true
	}
	name, params, err := mime.ParseMediaType(lines[0])
	return err == nil && name == typeJSON && accept.IsUTF8(params["charset"])
}
