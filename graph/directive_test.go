package graph_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
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
