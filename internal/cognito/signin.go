package cognito

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// SignIn implements [session.Provider]. What Cognito asks for in addition to the password is returned as a
// *session.Challenge, which is an error, for [Client.Respond]; session.ErrStepNotOffered is for a challenge that nobody
// can answer here.
func (c *Client) SignIn(ctx context.Context, email, password string) (session.Tokens, error) {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	out, err := c.initiateAuth(ctx, email, password)
	if err != nil {
		return session.Tokens{}, domainError(err)
	}
	return c.proceed(ctx, opSignIn, email, &cip.RespondToAuthChallengeOutput{
		ChallengeName: out.ChallengeName, ChallengeParameters: out.ChallengeParameters, Session: out.Session,
		AuthenticationResult: out.AuthenticationResult,
	})
}

func (c *Client) initiateAuth(ctx context.Context, email, password string) (*cip.InitiateAuthOutput, error) {
	parameters := map[string]string{"USERNAME": email, "PASSWORD": password}
	if hash := c.secretHash(email); hash != nil {
		parameters["SECRET_HASH"] = *hash
	}
	return call(ctx, c.pace, opSignIn, c.sdk.InitiateAuth, &cip.InitiateAuthInput{
		ClientId: c.clientID, AuthFlow: types.AuthFlowTypeUserPasswordAuth, AuthParameters: parameters,
		UserContextData: c.visitor(ctx),
	})
}

// Refresh implements [session.Provider]. It uses GetTokensFromRefreshToken whether or not the app client rotates
// refresh tokens: that operation works with both, whereas a client that rotates refuses the flow REFRESH_TOKEN_AUTH,
// which in a client with a secret also needs a hash over a user name that a refresh token does not contain.
func (c *Client) Refresh(ctx context.Context, refreshToken string) (session.Tokens, error) {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	out, err := call(ctx, c.pace, opRefresh, c.sdk.GetTokensFromRefreshToken, &cip.GetTokensFromRefreshTokenInput{
		ClientId: c.clientID, ClientSecret: c.clientSecret, RefreshToken: &refreshToken,
	})
	if err != nil {
		return session.Tokens{}, domainError(err)
	}
	fresh, err := tokens(opRefresh, out.AuthenticationResult)
	if err == nil && fresh.RefreshToken == "" { // without rotation there is no new one
		fresh.RefreshToken = refreshToken
	}
	return fresh, err
}

// Revoke implements [session.Provider].
func (c *Client) Revoke(ctx context.Context, refreshToken string) error {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	_, err := call(ctx, c.pace, opRevoke, c.sdk.RevokeToken, &cip.RevokeTokenInput{
		ClientId: c.clientID, ClientSecret: c.clientSecret, Token: &refreshToken,
	})
	return domainError(err)
}

func tokens(op operation, result *types.AuthenticationResultType) (session.Tokens, error) {
	if result == nil || aws.ToString(result.AccessToken) == "" {
		return session.Tokens{}, errors.New("cognito " + string(op) + ": unexpected: an answer without tokens")
	}
	return session.Tokens{
		AccessToken: *result.AccessToken, IDToken: aws.ToString(result.IdToken),
		RefreshToken: aws.ToString(result.RefreshToken),
		ExpiresIn:    int(result.ExpiresIn),
	}, nil
}
