// Package problem describes the refusal of a request outside GraphQL, on any route. Package respond writes it.
package problem

import (
	"encoding/json"
	"net/http"
)

// The codes, in `extensions.code`, of the errors that are answered here. Package graph has those of GraphQL.
const (
	CodeBadInput        = "BAD_USER_INPUT"
	CodeUnauthenticated = "UNAUTHENTICATED"
	CodeForbidden       = "FORBIDDEN"
	CodeRateLimited     = "RATE_LIMITED"
	CodeUnavailable     = "SERVICE_UNAVAILABLE"
	CodeInternal        = "INTERNAL_SERVER_ERROR"
)

// Problem is a request that is refused outside GraphQL. The message is a fixed sentence: it must never quote the
// request.
type Problem struct {
	Status  int
	Code    string
	Message string
	// Allow lists the methods to use instead (405 only).
	Allow string
	// RetryAfter is how long to wait before trying again, in seconds (503 only).
	RetryAfter int
}

// BadRequest is for a malformed request.
func BadRequest(message string) *Problem {
	return &Problem{Status: http.StatusBadRequest, Code: CodeBadInput, Message: message}
}

// MethodNotAllowed names the methods to use instead.
func MethodNotAllowed(allow, message string) *Problem {
	return &Problem{Status: http.StatusMethodNotAllowed, Code: CodeBadInput, Message: message, Allow: allow}
}

// Forbidden is for a request that comes from the wrong origin, or lacks the header that shows its origin.
func Forbidden(message string) *Problem {
	return &Problem{Status: http.StatusForbidden, Code: CodeForbidden, Message: message}
}

// Internal is a failure of ours. Its body names the request, so that a person can ask about it and the log can answer.
func Internal() *Problem {
	return &Problem{
		Status:  http.StatusInternalServerError,
		Code:    CodeInternal,
		Message: "Something went wrong on our side.",
	}
}

// Body is the problem in the shape of a GraphQL response without data, whatever the route: clients then need to read
// one shape only. requestID is included for internal errors only.
func (p *Problem) Body(requestID string) []byte {
	type extensions struct {
		Code       string `json:"code"`
		RetryAfter int    `json:"retryAfter,omitempty"`
		RequestID  string `json:"requestId,omitempty"`
	}
	type item struct {
		Message    string     `json:"message"`
		Extensions extensions `json:"extensions"`
	}
	if p.Code != CodeInternal {
		requestID = ""
	}
	body, err := json.Marshal(map[string][]item{"errors": {{p.Message, extensions{p.Code, p.RetryAfter, requestID}}}})
	if err != nil {
		panic(err) // strings and a number always encode
	}
	return body
}
