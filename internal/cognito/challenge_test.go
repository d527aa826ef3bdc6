package cognito

import (
	"errors"
	"net/http"
	"slices"
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

func withMFA(mode string) func(*cognitotest.PoolSpec) {
	return func(p *cognitotest.PoolSpec) {
		p.MFA = cognitotest.MFASpec{Mode: mode, SMS: true, TOTP: true, Email: true}
	}
}

// withOnlyTOTP requires everyone to set up an authenticator app.
func withOnlyTOTP(p *cognitotest.PoolSpec) {
	p.MFA = cognitotest.MFASpec{Mode: cognitotest.MFARequired, TOTP: true}
}

// challenge signs in and returns the challenge that it leads to.
func (w *wire) challenge(password string) session.Challenge {
	w.t.Helper()
	_, err := w.SignIn(w.t.Context(), testEmail, password)
	return w.challenged(err)
}

func (w *wire) challenged(err error) session.Challenge {
	w.t.Helper()
	var challenge *session.Challenge
	if !errors.As(err, &challenge) {
		w.t.Fatalf("no challenge: %v", err)
	}
	return *challenge
}

func (w *wire) respond(c session.Challenge, a session.Answer) error {
	w.t.Helper()
	tokens, err := w.Respond(w.t.Context(), c, a)
	if err == nil {
		if _, err := w.verifier.Verify(w.t.Context(), tokens.AccessToken); err != nil {
			w.t.Errorf("token: %v", err)
		}
	}
	return err
}

func (w *wire) totp(secret string) string {
	w.t.Helper()
	code, err := cognitotest.TOTP(secret, w.clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

// setUpTOTP sets up an authenticator app for the owner of a token, and advances to its next code.
func (w *wire) setUpTOTP(token string) (secret string) {
	w.t.Helper()
	secret, err := w.StartTOTP(w.t.Context(), token)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.FinishTOTP(w.t.Context(), token, w.totp(secret)); err != nil {
		w.t.Fatal(err)
	}
	w.clock.Advance(time.Minute)
	return secret
}

func (w *wire) setMFA(token string, method account.MFAMethod) {
	w.t.Helper()
	if err := w.SetMFA(w.t.Context(), token, &method); err != nil {
		w.t.Fatal(err)
	}
}

func TestSentCodesAreAskedForAndTaken(t *testing.T) {
	for kind, test := range map[session.ChallengeKind]struct {
		method account.MFAMethod
		want   account.CodeDelivery
		to     string
	}{
		session.ChallengeSMS:   {account.MFAMethodSMS, account.CodeDelivery{Medium: account.DeliveryMediumSms, Destination: "+*******0123"}, testPhone},
		session.ChallengeEmail: {account.MFAMethodEmail, account.CodeDelivery{Medium: account.DeliveryMediumEmail, Destination: "a***@e***"}, testEmail},
	} {
		for name, options := range map[string][]func(*cognitotest.PoolSpec){"public client": nil, "client with a secret": {withSecret}} {
			t.Run(string(kind)+", "+name, func(t *testing.T) {
				w := newWire(t, append(options, withMFA(cognitotest.MFAOptional))...)
				tokens, principal := w.signIn()
				w.setMFA(tokens.AccessToken, test.method)
				c := w.challenge(testPassword)
				if c.Kind != kind || c.Delivery != test.want || c.Username != principal.Subject || c.State == "" {
					t.Errorf("%s to %+v for %s", c.Kind, c.Delivery, c.Username)
				}
				if to := w.server.Outbox()[0].To; to != test.to {
					t.Errorf("sent to %s", to)
				}
				wantError(t, w.respond(c, session.Answer{Code: "000000"}), account.ErrCodeMismatch)
				answer := session.Answer{Code: w.lastCode()}
				wantError(t, w.respond(c, answer), nil) // the same state after a wrong code
				wantError(t, w.respond(c, answer), session.ErrChallengeExpired)
			})
		}
	}
}

func TestAuthenticatorCodeIsTakenOnce(t *testing.T) {
	w := newWire(t, withMFA(cognitotest.MFAOptional), withSecret)
	tokens, _ := w.signIn()
	secret := w.setUpTOTP(tokens.AccessToken)
	w.setMFA(tokens.AccessToken, account.MFAMethodTOTP)
	first, second := w.challenge(testPassword), w.challenge(testPassword)
	if first.Kind != session.ChallengeTOTP {
		t.Fatalf("got %s", first.Kind)
	}
	answer := session.Answer{Code: w.totp(secret)}
	wantError(t, w.respond(first, answer), nil)
	wantError(t, w.respond(second, answer), account.ErrCodeExpired)
	w.clock.Advance(time.Minute)
	wantError(t, w.respond(second, session.Answer{Code: w.totp(secret)}), nil)
}

func TestAuthenticatorAppIsSetUpAtSignIn(t *testing.T) {
	for name, options := range map[string][]func(*cognitotest.PoolSpec){"public client": nil, "client with a secret": {withSecret}} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, append(options, withOnlyTOTP)...)
			w.signUp()
			w.confirm()
			c := w.challenge(testPassword)
			if c.Kind != session.ChallengeTOTPSetup || c.Secret == "" {
				t.Fatalf("%s, with a secret: %t", c.Kind, c.Secret != "")
			}
			wantError(t, w.respond(c, session.Answer{Code: "000000"}), account.ErrCodeMismatch)
			wantError(t, w.respond(c, session.Answer{Code: w.totp(c.Secret)}), nil)
			w.clock.Advance(time.Minute)
			next := w.challenge(testPassword)
			if next.Kind != session.ChallengeTOTP {
				t.Fatalf("next time: %s", next.Kind)
			}
			wantError(t, w.respond(next, session.Answer{Code: w.totp(c.Secret)}), nil)
		})
	}
}

