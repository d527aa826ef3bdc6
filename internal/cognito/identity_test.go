package cognito

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func TestIdentityIsThatOfTheAccountAndKeptForHalfAMinute(t *testing.T) {
	w := newWire(t)
	_, principal := w.signIn()
	want := account.Identity{
		Subject: principal.Subject, Email: testEmail, Name: "Ada Lovelace", PhoneNumber: testPhone, PhoneNumberVerified: true,
	}
	w.server.ResetCalls()
	for _, step := range []struct {
		advance time.Duration
		calls   int
	}{{0, 1}, {0, 1}, {identityAge - time.Second, 1}, {time.Second, 2}, {0, 2}} {
		w.clock.Advance(step.advance)
		if got, err := w.Identity(t.Context(), principal); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v", got, err)
		}
		w.wantCalls(opGetUser, step.calls)
	}
}

func TestIdentityIsNotThatOfAnotherSubject(t *testing.T) {
	w := newWire(t)
	_, principal := w.signIn()
	principal.Subject = "somebody-else"
	_, err := w.Identity(t.Context(), principal)
	wantError(t, err, session.ErrUnauthenticated)
}

func TestIdentityIsRefusedWithADeadToken(t *testing.T) {
	w := newWire(t)
	_, principal := w.signIn()
	for _, token := range []string{"garbage", "", "with space"} {
		_, err := w.Identity(t.Context(), session.Principal{Claims: principal.Claims, AccessToken: token})
		wantError(t, err, session.ErrUnauthenticated)
	}
	w.clock.Advance(2 * time.Hour)
	_, err := w.Identity(t.Context(), principal)
	wantError(t, err, session.ErrUnauthenticated)
	_, principal = w.signInAgain()
	if _, err := w.admin().AdminDeleteUser(t.Context(), &cip.AdminDeleteUserInput{UserPoolId: &w.pool.ID, Username: aws.String(testEmail)}); err != nil {
		t.Fatal(err)
	}
	_, err = w.Identity(t.Context(), principal)
	wantError(t, err, session.ErrUnauthenticated)
}

func TestForgetShowsAChangeAtOnce(t *testing.T) {
	w := newWire(t)
	_, principal := w.signIn()
	if _, err := w.Identity(t.Context(), principal); err != nil {
		t.Fatal(err)
	}
	if _, err := w.admin().AdminUpdateUserAttributes(t.Context(), &cip.AdminUpdateUserAttributesInput{
		UserPoolId: &w.pool.ID, Username: aws.String(testEmail),
		UserAttributes: []types.AttributeType{{Name: aws.String("name"), Value: aws.String("Ada King")}},
	}); err != nil {
		t.Fatal(err)
	}
	w.Forget("somebody-else")
	if got, err := w.Identity(t.Context(), principal); err != nil || got.Name != "Ada Lovelace" {
		t.Errorf("got %q, %v: the identity of another account was dropped", got.Name, err)
	}
	w.Forget(principal.Subject)
	if got, err := w.Identity(t.Context(), principal); err != nil || got.Name != "Ada King" {
		t.Errorf("got %q, %v", got.Name, err)
	}
}

func TestFailedIdentityIsNotRemembered(t *testing.T) {
	w := newWire(t)
	_, principal := w.signIn()
	w.fault(opGetUser, cognitotest.InternalError, 2)
	if _, err := w.Identity(t.Context(), principal); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
	w.wantCalls(opGetUser, 2)
	if _, err := w.Identity(t.Context(), principal); err != nil {
		t.Error(err)
	}
	w.Forget(principal.Subject)
	w.fault(opGetUser, cognitotest.DropReply, 1)
	if _, err := w.Identity(t.Context(), principal); err != nil {
		t.Errorf("answer lost once: %v", err)
	}
}

// userAnswer is GetUser's answer for testSubject with the given name.
func userAnswer(name string) string {
	return fmt.Sprintf(`{"Username":"u","UserAttributes":[{"Name":"sub","Value":%q},{"Name":"name","Value":%q},{"Name":"email","Value":"Ada@Example.com"}]}`, testSubject, name)
}

func TestConcurrentCallersShareACallThatTheFirstCannotEnd(t *testing.T) {
	s := newScript(t, "")
	arrived, release := make(chan struct{}, 100), make(chan struct{})
	s.answer(func(w http.ResponseWriter, _ *http.Request) {
		arrived <- struct{}{}
		<-release
		_, _ = io.WriteString(w, userAnswer("Ada"))
	})
	principal := session.Principal{Claims: session.Claims{Subject: testSubject}, AccessToken: "token"}
	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error, 1)
	go func() { _, err := s.Identity(ctx, principal); first <- err }()
	<-arrived
	cancel()
	wantError(t, <-first, context.Canceled)
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if got, err := s.Identity(t.Context(), principal); err != nil || got.Email != "ada@example.com" {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	close(release)
	group.Wait()
	if n := s.requests.Load(); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestCallFromBeforeAChangeIsNotSharedAfterIt(t *testing.T) {
	s := newScript(t, "")
	arrived, release := make(chan struct{}), make(chan struct{})
	s.answer(func(w http.ResponseWriter, _ *http.Request) {
		arrived <- struct{}{}
		<-release
		_, _ = io.WriteString(w, userAnswer("before"))
	})
	principal := session.Principal{Claims: session.Claims{Subject: testSubject}, AccessToken: "token"}
	old := make(chan account.Identity, 1)
	go func() {
		got, err := s.Identity(t.Context(), principal)
		if err != nil {
			t.Error(err)
		}
		old <- got
	}()
	<-arrived
	s.answerText(http.StatusOK, userAnswer("after"))
	s.Forget(testSubject)
	if got, err := s.Identity(t.Context(), principal); err != nil || got.Name != "after" {
		t.Errorf("while the old call runs: %q, %v", got.Name, err)
	}
	close(release)
	if got := <-old; got.Name != "before" {
		t.Errorf("old call: %q", got.Name)
	}
	if got, err := s.Identity(t.Context(), principal); err != nil || got.Name != "after" {
		t.Errorf("when the old call has ended: %q, %v", got.Name, err)
	}
}

func TestRememberedIdentitiesAreBounded(t *testing.T) {
	s := newScript(t, "")
	for i := range 2 * maxCached {
		s.identities.entries.Add(hashToken(fmt.Sprint(i)), recentEntry[account.Identity]{})
	}
	if n := s.identities.entries.Len(); n != maxCached {
		t.Errorf("%d identities", n)
	}
}
