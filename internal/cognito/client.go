package cognito

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// Client executes the operations of one app client of a user pool. All of them are public or take the person's own
// access token, and need no AWS credentials. It is safe for concurrent use.
type Client struct {
	sdk *cip.Client
	// clientID and clientSecret are pointers because the SDK takes pointers; the secret is nil for a client without one.
	clientID, clientSecret *string
	now                    func() time.Time
	pace                   pace

	identities *recent[account.Identity]
}

var (
	_ account.IdentityProvider = (*Client)(nil)
	_ account.ProfileProvider  = (*Client)(nil)
	_ session.Provider         = (*Client)(nil)
)

// Config configures a Client.
type Config struct {
	// AWS contains the region, the endpoint and the HTTP client. Its retry settings are not used: see policies.
	AWS aws.Config
	// ClientID is the app client's id. The user pool follows from it.
	ClientID string
	// ClientSecret is empty for an app client without a secret.
	ClientSecret string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Unhurried multiplies the time that calls may take, for tests on busy machines; zero is one.
	Unhurried int
}

// New returns a client. It calls nothing yet, so the server starts while Cognito is down.
func New(c Config) *Client {
	client := &Client{
		// The SDK's own retries ignore what an operation does: one call could send three messages.
		sdk:      cip.NewFromConfig(c.AWS, func(o *cip.Options) { o.Retryer = aws.NopRetryer{} }),
		clientID: &c.ClientID, now: c.Now, pace: pace(c.Unhurried),
	}
	if c.ClientSecret != "" {
		client.clientSecret = &c.ClientSecret
	}
	if client.now == nil {
		client.now = time.Now
	}
	client.identities = newRecent(client.now, client.pace.total(), client.identify)
	return client
}

// visitor is the address that a person comes from, for the threat protection of the user pool: without it, everybody
// seems to come from this server. Cognito takes it from clients with a secret only, since others could say anything; it
// is nil for a client without one, and for what nobody's request has caused. There is no fingerprint of the device in
// it: AWS's own script would have to collect that in the page.
func (c *Client) visitor(ctx context.Context) *types.UserContextDataType {
	address := session.RequestFrom(ctx).ClientIP
	if c.clientSecret == nil || address == "" {
		return nil
	}
	return &types.UserContextDataType{IpAddress: &address}
}

// secretHash proves the client secret in operations on a user name. It is nil for a client without a secret.
func (c *Client) secretHash(username string) *string {
	if c.clientSecret == nil {
		return nil
	}
	mac := hmac.New(sha256.New, []byte(*c.clientSecret))
	mac.Write([]byte(username + *c.clientID))
	return aws.String(base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}
