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
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

const (
	// identityAge is how long an identity is cached: a page's requests share one call, and a change made elsewhere shows
	// soon.
	identityAge = 30 * time.Second
	// maxCachedIdentities bounds the cache, to about 2 MB.
	maxCachedIdentities = 4096
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

// identityKey identifies the callers who share a call.
type identityKey struct {
	token   tokenID
	forgets uint64
}

type cachedIdentity struct {
	account.Identity
	until time.Time
}

// Identity returns what Cognito knows of the caller, read with the caller's own access token. Concurrent callers with
// the same token share a call, and its result is cached for 30 seconds. Errors: session.ErrUnauthenticated where
// Cognito refuses the token (signed out elsewhere, account deleted or disabled), fault.Unavailable, or that of a
// cancelled ctx.
func (c *Client) Identity(ctx context.Context, p session.Principal) (account.Identity, error) {
	id := hashToken(p.AccessToken)
	if identity, found := c.remembered(id); found {
		return identity, nil
	}
	// The key changes with every Forget: a request after a change does not share a call from before it.
	forgets := c.forgets.Load()
	key := identityKey{id, forgets}
	identity, err := c.fetches.Do(ctx, key, c.pace.total(), func(ctx context.Context) (account.Identity, error) {
		if identity, found := c.remembered(id); found { // cached by a call that ended since this request looked
			return identity, nil
		}
		identity, err := c.identify(ctx, p)
		if err == nil {
			c.identities.Add(id, cachedIdentity{identity, c.now().Add(identityAge)})
		}
		if c.forgets.Load() != forgets { // checked last, or a Forget could slip in between and miss what is added after it
			c.identities.Remove(id)
		}
		return identity, err
	})
	if err != nil && ctx.Err() != nil {
		return account.Identity{}, fault.Interrupted(ctx, "cognito", retryAfter)
	}
	return identity, err
}

// remembered returns the cached result of a call with this token.
func (c *Client) remembered(id tokenID) (account.Identity, bool) {
	cached, found := c.identities.Get(id)
	return cached.Identity, found && c.now().Before(cached.until)
}

// Forget drops the cached identity of an account, so that a change made here shows at once.
func (c *Client) Forget(subject string) {
	c.forgets.Add(1)
	for _, id := range c.identities.Keys() {
		if cached, found := c.identities.Peek(id); found && cached.Subject == subject {
			c.identities.Remove(id)
		}
	}
}

// forgetOwner drops the cached identity of the owner of an access token, after a change made with it: this session
// shows the change at once. If the token's identity is cached, the owner is known, and the owner's other sessions show
// the change at once, too; otherwise they show it after identityAge.
func (c *Client) forgetOwner(accessToken string) {
	c.forgets.Add(1) // first: from here on, the result of a call that began before the change is not cached
	if cached, found := c.identities.Peek(hashToken(accessToken)); found {
		c.Forget(cached.Subject)
	}
}

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
