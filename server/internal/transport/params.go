package transport

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"sync"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// MaxBodyBytes is the most that the body of a GraphQL request may have. The largest legitimate one, a document at the guard's
// limit of 8 KiB with long variables, stays well under it.
const MaxBodyBytes = 32 << 10

// maxNesting is how deep the JSON of a request may nest. Inputs of the schema nest three deep; the bound keeps recursion over
// variables shallow.
const maxNesting = 32

var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// postParams reads a GraphQL request from the JSON body of a POST.
func postParams(r *http.Request) (*graphql.RawParams, *problem) {
	if !hasJSONBody(r.Header) {
		return nil, &problem{status: http.StatusUnsupportedMediaType, code: codeBadInput, message: "Send the request as application/json in UTF-8, not compressed."}
	}
	buffer := bodies.Get().(*bytes.Buffer)
	defer func() {
		clear(buffer.Bytes()) // a password must not linger in memory that the next request gets
		buffer.Reset()
		bodies.Put(buffer)
	}()
	if p := readBody(r, buffer); p != nil {
		return nil, p
	}
	return decodeParams(buffer.Bytes())
}

// readBody reads at most MaxBodyBytes, whatever Content-Length says: a chunked body has none.
func readBody(r *http.Request, buffer *bytes.Buffer) *problem {
	tooLarge := &problem{status: http.StatusRequestEntityTooLarge, code: codeBadInput, message: "The body is too large: at most 32 KiB are accepted."}
	if r.ContentLength > MaxBodyBytes {
		return tooLarge
	}
	_, err := buffer.ReadFrom(io.LimitReader(r.Body, MaxBodyBytes+1))
	switch {
	case buffer.Len() > MaxBodyBytes:
		return tooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &problem{status: http.StatusRequestTimeout, code: codeBadInput, message: "The body took too long to arrive."}
	case err != nil:
		return badRequest("The body could not be read.")
	}
	return nil
}

// decodeParams checks the JSON of a request and reads the members that GraphQL over HTTP knows; others are passed over. It
// does not use gqlgen's decoder, which takes names in any case, the last of duplicates and any trailing data, and quotes the
// whole body in its error.
func decodeParams(body []byte) (*graphql.RawParams, *problem) {
	if p := checkJSON(body); p != nil {
		return nil, p
	}
	decoder := newDecoder(body)
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return nil, badRequest("The body must be one JSON object. Batches are not supported.")
	}
	params := &graphql.RawParams{}
	var seen [4]bool
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, badRequest("The body is not valid JSON.")
		}
		var skipped json.RawMessage
		index, target, want := -1, any(&skipped), ""
		switch name {
		case "query":
			index, target, want = 0, &params.Query, "The member query must be a string."
		case "operationName":
			index, target, want = 1, &params.OperationName, "The member operationName must be a string or null."
		case "variables":
			index, target, want = 2, &params.Variables, "The member variables must be an object or null."
		case "extensions":
			index, target, want = 3, &params.Extensions, "The member extensions must be an object or null."
		}
		if index >= 0 {
			if seen[index] { // two readers of the body could take different ones
				return nil, badRequest("The body has a member twice.")
			}
			seen[index] = true
		}
		if decoder.Decode(target) != nil {
			return nil, badRequest(want)
		}
	}
	return checkQuery(params)
}

func checkQuery(params *graphql.RawParams) (*graphql.RawParams, *problem) {
	if params.Query == "" {
		return nil, badRequest("The request has no query: send the GraphQL document as a string.")
	}
	return params, nil
}

// queryParams reads a GraphQL request from the query string of a GET.
func queryParams(r *http.Request) (*graphql.RawParams, *problem) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, badRequest("The query string is malformed.")
	}
	params := &graphql.RawParams{Query: values.Get("query"), OperationName: values.Get("operationName")}
	for _, name := range []string{"query", "operationName", "variables", "extensions"} {
		if len(values[name]) > 1 {
			return nil, badRequest("The query string has a parameter twice.")
		}
		if !utf8.ValidString(values.Get(name)) {
			return nil, badRequest("The query string is not valid UTF-8.")
		}
	}
	if p := decodeObject(values.Get("variables"), &params.Variables, "The parameter variables must be a JSON object."); p != nil {
		return nil, p
	}
	if p := decodeObject(values.Get("extensions"), &params.Extensions, "The parameter extensions must be a JSON object."); p != nil {
		return nil, p
	}
	return checkQuery(params)
}

func decodeObject(text string, target *map[string]any, want string) *problem {
	if text == "" {
		return nil
	}
	if checkJSON([]byte(text)) != nil || newDecoder([]byte(text)).Decode(target) != nil {
		return badRequest(want)
	}
	return nil
}

// newDecoder keeps numbers as they were written: a float64 would change large integers.
func newDecoder(text []byte) *json.Decoder {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return decoder
}

// checkJSON refuses what is not exactly one JSON value in UTF-8 of bounded depth. encoding/json alone would replace invalid
// UTF-8 silently, so that a password would not be the one that was sent.
func checkJSON(text []byte) *problem {
	switch {
	case !utf8.Valid(text):
		return badRequest("The body is not valid UTF-8.")
	case nesting(text) > maxNesting:
		return badRequest("The body nests too deep.")
	case !json.Valid(text):
		return badRequest("The body is not valid JSON.")
	}
	return nil
}

// nesting returns how deep the brackets outside strings nest. For text that is not JSON the figure has no meaning.
func nesting(text []byte) int {
	depth, deepest, inString := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}
