package graph_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/server/account"
	"github.com/unicornpursuit/unicornpursuit/server/fault"
	"github.com/unicornpursuit/unicornpursuit/server/session"
)

// verifier knows the claims of each token.
type verifier map[string]session.Claims

func (v verifier) Verify(_ context.Context, token string) (session.Claims, error) {
	claims, ok := v[token]
	if !ok {
		return session.Claims{}, session.ErrUnauthenticated
	}
	return claims, nil
}

// identities knows the identity of each subject and counts how often it is asked.
type identities struct {
	known map[string]account.Identity
	asked int
}

func (i *identities) Identity(_ context.Context, p session.Principal) (account.Identity, error) {
	i.asked++
	identity, ok := i.known[p.Subject]
	if !ok {
		return account.Identity{}, &fault.Unavailable{Upstream: "cognito", Err: errors.New("down")}
	}
	return identity, nil
}

func TestAuthAdmitsByCredentialGroupsAndVerifiedAttributes(t *testing.T) {
	known := &identities{known: map[string]account.Identity{
		"ada": {Subject: "ada", EmailVerified: true, PhoneNumberVerified: true},
		"bob": {Subject: "bob", PhoneNumberVerified: true},
	}}
	now, minutes15 := time.Now(), 15*60
	directives := &graph.Directives{
		Identities: known, Now: func() time.Time { return now },
		Sessions: session.New(session.Config{Verifier: verifier{
			"ada-token": {Subject: "ada", Groups: []string{"admin", "staff"}, AuthenticatedAt: now.Add(-14 * time.Minute)},
			"bob-token": {Subject: "bob", AuthenticatedAt: now.Add(-16 * time.Minute)},
			"eve-token": {Subject: "eve"},
		}}),
	}
	email, phone := account.ContactAttributeEmail, account.ContactAttributePhoneNumber
	var unavailable *fault.Unavailable
	cases := map[string]struct {
		token    string
		groups   []string
		maxAge   *int
		verified []account.ContactAttribute
		want     error // nil: admitted
		asked    int   // calls for the identity
	}{
		"no credential":                     {want: session.ErrUnauthenticated},
		"an invalid credential":             {token: "forged", want: session.ErrUnauthenticated},
		"any valid credential":              {token: "bob-token"},
		"the only group asked for":          {token: "ada-token", groups: []string{"admin"}},
		"one of the groups asked for":       {token: "ada-token", groups: []string{"owner", "staff"}},
		"none of the groups asked for":      {token: "ada-token", groups: []string{"owner"}, want: session.ErrForbidden},
		"a group asked of someone without":  {token: "bob-token", groups: []string{"admin"}, want: session.ErrForbidden},
		"an empty list of groups":           {token: "ada-token", groups: []string{}, want: session.ErrForbidden},
		"a verified email":                  {token: "ada-token", verified: []account.ContactAttribute{email}, asked: 1},
		"both verified":                     {token: "ada-token", verified: []account.ContactAttribute{email, phone}, asked: 1},
		"an email that is not verified":     {token: "bob-token", verified: []account.ContactAttribute{phone, email}, want: session.ErrForbidden, asked: 1},
		"a sign-in recent enough":           {token: "ada-token", maxAge: &minutes15},
		"a sign-in too long ago":            {token: "bob-token", maxAge: &minutes15, want: session.ErrStepUpRequired},
		"an unknown attribute":              {token: "ada-token", verified: []account.ContactAttribute{"SHOE_SIZE"}, want: session.ErrForbidden, asked: 1},
		"verification that can't be looked": {token: "eve-token", verified: []account.ContactAttribute{email}, want: unavailable, asked: 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			known.asked = 0
			reached := false
			ctx := session.WithRequest(t.Context(), &session.Request{BearerToken: c.token})
			_, err := directives.Root().Auth(ctx, nil, func(context.Context) (any, error) { reached = true; return nil, nil }, c.groups, c.verified, c.maxAge)
			if errors.As(c.want, &unavailable) {
				if !fault.IsUnavailable(err) {
					t.Fatalf("error %v, want an unavailable upstream", err)
				}
			} else if !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			if reached != (c.want == nil) {
				t.Fatalf("field reached: %t", reached)
			}
			if known.asked != c.asked {
				t.Fatalf("asked %d times for the identity, want %d", known.asked, c.asked)
			}
		})
	}
}

// limiter records what is counted.
type limiter struct {
	keys   []string
	refuse error
}

func (l *limiter) Allow(_ context.Context, key string, _ int, _ time.Duration) error {
	l.keys = append(l.keys, key)
	return l.refuse
}

func TestRateLimitCountsByWhatTheSchemaSays(t *testing.T) {
	registration := account.Registration{Email: " Ada@Example.com", PhoneNumber: "+44 20 7946 0018"}
	cases := map[string]struct {
		by    graph.RateLimitKey
		input any
		ip    string
		want  []string
	}{
		"client":                     {by: graph.RateLimitKeyClientIP, ip: "192.0.2.7", want: []string{"field|CLIENT_IP|network of 192.0.2.7"}},
		"account, normalised":        {by: graph.RateLimitKeyAccount, input: registration, want: []string{"field|ACCOUNT|ada@example.com"}},
		"account of confirmOtp":      {by: graph.RateLimitKeyAccount, input: graph.ConfirmOtpInput{Email: "ada@example.com"}, want: []string{"field|ACCOUNT|ada@example.com"}},
		"account of resendOtp":       {by: graph.RateLimitKeyAccount, input: graph.ResendOtpInput{Email: "ada@example.com"}, want: []string{"field|ACCOUNT|ada@example.com"}},
		"account of signIn":          {by: graph.RateLimitKeyAccount, input: graph.SignInInput{Email: "ada@example.com"}, want: []string{"field|ACCOUNT|ada@example.com"}},
		"malformed account":          {by: graph.RateLimitKeyAccount, input: graph.SignInInput{Email: "nobody"}},
		"country":                    {by: graph.RateLimitKeyPhoneCountry, input: registration, want: []string{"field|PHONE_COUNTRY|GB"}},
		"country of no phone number": {by: graph.RateLimitKeyPhoneCountry, input: account.Registration{}},
		"everyone":                   {by: graph.RateLimitKeyGlobal, input: registration, want: []string{"field|GLOBAL|"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			counted := &limiter{}
			directives := &graph.Directives{Limiter: counted, ClientKey: func(ip string) string { return "network of " + ip }, PhoneCountry: func(number string) (string, bool) { return "GB", number != "" }}
			ctx := session.WithRequest(t.Context(), &session.Request{ClientIP: c.ip})
			ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{
				Args: map[string]any{"input": c.input}, Field: graphql.CollectedField{Field: &ast.Field{Name: "field", Alias: "anotherName"}},
			})
			reached := false
			if _, err := directives.Root().RateLimit(ctx, nil, func(context.Context) (any, error) { reached = true; return nil, nil }, 5, 60, c.by); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(counted.keys, c.want) || !reached {
				t.Fatalf("counted %q, want %q; field reached: %t", counted.keys, c.want, reached)
			}
			counted.refuse = &fault.TooManyAttempts{RetryAfter: time.Minute}
			reached = false
			_, err := directives.Root().RateLimit(ctx, nil, func(context.Context) (any, error) { reached = true; return nil, nil }, 5, 60, c.by)
			if refused := c.want != nil; (err != nil) != refused || reached == refused {
				t.Fatalf("over the limit: error %v, field reached: %t", err, reached)
			}
		})
	}
}
