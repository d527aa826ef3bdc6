package cognito

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

// join puts the test's person into groups, which it creates.
func (w *wire) join(names ...string) {
	w.t.Helper()
	for _, name := range names {
		_, err := w.admin().CreateGroup(w.t.Context(), &cip.CreateGroupInput{UserPoolId: &w.pool.ID, GroupName: &name})
		if err != nil {
			w.t.Fatal(err)
		}
		_, err = w.admin().AdminAddUserToGroup(w.t.Context(), &cip.AdminAddUserToGroupInput{
			UserPoolId: &w.pool.ID, Username: aws.String(testEmail), GroupName: &name,
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *wire) leave(name string) {
	w.t.Helper()
	_, err := w.admin().AdminRemoveUserFromGroup(w.t.Context(), &cip.AdminRemoveUserFromGroupInput{
		UserPoolId: &w.pool.ID, Username: aws.String(testEmail), GroupName: &name,
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *wire) wantGroups(p session.Principal, want ...string) {
	w.t.Helper()
	if got, err := w.Groups(w.t.Context(), p); err != nil || !slices.Equal(got, want) {
		w.t.Errorf("groups %v, %v, want %v", got, err, want)
	}
}

func TestGroupsAreThoseOfThisMomentAndKeptForSeconds(t *testing.T) {
	w := newWire(t)
	_, principal := w.signIn()
	w.join("admin", "staff")
	w.server.ResetCalls()
	w.wantGroups(principal, "admin", "staff")
	w.leave("admin")
	for _, step := range []struct {
		advance time.Duration
		calls   int
		want    []string
	}{{rightsAge - time.Millisecond, 1, []string{"admin", "staff"}}, {time.Millisecond, 2, []string{"staff"}}, {0, 2, []string{"staff"}}} {
		w.clock.Advance(step.advance)
		w.wantGroups(principal, step.want...)
		w.wantCalls(opGetUser, step.calls)
		w.wantCalls(opAdminListGroups, step.calls)
	}
}

// An administrator's page asks who the viewer is and which groups the viewer is in.
func TestIdentityAndGroupsShareACall(t *testing.T) {
	w := newWire(t)
	_, principal := w.signIn()
	w.server.ResetCalls()
	var both sync.WaitGroup
	for range 10 {
		both.Go(func() { w.identity(principal) })
		both.Go(func() { w.wantGroups(principal) })
	}
	both.Wait()
	w.wantCalls(opGetUser, 1)
	w.wantCalls(opAdminListGroups, 1)
	w.clock.Advance(rightsAge) // an identity is good for longer
	w.identity(principal)
	w.wantCalls(opGetUser, 1)
	w.wantGroups(principal)
	w.wantCalls(opGetUser, 2)
}

func TestWhoCanNoLongerSignInHasNoGroups(t *testing.T) {
	for name, end := range map[string]func(w *wire, user *string) error{
		"disabled": func(w *wire, user *string) error {
			_, err := w.admin().AdminDisableUser(w.t.Context(), &cip.AdminDisableUserInput{UserPoolId: &w.pool.ID, Username: user})
			return err
		},
		"deleted": func(w *wire, user *string) error {
			_, err := w.admin().AdminDeleteUser(w.t.Context(), &cip.AdminDeleteUserInput{UserPoolId: &w.pool.ID, Username: user})
			return err
		},
		"signed out": func(w *wire, user *string) error {
			_, err := w.admin().AdminUserGlobalSignOut(w.t.Context(), &cip.AdminUserGlobalSignOutInput{UserPoolId: &w.pool.ID, Username: user})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t)
			_, principal := w.signIn()
			w.join("admin")
			w.identity(principal) // is cached for longer, but counts as a sign of life for a second only
			if err := end(w, aws.String(testEmail)); err != nil {
				t.Fatal(err)
			}
			w.clock.Advance(statusAge - time.Millisecond)
			_, _ = w.Groups(t.Context(), principal) // what these are is cached, too
			w.clock.Advance(rightsAge)
			_, err := w.Groups(t.Context(), principal)
			wantError(t, err, session.ErrUnauthenticated)
		})
	}
}

func TestAnAccountDeletedBetweenTheTwoCallsHasNoGroups(t *testing.T) {
	w := newWire(t)
	_, principal := w.signIn()
	w.server.Inject(cognitotest.Fault{
		Operation: string(opAdminListGroups), Kind: cognitotest.Refuse, Exception: "UserNotFoundException", Message: "User does not exist.",
	})
	_, err := w.Groups(t.Context(), principal)
	wantError(t, err, session.ErrUnauthenticated)
}

func TestAChangeMadeHereShowsInTheGroupsAtOnce(t *testing.T) {
	w := newWire(t)
	_, principal := w.signIn()
	w.join("admin")
	w.wantGroups(principal, "admin")
	wantError(t, w.Disable(t.Context(), principal.Subject), nil)
	_, err := w.Groups(t.Context(), principal)
	wantError(t, err, session.ErrUnauthenticated)
}

func TestNoGroupsAreReturnedWhileCognitoIsDown(t *testing.T) {
	for _, op := range on(opGetUser, opAdminListGroups) {
		w := newWire(t)
		_, principal := w.signIn()
		w.join("admin")
		w.fault(op, cognitotest.InternalError, 2)
		if groups, err := w.Groups(t.Context(), principal); !fault.IsUnavailable(err) || len(groups) != 0 {
			t.Errorf("%s: %v, %v", op, groups, err)
		}
		w.wantGroups(principal, "admin") // a failure is not cached
		w.clock.Advance(rightsAge)
		w.fault(op, cognitotest.DropReply, 1)
		w.wantGroups(principal, "admin")
	}
}

func TestMoreGroupsThanAPageAreAllListed(t *testing.T) {
	w := newWire(t)
	_, principal := w.signIn()
	var names []string
	for i := range maxGroups + 1 {
		names = append(names, fmt.Sprintf("group%03d", i))
	}
	w.join(names...)
	w.wantGroups(principal, names...)
}
