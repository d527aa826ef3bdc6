package cognito

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

const temporaryPassword account.TemporaryPassword = "Kd7mPq3w_Hd9rTz4b"

func anInvitation(medium account.DeliveryMedium) account.Invitation {
	return account.Invitation{Email: testEmail, Name: "Ada Lovelace", PhoneNumber: testPhone, Medium: medium}
}

func (w *wire) inviteBy(medium account.DeliveryMedium) account.User {
	w.t.Helper()
	user, err := w.Invite(w.t.Context(), anInvitation(medium), temporaryPassword)
	if err != nil {
		w.t.Fatal(err)
	}
	return user
}

// wantSent checks where the newest messages went, the newest first.
func (w *wire) wantSent(want ...string) {
	w.t.Helper()
	var got []string
	for _, m := range w.server.Outbox() {
		got = append(got, m.To)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		w.t.Errorf("messages went to %v, want %v", got, want)
	}
}

func TestAnInvitedPersonChoosesAPassword(t *testing.T) {
	w := newWire(t)
	user := w.inviteBy(account.DeliveryMediumEmail)
	if user.Subject == "" || user.Email != testEmail || user.EmailVerified || user.PhoneNumber != testPhone || user.PhoneNumberVerified ||
		user.Status != account.UserStatusForceChangePassword || user.InvitationExpiresAt() == nil {
		t.Errorf("got %+v", user)
	}
	w.wantSent(testEmail)
	if got := w.lastCode(); got != string(temporaryPassword) {
		t.Errorf("the invitation has %q", got)
	}
	_, err := w.SignIn(t.Context(), testEmail, string(temporaryPassword))
	var challenge *session.Challenge
	if !errors.As(err, &challenge) || challenge.Kind != session.ChallengeNewPassword {
		t.Fatalf("got %v", err)
	}
	if _, err := w.Respond(t.Context(), *challenge, session.Answer{NewPassword: testPassword}); err != nil {
		t.Fatal(err)
	}
	_, err = w.Invite(t.Context(), anInvitation(account.DeliveryMediumSms), temporaryPassword)
	wantError(t, err, account.ErrEmailTaken)
	wantError(t, w.InviteAgain(t.Context(), user, []account.DeliveryMedium{account.DeliveryMediumEmail}, temporaryPassword), account.ErrNotInvited)
	w.wantSent(testEmail)
}

func TestAnInvitationIsSentAgainWithAnotherPassword(t *testing.T) {
	w := newWire(t, func(p *cognitotest.PoolSpec) { p.PasswordPolicy.TemporaryDays = 3 })
	user := w.inviteBy(account.DeliveryMediumSms)
	w.clock.Advance(account.InvitationValidity)
	w.wantPassword(string(temporaryPassword), session.ErrInvitationExpired)
	const next account.TemporaryPassword = "Zb4tRd9h_Wq3pKm7d"
	media := []account.DeliveryMedium{account.DeliveryMediumSms, account.DeliveryMediumEmail}
	wantError(t, w.InviteAgain(t.Context(), user, media, next), nil)
	w.wantSent(testEmail, testPhone, testPhone)
	if text := w.server.Outbox()[0].Text; !strings.Contains(text, testEmail) || strings.Contains(text, user.Subject) {
		t.Errorf("the person is named otherwise than by the address: %q", text)
	}
	w.wantPassword(string(temporaryPassword), session.ErrInvalidCredentials)
	_, err := w.SignIn(t.Context(), testEmail, string(next))
	var challenge *session.Challenge
	if !errors.As(err, &challenge) {
		t.Errorf("got %v", err)
	}
	user, err = w.User(t.Context(), user.Subject)
	if err != nil || !user.InvitationExpiresAt().Equal(w.clock.Now().Add(account.InvitationValidity)) {
		t.Errorf("%+v, %v", user, err)
	}
}

func TestAnInvitationWhoseReplyIsLostIsFound(t *testing.T) {
	w := newWire(t)
	w.fault(opAdminCreate, cognitotest.DropReply, 1)
	if user := w.inviteBy(account.DeliveryMediumEmail); user.Email != testEmail {
		t.Errorf("got %+v", user)
	}
	w.wantCalls(opAdminCreate, 1) // a second call would send a second message
	w.wantSent(testEmail)

	// The account is somebody else's: nothing is claimed.
	other := anInvitation(account.DeliveryMediumEmail)
	other.Name = "Eve"
	w.fault(opAdminCreate, cognitotest.DropReply, 1)
	if _, err := w.Invite(t.Context(), other, temporaryPassword); err == nil {
		t.Error("the invitation of somebody else was claimed")
	}
	w.fault(opAdminCreate, cognitotest.InternalError, 1)
	other.Email = "eve@example.com"
	if _, err := w.Invite(t.Context(), other, temporaryPassword); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
}

