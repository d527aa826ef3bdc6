package graph_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/ratelimit"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// attempts counts attempts in memory, in one window for each key.
type attempts struct {
	mu      sync.Mutex
	counted map[string]int
	keys    []string
	// full refuses every attempt.
	full bool
}

func (a *attempts) Count(_ context.Context, _ string, l ratelimit.Limit) (ratelimit.Window, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keys = append(a.keys, l.Key)
	if a.full || a.counted[l.Key] >= l.Max {
		return ratelimit.Window{}, &fault.TooManyAttempts{RetryAfter: l.Window}
	}
	if a.counted == nil {
		a.counted = map[string]int{}
	}
	a.counted[l.Key]++
	return ratelimit.Window{ID: "a window"}, nil
}

func (a *attempts) GiveBack(_ context.Context, r ratelimit.Return) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.counted[r.Limit.Key]--
	return nil
}

// limited is a field with limits, and its counts.
type limited struct {
	*attempts
	directives *graph.Directives
}

func newLimited() limited {
	counted := &attempts{}
	return limited{counted, &graph.Directives{
		Limiter: ratelimit.New(counted, time.Now), ClientKey: func(ip string) string { return "network of " + ip },
		Phone:    func(typed string) (string, string, bool) { return typed, "GB", typed != "" },
		Sessions: session.New(session.Config{Verifier: verifier{"ada-token": {Subject: "ada"}}}),
	}}
}

// ask requests the field; resolve stands for the resolver behind the directive.
func (l limited) ask(ctx context.Context, r *session.Request, input any, limits []exec.RateLimit, resolve graphql.Resolver) (any, error) {
	ctx = graphql.WithFieldContext(session.WithRequest(ctx, r), &graphql.FieldContext{
		Args: map[string]any{"input": input}, Field: graphql.CollectedField{Field: &ast.Field{Name: "field", Alias: "anotherName"}},
	})
	return l.directives.Root().RateLimit(ctx, nil, resolve, limits)
}

func by(keys ...exec.RateLimitKey) []exec.RateLimit {
	return []exec.RateLimit{{Max: 5, Window: 60, By: keys}}
}

func TestRateLimitCountsByWhatTheSchemaSays(t *testing.T) {
	const (
		subject, client, named = exec.RateLimitKeySubject, exec.RateLimitKeyClientIP, exec.RateLimitKeyAccount
		number, country        = exec.RateLimitKeyPhoneNumber, exec.RateLimitKeyPhoneCountry
	)
	registration := account.Registration{Email: " Ada@Example.com", PhoneNumber: "+442079460018"}
	ada, phone := "ada@example.com", "+442079460018"
	cases := map[string]struct {
		by    []exec.RateLimitKey
		input any
		want  string // the key; empty: not counted
	}{
		"client":                      {[]exec.RateLimitKey{client}, nil, `field 60 CLIENT_IP="network of 192.0.2.7"`},
		"subject":                     {[]exec.RateLimitKey{subject}, nil, `field 60 SUBJECT="ada"`},
		"account, normalised":         {[]exec.RateLimitKey{named}, registration, `field 60 ACCOUNT="ada@example.com"`},
		"account of confirmOtp":       {[]exec.RateLimitKey{named}, exec.ConfirmOtpInput{Email: ada}, `field 60 ACCOUNT="ada@example.com"`},
		"account of resendOtp":        {[]exec.RateLimitKey{named}, exec.ResendOtpInput{Email: ada}, `field 60 ACCOUNT="ada@example.com"`},
		"account of signIn":           {[]exec.RateLimitKey{named}, exec.SignInInput{Email: ada}, `field 60 ACCOUNT="ada@example.com"`},
		"account of forgotPassword":   {[]exec.RateLimitKey{named}, exec.ForgotPasswordInput{Email: ada}, `field 60 ACCOUNT="ada@example.com"`},
		"account of resetPassword":    {[]exec.RateLimitKey{named}, exec.ResetPasswordInput{Email: ada}, `field 60 ACCOUNT="ada@example.com"`},
		"malformed account":           {[]exec.RateLimitKey{named}, exec.SignInInput{Email: "nobody"}, ""},
		"client and account":          {[]exec.RateLimitKey{client, named}, registration, `field 60 CLIENT_IP="network of 192.0.2.7" ACCOUNT="ada@example.com"`},
		"client and no account":       {[]exec.RateLimitKey{client, named}, exec.SignInInput{}, ""},
		"number":                      {[]exec.RateLimitKey{number}, registration, `field 60 PHONE_NUMBER="+442079460018"`},
		"number of a profile":         {[]exec.RateLimitKey{number}, account.ProfileChange{PhoneNumber: &phone}, `field 60 PHONE_NUMBER="+442079460018"`},
		"profile without a number":    {[]exec.RateLimitKey{number}, account.ProfileChange{}, ""},
		"country":                     {[]exec.RateLimitKey{country}, registration, `field 60 PHONE_COUNTRY="GB"`},
		"country of no phone number":  {[]exec.RateLimitKey{country}, account.Registration{}, ""},
		"everyone":                    {[]exec.RateLimitKey{exec.RateLimitKeyGlobal}, registration, `field 60 GLOBAL=""`},
		"values that look like a key": {[]exec.RateLimitKey{client, number}, account.Registration{PhoneNumber: `1" GLOBAL="`}, `field 60 CLIENT_IP="network of 192.0.2.7" PHONE_NUMBER="1\" GLOBAL=\""`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			field := newLimited()
			reached := 0
			ask := func() error {
				request := &session.Request{ClientIP: "192.0.2.7", BearerToken: "ada-token"}
				_, err := field.ask(t.Context(), request, c.input, by(c.by...), func(context.Context) (any, error) { reached++; return nil, nil })
				return err
			}
			for range 5 {
				if err := ask(); err != nil {
					t.Fatal(err)
				}
			}
			var want []string
			if c.want != "" {
				want = slices.Repeat([]string{c.want}, 5)
			}
			if !slices.Equal(field.keys, want) || reached != 5 {
				t.Errorf("counted %q, want %q; field reached %d times", field.keys, want, reached)
			}
			_, isTooMany := errors.AsType[*fault.TooManyAttempts](ask())
			if refused := c.want != ""; isTooMany != refused || reached == 5 != refused {
				t.Errorf("over the limit: refused %t, field reached %d times", isTooMany, reached)
			}
		})
	}
}

