package graphqlhttp

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/internal/strictjson"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

// MaxBodyBytes is the most that the body of a GraphQL request may have. The largest legitimate one, a document at the
// guard's limit of 8 KiB with long variables, stays well under it.
const MaxBodyBytes = 32 << 10

var bodies = sync.Pool{New: func() any { return new(body) }}

// body is that of a request as far as it is read.
type body struct {
	bytes.Buffer
	limited io.LimitedReader
}

// postParams reads a GraphQL request from the JSON body of a POST.
func postParams(r *http.Request) (*graphql.RawParams, *problem.Problem) {
	if !hasJSONBody(r.Header) {
		return nil, &problem.Problem{
			Status:  http.StatusUnsupportedMediaType,
			Code:    problem.CodeBadInput,
			Message: "Send the request as application/json in UTF-8, not compressed.",
		}
	}
	buffer := bodies.Get().(*body)
	defer func() {
		clear(buffer.Bytes()) // a password must not linger in memory that the next request gets
		buffer.Reset()
		buffer.limited.R = nil
		bodies.Put(buffer)
	}()
	if p := readBody(r, buffer); p != nil {
		return nil, p
	}
	return decodeParams(buffer.Bytes())
}

// readBody reads at most MaxBodyBytes, whatever Content-Length says: a chunked body has none.
func readBody(r *http.Request, buffer *body) *problem.Problem {
	if r.ContentLength > MaxBodyBytes {
		return tooLarge()
	}
	buffer.limited = io.LimitedReader{R: r.Body, N: MaxBodyBytes + 1}
	_, err := buffer.ReadFrom(&buffer.limited)
	switch {
	case buffer.Len() > MaxBodyBytes:
		return tooLarge()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &problem.Problem{
			Status:  http.StatusRequestTimeout,
			Code:    problem.CodeBadInput,
			Message: "The body took too long to arrive.",
		}
	case err != nil:
		return problem.BadRequest("The body could not be read.")
	}
	return nil
}

func tooLarge() *problem.Problem {
	return &problem.Problem{
		Status:  http.StatusRequestEntityTooLarge,
		Code:    problem.CodeBadInput,
		Message: "The body is too large: at most 32 KiB are accepted.",
	}
}

// decodeParams reads the members of a request that GraphQL over HTTP knows; others are ignored. It does not use
// gqlgen's decoder, which takes names in any case, the last of duplicates and any trailing data, and quotes the whole
// body in its error.
func decodeParams(body []byte) (*graphql.RawParams, *problem.Problem) {
	object, err := strictjson.Object(body)
	if err != nil {
		return nil, problem.BadRequest(malformed[err])
	}
	params := &graphql.RawParams{}
	var document string
	var ok bool
	if params.Query, ok = strictjson.Member[string](object, "query"); !ok {
		return nil, problem.BadRequest("The member query must be a string.")
	}
	if params.OperationName, ok = strictjson.Member[string](object, "operationName"); !ok {
		return nil, problem.BadRequest("The member operationName must be a string or null.")
	}
	if params.Variables, ok = strictjson.Member[map[string]any](object, "variables"); !ok {
		return nil, problem.BadRequest("The member variables must be an object or null.")
	}
	if params.Extensions, ok = strictjson.Member[map[string]any](object, "extensions"); !ok {
		return nil, problem.BadRequest("The member extensions must be an object or null.")
	}
	if document, ok = strictjson.Member[string](object, "documentId"); !ok {
		return nil, problem.BadRequest("The member documentId must be a string or null.")
	}
	return named(params, document)
}

// malformed describes to the client what is wrong with a body.
var malformed = map[error]string{
	strictjson.ErrEncoding:  "The body is not valid UTF-8.",
	strictjson.ErrSyntax:    "The body is not valid JSON.",
	strictjson.ErrNotObject: "The body must be one JSON object. Batches are not supported.",
	strictjson.ErrDuplicate: "The body has a member twice.",
	strictjson.ErrDepth:     "The body nests too deep.",
}

// DocumentID is the extension by which the executor learns the id of a document that a request names instead of sending
// it, by `documentId` (GraphQL over HTTP, appendix on persisted documents).
const DocumentID = "documentId"

// named completes a request that may name its document by id. A client can't set the id through its own extensions.
func named(params *graphql.RawParams, document string) (*graphql.RawParams, *problem.Problem) {
	delete(params.Extensions, DocumentID)
	if document != "" && params.Extensions == nil {
		params.Extensions = map[string]any{}
	}
	if document != "" {
		params.Extensions[DocumentID] = document
	}
	if _, persisted := params.Extensions["persistedQuery"]; params.Query == "" && document == "" && !persisted {
		return nil, problem.BadRequest(
			"The request has no query: send the GraphQL document as a string, or its id as documentId.",
		)
	}
	return params, nil
}

// queryParams reads a GraphQL request from the query string of a GET.
func queryParams(r *http.Request) (*graphql.RawParams, *problem.Problem) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, problem.BadRequest("The query string is malformed.")
	}
	params := &graphql.RawParams{Query: values.Get("query"), OperationName: values.Get("operationName")}
	for _, name := range []string{"query", "operationName", "variables", "extensions", "documentId"} {
		if len(values[name]) > 1 {
			return nil, problem.BadRequest("The query string has a parameter twice.")
		}
		if !utf8.ValidString(values.Get(name)) {
			return nil, problem.BadRequest("The query string is not valid UTF-8.")
		}
	}
	var ok bool
	if params.Variables, ok = objectParam(values.Get("variables")); !ok {
		return nil, problem.BadRequest("The parameter variables must be a JSON object.")
	}
	if params.Extensions, ok = objectParam(values.Get("extensions")); !ok {
		return nil, problem.BadRequest("The parameter extensions must be a JSON object.")
	}
	return named(params, values.Get("documentId"))
}

func objectParam(text string) (map[string]any, bool) {
	if text = strings.Trim(text, " \t\r\n"); text == "" || text == "null" {
		return nil, true
	}
	object, err := strictjson.Object([]byte(text))
	return object, err == nil
}
