package transport

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// The media types of a GraphQL response, as Content-Type values. They differ in status codes: application/json answers 200
// to a document that does not parse or validate, because old clients take any other status for a failure of HTTP.
const (
	mediaGraphQL = "application/graphql-response+json; charset=utf-8"
	mediaJSON    = "application/json; charset=utf-8"
)

// mediaEvents is the media type of a stream of server-sent events.
const mediaEvents = "text/event-stream; charset=utf-8"

const (
	typeGraphQL = "application/graphql-response+json"
	typeJSON    = "application/json"
	typeEvents  = "text/event-stream"
)

// negotiate picks the media type of the answer by the Accept header; false means that neither is acceptable. Of equal
// weights application/graphql-response+json wins where it is named, and application/json where only a wildcard covers it.
func negotiate(header http.Header) (contentType string, ok bool) {
	lines := header["Accept"]
	if len(lines) == 0 {
		return mediaJSON, true
	}
	if len(lines) == 1 { // what most clients send, without parsing
		switch lines[0] {
		case "", "*/*", typeJSON:
			return mediaJSON, true
		case typeGraphQL:
			return mediaGraphQL, true
		}
	}
	ranges := parseAccept(strings.Join(lines, ","))
	graphQL, named := weigh(ranges, typeGraphQL)
	plain, _ := weigh(ranges, typeJSON)
	switch {
	case graphQL == 0 && plain == 0:
		return "", false
	case graphQL > plain, graphQL == plain && named:
		return mediaGraphQL, true
	}
	return mediaJSON, true
}

// acceptsEvents reports whether the Accept header names server-sent events. A wildcard does not ask for a stream.
func acceptsEvents(header http.Header) bool {
	accept := strings.Join(header["Accept"], ",")
	if !strings.Contains(strings.ToLower(accept), typeEvents) { // most requests, without parsing
		return false
	}
	weight, named := weigh(parseAccept(accept), typeEvents)
	return named && weight > 0
}

// mediaRange is an element of an Accept header: `type/subtype`, `type/*` or `*/*`, and its weight from 0 to 1.
type mediaRange struct {
	name   string
	weight float64
}

// parseAccept leaves out what is malformed and what asks for another encoding than UTF-8.
func parseAccept(accept string) []mediaRange {
	var ranges []mediaRange
	for element := range strings.SplitSeq(accept, ",") {
		name, params, err := mime.ParseMediaType(element)
		if err != nil || !isUTF8(params["charset"]) {
			continue
		}
		weight := 1.0
		if q, given := params["q"]; given {
			if weight, err = strconv.ParseFloat(q, 64); err != nil || !(weight >= 0 && weight <= 1) {
				continue
			}
		}
		ranges = append(ranges, mediaRange{name, weight})
	}
	return ranges
}

// weigh returns the weight that the most specific of the ranges gives to a media type, and whether that range names it.
func weigh(ranges []mediaRange, mediaType string) (weight float64, named bool) {
	for _, pattern := range []string{mediaType, "application/*", "*/*"} {
		for _, r := range ranges {
			if r.name == pattern {
				return r.weight, pattern == mediaType
			}
		}
	}
	return 0, false
}

func isUTF8(charset string) bool { return charset == "" || strings.EqualFold(charset, "utf-8") }

// hasJSONBody reports whether a request says that its body is plain JSON in UTF-8. No other type is taken: a form can send
// the others across origins without the browser asking first.
func hasJSONBody(header http.Header) bool {
	if lines := header["Content-Encoding"]; len(lines) > 0 && (len(lines) > 1 || !strings.EqualFold(lines[0], "identity")) {
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
	return err == nil && name == typeJSON && isUTF8(params["charset"])
}