func TestWhoIsNotSignedInIsRefusedAndNotCounted(t *testing.T) {
	for _, token := range []string{"", "forged"} {
		field := newLimited()
		limits := append(by(exec.RateLimitKeySubject), by(exec.RateLimitKeyClientIP)...)
		_, err := field.ask(t.Context(), &session.Request{BearerToken: token}, nil, limits, func(context.Context) (any, error) {
			t.Error("the field was reached")
			return nil, nil
		})
		if !errors.Is(err, session.ErrUnauthenticated) || len(field.keys) > 0 {
			t.Errorf("token %q: %v, counted %q", token, err, field.keys)
		}
	}
}

func TestAnAttemptIsGivenBackWhereWeOrAnUpstreamFailed(t *testing.T) {
	payload := func(code exec.UserErrorCode) any {
		return exec.ResendOtpPayload{UserErrors: []exec.UserError{{Code: code}}}
	}
	hungUp, hangUp := context.WithCancel(t.Context())
	hangUp()
	late, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	unavailable := &fault.Unavailable{Upstream: "cognito", Err: errors.New("down")}
	cases := map[string]struct {
		ctx     context.Context
		payload any
		err     error
		back    bool
	}{
		"done":                              {payload: exec.ResendOtpPayload{Accepted: true}},
		"a wrong code":                      {payload: payload(exec.UserErrorCodeCodeMismatch)},
		"refused by the provider's quota":   {payload: payload(exec.UserErrorCodeTooManyAttempts)},
		"not allowed":                       {err: session.ErrForbidden},
		"not signed in":                     {err: session.ErrUnauthenticated},
		"a code that could not be sent":     {payload: payload(exec.UserErrorCodeCodeNotDelivered), back: true},
		"an upstream that is down":          {err: unavailable, back: true},
		"a fault of ours":                   {err: errors.New("bug"), back: true},
		"a deadline of ours":                {ctx: late, err: context.DeadlineExceeded, back: true},
		"an upstream that is late":          {ctx: late, err: unavailable, back: true},
		"a client that hung up":             {ctx: hungUp, err: context.Canceled},
		"hung up while an upstream is down": {ctx: hungUp, err: unavailable},
		"hung up, and no code was sent":     {ctx: hungUp, payload: payload(exec.UserErrorCodeCodeNotDelivered)},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			field := newLimited()
			ctx := t.Context()
			_, err := field.ask(ctx, &session.Request{}, nil, by(exec.RateLimitKeyGlobal), func(context.Context) (any, error) { return nil, nil })
			if err != nil {
				t.Fatal(err)
			}
			if c.ctx != nil {
				ctx = c.ctx
			}
			_, _ = field.ask(ctx, &session.Request{}, nil, by(exec.RateLimitKeyGlobal), func(context.Context) (any, error) { return c.payload, c.err })
			if counted, want := field.counted[`field 60 GLOBAL=""`], map[bool]int{true: 1, false: 2}[c.back]; counted != want {
				t.Errorf("%d attempts are counted, want %d", counted, want)
			}
		})
	}
	t.Run("a panic", func(t *testing.T) {
		field := newLimited()
		func() {
			defer func() { _ = recover() }()
			_, _ = field.ask(t.Context(), &session.Request{}, nil, by(exec.RateLimitKeyGlobal), func(context.Context) (any, error) { panic("bug") })
		}()
		if counted := fmt.Sprint(field.counted); counted != `map[field 60 GLOBAL="":0]` {
			t.Error(counted)
		}
	})
}
