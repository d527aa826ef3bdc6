package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdaurl"
)

// flush is a product made of a function.
type flush func(context.Context) error

func (f flush) Flush(ctx context.Context) error { return f(ctx) }

func (flush) FinishDeletions(ctx context.Context) {
	if _, bounded := ctx.Deadline(); !bounded {
		panic("it may take for ever")
	}
}

// serve answers a request the way the Lambda runtime does.
func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	request := &events.LambdaFunctionURLRequest{RawPath: "/", RequestContext: events.LambdaFunctionURLRequestContext{
		DomainName: "abc.lambda-url.eu-west-1.on.aws", HTTP: events.LambdaFunctionURLRequestContextHTTPDescription{Method: http.MethodGet},
	}}
	response, err := lambdaurl.Wrap(handler)(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestAStreamMayFlushWhatIsSentAtOnceAnyway(t *testing.T) {
	body := serve(t, adapt(flush(func(context.Context) error { return nil }), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for _, part := range []string{"data: 1\n\n", "data: 2\n\n"} {
			_, _ = io.WriteString(w, part)
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
		}
	})))
	if body != "data: 1\n\ndata: 2\n\n" {
		t.Errorf("%q", body)
	}
}

func TestAnAnswerIsCompleteWhereEventsCanNotBeWrittenInTime(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	slow := flush(func(ctx context.Context) error {
		if _, bounded := ctx.Deadline(); !bounded {
			t.Error("it may take for ever")
		}
		return errors.New("too slow")
	})
	body := serve(t, adapt(slow, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "whole") })))
	if body != "whole" || !strings.Contains(log.String(), "audit events wait") {
		t.Errorf("%q, log: %s", body, &log)
	}
}
