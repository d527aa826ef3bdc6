package dynamotest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"go.etcd.io/bbolt"
)

const (
	targetPrefix = "DynamoDB_20120810."
	maxRequest   = 16 << 20 // DynamoDB's limit for a request body
)

// operation is one operation of the API: it decodes a request and works in one transaction of the file.
type operation struct {
	writes bool
	run    func(t *tx, body []byte) (any, error)
}

// reading and writing turn a function from request to response into an operation.
func reading[In, Out any](f func(*tx, *In) (Out, error)) operation {
	return operation{run: decoded(f)}
}

func writing[In, Out any](f func(*tx, *In) (Out, error)) operation {
	return operation{writes: true, run: decoded(f)}
}

func decoded[In, Out any](f func(*tx, *In) (Out, error)) func(*tx, []byte) (any, error) {
	return func(t *tx, body []byte) (any, error) {
		in := new(In)
		if err := decode(body, in); err != nil {
			return nil, err
		}
		return f(t, in)
	}
}

// decode refuses parameters that the request's structure does not list: they are not implemented.
func decode(body []byte, in any) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(in)
	var value attr.Invalid
	switch {
	case err == nil:
		return nil
	case errors.As(err, &value):
		return value
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		return notImplemented("the parameter " + strings.TrimPrefix(err.Error(), "json: unknown field "))
	default:
		return malformed(err)
	}
}

// ServeHTTP handles one call of the API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, found := strings.CutPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	if r.Method != http.MethodPost || r.URL.Path != "/" || !found {
		answer(w, unknownOperation(r.Method+" "+r.URL.Path+" "+r.Header.Get("X-Amz-Target")))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		answer(w, malformed(err))
		return
	}
	s.calls.count(name, r.Header)
	fault := s.faults.take(name)
	if err := fault.before(r.Context(), body); err != nil {
		answer(w, err)
		return
	}
	out, err := s.serve(r.Context(), call{name: name, body: body, first: isFirstAttempt(r.Header)}, fault.Kind)
	if fault.Kind == DropReply {
		panic(http.ErrAbortHandler) // closes the connection with nothing written
	}
	if err != nil {
		answer(w, asAPIError(err))
		return
	}
	answer(w, out)
}

// call is a call of the API. first is false if the AWS SDK marks it as a further attempt.
type call struct {
	name  string
	body  []byte
	first bool
}

// serve executes a call in the modes of the server.
func (s *Server) serve(ctx context.Context, c call, fault FaultKind) (any, error) {
	if err := s.throttle(c); err != nil {
		return nil, err
	}
	release, err := s.hold(ctx, c)
	if err != nil {
		return nil, err
	}
	defer release()
	return s.run(c, fault)
}

// run executes a call in a transaction, which an error rolls back.
func (s *Server) run(c call, fault FaultKind) (out any, err error) {
	op, ok := operations[c.name]
	if !ok {
		return nil, unknownOperation(c.name)
	}
	run := func(bolt *bbolt.Tx) error {
		t := s.newTx(bolt)
		t.fault = fault
		if out, err = op.run(t, c.body); err == nil {
			s.lag.note(t)
		}
		return err
	}
	if op.writes {
		err = s.db.Update(run)
	} else {
		err = s.db.View(run)
	}
	return out, err
}

// answer writes a body with the checksum that the SDK verifies.
func answer(w http.ResponseWriter, out any) {
	status := http.StatusOK
	if e, ok := out.(*apiError); ok {
		status = e.status
	}
	body, err := json.Marshal(out)
	if err != nil {
		panic(fmt.Sprintf("dynamotest: answer cannot be written as JSON: %v", err))
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.Header().Set("X-Amzn-Requestid", strings.ToUpper(uuid.NewString()))
	w.Header().Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(body)), 10))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}
