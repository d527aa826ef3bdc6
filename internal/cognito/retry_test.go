package cognito

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

func TestNothingThatSendsOrCountsIsRepeated(t *testing.T) {
	sentTwice := on(opRefresh, opRevoke, opGetUser, opStartTOTP, opSetMFA,
		opListUsers, opAdminGetUser, opAdminDisable, opAdminEnable, opAdminSetMFA, opAdminSignOut, opAdminListGroups)
	for op, do := range methods(t) {
		want := int64(1)
		if slices.Contains(sentTwice, op) {
			want = 2
		}
		s := newScript(t, "")
		s.refuse("TooManyRequestsException", "Rate exceeded")
		var unavailable *fault.Unavailable
		if err := do(s.adapter); !errors.As(err, &unavailable) || unavailable.Upstream != "cognito" || unavailable.RetryAfter <= 0 {
			t.Errorf("%s: %v", op, err)
		}
		if n := s.requests.Load(); n != want {
			t.Errorf("%s: %d requests, want %d", op, n, want)
		}
	}
}

func TestOutagesAreUnavailable(t *testing.T) {
	nobody := newAdapter(awsConfig("http://127.0.0.1:1"), "")
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
			if err := do(s.adapter); !fault.IsUnavailable(err) {
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

// silence never responds, and counts the requests that it receives.
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
			c := newAdapter(config, "")
			start := time.Now()
			err := methods(t)[op](c)
			if took := time.Since(start); !fault.IsUnavailable(err) || took > totalTime {
				t.Errorf("%s: %v after %v", op, err, took)
			}
			// A call that its policy does not retry may be checked by a second request.
			want := int64(2)
			if slices.Contains(on(opResend, opSignIn, opRespond, opFinishTOTP, opForgotPassword, opSendCode, opAdminUpdate), op) {
				want = 1
			}
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
			c := newAdapter(config, "")
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
			c := newAdapter(config, "")
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
	config.BaseEndpoint = s.Client.sdk.Options().BaseEndpoint
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
