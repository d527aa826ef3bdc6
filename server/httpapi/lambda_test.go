package httpapi

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	lambda "github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdaurl"
)

// unbuffered is the response writer of a function URL as the product completes it: it has nothing to flush, and no deadlines.
type unbuffered struct{ http.ResponseWriter }

func (unbuffered) Flush() {}

// invoke has the service answer a subscription as the Lambda runtime would.
func invoke(ctx context.Context, t *testing.T, s *service) string {
	t.Helper()
	request := &lambda.LambdaFunctionURLRequest{
		RawPath: "/graphql", Body: nameSubscription, Headers: map[string]string{"content-type": typeJSON, "accept": typeEvents},
		RequestContext: lambda.LambdaFunctionURLRequestContext{HTTP: lambda.LambdaFunctionURLRequestContextHTTPDescription{Method: http.MethodPost}},
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.Config.Handler.ServeHTTP(unbuffered{w}, r) })
	response, err := lambdaurl.Wrap(handler)(ctx, request)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK || response.Headers["Content-Type"] != mediaEvents {
		t.Errorf("%d %v", response.StatusCode, response.Headers)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestASubscriptionIsStreamedByAFunctionURL(t *testing.T) {
	s := startStreaming(t, testStreams(t), of("Ada").begin)
	if body := invoke(t.Context(), t, s); body != comment+adaEvent+completed {
		t.Errorf("%q", body)
	}
}

// The process is stopped at the deadline of an invocation, whatever it is doing.
func TestAStreamOfAFunctionEndsInTimeForWhatFollows(t *testing.T) {
	s := startStreaming(t, testStreams(t), make(source).begin)
	ctx, cancel := context.WithTimeout(t.Context(), deadlineMargin+time.Second)
	defer cancel()
	if body := invoke(ctx, t, s); body != comment {
		t.Errorf("it looks whole: %q", body)
	}
	if ctx.Err() != nil {
		t.Error("no time is left")
	}
}
