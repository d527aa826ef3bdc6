package cognitotest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

const (
	targetPrefix = "AWSCognitoIdentityProviderService."
	contentType  = "application/x-amz-json-1.1"
	maxBody      = 1 << 20
)

// operation decodes, validates and executes one request.
type operation func(ctx context.Context, s *Server, body []byte) (any, error)

// operate adapts a typed method. An unknown parameter fails with its name: ignoring
// it would leave an operation half working.
func operate[In, Out any](name string, do func(*Server, context.Context, In) (Out, error)) (string, operation) {
	return name, func(ctx context.Context, s *Server, body []byte) (any, error) {
		var in In
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&in); err != nil {
			if _, field, unknown := strings.Cut(err.Error(), "unknown field "); unknown {
				return nil, refuse("UnimplementedParameterException",
					fmt.Sprintf("cognitotest does not implement the parameter %s of %s", field, name))
			}
			return nil, refuse("SerializationException", "The request is not the JSON that "+name+" takes")
		}
		if err := validate(in); err != nil {
			return nil, err
		}
		return do(s, ctx, in)
	}
}

// serveOperation is POST /: JSON 1.1 with the operation in X-Amz-Target.
func (s *Server) serveOperation(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	fault := s.faults.take(name)
	if err := fault.before(r.Context()); err != nil {
		s.reply(w, nil, err)
		return
	}
	do, found := operations[name]
	if !found {
		s.reply(
			w, nil, refuse("UnknownOperationException", fmt.Sprintf("cognitotest does not implement the operation %q", name)),
		)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		s.reply(w, nil, refuse("SerializationException", "The request body cannot be read"))
		return
	}
	out, err := do(r.Context(), s, body)
	if fault.Kind == DropReply {
		panic(http.ErrAbortHandler) // closes the connection without a reply
	}
	if fault.Kind == RefuseAfter && err == nil {
		err = fault.refusal()
	}
	s.reply(w, out, err)
}

func (s *Server) reply(w http.ResponseWriter, out any, err error) {
	status := http.StatusOK
	if err != nil {
		var refusal *apiError
		if !errors.As(err, &refusal) {
			refusal = internalError()
		}
		status = refusal.status
		w.Header().Set("X-Amzn-ErrorType", refusal.Type+":")
		out = map[string]string{"__type": refusal.Type, "message": refusal.Message}
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Amzn-RequestId", s.randomUUID())
	w.WriteHeader(status)
	// The client is gone if this fails, so there is nobody to report the error to.
	_, _ = w.Write(mustJSON(out))
}

// empty is the response of operations that return nothing.
type empty struct{}
