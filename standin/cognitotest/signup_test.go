package cognitotest_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func TestMainJobFromSignUpToGetUser(t *testing.T) {
	f := setup(t)
	signed := f.signUp(testEmail)
	if err := f.confirm(testEmail, f.lastCode()); err != nil {
		t.Fatal(err)
	}
	user := must(f.getUser(*f.signIn("ada.lovelace@EXAMPLE.com").AccessToken))(t)
	got := attributeMap(user.UserAttributes)
	for name, want := range map[string]string{
		"sub": *signed.UserSub, "email": testEmail, "name": "Ada Lovelace",
		"phone_number": testPhone, "phone_number_verified": "true",
	} {
		if got[name] != want {
			t.Errorf("attribute %s = %q, want %q", name, got[name], want)
		}
	}
}

func TestSignUpCodeExpiresAfterADay(t *testing.T) {
	f := setup(t)
	f.signUp(testEmail)
	f.clock.Advance(24 * time.Hour)
	wantRefusal(t, f.confirm(testEmail, f.lastCode()), "ExpiredCodeException", "Invalid code provided, please request a code again.")
	must(f.resend(testEmail))(t)
	f.clock.Advance(24*time.Hour - time.Second)
	if err := f.confirm(testEmail, f.lastCode()); err != nil {
		t.Errorf("one second before the expiry: %v", err)
	}
}

func TestWrongCodesAreLimitedPerHour(t *testing.T) {
	f := setup(t)
	f.signUp(testEmail)
	code := f.lastCode()
	for range 15 {
		wantRefusal(t, f.confirm(testEmail, otherCode(code)), "CodeMismatchException", "Invalid verification code provided, please try again.")
	}
	wantRefusal(t, f.confirm(testEmail, code), "LimitExceededException", "Attempt limit exceeded, please try after some time.")
	f.clock.Advance(time.Hour)
	if err := f.confirm(testEmail, code); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

func TestResendsAreLimitedPerHour(t *testing.T) {
	f := setup(t)
	f.signUp(testEmail)
	for range 5 {
		must(f.resend(testEmail))(t)
	}
	_, err := f.resend(testEmail)
	wantRefusal(t, err, "LimitExceededException", "Attempt limit exceeded, please try after some time.")
	if sent := len(f.server.Outbox()); sent != 6 {
		t.Errorf("%d messages, want 6", sent)
	}
	f.clock.Advance(time.Hour)
	must(f.resend(testEmail))(t)
}

func TestLegacyClientRevealsUnknownUsers(t *testing.T) {
	f := setup(t, func(p *cognitotest.PoolSpec) {
		p.Client.PreventUserExistenceErrors = cognitotest.ExistenceErrorsLegacy
	})
	_, err := f.auth(testEmail, testPassword)
	wantRefusal(t, err, "UserNotFoundException", "User does not exist.")
	_, err = f.resend(testEmail)
	wantRefusal(t, err, "UserNotFoundException", "Username/client id combination not found.")
	wantRefusal(t, f.confirm(testEmail, "123456"), "UserNotFoundException", "Username/client id combination not found.")
}

func TestPreSignUpHookRefusesAndNothingIsStored(t *testing.T) {
	var seen cognitotest.SignUpEvent
	f := setup(t, func(p *cognitotest.PoolSpec) {
		p.PreSignUp = func(_ context.Context, e cognitotest.SignUpEvent) error {
			if seen = e; strings.HasSuffix(e.Attributes["email"], "@example.com") {
				return nil
			}
			return errors.New("email domain not allowed")
		}
	})
	in := signUpInput(f.pool, "eve@evil.test")
	in.ClientMetadata = map[string]string{"form": "v2"}
	_, err := f.sdk.SignUp(f.ctx, in)
	wantRefusal(t, err, "UserLambdaValidationException", "PreSignUp failed with error email domain not allowed.")
	if seen.TriggerSource != "PreSignUp_SignUp" || seen.ClientID != f.pool.ClientID || seen.ClientMetadata["form"] != "v2" {
		t.Errorf("event %+v", seen)
	}
	if len(f.server.Outbox()) != 0 {
		t.Error("a code was sent")
	}
	if sub := *f.signUp(testEmail).UserSub; sub != seen.Username {
		t.Errorf("the hook saw username %q, the sub is %q", seen.Username, sub)
	}
}

func TestPostConfirmationHookErrorLeavesTheUserConfirmed(t *testing.T) {
	var f *fixture
	f = setup(t, func(p *cognitotest.PoolSpec) {
		p.PostConfirmation = func(_ context.Context, e cognitotest.ConfirmationEvent) error {
			// The hook may call the service: it runs outside the transaction.
			if _, err := f.auth(e.Attributes["email"], testPassword); err != nil {
				return err
			}
			return errors.New("voter table is down")
		}
	})
	f.signUp(testEmail)
	wantRefusal(t, f.confirm(testEmail, f.lastCode()), "UserLambdaValidationException",
		"PostConfirmation failed with error voter table is down.")
	f.signIn(testEmail)
}

func TestSignUpMessageIsInTheOutboxAndReported(t *testing.T) {
	var reported []cognitotest.Message
	clock := newClock()
	server := cognitotest.Start(t, func(c *cognitotest.Config) {
		c.Clock = clock.Now
		c.OnMessage = func(m cognitotest.Message) { reported = append(reported, m) }
	})
	pool := ensurePool(t, server)
	must(newSDK(server.URL()).SignUp(t.Context(), signUpInput(pool, testEmail)))(t)
	outbox := server.Outbox()
	if len(outbox) != 1 || len(reported) != 1 || outbox[0] != reported[0] {
		t.Fatalf("outbox %v, reported %v", outbox, reported)
	}
	m := outbox[0]
	want := "Your verification code is " + m.Code
	if m.To != testPhone || m.Medium != "SMS" || m.Text != want || len(m.Code) != 6 || !m.SentAt.Equal(clock.Now()) {
		t.Errorf("message %+v", m)
	}
}

func TestEmailIsUsedWhereThePoolVerifiesIt(t *testing.T) {
	f := setup(t, func(p *cognitotest.PoolSpec) {
		p.AutoVerified = []string{"email"}
		p.EmailSubject, p.EmailText = "Welcome", "Code {####}"
	})
	d := f.signUp(testEmail).CodeDeliveryDetails
	if *d.AttributeName != "email" || d.DeliveryMedium != "EMAIL" || *d.Destination != "A***@e***" {
		t.Errorf("delivery %s %s %s", *d.AttributeName, d.DeliveryMedium, *d.Destination)
	}
	m := f.server.Outbox()[0]
	if m.To != testEmail || m.Medium != "EMAIL" || m.Subject != "Welcome" || m.Text != "Code "+m.Code {
		t.Errorf("message %+v", m)
	}
	if err := f.confirm(testEmail, m.Code); err != nil {
		t.Fatal(err)
	}
	user := must(f.getUser(aws.ToString(f.signIn(testEmail).AccessToken)))(t)
	if attributeMap(user.UserAttributes)["email_verified"] != "true" {
		t.Error("the email is not verified")
	}
}