func TestFactorIsChosen(t *testing.T) {
	w := newWire(t, withMFA(cognitotest.MFARequired))
	w.signUp()
	w.confirm()
	c := w.challenge(testPassword)
	if want := []account.MFAMethod{account.MFAMethodSMS, account.MFAMethodEmail}; c.Kind != session.ChallengeSelectMFA || !slices.Equal(c.Methods, want) {
		t.Fatalf("%s of %v", c.Kind, c.Methods)
	}
	wantError(t, w.respond(c, session.Answer{Method: account.MFAMethodTOTP}), session.ErrInvalidAnswer)
	wantError(t, w.respond(c, session.Answer{Method: "PIGEON"}), session.ErrInvalidAnswer)
	next := w.challenged(w.respond(c, session.Answer{Method: account.MFAMethodEmail}))
	if next.Kind != session.ChallengeEmail || next.Username != c.Username {
		t.Fatalf("then %s", next.Kind)
	}
	wantError(t, w.respond(next, session.Answer{Code: w.lastCode()}), nil)
}

// invite creates an account with a temporary password.
func (w *wire) invite(attributes ...types.AttributeType) {
	w.t.Helper()
	if _, err := w.admin().AdminCreateUser(w.t.Context(), &cip.AdminCreateUserInput{
		UserPoolId: &w.pool.ID, Username: aws.String(testEmail), TemporaryPassword: aws.String(testPassword),
		UserAttributes: append(attributes, types.AttributeType{Name: aws.String("phone_number"), Value: aws.String(testPhone)}),
	}); err != nil {
		w.t.Fatal(err)
	}
}

func TestInvitedPersonChoosesAPassword(t *testing.T) {
	for name, options := range map[string][]func(*cognitotest.PoolSpec){"public client": nil, "client with a secret": {withSecret}} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, options...)
			w.invite(types.AttributeType{Name: aws.String("name"), Value: aws.String("Ada Lovelace")},
				types.AttributeType{Name: aws.String("email"), Value: aws.String(testEmail)})
			c := w.challenge(testPassword)
			if c.Kind != session.ChallengeNewPassword {
				t.Fatalf("got %s", c.Kind)
			}
			var policy *account.PasswordPolicyError
			if err := w.respond(c, session.Answer{NewPassword: "weak"}); !errors.As(err, &policy) {
				t.Errorf("got %v", err)
			}
			wantError(t, w.respond(c, session.Answer{NewPassword: "Chosen-Password-8"}), nil)
			if _, err := w.SignIn(t.Context(), testEmail, "Chosen-Password-8"); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestChallengeExpires(t *testing.T) {
	w := newWire(t, withMFA(cognitotest.MFAOptional))
	tokens, _ := w.signIn()
	w.setMFA(tokens.AccessToken, account.MFAMethodSMS)
	c := w.challenge(testPassword)
	w.clock.Advance(10 * time.Minute)
	wantError(t, w.respond(c, session.Answer{Code: w.lastCode()}), session.ErrChallengeExpired)
	for _, state := range []string{"", "short", "a-state-that-nobody-has-ever-given"} {
		c.State = state
		if err := w.respond(c, session.Answer{Code: "123456"}); err == nil || state != "" && !errors.Is(err, session.ErrChallengeExpired) {
			t.Errorf("state %q: %v", state, err)
		}
	}
}

