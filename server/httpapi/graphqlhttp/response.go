package graphqlhttp

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

// maxPooledBytes bounds the buffers that are kept, so that one large response does not hold its memory for good.
const maxPooledBytes = 64 << 10

var responses = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// writeResponse writes a GraphQL response in one piece. A response that can't be written comes back as a problem.
func writeResponse(w http.ResponseWriter, contentType string, response *graphql.Response) *problem.Problem {
	if len(response.Errors) == 0 && len(response.Data) == 0 {
		return problem.Internal()
	}
	buffer := responses.Get().(*bytes.Buffer)
	defer recycle(buffer)
	if encode(buffer, response) != nil {
		return problem.Internal()
	}
	if len(response.Data) == 0 {
		explain(w.Header(), response.Errors[0].Extensions)
	}
	respond.Uncached(w, statusOf(contentType, response), contentType, buffer.Bytes())
	return nil
}

// tokenChallenge answers a bearer token that is not valid (RFC 6750, 3.1).
const tokenChallenge = `Bearer error="invalid_token"`

// explain repeats in headers what the extensions of a request error say, for clients and proxies that read no body.
func explain(header http.Header, extensions map[string]any) {
	if seconds, ok := extensions["retryAfter"].(int); ok {
		header.Set("Retry-After", strconv.Itoa(seconds))
	}
	if extensions["code"] == problem.CodeUnauthenticated { // only a bearer token causes this for a whole request
		header.Set("WWW-Authenticate", tokenChallenge)
	}
}

// recycle hands a buffer back to the pool of responses.
func recycle(buffer *bytes.Buffer) {
	if buffer.Cap() <= maxPooledBytes {
		clear(buffer.Bytes()) // tokens and personal data, as with bodies
		buffer.Reset()
		responses.Put(buffer)
	}
}

// encode writes the response as JSON. The data is JSON already, so it is copied: encoding/json would parse it again. A
// request error has no data member at all, where gqlgen would write `"data":null`.
func encode(buffer *bytes.Buffer, response *graphql.Response) error {
	separator := byte('{')
	if len(response.Errors) > 0 {
		errs, err := json.Marshal(response.Errors)
		if err != nil {
			return err
		}
		buffer.WriteByte(separator)
		buffer.WriteString(`"errors":`)
		buffer.Write(errs)
		separator = ','
	}
	if len(response.Data) > 0 {
		buffer.WriteByte(separator)
		buffer.WriteString(`"data":`)
		buffer.Write(response.Data)
	}
	if len(response.Extensions) > 0 {
		extensions, err := json.Marshal(response.Extensions)
		if err != nil {
			return err
		}
		buffer.WriteString(`,"extensions":`)
		buffer.Write(extensions)
	}
	buffer.WriteByte('}')
	return nil
}

// statusOf follows GraphQL over HTTP: 200 once execution has begun (the response then has data, if only null). Before,
// a request error is 200 in application/json and 4xx in application/graphql-response+json; a failure of the service is
// 5xx in both, so that load balancers and monitors see it.
func statusOf(contentType string, response *graphql.Response) int {
	if len(response.Data) > 0 {
		return http.StatusOK
	}
	code, _ := response.Errors[0].Extensions["code"].(string)
	switch code {
	case problem.CodeInternal:
		return http.StatusInternalServerError
	case problem.CodeUnavailable:
		return http.StatusServiceUnavailable
	}
	if contentType == respond.JSON {
		return http.StatusOK
	}
	switch code {
	case problem.CodeUnauthenticated:
		return http.StatusUnauthorized
	case problem.CodeForbidden:
		return http.StatusForbidden
	case problem.CodeRateLimited:
		return http.StatusTooManyRequests
	}
	return http.StatusBadRequest
}
