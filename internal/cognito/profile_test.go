package cognito

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func (w *wire) identity(p session.Principal) account.Identity {
	w.t.Helper()
	identity, err := w.Identity(w.t.Context(), p)
	if err != nil {
		w.t.Fatal(err)
	}
	return identity
}

func TestNameChangesAtOnceAndShowsAtOnce(t *testing.T) {
	w := newWire(t)
	tokens, principal := w.signIn()
	w.identity(principal)
	deliveries, err := w.UpdateProfile(t.Context(), tokens.AccessToken, account.ProfileChange{Name: aws.String("Ada King")})
	if err != nil || len(deliveries) != 0 {
		t.Errorf("got %v, %v", deliveries, err)
	}
	if got := w.identity(principal).Name; got != "Ada King" {
		t.Errorf("got %q", got)
	}
}

func TestChangedAddressesCountOnceTheirCodesAreEntered(t *testing.T) {
	const phone, email = "+12065550199", "ada.king@example.com"
	w := newWire(t)
	tokens, principal := w.signIn()
	deliveries, err := w.UpdateProfile(t.Context(), tokens.AccessToken, account.ProfileChange{PhoneNumber: aws.String(phone), Email: aws.String(email)})
	if err != nil || len(deliveries) != 2 {
		t.Fatalf("got %v, %v", deliveries, err)
	}
	if got := w.identity(principal); got.PhoneNumber != testPhone || got.Email != testEmail {
		t.Errorf("before: %s, %s", got.PhoneNumber, got.Email)
	}
	codes := map[string]string{}
	for _, m := range w.server.Outbox()[:2] {
		codes[m.To] = m.Code
	}
	wantError(t, w.VerifyAttribute(t.Context(), tokens.AccessToken, account.ContactAttributeEmail, "000000"), account.ErrCodeMismatch)
	wantError(t, w.VerifyAttribute(t.Context(), tokens.AccessToken, account.ContactAttributeEmail, codes[email]), nil)
	wantError(t, w.VerifyAttribute(t.Context(), tokens.AccessToken, account.ContactAttributePhoneNumber, codes[phone]), nil)
	want := account.Identity{
		Subject: principal.Subject, Email: email, EmailVerified: true, Name: "Ada Lovelace", PhoneNumber: phone, PhoneNumberVerified: true,
	}
	if got := w.identity(principal); !reflect.DeepEqual(got, want) {
		t.Errorf("after: %+v", got)
	}
	wantError(t, w.VerifyAttribute(t.Context(), tokens.AccessToken, account.ContactAttributeEmail, codes[email]), account.ErrCodeExpired)
}

