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

func (a *attempts) Count(_ context.Context, _ string, l ratelimit.Limit) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keys = append(a.keys, l.Key)
	if a.full || a.counted[l.Key] >= l.Max {
		return "", &fault.TooManyAttempts{RetryAfter: l.Window}
	}
	if a.counted == nil {
		a.counted = map[string]int{}
	}
	a.counted[l.Key]++
	return "a window", nil
}

func (a *attempts) GiveBack(_ context.Context, r ratelimit.Return) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.counted[r.Limit.Key]--
	return nil
}

// limited is a field with limits, and what is counted at it.
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

// ask asks for the field; resolve stands for what comes after the directive.
func (l limited) ask(ctx context.Context, r *session.Request, input any, limits []graph.RateLimit, resolve graphql.Resolver) (any, error) {
	ctx = graphql.WithFieldContext(session.WithRequest(ctx, r), &graphql.FieldContext{
		Args: map[string]any{"input": input}, Field: graphql.CollectedField{Field: &ast.Field{Name: "field", Alias: "anotherName"}},
	})
	return l.directives.Root().RateLimit(ctx, nil, resolve, limits)
}

func by(keys ...graph.RateLimitKey) []graph.RateLimit {
	return []graph.RateLimit{{Max: 5, Window: 60, By: keys}}
}

func TestRateLimitCountsByWhatTheSchemaSays(t *testing.T) {
	const (
		subject, client, named = graph.RateLimitKeySubject, graph.RateLimitKeyClientIP, graph.RateLimitKeyAccount
		number, country        = graph.RateLimitKeyPhoneNumber, graph.RateLimitKeyPhoneCountry
	)
	registration := account.Registration{Email: " Ada@Example.com", PhoneNumber: "+442079460018"}
	ada, phone := "ada@example.com", "+442079460018"
	cases := map[string]struct {
		by    []graph.RateLimitKey
		input any
		want  string // the key; empty: not counted
	}{
		"client":                      {[]graph.RateLimitKey{client}, nil, `field 60 CLIENT_IP="network of 192.0.2.7"`},
		"subject":                     {[]graph.RateLimitKey{subject}, nil, `field 60 SUBJECT="ada"`},
		"account, normalised":         {[]graph.RateLimitKey{named}, registration, `field 60 ACCOUNT="ada@example.com"`},
		"account of confirmOtp":       {[]graph.RateLimitKey{named}, graph.ConfirmOtpInput{Email: ada}, `field 60 ACCOUNT="ada@example.com"`},
		"account of resendOtp":        {[]graph.RateLimitKey{named}, graph.ResendOtpInput{Email: ada}, `field 60 ACCOUNT="ada@example.com"`},
		"account of signIn":           {[]graph.RateLimitKey{named}, graph.SignInInput{Email: ada}, `field 60 ACCOUNT="ada@example.com"`},
		"account of forgotPassword":   {[]graph.RateLimitKey{named}, graph.ForgotPasswordInput{Email: ada}, `field 60 ACCOUNT="ada@example.com"`},
		"account of resetPassword":    {[]graph.RateLimitKey{named}, graph.ResetPasswordInput{Email: ada}, `field 60 ACCOUNT="ada@example.com"`},
		"malformed account":           {[]graph.RateLimitKey{named}, graph.SignInInput{Email: "nobody"}, ""},
		"client and account":          {[]graph.RateLimitKey{client, named}, registration, `field 60 CLIENT_IP="network of 192.0.2.7" ACCOUNT="ada@example.com"`},
		"client and no account":       {[]graph.RateLimitKey{client, named}, graph.SignInInput{}, ""},
		"number":                      {[]graph.RateLimitKey{number}, registration, `field 60 PHONE_NUMBER="+442079460018"`},
		"number of a profile":         {[]graph.RateLimitKey{number}, account.ProfileChange{PhoneNumber: &phone}, `field 60 PHONE_NUMBER="+442079460018"`},
		"profile without a number":    {[]graph.RateLimitKey{number}, account.ProfileChange{}, ""},
		"country":                     {[]graph.RateLimitKey{country}, registration, `field 60 PHONE_COUNTRY="GB"`},
		"country of no phone number":  {[]graph.RateLimitKey{country}, account.Registration{}, ""},
		"everyone":                    {[]graph.RateLimitKey{graph.RateLimitKeyGlobal}, registration, `field 60 GLOBAL=""`},
		"values that look like a key": {[]graph.RateLimitKey{client, number}, account.Registration{PhoneNumber: `1" GLOBAL="`}, `field 60 CLIENT_IP="network of 192.0.2.7" PHONE_NUMBER="1\" GLOBAL=\""`},
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
		limits := append(by(graph.RateLimitKeySubject), by(graph.RateLimitKeyClientIP)...)
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
	payload := func(code graph.UserErrorCode) any {
		return graph.ResendOtpPayload{UserErrors: []graph.UserError{{Code: code}}}
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
		"done":                              {payload: graph.ResendOtpPayload{Accepted: true}},
		"a wrong code":                      {payload: payload(graph.UserErrorCodeCodeMismatch)},
		"refused by the provider's quota":   {payload: payload(graph.UserErrorCodeTooManyAttempts)},
		"not allowed":                       {err: session.ErrForbidden},
		"not signed in":                     {err: session.ErrUnauthenticated},
		"a code that could not be sent":     {payload: payload(graph.UserErrorCodeCodeNotDelivered), back: true},
		"an upstream that is down":          {err: unavailable, back: true},
		"a fault of ours":                   {err: errors.New("bug"), back: true},
		"a deadline of ours":                {ctx: late, err: context.DeadlineExceeded, back: true},
		"an upstream that is late":          {ctx: late, err: unavailable, back: true},
		"a client that hung up":             {ctx: hungUp, err: context.Canceled},
		"hung up while an upstream is down": {ctx: hungUp, err: unavailable},
		"hung up, and no code was sent":     {ctx: hungUp, payload: payload(graph.UserErrorCodeCodeNotDelivered)},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			field := newLimited()
			ctx := t.Context()
			_, err := field.ask(ctx, &session.Request{}, nil, by(graph.RateLimitKeyGlobal), func(context.Context) (any, error) { return nil, nil })
			if err != nil {
				t.Fatal(err)
			}
			if c.ctx != nil {
				ctx = c.ctx
			}
			_, _ = field.ask(ctx, &session.Request{}, nil, by(graph.RateLimitKeyGlobal), func(context.Context) (any, error) { return c.payload, c.err })
			if counted, want := field.counted[`field 60 GLOBAL=""`], map[bool]int{true: 1, false: 2}[c.back]; counted != want {
				t.Errorf("%d attempts are counted, want %d", counted, want)
			}
		})
	}
	t.Run("a panic", func(t *testing.T) {
		field := newLimited()
		func() {
			defer func() { _ = recover() }()
			_, _ = field.ask(t.Context(), &session.Request{}, nil, by(graph.RateLimitKeyGlobal), func(context.Context) (any, error) { panic("bug") })
		}()
		if counted := fmt.Sprint(field.counted); counted != `map[field 60 GLOBAL="":0]` {
			t.Error(counted)
		}
	})
}
