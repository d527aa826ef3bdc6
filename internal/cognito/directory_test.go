package cognito

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/oidc/oidctest"
	"github.com/unicornpursuit/unicornpursuit/internal/page"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

// register signs people up: email to name.
func (w *wire) register(people map[string]string) {
	w.t.Helper()
	for email, name := range people {
		r := registration()
		r.Email, r.Name, r.PhoneNumber = email, name, fmt.Sprintf("+1206555%04d", len(email))
		if _, err := w.SignUp(w.t.Context(), r); err != nil {
			w.t.Fatal(err)
		}
	}
}

// found goes through all pages of a search.
func (w *wire) found(search string, limit int) (emails []string) {
	w.t.Helper()
	for from, pages := "", 0; pages < 20; pages++ {
		page, err := w.Users(w.t.Context(), search, limit, from)
		if err != nil || len(page.Users) > limit {
			w.t.Fatalf("%q: %d users, %v", search, len(page.Users), err)
		}
		for _, u := range page.Users {
			emails = append(emails, u.Email)
		}
		if from = page.Next; from == "" {
			slices.Sort(emails)
			return emails
		}
	}
	w.t.Fatalf("%q: no end", search)
	return nil
}

func TestUsersAreFoundByWhatASearchMayBegin(t *testing.T) {
	w := newWire(t)
	w.register(map[string]string{
		"ada@example.com": "Ada Lovelace", "adam@example.com": "ada's Brother", "grace.hopper@example.com": "Ada \"Grace\" Hopper",
		"x@example.com": `Back\slash "Q" X`, "zoe.jose@example.com": "Zo\u00eb Jos\u00e9",
	})
	for search, want := range map[string][]string{
		"":                               {"ada@example.com", "adam@example.com", "grace.hopper@example.com", "x@example.com", "zoe.jose@example.com"},
		"ada":                            {"ada@example.com", "adam@example.com"},
		"Ada":                            {"ada@example.com", "adam@example.com", "grace.hopper@example.com"},
		" ada@":                          {"ada@example.com"},
		"ADA@Example":                    {"ada@example.com"},
		"Ada L":                          {"ada@example.com"},
		`Ada "Gr`:                        {"grace.hopper@example.com"},
		`Back\slash "Q" X`:               {"x@example.com"},
		`" or email ^= "`:                nil,
		"Zo\u00eb":                       {"zoe.jose@example.com"},
		"Zoe\u0308":                      {"zoe.jose@example.com"},
		"\u200fZoe\u0308\t Jose\u0301\n": {"zoe.jose@example.com"},
		"\u200bada@\u00a0":               {"ada@example.com"},
		"\u202d+1\u00a0206\u2011555\u20110015\u202c": {"ada@example.com"},
		"+\u0661\u0662\u0660\u0666":                  {"ada@example.com", "adam@example.com", "grace.hopper@example.com", "x@example.com", "zoe.jose@example.com"},
		"+1206":                                      {"ada@example.com", "adam@example.com", "grace.hopper@example.com", "x@example.com", "zoe.jose@example.com"},
		"+1 (206) 555-0015": {
			"ada@example.com",
		},
		"+99":                     nil,
		strings.Repeat(`"\`, 200): nil,
		"nobody":                  nil,
	} {
		for _, limit := range []int{1, 2, 50} {
			if got := w.found(search, limit); !slices.Equal(got, want) {
				t.Errorf("%q by %d: got %v", search, limit, got)
			}
		}
	}
}

func TestCursorsOfNoPageAreRefused(t *testing.T) {
	w := newWire(t)
	w.register(map[string]string{"ada@example.com": "Ada", "adam@example.com": "Adam"})
	first, err := w.Users(t.Context(), "ada@", 1, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{"x", ":", "-1:", "1:", "7:abc", "0:garbage", "0:" + strings.Repeat("x", 10)} {
		_, err := w.Users(t.Context(), "ada@", 1, from)
		wantError(t, err, page.ErrInvalidCursor)
	}
	if first.Next != "" {
		_, err = w.Users(t.Context(), "grace@", 1, first.Next)
		wantError(t, err, page.ErrInvalidCursor)
	}
}

func TestUserIsToldWithSecondFactorsAndStatus(t *testing.T) {
	w := newWire(t, withMFA(cognitotest.MFAOptional))
	tokens, principal := w.signIn()
	w.setMFA(tokens.AccessToken, account.MFAMethodSMS)
	user, err := w.User(t.Context(), principal.Subject)
	if err != nil {
		t.Fatal(err)
	}
	if user.ID() != principal.Subject || user.Email != testEmail || !user.Enabled || user.Status != account.UserStatusConfirmed ||
		!user.CreatedAt.Equal(oidctest.Epoch) || user.MFA.Preferred == nil || *user.MFA.Preferred != account.MFAMethodSMS {
		t.Errorf("got %+v", user)
	}
}

func TestDisabledAccountCannotSignInUntilItIsEnabled(t *testing.T) {
	w := newWire(t)
	tokens, principal := w.signIn()
	w.identity(principal)
	w.fault(opAdminDisable, cognitotest.DropReply, 1)
	wantError(t, w.Disable(t.Context(), principal.Subject), nil)
	w.wantPassword(testPassword, session.ErrAccountDisabled)
	_, err := w.Identity(t.Context(), principal) // at once: Changed drops the cached identity
	wantError(t, err, session.ErrUnauthenticated)
	wantError(t, w.SetMFA(t.Context(), tokens.AccessToken, nil), account.ErrTokenRefused)
	if user, err := w.User(t.Context(), principal.Subject); err != nil || user.Enabled {
		t.Errorf("got %+v, %v", user, err)
	}
	w.fault(opAdminEnable, cognitotest.InternalError, 1)
	wantError(t, w.Enable(t.Context(), principal.Subject), nil)
	w.wantPassword(testPassword, nil)
}

func TestResetOfSecondFactorsLeavesThePassword(t *testing.T) {
	w := newWire(t, withMFA(cognitotest.MFAOptional))
	tokens, principal := w.signIn()
	wantError(t, w.ResetMFA(t.Context(), principal.Subject), nil)
	w.wantCalls(opAdminSetMFA, 0)
	w.setUpTOTP(tokens.AccessToken)
	w.setMFA(tokens.AccessToken, account.MFAMethodTOTP)
	w.setMFA(tokens.AccessToken, account.MFAMethodSMS)
	wantError(t, w.ResetMFA(t.Context(), principal.Subject), nil)
	w.wantPassword(testPassword, nil)
	if got := w.identity(principal).MFA; got.Preferred != nil || len(got.Enabled) != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestAdministratorSignsAPersonOut(t *testing.T) {
	w := newWire(t)
	tokens, principal := w.signIn()
	w.clock.Advance(time.Second)
	wantError(t, w.SignOutUser(t.Context(), principal.Subject), nil)
	_, err := w.Refresh(t.Context(), tokens.RefreshToken)
	wantError(t, err, session.ErrExpired)
	_, err = w.Identity(t.Context(), principal)
	wantError(t, err, session.ErrUnauthenticated)
}

func TestADeletedAccountIsGoneThoughTheReplyIsLost(t *testing.T) {
	w := newWire(t)
	_, principal := w.signIn()
	w.identity(principal)
	w.fault(opAdminDelete, cognitotest.DropReply, 1)
	wantError(t, w.Delete(t.Context(), principal.Subject), nil)
	_, err := w.Identity(t.Context(), principal) // at once: Changed drops what was remembered
	wantError(t, err, session.ErrUnauthenticated)
	_, err = w.User(t.Context(), principal.Subject)
	wantError(t, err, account.ErrNoUser)
	w.signUp() // the address is free again
}

func TestUnknownSubjectsAreNoUsers(t *testing.T) {
	w := newWire(t)
	for _, subject := range []string{testSubject, "with space", strings.Repeat("a", 200)} {
		_, err := w.User(t.Context(), subject)
		for _, err := range []error{
			err, w.Disable(t.Context(), subject), w.Enable(t.Context(), subject), w.Delete(t.Context(), subject), w.ResetMFA(t.Context(), subject), w.SignOutUser(t.Context(), subject),
		} {
			wantError(t, err, account.ErrNoUser)
		}
	}
}

func TestDirectoryWithoutCredentialsIsNoOutage(t *testing.T) {
	config := awsConfig("http://127.0.0.1:1")
	config.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{}, errors.New("CANARY: no profile of that name")
	})
	d := NewDirectory(DirectoryConfig{AWS: config, UserPoolID: "eu-west-1_AbCdEfGhI", Client: New(Config{AWS: config})})
	if _, err := d.Users(t.Context(), "", 10, ""); err == nil || fault.IsUnavailable(err) || strings.Contains(err.Error(), "CANARY") {
		t.Errorf("got %v", err)
	}
}
