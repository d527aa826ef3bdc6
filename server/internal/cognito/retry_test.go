package cognito

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/unicornpursuit/unicornpursuit/server/fault"
)

func TestNothingThatSendsOrCountsIsRepeated(t *testing.T) {
	for op, want := range map[operation]int64{opSignUp: 1, opConfirm: 1, opResend: 1, opSignIn: 1, opRefresh: 2, opRevoke: 2, opGetUser: 2} {
		s := newScript(t, "")
		s.refuse("TooManyRequestsException", "Rate exceeded")
		var unavailable *fault.Unavailable
		if err := methods(t)[op](s.Client); !errors.As(err, &unavailable) || unavailable.Upstream != "cognito" || unavailable.RetryAfter <= 0 {
			t.Errorf("%s: %v", op, err)
		}
		if n := s.requests.Load(); n != want {
			t.Errorf("%s: %d requests, want %d", op, n, want)
		}
	}
}

func TestOutagesAreUnavailable(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	nobody := New(Config{AWS: awsConfig("http://" + closed.Addr().String()), ClientID: testClientID})
	for op, do := range methods(t) {
		if err := do(nobody); !fault.IsUnavailable(err) {
			t.Errorf("%s: nobody listens: %v", op, err)
		}
		for name, answer := range map[string]http.HandlerFunc{
			"connection closed":  func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			"empty 503":          func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
			"answer cut off":     cutOff,
			"internal error":     exception(http.StatusInternalServerError, "InternalErrorException"),
			"throttled by proxy": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
			"blocked by WAF":     exception(http.StatusBadRequest, "ForbiddenException"),
		} {
			s := newScript(t, "")
			s.answer(answer)
			if err := do(s.Client); !fault.IsUnavailable(err) {
				t.Errorf("%s: %s: %v", op, name, err)
			}
		}
	}
}

func cutOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = w.Write([]byte(`{"AuthenticationResult":`))
}

func exception(status int, name string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(text(map[string]string{"__type": name})))
	}
}

// silence never answers, and counts the requests it got.
type silence struct{ requests atomic.Int64 }

func (s *silence) Do(r *http.Request) (*http.Response, error) {
	s.requests.Add(1)
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestServiceThatHangsHoldsACallerForThreeSecondsAtMost(t *testing.T) {
	for op := range policies {
		synctest.Test(t, func(t *testing.T) {
			network := &silence{}
			config := awsConfig("http://cognito.invalid")
			config.HTTPClient = network
			c := New(Config{AWS: config, ClientID: testClientID})
			start := time.Now()
			err := methods(t)[op](c)
			if took := time.Since(start); !fault.IsUnavailable(err) || took > totalTime {
				t.Errorf("%s: %v after %v", op, err, took)
			}
			// SignUp looks for the account once, ConfirmSignUp is sent once more.
			want := map[operation]int64{opSignUp: 2, opConfirm: 2, opResend: 1, opSignIn: 1, opRefresh: 2, opRevoke: 2, opGetUser: 2}[op]
			if n := network.requests.Load(); n != want {
				t.Errorf("%s: %d requests, want %d", op, n, want)
			}
		})
	}
}

func TestCallerWhoGoesAwayIsNoOutage(t *testing.T) {
	for op := range policies {
		synctest.Test(t, func(t *testing.T) {
			network := &silence{}
			config := awsConfig("http://cognito.invalid")
			config.HTTPClient = network
			c := New(Config{AWS: config, ClientID: testClientID})
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			err := withContext(ctx)[op](c)
			if !errors.Is(err, context.Canceled) || fault.IsUnavailable(err) {
				t.Errorf("%s: %v", op, err)
			}
			if n := network.requests.Load(); n != 1 {
				t.Errorf("%s: %d requests", op, n)
			}
			<-time.After(totalTime) // by the bubble's clock: Identity goes on for others
		})
	}
}

func TestCallerWithLessTimeGetsAnAnswerInIt(t *testing.T) {
	for op := range policies {
		synctest.Test(t, func(t *testing.T) {
			config := awsConfig("http://cognito.invalid")
			config.HTTPClient = &silence{}
			c := New(Config{AWS: config, ClientID: testClientID})
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			start := time.Now()
			err := withContext(ctx)[op](c)
			if took := time.Since(start); !fault.IsUnavailable(err) || took > 500*time.Millisecond {
				t.Errorf("%s: %v after %v", op, err, took)
			}
			<-time.After(totalTime) // by the bubble's clock: Identity goes on for others
		})
	}
}

func TestEveryOperationHasAPolicyThatFitsTheTotal(t *testing.T) {
	for op := range methods(t) {
		p, found := policies[op]
		if !found || p.attempts < 1 || time.Duration(p.attempts)*(p.timeout+minBackoff+backoffSpan)-minBackoff-backoffSpan > totalTime {
			t.Errorf("%s: %+v", op, p)
		}
	}
}

func TestSettingsOfTheSDKDoNotBringRetriesBack(t *testing.T) {
	s := newScript(t, "")
	s.refuse("TooManyRequestsException", "Rate exceeded")
	config := awsConfig("http://unused.invalid")
	config.BaseEndpoint = s.sdk.Options().BaseEndpoint
	config.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	config.RetryMode = aws.RetryModeAdaptive
	c := New(Config{AWS: config, ClientID: testClientID})
	if err := c.ResendConfirmationCode(t.Context(), testEmail); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
	if n := s.requests.Load(); n != 1 {
		t.Errorf("%d requests", n)
	}
}
