package cognito

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/oidc/oidctest"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func withRotation(p *cognitotest.PoolSpec) {
	p.Client.RefreshRotation, p.Client.RotationGrace = true, 10*time.Second
}

// admin is an SDK client for what only an operator may do.
func (w *wire) admin() *cip.Client {
	return cip.New(cip.Options{
		Region: "eu-west-1", BaseEndpoint: aws.String(w.server.URL()),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	})
}

func TestSignInGivesTokensThatTheVerifierTakes(t *testing.T) {
	for name, options := range map[string][]func(*cognitotest.PoolSpec){"public client": nil, "client with a secret": {withSecret}} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, options...)
			tokens, principal := w.signIn()
			if tokens.RefreshToken == "" || tokens.IDToken == "" || tokens.ExpiresIn != 3600 {
				t.Errorf("refresh token %t, ID token %t, expires in %d", tokens.RefreshToken != "", tokens.IDToken != "", tokens.ExpiresIn)
			}
			if principal.Subject == "" || !principal.AuthenticatedAt.Equal(oidctest.Epoch) || !principal.ExpiresAt.Equal(oidctest.Epoch.Add(time.Hour)) {
				t.Errorf("got %+v", principal.Claims)
			}
			_, err := w.verifier.Verify(t.Context(), tokens.IDToken)
			wantError(t, err, session.ErrUnauthenticated)
		})
	}
}

func TestSignInTellsWhyNot(t *testing.T) {
	w := newWire(t)
	signIn := func(password string) error {
		_, err := w.SignIn(t.Context(), testEmail, password)
		return err
	}
	w.signUp()
	wantError(t, signIn(testPassword), session.ErrNotConfirmed)
	wantError(t, signIn("Wrong-Password-9"), session.ErrNotConfirmed) // Cognito does not look at the password yet
	w.confirm()
	wantError(t, signIn("Wrong-Password-9"), session.ErrInvalidCredentials)
	wantError(t, signIn("with a space"), session.ErrInvalidCredentials)

	user := &cip.AdminDisableUserInput{UserPoolId: &w.pool.ID, Username: aws.String(testEmail)}
	if _, err := w.admin().AdminDisableUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	wantError(t, signIn(testPassword), session.ErrAccountDisabled)
	if _, err := w.admin().AdminEnableUser(t.Context(), &cip.AdminEnableUserInput{UserPoolId: &w.pool.ID, Username: aws.String(testEmail)}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.admin().AdminResetUserPassword(t.Context(), &cip.AdminResetUserPasswordInput{UserPoolId: &w.pool.ID, Username: aws.String(testEmail)}); err != nil {
		t.Fatal(err)
	}
	wantError(t, signIn(testPassword), session.ErrPasswordResetRequired)
}

func TestSignInStepThatIsNotOfferedIsNoSuccess(t *testing.T) {
	w := newWire(t)
	if _, err := w.admin().AdminCreateUser(t.Context(), &cip.AdminCreateUserInput{
		UserPoolId: &w.pool.ID, Username: aws.String(testEmail), TemporaryPassword: aws.String(testPassword),
		UserAttributes: []types.AttributeType{{Name: aws.String("phone_number"), Value: aws.String(testPhone)}},
	}); err != nil {
		t.Fatal(err)
	}
	tokens, err := w.SignIn(t.Context(), testEmail, testPassword)
	wantError(t, err, session.ErrStepNotOffered)
	if tokens != (session.Tokens{}) {
		t.Error("tokens were given")
	}
}

func TestWrongPasswordsLockOut(t *testing.T) {
	w := newWire(t)
	w.signUp()
	w.confirm()
	var tooMany *fault.TooManyAttempts
	for range 8 {
		if _, err := w.SignIn(t.Context(), testEmail, "Wrong-Password-9"); errors.As(err, &tooMany) {
			break
		}
	}
	if tooMany == nil || tooMany.RetryAfter != lockOut {
		t.Fatalf("got %v", tooMany)
	}
	w.clock.Advance(20 * time.Minute)
	if _, err := w.SignIn(t.Context(), testEmail, testPassword); err != nil {
		t.Error(err)
	}
}

func TestPasswordAttemptsAreNeverRepeated(t *testing.T) {
	w := newWire(t)
	w.signUp()
	w.confirm()
	for _, kind := range []cognitotest.FaultKind{cognitotest.DropReply, cognitotest.InternalError, cognitotest.Throttle} {
		w.fault(opSignIn, kind, 5)
		if _, err := w.SignIn(t.Context(), testEmail, testPassword); !fault.IsUnavailable(err) {
			t.Errorf("got %v", err)
		}
		w.wantCalls(opSignIn, 1)
		w.server.ClearFaults()
	}
}

func TestRefreshWorksWithAndWithoutRotation(t *testing.T) {
	for name, options := range map[string][]func(*cognitotest.PoolSpec){
		"no rotation": nil, "no rotation, secret": {withSecret}, "rotation": {withRotation}, "rotation, secret": {withRotation, withSecret},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, options...)
			first, _ := w.signIn()
			w.clock.Advance(50 * time.Minute)
			second, err := w.Refresh(t.Context(), first.RefreshToken)
			if err != nil {
				t.Fatal(err)
			}
			if rotates := len(options) > 0 && name[0] == 'r'; (second.RefreshToken != first.RefreshToken) != rotates || second.RefreshToken == "" {
				t.Errorf("refresh token changed: %t, rotation: %t", second.RefreshToken != first.RefreshToken, rotates)
			}
			claims, err := w.verifier.Verify(t.Context(), second.AccessToken)
			if err != nil || !claims.ExpiresAt.Equal(oidctest.Epoch.Add(110*time.Minute)) || !claims.AuthenticatedAt.Equal(oidctest.Epoch) {
				t.Errorf("got %+v, %v", claims, err)
			}
			if _, err := w.Refresh(t.Context(), second.RefreshToken); err != nil {
				t.Error(err)
			}
			w.clock.Advance(31 * 24 * time.Hour)
			_, err = w.Refresh(t.Context(), second.RefreshToken)
			wantError(t, err, session.ErrExpired)
		})
	}
}

