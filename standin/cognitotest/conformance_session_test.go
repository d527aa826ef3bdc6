package cognitotest_test

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

func sessionCases() []conformanceCase {
	return []conformanceCase{
		{"GetUser/gives the sub as the username, and the attributes", false, getUserAnswers},
		{"GetUser/refuses altered, ID and garbage tokens", false, getUserInvalid},
		{"GetUser/refuses the token of a deleted user", false, getUserDeleted},
		{"Refresh/REFRESH_TOKEN_AUTH and REFRESH_TOKEN give no new refresh token", false, refreshByFlow},
		{"Refresh/GetTokensFromRefreshToken gives no new refresh token without rotation", false, refreshByOperation},
		{"Refresh/refuses garbage", false, refreshGarbage},
		{"RevokeToken/kills the refresh token and its access tokens, and no other session", false, revokeOne},
		{"RevokeToken/refuses access tokens", false, revokeAccessToken},
		{"GlobalSignOut/kills every session of the user", false, signOutEverywhere},
		{"AdminUserGlobalSignOut/kills every session of the user", false, adminSignOut},
	}
}

func getUserAnswers(c *target) {
	email := c.confirmedUser()
	user := must(c.getUser(c.signIn(email).AccessToken))(c.T)
	got := attributeMap(user.UserAttributes)
	if *user.Username != got["sub"] || !uuidFormat.MatchString(got["sub"]) {
		c.Errorf("username %q, sub %q", *user.Username, got["sub"])
	}
	if !strings.EqualFold(got["email"], email) || got["name"] != "Ada Lovelace" || got["email_verified"] != "true" {
		c.Errorf("attributes %v", got)
	}
}

func getUserInvalid(c *target) {
	tokens := c.signIn(c.confirmedUser())
	parts := strings.Split(*tokens.AccessToken, ".")
	altered := parts[0] + "." + parts[1] + "." + strings.Repeat("A", len(parts[2]))
	for _, token := range []string{"garbage", "a.b.c", altered, *tokens.IdToken} {
		_, err := c.getUser(&token)
		wantRefusal(c, err, "NotAuthorizedException", "Invalid Access Token")
	}
}

func getUserDeleted(c *target) {
	email := c.confirmedUser()
	tokens := c.signIn(email)
	must(c.sdk.AdminDeleteUser(c.ctx, &cip.AdminDeleteUserInput{UserPoolId: &c.poolID, Username: &email}))(c.T)
	_, err := c.getUser(tokens.AccessToken)
	wantRefusal(c, err, "UserNotFoundException", "User does not exist.")
}

func refreshByFlow(c *target) {
	tokens := c.signIn(c.confirmedUser())
	for _, flow := range []types.AuthFlowType{types.AuthFlowTypeRefreshTokenAuth, types.AuthFlowTypeRefreshToken} {
		result := must(c.refresh(flow, *tokens.RefreshToken))(c.T).AuthenticationResult
		if result.RefreshToken != nil || *result.TokenType != "Bearer" || result.ExpiresIn != 3600 {
			c.Errorf("%s: refresh token %v", flow, result.RefreshToken != nil)
		}
		must(c.getUser(result.AccessToken))(c.T)
	}
}

func (c *target) refresh(flow types.AuthFlowType, token string) (*cip.InitiateAuthOutput, error) {
	return c.auth(flow, map[string]string{"REFRESH_TOKEN": token})
}

func (c *target) getTokens(token string) (*cip.GetTokensFromRefreshTokenOutput, error) {
	return c.sdk.GetTokensFromRefreshToken(c.ctx, &cip.GetTokensFromRefreshTokenInput{ClientId: &c.clientID, RefreshToken: &token})
}

func refreshByOperation(c *target) {
	tokens := c.signIn(c.confirmedUser())
	for range 2 { // the refresh token stays valid
		result := must(c.getTokens(*tokens.RefreshToken))(c.T).AuthenticationResult
		if result.RefreshToken != nil || *result.IdToken == *tokens.IdToken {
			c.Errorf("refresh token %v", result.RefreshToken != nil)
		}
		must(c.getUser(result.AccessToken))(c.T)
	}
}

func refreshGarbage(c *target) {
	_, err := c.refresh(types.AuthFlowTypeRefreshTokenAuth, "garbage")
	wantRefusal(c, err, "NotAuthorizedException", "Invalid Refresh Token")
	_, err = c.getTokens("garbage")
	wantRefusal(c, err, "NotAuthorizedException", "Invalid Refresh Token")
}

func revokeOne(c *target) {
	email := c.confirmedUser()
	dead, other := c.signIn(email), c.signIn(email)
	refreshed := must(c.refresh(types.AuthFlowTypeRefreshTokenAuth, *dead.RefreshToken))(c.T).AuthenticationResult
	must(c.sdk.RevokeToken(c.ctx, &cip.RevokeTokenInput{ClientId: &c.clientID, Token: dead.RefreshToken}))(c.T)
	c.wantDead(dead)
	_, err := c.getUser(refreshed.AccessToken)
	wantRefusal(c, err, "NotAuthorizedException", "Access Token has been revoked")
	must(c.getUser(other.AccessToken))(c.T)
	must(c.refresh(types.AuthFlowTypeRefreshTokenAuth, *other.RefreshToken))(c.T)
}

// wantDead checks that neither token of a session works any longer.
func (c *target) wantDead(tokens *types.AuthenticationResultType) {
	c.Helper()
	_, err := c.getUser(tokens.AccessToken)
	wantRefusal(c, err, "NotAuthorizedException", "Access Token has been revoked")
	_, err = c.refresh(types.AuthFlowTypeRefreshTokenAuth, *tokens.RefreshToken)
	wantRefusal(c, err, "NotAuthorizedException", "Refresh Token has been revoked")
}

func revokeAccessToken(c *target) {
	tokens := c.signIn(c.confirmedUser())
	_, err := c.sdk.RevokeToken(c.ctx, &cip.RevokeTokenInput{ClientId: &c.clientID, Token: tokens.AccessToken})
	wantRefusal(c, err, "UnsupportedTokenTypeException", "Unsupported token type")
}

func signOutEverywhere(c *target) {
	email := c.confirmedUser()
	one, two := c.signIn(email), c.signIn(email)
	must(c.sdk.GlobalSignOut(c.ctx, &cip.GlobalSignOutInput{AccessToken: one.AccessToken}))(c.T)
	c.wantDead(one)
	c.wantDead(two)
	must(c.getUser(c.signIn(email).AccessToken))(c.T)
}

func adminSignOut(c *target) {
	email := c.confirmedUser()
	tokens := c.signIn(email)
	must(c.sdk.AdminUserGlobalSignOut(c.ctx, &cip.AdminUserGlobalSignOutInput{UserPoolId: &c.poolID, Username: aws.String(email)}))(c.T)
	c.wantDead(tokens)
}
