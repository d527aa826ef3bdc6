package cognito

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// The attributes of an account, in Cognito's spelling.
const (
	attributeSubject       = "sub"
	attributeEmail         = "email"
	attributeEmailVerified = "email_verified"
	attributeName          = "name"
	attributePhone         = "phone_number"
	attributePhoneVerified = "phone_number_verified"
)

// Identity returns what Cognito knows of the caller, read with the caller's own access token. Concurrent callers with
// the same token share a call, and its result is cached for 30 seconds. Errors: session.ErrUnauthenticated where
// Cognito refuses the token (signed out elsewhere, account deleted or disabled), fault.Unavailable, or that of a
// cancelled ctx.
func (c *Client) Identity(ctx context.Context, p session.Principal) (account.Identity, error) {
	return c.identityWithin(ctx, p, identityAge)
}

// Known reports whether the result of Identity is cached.
func (c *Client) Known(p session.Principal) bool {
	_, found := c.identities.remembered(hashToken(p.AccessToken), identityAge)
	return found
}

// identityWithin is Identity with a result that is less than age old.
func (c *Client) identityWithin(
	ctx context.Context, p session.Principal, age time.Duration,
) (account.Identity, error) {
	return c.identities.get(ctx, p, age)
}

// Forget drops the cached identity of an account, so that a change made here shows at once.
func (c *Client) Forget(subject string) { c.identities.forget(subject) }

// forgetOwner drops the cached identity of the owner of an access token, after a change made with it: this session
// shows the change at once. If the token's identity is cached, the owner is known, and the owner's other sessions show
// the change at once, too; otherwise they show it after identityAge.
func (c *Client) forgetOwner(accessToken string) { c.identities.forgetOwner(accessToken) }

func (c *Client) identify(ctx context.Context, p session.Principal) (account.Identity, error) {
	identity, err := c.getUser(ctx, p.AccessToken)
	if errors.Is(err, account.ErrTokenRefused) {
		return account.Identity{}, session.ErrUnauthenticated
	}
	// The identity is shown as that of the verified subject, so it must belong to it.
	if err == nil && identity.Subject != p.Subject {
		return account.Identity{}, session.ErrUnauthenticated
	}
	return identity, err
}

// getUser returns what Cognito currently knows about the owner of a token.
func (c *Client) getUser(ctx context.Context, accessToken string) (account.Identity, error) {
	out, err := call(ctx, c.pace, opGetUser, c.sdk.GetUser, &cip.GetUserInput{AccessToken: &accessToken})
	if err != nil {
		return account.Identity{}, domainError(err)
	}
	identity := readIdentity(out.UserAttributes)
	identity.MFA = readMFA(out.UserMFASettingList, out.PreferredMfaSetting)
	return identity, nil
}

func readIdentity(attributes []types.AttributeType) account.Identity {
	value := make(map[string]string, len(attributes))
	for _, a := range attributes {
		value[aws.ToString(a.Name)] = aws.ToString(a.Value)
	}
	return account.Identity{
		Subject:             value[attributeSubject],
		Email:               strings.ToLower(value[attributeEmail]),
		EmailVerified:       value[attributeEmailVerified] == "true",
		Name:                value[attributeName],
		PhoneNumber:         value[attributePhone],
		PhoneNumberVerified: value[attributePhoneVerified] == "true",
	}
}
