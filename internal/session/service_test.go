package session_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

func TestACookieSignInSetsACookieAndReturnsNoToken(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service, b := f.instance(), &browser{}
	got, err := service.SignIn(b.request(t.Context()), " Ada@Example.com", password, session.TransportCookie)
	if err != nil {
		t.Fatal(err)
	}
	end := f.clock.Now().Add(lifetime)
	if got.Tokens != nil || got.Principal.Subject != subject || !got.ExpiresAt.Equal(end) || !b.expiresAt.Equal(end) || len(b.id) != 43 {
		t.Errorf("session %+v, browser %+v", got, b)
	}
	f.wantSignedIn(service, b)
	f.wantSignedIn(f.instance(), b) // any instance knows it
}

func TestSigningInMakesANewIDAndEndsTheOldSession(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	old := *b
	if _, err := service.SignIn(b.request(t.Context()), email, password, session.TransportCookie); err != nil {
		t.Fatal(err)
	}
	if b.id == old.id {
		t.Error("the id is the old one")
	}
	f.wantSignedIn(service, b)
	f.wantSignedOut(service, &old)
	if alive := f.issuer.alive(); alive != 1 {
		t.Errorf("%d refresh tokens are alive", alive)
	}
}

func TestAPlantedCookieDoesNotBecomeASession(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	planted := browser{id: strings.Repeat("A", 43)}
	b := planted
	if _, err := service.SignIn(b.request(t.Context()), email, password, session.TransportCookie); err != nil {
		t.Fatal(err)
	}
	f.wantSignedOut(service, &planted)
	f.wantSignedIn(service, &b)
}

func TestATokenSignInReturnsTokensAndNoCookie(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service, b := f.instance(), &browser{}
	got, err := service.SignIn(b.request(t.Context()), email, password, session.TransportTokens)
	if err != nil || got.Tokens == nil || b.id != "" || !got.ExpiresAt.Equal(f.clock.Now().Add(accessLifetime)) {
		t.Fatalf("session %+v, %v, browser %+v", got, err, b)
	}
	if calls := f.server.Calls(); len(calls) != 0 {
		t.Errorf("store calls %v", calls)
	}
	refreshed, err := service.Refresh(t.Context(), got.Tokens.RefreshToken)
	if err != nil || refreshed.Tokens == nil || refreshed.Tokens.AccessToken == got.Tokens.AccessToken {
		t.Errorf("refreshed to %+v, %v", refreshed, err)
	}
	wantErr(t, service.SignOut(t.Context(), got.Tokens.RefreshToken), nil)
	_, err = service.Refresh(t.Context(), got.Tokens.RefreshToken)
	wantErr(t, err, session.ErrExpired)
}

func TestCredentialsThatCannotBeRight(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	for name, c := range map[string]struct {
		email, password string
		want            error
		calls           int
	}{
		"wrong password":     {email, "wrong", session.ErrInvalidCredentials, 1},
		"no password":        {email, "", session.ErrInvalidCredentials, 0},
		"10 KB password":     {email, strings.Repeat("x", 10<<10), session.ErrInvalidCredentials, 0},
		"malformed email":    {"ada", password, account.ErrInvalidEmail, 0},
		"no email":           {"", password, account.ErrInvalidEmail, 0},
		"10 KB email":        {strings.Repeat("x", 10<<10), password, account.ErrInvalidEmail, 0},
		"Unicode look-alike": {"\u0430da@example.com", password, account.ErrInvalidEmail, 0},
	} {
		before, b := f.issuer.count("SignIn"), &browser{}
		_, err := service.SignIn(b.request(t.Context()), c.email, c.password, session.TransportCookie)
		wantErr(t, err, c.want)
		if calls := f.issuer.count("SignIn") - before; calls != c.calls || b.id != "" {
			t.Errorf("%s: %d calls, browser %+v", name, calls, b)
		}
	}
	if calls := f.server.Calls(); len(calls) != 0 {
		t.Errorf("store calls %v", calls)
	}
}

// brokenVerifier panics at its first token.
type brokenVerifier struct{ asked int }

