package cognitotest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

const wrongPassword = "Wrong-Password-1"

func TestLockoutDoublesFromOneSecondToFifteenMinutes(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	fail := func() {
		t.Helper()
		_, err := f.auth(testEmail, wrongPassword)
		wantRefusal(t, err, "NotAuthorizedException", incorrect)
	}
	for range 4 {
		fail()
	}
	for lock := time.Second; ; lock = min(2*lock, 15*time.Minute) {
		fail()
		f.clock.Advance(lock - time.Millisecond)
		_, err := f.auth(testEmail, testPassword)
		wantRefusal(t, err, "NotAuthorizedException", "Password attempts exceeded")
		f.clock.Advance(time.Millisecond)
		if lock == 15*time.Minute {
			break
		}
	}
	f.signIn(testEmail)
}

func TestTriesWhileLockedDoNotProlongTheLock(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	for range 5 {
		_, err := f.auth(testEmail, wrongPassword)
		wantRefusal(t, err, "NotAuthorizedException", incorrect)
	}
	for range 10 {
		_, err := f.auth(testEmail, wrongPassword)
		wantRefusal(t, err, "NotAuthorizedException", "Password attempts exceeded")
	}
	f.clock.Advance(time.Second)
	f.signIn(testEmail)
}

func TestLockoutIsForgottenAfterFifteenQuietMinutes(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	for range 5 {
		_, err := f.auth(testEmail, wrongPassword)
		wantRefusal(t, err, "NotAuthorizedException", incorrect)
	}
	f.clock.Advance(15 * time.Minute)
	for range 5 { // the count starts again: five more before the next lock-out
		_, err := f.auth(testEmail, wrongPassword)
		wantRefusal(t, err, "NotAuthorizedException", incorrect)
	}
	_, err := f.auth(testEmail, wrongPassword)
	wantRefusal(t, err, "NotAuthorizedException", "Password attempts exceeded")
}

func TestClientSecretIsDemandedEverywhere(t *testing.T) {
	f := setup(t, func(p *cognitotest.PoolSpec) { p.Client.Secret = true })
	sub := f.confirmedUser(testEmail)
	tokens := f.signIn(testEmail)
	id := f.pool.ClientID

	_, err := f.sdk.InitiateAuth(f.ctx, &cip.InitiateAuthInput{
		ClientId: &id, AuthFlow: types.AuthFlowTypeUserPasswordAuth,
		AuthParameters: map[string]string{"USERNAME": testEmail, "PASSWORD": testPassword},
	})
	wantRefusal(t, err, "NotAuthorizedException", "Client "+id+" is configured with secret but SECRET_HASH was not received")

	refresh := func(username string) error {
		_, err := f.sdk.InitiateAuth(f.ctx, &cip.InitiateAuthInput{
			ClientId: &id, AuthFlow: types.AuthFlowTypeRefreshTokenAuth,
			AuthParameters: map[string]string{"REFRESH_TOKEN": *tokens.RefreshToken, "SECRET_HASH": secretHash(f.pool, username)},
		})
		return err
	}
	wantRefusal(t, refresh(testEmail), "NotAuthorizedException", "Unable to verify secret hash for client "+id)
	if err := refresh(sub); err != nil {
		t.Errorf("refresh with the hash over the sub: %v", err)
	}

	get := &cip.GetTokensFromRefreshTokenInput{ClientId: &id, RefreshToken: tokens.RefreshToken}
	_, err = f.sdk.GetTokensFromRefreshToken(f.ctx, get)
	wantRefusal(t, err, "NotAuthorizedException", "Unable to verify client secret for client "+id)
	get.ClientSecret = &f.pool.ClientSecret
	must(f.sdk.GetTokensFromRefreshToken(f.ctx, get))(t)

	revoke := &cip.RevokeTokenInput{ClientId: &id, Token: tokens.RefreshToken, ClientSecret: aws.String(strings.Repeat("wrong", 5))}
	_, err = f.sdk.RevokeToken(f.ctx, revoke)
	wantRefusal(t, err, "UnauthorizedException", "Unable to verify client secret for client "+id)
	revoke.ClientSecret = &f.pool.ClientSecret
	must(f.sdk.RevokeToken(f.ctx, revoke))(t)
}

func TestFlowsThatTheClientDoesNotAllowAreRefused(t *testing.T) {
	f := setup(t, func(p *cognitotest.PoolSpec) { p.Client.Flows = []string{cognitotest.FlowRefreshToken} })
	_, err := f.auth(testEmail, testPassword)
	wantRefusal(t, err, "InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client")
}

func TestDisablingAUserKillsItsTokens(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	tokens := f.signIn(testEmail)
	email := testEmail
	must(f.sdk.AdminDisableUser(f.ctx, &cip.AdminDisableUserInput{UserPoolId: &f.pool.ID, Username: &email}))(t)
	must(f.sdk.AdminEnableUser(f.ctx, &cip.AdminEnableUserInput{UserPoolId: &f.pool.ID, Username: &email}))(t)
	_, err := f.getUser(*tokens.AccessToken)
	wantRefusal(t, err, "NotAuthorizedException", "Access Token has been revoked")
}