func TestRefreshWhoseAnswerIsLostIsSentOnceMore(t *testing.T) {
	for name, options := range map[string][]func(*cognitotest.PoolSpec){"no rotation": nil, "rotation": {withRotation}} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, options...)
			tokens, _ := w.signIn()
			for _, kind := range []cognitotest.FaultKind{cognitotest.DropReply, cognitotest.InternalError, cognitotest.Throttle} {
				w.fault(opRefresh, kind, 1)
				var err error
				if tokens, err = w.Refresh(t.Context(), tokens.RefreshToken); err != nil {
					t.Fatal(err)
				}
				w.wantCalls(opRefresh, 2)
			}
		})
	}
}

func TestRotatedOutRefreshTokenIsRefused(t *testing.T) {
	w := newWire(t, withRotation)
	tokens, _ := w.signIn()
	if _, err := w.Refresh(t.Context(), tokens.RefreshToken); err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(time.Minute)
	_, err := w.Refresh(t.Context(), tokens.RefreshToken)
	wantError(t, err, session.ErrExpired)
}

func TestRevokedRefreshTokenIsDead(t *testing.T) {
	for name, options := range map[string][]func(*cognitotest.PoolSpec){"public client": nil, "client with a secret": {withSecret}} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, options...)
			tokens, principal := w.signIn()
			for range 2 { // revoking a revoked token succeeds
				if err := w.Revoke(t.Context(), tokens.RefreshToken); err != nil {
					t.Error(err)
				}
			}
			_, err := w.Refresh(t.Context(), tokens.RefreshToken)
			wantError(t, err, session.ErrExpired)
			_, err = w.Identity(t.Context(), principal)
			wantError(t, err, session.ErrUnauthenticated)
		})
	}
}

func TestWhatIsNoRefreshTokenIsExpiredAndRevokedWithSuccess(t *testing.T) {
	w := newWire(t)
	tokens, _ := w.signIn()
	for _, token := range []string{"garbage", "with space", "", "\x00", tokens.AccessToken} {
		_, err := w.Refresh(t.Context(), token)
		wantError(t, err, session.ErrExpired)
		if err := w.Revoke(t.Context(), token); err != nil {
			t.Errorf("revoke: %v", err)
		}
	}
}

func TestRevocationWhoseAnswerIsLostIsSentOnceMore(t *testing.T) {
	w := newWire(t)
	tokens, _ := w.signIn()
	w.fault(opRevoke, cognitotest.DropReply, 1)
	if err := w.Revoke(t.Context(), tokens.RefreshToken); err != nil {
		t.Error(err)
	}
	w.wantCalls(opRevoke, 2)
	w.fault(opRevoke, cognitotest.InternalError, 5)
	if err := w.Revoke(t.Context(), tokens.RefreshToken); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
	w.wantCalls(opRevoke, 2)
}