func (v *brokenVerifier) Verify(context.Context, string) (session.Claims, error) {
	if v.asked++; v.asked == 1 {
		panic("a broken verifier")
	}
	return session.Claims{Subject: subject}, nil
}

func TestAfterAPanicNobodyIsTheCaller(t *testing.T) {
	t.Parallel()
	service := session.New(session.Config{Verifier: &brokenVerifier{}})
	ctx := session.WithRequest(t.Context(), &session.Request{BearerToken: "token"})
	for range 3 { // the fields of one request
		func() {
			defer func() { _ = recover() }()
			if principal, err := service.Authenticate(ctx); err == nil {
				t.Errorf("the caller is %+v", principal)
			}
		}()
	}
}

func TestAClientWithTokensIsNotCalledSignedOutWhileItsSessionGoesOn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	signedIn, err := service.SignIn(t.Context(), email, password, session.TransportTokens)
	wantErr(t, err, nil)
	for name, request := range map[string]*session.Request{
		"a token":              {BearerToken: signedIn.Tokens.AccessToken},
		"a token and a cookie": {BearerToken: signedIn.Tokens.AccessToken, CookieID: b.id},
		"a token not valid":    {BearerToken: "garbage"},
	} {
		t.Run(name, func(t *testing.T) {
			wantErr(t, service.SignOut(session.WithRequest(t.Context(), request), ""), session.ErrNoRefreshToken)
		})
	}
	f.wantSignedIn(service, b) // the cookie is of another session, which nobody has asked to end
	ctx := session.WithRequest(t.Context(), &session.Request{BearerToken: signedIn.Tokens.AccessToken})
	wantErr(t, service.SignOut(ctx, signedIn.Tokens.RefreshToken), nil)
	_, err = service.Refresh(t.Context(), signedIn.Tokens.RefreshToken)
	wantErr(t, err, session.ErrExpired)
}

func TestSigningOutEndsTheSessionEverywhere(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service, other := f.instance(), f.instance()
	b := f.signIn(service)
	replayed := *b
	wantErr(t, service.SignOut(b.request(t.Context()), ""), nil)
	if !b.cleared || f.issuer.alive() != 0 {
		t.Errorf("cookie cleared: %t, %d refresh tokens alive", b.cleared, f.issuer.alive())
	}
	f.wantSignedOut(service, &replayed)
	f.wantSignedOut(other, &replayed)
	_, err := other.Refresh(replayed.request(t.Context()), "")
	wantErr(t, err, session.ErrExpired)
	wantErr(t, service.SignOut(replayed.request(t.Context()), ""), nil) // ending none succeeds
	wantErr(t, service.SignOut(t.Context(), ""), nil)
	f.wantCalls("Revoke", 1)
}

func TestSigningOutWhileTheProviderIsDown(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	replayed := *b
	f.issuer.set(func(i *issuer) { i.err = errDown })
	wantErr(t, service.SignOut(b.request(t.Context()), ""), nil)
	f.wantSignedOut(service, &replayed)
}

func TestSigningOutWhileTheStoreIsDownFailsAndKeepsTheCookie(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	f.server.Inject(dynamotest.Fault{Operation: "DeleteItem", Kind: dynamotest.InternalError, Count: 3})
	if err := service.SignOut(b.request(t.Context()), ""); !fault.IsUnavailable(err) || b.cleared {
		t.Errorf("%v, cookie cleared: %t", err, b.cleared)
	}
	f.wantSignedIn(service, b)
}

func TestSigningOutRevokesThoughTheAnswersOfTheStoreAreLost(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	f.server.Inject(dynamotest.Fault{Operation: "DeleteItem", Kind: dynamotest.DropReply, Count: 2})
	wantErr(t, service.SignOut(b.request(t.Context()), ""), nil)
	if alive := f.issuer.alive(); alive != 0 {
		t.Errorf("%d refresh tokens are alive", alive)
	}
}