func TestAChangedAddressWaitsForItsCodeAndAReplacedOneDoesNot(t *testing.T) {
	w := newWire(t)
	_, principal := w.signIn()
	email, phone, name := "ada@example.com", "+442079460018", "Ada King"
	change := account.ProfileChange{Email: &email, PhoneNumber: &phone, Name: &name}
	sent := len(w.server.Outbox())

	wantError(t, w.Change(t.Context(), principal.Subject, change), nil)
	identity := w.identity(principal)
	if identity.Email != testEmail || identity.PhoneNumber != testPhone || !identity.PhoneNumberVerified || identity.Name != name {
		t.Errorf("changed: %+v", identity)
	}
	if got := len(w.server.Outbox()) - sent; got != 2 {
		t.Errorf("%d codes were sent", got)
	}
	wantError(t, w.Replace(t.Context(), principal.Subject, change), nil)
	identity = w.identity(principal)
	if identity.Email != email || identity.EmailVerified || identity.PhoneNumber != phone || identity.PhoneNumberVerified {
		t.Errorf("replaced: %+v", identity)
	}
	if got := len(w.server.Outbox()) - sent; got != 2 {
		t.Errorf("%d messages were sent", got-2)
	}
}

// An address that nobody has proven must not stay verified, whatever happens between the two calls.
func TestAReplacedAddressIsNotVerifiedWhateverHappens(t *testing.T) {
	email := "ada@example.com"
	lose := func(w *wire, after, count int) {
		if after > 0 { // without a delay this is no fault, only a call
			w.server.Inject(cognitotest.Fault{Operation: string(opAdminUpdate), Kind: cognitotest.Delay, Count: after})
		}
		w.server.Inject(cognitotest.Fault{Operation: string(opAdminUpdate), Kind: cognitotest.DropReply, Count: count})
	}
	for name, c := range map[string]struct {
		after, count int
		done         bool
	}{
		"one lost reply to the claim": {0, 1, true}, "two of them": {0, 2, false},
		"one lost reply to the retraction": {1, 1, true}, "two of those": {1, 2, false},
	} {
		w := newWire(t)
		user := w.inviteBy(account.DeliveryMediumEmail)
		lose(w, c.after, c.count)
		err := w.Replace(t.Context(), user.Subject, account.ProfileChange{Email: &email})
		if (err == nil) != c.done || err != nil && !fault.IsUnavailable(err) {
			t.Errorf("%s: %v", name, err)
		}
		if user, err := w.User(t.Context(), user.Subject); err != nil || user.Email != email || user.EmailVerified {
			t.Errorf("%s: %+v, %v", name, user, err)
		}
	}

	w := newWire(t)
	user := w.inviteBy(account.DeliveryMediumEmail)
	w.server.Inject(cognitotest.Fault{Operation: string(opAdminUpdate), Kind: cognitotest.Delay, Count: 1})
	w.server.Inject(cognitotest.Fault{Operation: string(opAdminUpdate), Kind: cognitotest.Throttle, Count: 1})
	if err := w.Replace(t.Context(), user.Subject, account.ProfileChange{Email: &email}); !fault.IsUnavailable(err) {
		t.Errorf("a retraction that failed: %v", err)
	}
	wantError(t, w.Replace(t.Context(), user.Subject, account.ProfileChange{Email: &email}), nil)
	if user, err := w.User(t.Context(), user.Subject); err != nil || user.Email != email || user.EmailVerified {
		t.Errorf("once it is repeated: %+v, %v", user, err)
	}
}

func TestACorrectionToAnAddressThatIsTakenIsRefused(t *testing.T) {
	w := newWire(t)
	user := w.inviteBy(account.DeliveryMediumEmail)
	w.register(map[string]string{"bob@example.com": "Bob"})
	taken := "bob@example.com"
	for _, do := range []func(context.Context, string, account.ProfileChange) error{w.Change, w.Replace} {
		wantError(t, do(t.Context(), user.Subject, account.ProfileChange{Email: &taken}), account.ErrEmailTaken)
		wantError(t, do(t.Context(), testSubject, account.ProfileChange{Name: &taken}), account.ErrNoUser)
	}
	if user, err := w.User(t.Context(), user.Subject); err != nil || user.Email != testEmail || user.EmailVerified {
		t.Errorf("%+v, %v", user, err)
	}
}