func TestProfileTellsWhatIsWrong(t *testing.T) {
	w := newWire(t)
	tokens, _ := w.signIn()
	other := registration()
	other.Email = "grace@example.com"
	if _, err := w.SignUp(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		change account.ProfileChange
		want   error
	}{
		"email taken":     {account.ProfileChange{Email: &other.Email}, account.ErrEmailTaken},
		"malformed email": {account.ProfileChange{Email: aws.String("ada")}, account.ErrInvalidEmail},
		"malformed phone": {account.ProfileChange{PhoneNumber: aws.String("0123")}, account.ErrInvalidPhoneNumber},
		"empty name":      {account.ProfileChange{Name: aws.String("")}, account.ErrInvalidName},
	} {
		if _, err := w.UpdateProfile(t.Context(), tokens.AccessToken, test.change); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestVerificationIsRequestedWithLimits(t *testing.T) {
	w := newWire(t)
	tokens, principal := w.signIn()
	got, err := w.RequestVerification(t.Context(), tokens.AccessToken, account.ContactAttributeEmail)
	if want := (account.CodeDelivery{Medium: account.DeliveryMediumEmail, Destination: "a***@e***"}); err != nil || got != want {
		t.Fatalf("got %+v, %v", got, err)
	}
	wantError(t, w.VerifyAttribute(t.Context(), tokens.AccessToken, account.ContactAttributeEmail, w.lastCode()), nil)
	if !w.identity(principal).EmailVerified {
		t.Error("email not verified")
	}
	for _, kind := range []cognitotest.FaultKind{cognitotest.DropReply, cognitotest.InternalError, cognitotest.Throttle} {
		w.fault(opSendCode, kind, 5)
		if _, err := w.RequestVerification(t.Context(), tokens.AccessToken, account.ContactAttributeEmail); !fault.IsUnavailable(err) {
			t.Errorf("got %v", err)
		}
		w.wantCalls(opSendCode, 1)
		w.server.ClearFaults()
	}
	var tooMany *fault.TooManyAttempts
	for range 10 {
		if _, err := w.RequestVerification(t.Context(), tokens.AccessToken, account.ContactAttributeEmail); errors.As(err, &tooMany) {
			return
		}
	}
	t.Error("ten codes were sent")
}

func TestChangesWhoseAnswersAreLostSucceed(t *testing.T) {
	w := newWire(t)
	tokens, principal := w.signIn()
	w.fault(opUpdateProfile, cognitotest.DropReply, 1)
	if _, err := w.UpdateProfile(t.Context(), tokens.AccessToken, account.ProfileChange{Name: aws.String("Ada King")}); err != nil {
		t.Error(err)
	}
	w.wantCalls(opUpdateProfile, 2)
	if _, err := w.RequestVerification(t.Context(), tokens.AccessToken, account.ContactAttributeEmail); err != nil {
		t.Fatal(err)
	}
	w.fault(opVerify, cognitotest.DropReply, 1)
	wantError(t, w.VerifyAttribute(t.Context(), tokens.AccessToken, account.ContactAttributeEmail, w.lastCode()), nil)
	w.wantCalls(opVerify, 2)
	if got := w.identity(principal); got.Name != "Ada King" || !got.EmailVerified {
		t.Errorf("got %+v", got)
	}
	w.fault(opSignOutAll, cognitotest.DropReply, 1)
	wantError(t, w.SignOutEverywhere(t.Context(), tokens.AccessToken), nil)
	tokens, _ = w.signInAgain()
	w.fault(opDeleteUser, cognitotest.DropReply, 1)
	wantError(t, w.DeleteUser(t.Context(), tokens.AccessToken), nil)
	w.wantPassword(testPassword, session.ErrInvalidCredentials)
}

func TestLostRefusalOfACodeIsNoSuccess(t *testing.T) {
	w := newWire(t)
	tokens, _ := w.signIn()
	w.fault(opVerify, cognitotest.DropReply, 1)
	wantError(t, w.VerifyAttribute(t.Context(), tokens.AccessToken, account.ContactAttributeEmail, "123456"), account.ErrCodeExpired)
}

func TestChangedAddressWhoseAnswerIsLostIsNotSentASecondCode(t *testing.T) {
	w := newWire(t)
	tokens, _ := w.signIn()
	before := len(w.server.Outbox())
	w.fault(opUpdateProfile, cognitotest.DropReply, 1)
	change := account.ProfileChange{Name: aws.String("Ada King"), Email: aws.String("ada.king@example.com")}
	if _, err := w.UpdateProfile(t.Context(), tokens.AccessToken, change); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
	w.wantCalls(opUpdateProfile, 1)
	if n := len(w.server.Outbox()) - before; n != 1 {
		t.Errorf("%d messages", n)
	}
	if _, err := w.UpdateProfile(t.Context(), tokens.AccessToken, change); err != nil {
		t.Errorf("tried again: %v", err)
	}
	wantError(t, w.VerifyAttribute(t.Context(), tokens.AccessToken, account.ContactAttributeEmail, w.lastCode()), nil)
}

func TestSecondFactorsAreSetUpPreferredAndTurnedOff(t *testing.T) {
	w := newWire(t, withMFA(cognitotest.MFAOptional))
	tokens, principal := w.signIn()
	want := func(preferred *account.MFAMethod, enabled ...account.MFAMethod) {
		t.Helper()
		if got := w.identity(principal).MFA; !reflect.DeepEqual(got, account.MFAStatus{Preferred: preferred, Enabled: enabled}) {
			t.Errorf("got %+v", got)
		}
	}
	sms, totp := account.MFAMethodSMS, account.MFAMethodTOTP
	want(nil)
	wantError(t, w.SetMFA(t.Context(), tokens.AccessToken, nil), nil)
	wantError(t, w.SetMFA(t.Context(), tokens.AccessToken, &totp), account.ErrMFAMethodNotSetUp)
	wantError(t, w.FinishTOTP(t.Context(), tokens.AccessToken, "123456"), account.ErrMFAMethodNotSetUp)
	w.setMFA(tokens.AccessToken, sms)
	want(&sms, sms)
	if _, err := w.StartTOTP(t.Context(), tokens.AccessToken); err != nil {
		t.Fatal(err)
	}
	wantError(t, w.FinishTOTP(t.Context(), tokens.AccessToken, "000000"), account.ErrCodeMismatch)
	wantError(t, w.FinishTOTP(t.Context(), tokens.AccessToken, "letter"), account.ErrCodeMismatch)
	w.setUpTOTP(tokens.AccessToken)
	w.setMFA(tokens.AccessToken, totp)
	want(&totp, sms, totp)
	w.fault(opSetMFA, cognitotest.DropReply, 1)
	wantError(t, w.SetMFA(t.Context(), tokens.AccessToken, nil), nil)
	want(nil)
	w.wantPassword(testPassword, nil)
}

func TestAuthenticatorSetUpWhoseAnswersAreLost(t *testing.T) {
	w := newWire(t, withMFA(cognitotest.MFAOptional))
	tokens, _ := w.signIn()
	w.fault(opStartTOTP, cognitotest.DropReply, 1)
	secret, err := w.StartTOTP(t.Context(), tokens.AccessToken)
	if err != nil {
		t.Fatal(err)
	}
	w.fault(opFinishTOTP, cognitotest.Throttle, 1)
	if err := w.FinishTOTP(t.Context(), tokens.AccessToken, w.totp(secret)); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
	w.wantCalls(opFinishTOTP, 1)
	wantError(t, w.FinishTOTP(t.Context(), tokens.AccessToken, w.totp(secret)), nil)
}

func TestSignOutEverywhereEndsEveryToken(t *testing.T) {
	w := newWire(t)
	first, principal := w.signIn()
	w.clock.Advance(time.Second)
	second, _ := w.signInAgain()
	w.identity(principal)
	wantError(t, w.SignOutEverywhere(t.Context(), first.AccessToken), nil)
	for _, tokens := range []session.Tokens{first, second} {
		_, err := w.Refresh(t.Context(), tokens.RefreshToken)
		wantError(t, err, session.ErrExpired)
		wantError(t, w.SetMFA(t.Context(), tokens.AccessToken, nil), account.ErrTokenRefused)
		wantError(t, w.SignOutEverywhere(t.Context(), tokens.AccessToken), account.ErrTokenRefused)
	}
	_, err := w.Identity(t.Context(), principal)
	wantError(t, err, session.ErrUnauthenticated)
}

func TestDeletedAccountIsGoneAtOnce(t *testing.T) {
	w := newWire(t)
	tokens, principal := w.signIn()
	w.identity(principal)
	wantError(t, w.DeleteUser(t.Context(), tokens.AccessToken), nil)
	_, err := w.Identity(t.Context(), principal)
	wantError(t, err, session.ErrUnauthenticated)
	wantError(t, w.DeleteUser(t.Context(), tokens.AccessToken), account.ErrTokenRefused)
	w.wantPassword(testPassword, session.ErrInvalidCredentials)
	w.signUp()
}

func TestChangeByOneSessionShowsInAnother(t *testing.T) {
	w := newWire(t)
	tokens, first := w.signIn()
	w.clock.Advance(time.Second)
	_, second := w.signInAgain()
	w.identity(first)
	w.identity(second)
	if _, err := w.UpdateProfile(t.Context(), tokens.AccessToken, account.ProfileChange{Name: aws.String("Ada King")}); err != nil {
		t.Fatal(err)
	}
	if got := w.identity(second).Name; got != "Ada King" {
		t.Errorf("got %q", got)
	}
}