func TestMalformedCookiesCostNoCallAndAreLeftAlone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	for _, id := range []string{
		"x", strings.Repeat("A", 42), strings.Repeat("A", 44), strings.Repeat("A", 42) + "=", strings.Repeat("A", 42) + "+",
		strings.Repeat("A", 42) + "B", strings.Repeat("A", 42) + "\n", strings.Repeat("\x00", 43), strings.Repeat("é", 21) + "A",
		strings.Repeat("A", 10<<10),
	} {
		b := browser{id: id}
		_, after, err := f.authenticate(service, &b)
		wantErr(t, err, session.ErrUnauthenticated)
		_, err = service.Refresh(b.request(t.Context()), "")
		wantErr(t, err, session.ErrExpired)
		if after.cleared || b.cleared { // it may be somebody else's
			t.Errorf("%q was cleared", id)
		}
		wantErr(t, service.SignOut(b.request(t.Context()), ""), nil)
	}
	if calls := f.server.Calls(); len(calls) != 0 {
		t.Errorf("store calls %v", calls)
	}
}

func TestASessionPastItsEndIsDeadBeforeTheTableDeletesIt(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	f.clock.Advance(lifetime - time.Second)
	f.wantSignedIn(service, b)
	f.clock.Advance(time.Second)
	f.wantSignedOut(service, b)
	if _, err := f.store.Load(t.Context(), b.idHash()); err != nil {
		t.Errorf("the record is gone: %v", err)
	}
}

func TestAuthenticateWithoutACredential(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, err := f.instance().Authenticate(t.Context())
	wantErr(t, err, session.ErrUnauthenticated)
}

func TestABearerTokenWinsOverTheCookieAndIsVerifiedOnceARequest(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	bearer, err := service.SignIn(t.Context(), email, password, session.TransportTokens)
	if err != nil {
		t.Fatal(err)
	}
	request := &session.Request{BearerToken: bearer.Tokens.AccessToken, CookieID: b.id, Cookie: b}
	ctx, before := session.WithRequest(t.Context(), request), f.issuer.count("Verify")
	for range 3 {
		principal, err := service.Authenticate(ctx)
		if err != nil || principal.AccessToken != bearer.Tokens.AccessToken {
			t.Fatalf("%v, %v", principal, err)
		}
	}
	f.wantCalls("Verify", before+1)

	request = &session.Request{BearerToken: "garbage", CookieID: b.id, Cookie: b}
	_, err = service.Authenticate(session.WithRequest(t.Context(), request))
	wantErr(t, err, session.ErrUnauthenticated)
	if b.cleared {
		t.Error("a wrong bearer token cleared the cookie")
	}
}

func TestAStoreThatIsDownIsNoSignOut(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	f.server.Inject(dynamotest.Fault{Operation: "GetItem", Kind: dynamotest.InternalError, Count: 3})
	if _, after, err := f.authenticate(service, b); !fault.IsUnavailable(err) || after.cleared {
		t.Errorf("%v, cookie cleared: %t", err, after.cleared)
	}
	f.wantSignedIn(service, b)
}

func TestTheUserAgentIsKeptShortAndValid(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	for _, userAgent := range []string{strings.Repeat("é", 10<<10), "x\xff\xfey" + strings.Repeat("é", 200), "a\xc3"} {
		b := &browser{}
		request := &session.Request{Cookie: b, UserAgent: userAgent}
		if _, err := service.SignIn(session.WithRequest(t.Context(), request), email, password, session.TransportCookie); err != nil {
			t.Fatal(err)
		}
		record, err := f.store.Load(t.Context(), b.idHash())
		if err != nil || len(record.UserAgent) > 256 || len(record.UserAgent) == 0 || !utf8.ValidString(record.UserAgent) {
			t.Errorf("%q, %v", record.UserAgent, err)
		}
	}
}

func TestAFailedSignInLeavesTheOldSessionAlone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	_, err := service.SignIn(b.request(t.Context()), email, "wrong", session.TransportCookie)
	if !errors.Is(err, session.ErrInvalidCredentials) {
		t.Error(err)
	}
	f.wantSignedIn(service, b)
}
