package graph_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/internal/person"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
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

// memberships are the groups of subjects now.
type memberships map[string][]string

func (m memberships) Groups(_ context.Context, p session.Principal) ([]string, error) {
	groups, ok := m[p.Subject]
	if !ok {
		return nil, session.ErrUnauthenticated
	}
	return groups, nil
}

func TestAuthAdmitsByCredentialAndGroupsAndAgeOfTheSignIn(t *testing.T) {
	now, minutes15 := time.Now(), 15*60
	directives := &graph.Directives{
		Now:    func() time.Time { return now },
		Rights: person.New(person.Config{Memberships: memberships{"ada": {"admin", "staff"}, "eve": {"staff"}}}),
		Sessions: session.New(session.Config{Verifier: verifier{
			"ada-token": {Subject: "ada", Groups: []string{"admin", "staff"}, AuthenticatedAt: now.Add(-14 * time.Minute)},
			"bob-token": {Subject: "bob", AuthenticatedAt: now.Add(-16 * time.Minute)},
			"eve-token": {Subject: "eve", Groups: []string{"admin"}, AuthenticatedAt: now},
			"tim-token": {Subject: "tim", Groups: []string{"admin"}, AuthenticatedAt: now},
		}}),
	}
	cases := map[string]struct {
		token  string
		groups []string
		maxAge *int
		want   error // nil: admitted
	}{
		"no credential":                    {want: session.ErrUnauthenticated},
		"an invalid credential":            {token: "forged", want: session.ErrUnauthenticated},
		"any valid credential":             {token: "bob-token"},
		"the only group asked for":         {token: "ada-token", groups: []string{"admin"}},
		"one of the groups asked for":      {token: "ada-token", groups: []string{"owner", "staff"}},
		"none of the groups asked for":     {token: "ada-token", groups: []string{"owner"}, want: session.ErrForbidden},
		"a group asked of someone without": {token: "bob-token", groups: []string{"admin"}, want: session.ErrForbidden},
		"a group left since":               {token: "eve-token", groups: []string{"admin"}, want: session.ErrForbidden},
		"a group joined since":             {token: "eve-token", groups: []string{"staff"}, want: session.ErrForbidden},
		"an account that has ended since":  {token: "tim-token", groups: []string{"admin"}, want: session.ErrUnauthenticated},
		"nothing asked of its groups":      {token: "tim-token"},
		"an empty list of groups":          {token: "ada-token", groups: []string{}, want: session.ErrForbidden},
		"a sign-in recent enough":          {token: "ada-token", maxAge: &minutes15},
		"a sign-in too long ago":           {token: "bob-token", maxAge: &minutes15, want: session.ErrStepUpRequired},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			reached := false
			field := func(context.Context) (any, error) { reached = true; return nil, nil }
			ctx := session.WithRequest(t.Context(), &session.Request{BearerToken: c.token})
			_, err := directives.Root().Auth(ctx, nil, field, c.groups, c.maxAge)
			if !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			if reached != (c.want == nil) {
				t.Fatalf("field reached: %t", reached)
			}
		})
	}
}
