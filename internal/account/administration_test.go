package account_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// directory remembers what administrators have done, and fails as configured.
type directory struct {
	account.Directory
	invited   account.Invitation
	passwords []account.TemporaryPassword
	calls     []string
	err       error
}

func (d *directory) Invite(
	_ context.Context, i account.Invitation, password account.TemporaryPassword,
) (account.User, error) {
	d.invited, d.passwords = i, append(d.passwords, password)
	d.calls = append(d.calls, "invite")
	return account.User{Identity: account.Identity{Email: i.Email}}, d.err
}

func (d *directory) InviteAgain(
	_ context.Context, u account.User, media []account.DeliveryMedium, password account.TemporaryPassword,
) error {
	d.passwords = append(d.passwords, password)
	d.calls = append(d.calls, fmt.Sprint("invite again ", u.Email, " ", media))
	return d.err
}

func (d *directory) Change(_ context.Context, _ string, change account.ProfileChange) error {
	return d.record("change", change)
}

func (d *directory) Replace(_ context.Context, _ string, change account.ProfileChange) error {
	return d.record("replace", change)
}

func (d *directory) record(call string, change account.ProfileChange) error {
	for _, value := range []*string{change.Name, change.Email, change.PhoneNumber} {
		if value != nil {
			call += " " + *value
		}
	}
	d.calls = append(d.calls, call)
	return d.err
}

func newAdministration(d *directory, p *provider) *account.Administration {
	policy := account.Policy{Password: account.DefaultPasswordPolicy, EmailDomains: []string{"example.com"}}
	return account.NewAdministration(d, p, policy, parsePhone)
}

var invitation = account.Invitation{
	Email: " Grace@Example.com ", Name: " Grace  Hopper", PhoneNumber: "+1 202 555 0123", Medium: account.DeliveryMediumSms,
}

func TestAnInvitationFollowsTheRulesOfASignUp(t *testing.T) {
	d := &directory{}
	user, err := newAdministration(d, nil).Invite(t.Context(), invitation)
	want := account.Invitation{Email: "grace@example.com", Name: "Grace Hopper", PhoneNumber: "+12025550123", Medium: account.DeliveryMediumSms}
	if err != nil || user.Email != want.Email || d.invited != want {
		t.Errorf("invited %+v: %+v, %v", d.invited, user, err)
	}
	d = &directory{}
	_, err = newAdministration(d, nil).Invite(t.Context(), account.Invitation{Email: "eve@evil.test", Name: "\x00", PhoneNumber: "070"})
	for field, want := range map[string]error{
		"email": account.ErrEmailDomainNotAllowed, "name": account.ErrInvalidName, "phoneNumber": account.ErrInvalidPhoneNumber,
	} {
		if got := fields(err)[field]; !errors.Is(got, want) {
			t.Errorf("%s: %v, want %v", field, got, want)
		}
	}
	if len(d.calls) != 0 {
		t.Errorf("calls %v", d.calls)
	}
	_, err = newAdministration(&directory{err: account.ErrEmailTaken}, nil).Invite(t.Context(), invitation)
	if got := fields(err)["email"]; !errors.Is(got, account.ErrEmailOfAnother) {
		t.Errorf("an address that is taken: %v", err)
	}
}

func TestTemporaryPasswordsSatisfyThePolicyAndSurviveAnEmail(t *testing.T) {
	d := &directory{}
	for range 200 {
		if _, err := newAdministration(d, nil).Invite(t.Context(), invitation); err != nil {
			t.Fatal(err)
		}
	}
	for i, password := range d.passwords {
		if _, err := account.DefaultPasswordPolicy.Accept(string(password)); err != nil {
			t.Errorf("%q: %v", string(password), err)
		}
		// What HTML, the end of a sentence and similar letters would take from it.
		if strings.ContainsAny(string(password), "<>&\"'.,;:!?()[]{}0O1lI") || len(password) < 17 {
			t.Errorf("%q", string(password))
		}
		if slices.Contains(d.passwords[:i], password) {
			t.Errorf("%q twice", string(password))
		}
		if shown := fmt.Sprintf("%v %+v %#v %s", password, password, password, password); strings.Contains(shown, string(password)) {
			t.Errorf("it is printed: %s", shown)
		}
	}
}

