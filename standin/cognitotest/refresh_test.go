package cognitotest_test

import (
	"testing"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func rotating(grace time.Duration) func(*cognitotest.PoolSpec) {
	return func(p *cognitotest.PoolSpec) {
		p.Client.RefreshRotation, p.Client.RotationGrace = true, grace
		p.Client.RefreshTokenValidity = 24 * time.Hour
	}
}

func (f *fixture) getTokens(refreshToken *string) (*types.AuthenticationResultType, error) {
	out, err := f.sdk.GetTokensFromRefreshToken(f.ctx, &cip.GetTokensFromRefreshTokenInput{
		ClientId: &f.pool.ClientID, RefreshToken: refreshToken,
	})
	if err != nil {
		return nil, err
	}
	return out.AuthenticationResult, nil
}

func TestRotationReplacesTheRefreshToken(t *testing.T) {
	f := setup(t, rotating(0))
	f.confirmedUser(testEmail)
	first := f.signIn(testEmail)
	second := must(f.getTokens(first.RefreshToken))(t)
	if second.RefreshToken == nil || *second.RefreshToken == *first.RefreshToken {
		t.Fatal("no new refresh token")
	}
	_, err := f.getTokens(first.RefreshToken)
	wantRefusal(t, err, "RefreshTokenReuseException", "Refresh Token has been used already")
	must(f.getTokens(second.RefreshToken))(t)
}

func TestRotatedOutTokenWorksDuringTheGracePeriod(t *testing.T) {
	f := setup(t, rotating(10*time.Second))
	f.confirmedUser(testEmail)
	first := f.signIn(testEmail)
	lost := must(f.getTokens(first.RefreshToken))(t)
	f.clock.Advance(10*time.Second - time.Millisecond)
	retried := must(f.getTokens(first.RefreshToken))(t)
	f.clock.Advance(time.Millisecond) // the period runs from the first exchange
	_, err := f.getTokens(first.RefreshToken)
	wantRefusal(t, err, "RefreshTokenReuseException", "Refresh Token has been used already")
	must(f.getTokens(lost.RefreshToken))(t)
	must(f.getTokens(retried.RefreshToken))(t)
}

func TestRotatingClientRefusesRefreshTokenAuth(t *testing.T) {
	f := setup(t, rotating(0))
	f.confirmedUser(testEmail)
	_, err := f.sdk.InitiateAuth(f.ctx, &cip.InitiateAuthInput{
		ClientId: &f.pool.ClientID, AuthFlow: types.AuthFlowTypeRefreshTokenAuth,
		AuthParameters: map[string]string{"REFRESH_TOKEN": *f.signIn(testEmail).RefreshToken},
	})
	wantRefusal(t, err, "InvalidParameterException", "REFRESH_TOKEN_AUTH flow not enabled for this client")
}

func TestRotationDoesNotProlongTheSession(t *testing.T) {
	f := setup(t, rotating(0))
	f.confirmedUser(testEmail)
	token := f.signIn(testEmail).RefreshToken
	f.clock.Advance(23 * time.Hour)
	token = must(f.getTokens(token))(t).RefreshToken
	f.clock.Advance(time.Hour)
	_, err := f.getTokens(token)
	wantRefusal(t, err, "NotAuthorizedException", "Refresh Token has expired")
}

func TestRevokingARotatedOutTokenEndsTheSession(t *testing.T) {
	f := setup(t, rotating(time.Minute))
	f.confirmedUser(testEmail)
	first := f.signIn(testEmail)
	second := must(f.getTokens(first.RefreshToken))(t)
	must(f.sdk.RevokeToken(f.ctx, &cip.RevokeTokenInput{ClientId: &f.pool.ClientID, Token: first.RefreshToken}))(t)
	_, err := f.getTokens(second.RefreshToken)
	wantRefusal(t, err, "NotAuthorizedException", "Refresh Token has been revoked")
	_, err = f.getUser(*second.AccessToken)
	wantRefusal(t, err, "NotAuthorizedException", "Access Token has been revoked")
}

func TestAccessTokenExpires(t *testing.T) {
	f := setup(t, func(p *cognitotest.PoolSpec) { p.Client.AccessTokenValidity = 5 * time.Minute })
	f.confirmedUser(testEmail)
	tokens := f.signIn(testEmail)
	if tokens.ExpiresIn != 300 {
		t.Errorf("expires in %d", tokens.ExpiresIn)
	}
	f.clock.Advance(5*time.Minute - time.Second)
	must(f.getUser(*tokens.AccessToken))(t)
	f.clock.Advance(time.Second)
	_, err := f.getUser(*tokens.AccessToken)
	wantRefusal(t, err, "NotAuthorizedException", "Access Token has expired")
}

func TestRefreshTokenOfAnotherClientIsInvalid(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	token := f.signIn(testEmail).RefreshToken
	f.pool = ensurePool(t, f.server, func(p *cognitotest.PoolSpec) { p.Client.Name = "mobile" })
	_, err := f.getTokens(token)
	wantRefusal(t, err, "NotAuthorizedException", "Invalid Refresh Token")
}