func TestWrongCodesUseAChallengeUp(t *testing.T) {
	w := newWire(t, withMFA(cognitotest.MFAOptional))
	tokens, _ := w.signIn()
	w.setMFA(tokens.AccessToken, account.MFAMethodSMS)
	c := w.challenge(testPassword)
	var err error
	for range 10 {
		if err = w.respond(c, session.Answer{Code: "000000"}); !errors.Is(err, account.ErrCodeMismatch) {
			break
		}
	}
	wantError(t, err, session.ErrChallengeExpired)
}

func TestAnswerIsOfTheKindThatIsAskedFor(t *testing.T) {
	s := newScript(t, "")
	for kind, answer := range map[session.ChallengeKind]session.Answer{
		session.ChallengeSMS: {NewPassword: testPassword}, session.ChallengeTOTP: {}, session.ChallengeTOTPSetup: {Method: account.MFAMethodSMS},
		session.ChallengeSelectMFA: {Code: "123456"}, session.ChallengeNewPassword: {Code: "123456"}, "RIDDLE": {Code: "123456"},
	} {
		_, err := s.Respond(t.Context(), session.Challenge{Kind: kind, State: "state"}, answer)
		wantError(t, err, session.ErrInvalidAnswer)
	}
	if n := s.requests.Load(); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestStepsThatNobodyCanAnswerHereAreNotOffered(t *testing.T) {
	for name, parameters := range map[string]map[string]string{
		"CUSTOM_CHALLENGE":      {"question": "?"},
		"WEB_AUTHN":             nil,
		"MFA_SETUP":             {"MFAS_CAN_SETUP": `["SMS_MFA"]`},
		"SELECT_MFA_TYPE":       {"MFAS_CAN_CHOOSE": `["WEB_AUTHN"]`},
		"NEW_PASSWORD_REQUIRED": {"requiredAttributes": `["userAttributes.name"]`},
	} {
		s := newScript(t, "")
		s.answerText(http.StatusOK, text(map[string]any{"ChallengeName": name, "Session": "state", "ChallengeParameters": parameters}))
		_, err := s.SignIn(t.Context(), testEmail, testPassword)
		wantError(t, err, session.ErrStepNotOffered)
		if n := s.requests.Load(); n != 1 {
			t.Errorf("%s: %d requests", name, n)
		}
	}
}

func TestChallengeOfAnAccountThatIsGoneIsOver(t *testing.T) {
	w := newWire(t, withOnlyTOTP)
	w.signUp()
	w.confirm()
	c := w.challenge(testPassword)
	if err := w.Disable(t.Context(), c.Username); err != nil {
		t.Fatal(err)
	}
	wantError(t, w.respond(c, session.Answer{Code: w.totp(c.Secret)}), session.ErrChallengeExpired)
}

func TestAnswersAreNeverRepeated(t *testing.T) {
	w := newWire(t, withMFA(cognitotest.MFAOptional))
	tokens, _ := w.signIn()
	w.setMFA(tokens.AccessToken, account.MFAMethodSMS)
	for _, kind := range []cognitotest.FaultKind{cognitotest.DropReply, cognitotest.InternalError, cognitotest.Throttle} {
		c := w.challenge(testPassword)
		w.fault(opRespond, kind, 5)
		if err := w.respond(c, session.Answer{Code: w.lastCode()}); !fault.IsUnavailable(err) {
			t.Errorf("got %v", err)
		}
		w.wantCalls(opRespond, 1)
		w.server.ClearFaults()
	}
}