func TestOnlyAnOpenInvitationIsSentAgain(t *testing.T) {
	d := &directory{}
	administration := newAdministration(d, nil)
	for _, status := range []account.UserStatus{
		account.UserStatusUnconfirmed, account.UserStatusConfirmed, account.UserStatusResetRequired, account.UserStatusExternalProvider,
	} {
		err := administration.InviteAgain(t.Context(), account.User{Status: status}, account.DeliveryMediumEmail)
		if !errors.Is(err, account.ErrNotInvited) || len(d.calls) != 0 {
			t.Errorf("%s: %v, calls %v", status, err, d.calls)
		}
	}
	invited := account.User{Status: account.UserStatusForceChangePassword}
	for range 2 {
		if err := administration.InviteAgain(t.Context(), invited, account.DeliveryMediumEmail); err != nil {
			t.Error(err)
		}
	}
	if len(d.passwords) != 2 || d.passwords[0] == d.passwords[1] {
		t.Error("the password is not a new one")
	}
}

func TestACorrectionCountsAtOnceOnlyBeforeTheFirstSignIn(t *testing.T) {
	email, phone, name := " Ada@Example.com", "+44 20 7946 0018", "Ada King"
	for _, c := range []struct {
		status account.UserStatus
		change account.ProfileChange
		want   []string
		resent string
	}{
		{account.UserStatusConfirmed, account.ProfileChange{Email: &email, PhoneNumber: &phone}, []string{"change ada@example.com +442079460018"}, ""},
		{account.UserStatusResetRequired, account.ProfileChange{Email: &email}, []string{"change ada@example.com"}, ""},
		{account.UserStatusExternalProvider, account.ProfileChange{Name: &name}, []string{"change Ada King"}, ""},
		{account.UserStatusUnconfirmed, account.ProfileChange{PhoneNumber: &phone}, []string{"replace +442079460018"}, "old@example.com"},
		{account.UserStatusUnconfirmed, account.ProfileChange{Email: &email}, []string{"replace ada@example.com"}, ""},
		{account.UserStatusUnconfirmed, account.ProfileChange{Email: &email, PhoneNumber: &phone}, []string{"replace ada@example.com +442079460018"}, "ada@example.com"},
		{account.UserStatusForceChangePassword, account.ProfileChange{Name: &name}, []string{"replace Ada King"}, ""},
		{account.UserStatusForceChangePassword, account.ProfileChange{Email: &email}, []string{"replace ada@example.com", "invite again ada@example.com [EMAIL]"}, ""},
		{account.UserStatusForceChangePassword, account.ProfileChange{PhoneNumber: &phone}, []string{"replace +442079460018", "invite again old@example.com [SMS EMAIL]"}, ""},
		{account.UserStatusConfirmed, account.ProfileChange{}, nil, ""},
	} {
		d, p := &directory{}, &provider{}
		user := account.User{Identity: account.Identity{Subject: "ada", Email: "old@example.com"}, Status: c.status}
		err := newAdministration(d, p).Correct(t.Context(), user, c.change)
		if err != nil || !slices.Equal(d.calls, c.want) || p.resent != c.resent {
			t.Errorf("%s: %v, calls %q, resent %q, want %q, %q", c.status, err, d.calls, p.resent, c.want, c.resent)
		}
	}
}

func TestACorrectionFollowsTheRulesOfASignUp(t *testing.T) {
	email, phone, name := "ada@evil.test", "070", ""
	d := &directory{}
	err := newAdministration(d, &provider{}).Correct(t.Context(), account.User{}, account.ProfileChange{Email: &email, PhoneNumber: &phone, Name: &name})
	got := fields(err)
	if got["email"] != account.ErrEmailDomainNotAllowed || got["phoneNumber"] != account.ErrInvalidPhoneNumber || got["name"] != account.ErrInvalidName || len(d.calls) != 0 {
		t.Errorf("errors %v, calls %v", got, d.calls)
	}
	email = "ada@example.com"
	for _, status := range []account.UserStatus{account.UserStatusConfirmed, account.UserStatusForceChangePassword} {
		d = &directory{err: account.ErrEmailTaken}
		err = newAdministration(d, &provider{}).Correct(t.Context(), account.User{Status: status}, account.ProfileChange{Email: &email})
		if fields(err)["email"] != account.ErrEmailOfAnother || len(d.calls) != 1 {
			t.Errorf("%s: %v, calls %v", status, err, d.calls)
		}
	}
}

func TestAnOpenInvitationHasAnEnd(t *testing.T) {
	sent := time.Date(2030, 5, 1, 9, 0, 0, 0, time.UTC)
	invited := account.User{Status: account.UserStatusForceChangePassword, ModifiedAt: sent}
	if got := invited.InvitationExpiresAt(); got == nil || !got.Equal(sent.Add(72*time.Hour)) {
		t.Errorf("got %v", got)
	}
	for _, user := range []account.User{
		{Status: account.UserStatusConfirmed, ModifiedAt: sent}, {Status: account.UserStatusForceChangePassword},
	} {
		if got := user.InvitationExpiresAt(); got != nil {
			t.Errorf("%+v: %v", user, got)
		}
	}
}
