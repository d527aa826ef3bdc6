package httpapi

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// The codes, in `extensions.code`, of the errors that are answered here. Package graph has those of GraphQL.
const (
	codeBadInput        = "BAD_USER_INPUT"
	codeUnauthenticated = "UNAUTHENTICATED"
	codeForbidden       = "FORBIDDEN"
	codeRateLimited     = "RATE_LIMITED"
	codeUnavailable     = "SERVICE_UNAVAILABLE"
	codeInternal        = "INTERNAL_SERVER_ERROR"
)

// problem is a request that is refused outside GraphQL. The message is a fixed sentence: it must never quote the
// request.
type problem struct {
	status  int
	code    string
	message string
	// allow lists the methods to use instead (405 only).
	allow string
	// retryAfter is how long to wait before trying again, in seconds (503 only).
	retryAfter int
}

func badRequest(message string) *problem {
	return &problem{status: http.StatusBadRequest, code: codeBadInput, message: message}
}

func methodNotAllowed(allow, message string) *problem {
	return &problem{status: http.StatusMethodNotAllowed, code: codeBadInput, message: message, allow: allow}
}

func forbidden(message string) *problem {
	return &problem{status: http.StatusForbidden, code: codeForbidden, message: message}
}

// internalProblem names the request, so that a person can ask about it and the log can answer.
func internalProblem() *problem {
	return &problem{
		status:  http.StatusInternalServerError,
		code:    codeInternal,
		message: "Something went wrong on our side.",
	}
}

// body is the problem in the shape of a GraphQL response without data, whatever the route: clients then need to read
// one shape only. requestID is included for internal errors only.
func (p *problem) body(requestID string) []byte {
	type extensions struct {
		Code       string `json:"code"`
		RetryAfter int    `json:"retryAfter,omitempty"`
		RequestID  string `json:"requestId,omitempty"`
	}
	type item struct {
		Message    string     `json:"message"`
		Extensions extensions `json:"extensions"`
	}
	if p.code != codeInternal {
		requestID = ""
	}
	body, err := json.Marshal(map[string][]item{"errors": {{p.message, extensions{p.code, p.retryAfter, requestID}}}})
	if err != nil {
		panic(err) // strings and a number always encode
	}
	return body
}

// write answers with the problem.
func (p *problem) write(w http.ResponseWriter, contentType, requestID string) {
	header := w.Header()
	if p.allow != "" {
		header.Set("Allow", p.allow)
	}
	if p.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	if p.status == http.StatusRequestEntityTooLarge {
		// The rest of the body is on its way: without this, the server would read on to keep the connection.
		header.Set("Connection", "close")
	}
	writeBody(w, p.status, contentType, p.body(requestID))
}

// writeBody writes an answer that no cache may keep, in one piece.
func writeBody(w http.ResponseWriter, status int, contentType string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the only cause of an error is a client that is gone
}
