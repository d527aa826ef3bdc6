package cognito

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/flight"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// Client carries out the operations of one app client of a user pool. All of them are public ones, or take the person's
// own access token, and need no AWS credentials. It is safe for concurrent use.
type Client struct {
	sdk *cip.Client
	// clientID and clientSecret are pointers because that is how the SDK takes them; the secret is nil for a client
	// without one.
	clientID, clientSecret *string
	now                    func() time.Time
	pace                   pace

	identities *lru.Cache[tokenID, cachedIdentity]
	fetches    flight.Group[identityKey, account.Identity]
	forgets    atomic.Uint64
}

var (
	_ account.IdentityProvider = (*Client)(nil)
	_ account.ProfileProvider  = (*Client)(nil)
	_ session.Provider         = (*Client)(nil)
)

// Config is what a Client is made of.
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
	identities, err := lru.New[tokenID, cachedIdentity](maxCachedIdentities)
	if err != nil {
		panic(err) // only a size below one is an error
	}
	client := &Client{
		// The SDK's own retries know nothing of what an operation does: they would send three messages for one.
		sdk:      cip.NewFromConfig(c.AWS, func(o *cip.Options) { o.Retryer = aws.NopRetryer{} }),
		clientID: &c.ClientID, now: c.Now, pace: pace(c.Unhurried), identities: identities,
	}
	if c.ClientSecret != "" {
		client.clientSecret = &c.ClientSecret
	}
	if client.now == nil {
		client.now = time.Now
	}
	return client
}

// secretHash is the proof of the client secret that operations on a user name take, or nil for a client without a
// secret.
func (c *Client) secretHash(username string) *string {
	if c.clientSecret == nil {
		return nil
	}
	mac := hmac.New(sha256.New, []byte(*c.clientSecret))
	mac.Write([]byte(username + *c.clientID))
	return aws.String(base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}
