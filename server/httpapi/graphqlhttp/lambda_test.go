package graphqlhttp_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	lambda "github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdaurl"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
)

// unbuffered is the response writer of a function URL as the product completes it: it has nothing to flush, and no deadlines.
type unbuffered struct{ http.ResponseWriter }

func (unbuffered) Flush() {}

// invoke has the service answer a subscription as the Lambda runtime would.
func invoke(ctx context.Context, t *testing.T, s *httpapitest.Service) string {
	t.Helper()
	request := &lambda.LambdaFunctionURLRequest{
		RawPath: "/graphql", Body: httpapitest.NameSubscription, Headers: map[string]string{"content-type": "application/json", "accept": "text/event-stream"},
		RequestContext: lambda.LambdaFunctionURLRequestContext{HTTP: lambda.LambdaFunctionURLRequestContextHTTPDescription{Method: http.MethodPost}},
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.Config.Handler.ServeHTTP(unbuffered{w}, r) })
	response, err := lambdaurl.Wrap(handler)(ctx, request)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK || response.Headers["Content-Type"] != "text/event-stream; charset=utf-8" {
		t.Errorf("%d %v", response.StatusCode, response.Headers)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestASubscriptionIsStreamedByAFunctionURL(t *testing.T) {
	s := httpapitest.StartStreaming(t, testStreams(t), httpapitest.Of("Ada").Begin)
	if body := invoke(t.Context(), t, s); body != httpapitest.Comment+adaEvent+completed {
		t.Errorf("%q", body)
	}
}

// The process is stopped at the deadline of an invocation, whatever it is doing.
func TestAStreamOfAFunctionEndsInTimeForWhatFollows(t *testing.T) {
	s := httpapitest.StartStreaming(t, testStreams(t), make(httpapitest.Source).Begin)
	ctx, cancel := context.WithTimeout(t.Context(), graphqlhttp.DeadlineMargin+time.Second)
	defer cancel()
	if body := invoke(ctx, t, s); body != httpapitest.Comment {
		t.Errorf("it looks whole: %q", body)
	}
	if ctx.Err() != nil {
		t.Error("no time is left")
	}
}
