package doctor

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// defaultLimit bounds a run: a person, or a deployment, waits for it.
const defaultLimit = 10 * time.Second

// Config is the deployment to look at.
type Config struct {
	// AWS has the credentials, the region and the endpoints of the server.
	AWS aws.Config

	UserPoolID, ClientID string
	// ClientSecret is empty for an app client without one. It is compared and never shown.
	ClientSecret    string
	Issuer, JWKSURL string
	// DomainURL is that of the hosted pages; empty leaves them unchecked.
	DomainURL string
	// PublicURL is where browsers reach the product, without a slash at its end.
	PublicURL string

	TableName       string
	SessionKeys     int // how many there are
	SessionLifetime time.Duration
	// ChallengeLifetime is how long the server lets a person answer a challenge.
	ChallengeLifetime time.Duration

	// Production turns missing safeguards against loss into problems; elsewhere they are warnings.
	Production bool
	// Limit bounds the run; zero means 10 seconds.
	Limit time.Duration
	// Now is the clock that is compared with that of AWS; nil means time.Now.
	Now func() time.Time
}

// doctor is one run.
type doctor struct {
	Config
	cognito *cip.Client
	dynamo  *dynamodb.Client
	clock   *clock
}

// Run makes every check, side by side, and returns when all are done or the time is up.
func Run(ctx context.Context, c Config) Report {
	if c.Limit == 0 {
		c.Limit = defaultLimit
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	ctx, cancel := context.WithTimeout(ctx, c.Limit)
	defer cancel()
	return newDoctor(c).run(ctx)
}

func newDoctor(c Config) *doctor {
	if c.AWS.HTTPClient == nil {
		c.AWS.HTTPClient = awshttp.NewBuildableClient()
	}
	observer := &clock{client: c.AWS.HTTPClient, now: c.Now}
	config := c.AWS.Copy()
	config.HTTPClient = observer
	config.Retryer = func() aws.Retryer { return retry.AddWithMaxAttempts(retry.NewStandard(), 2) }
	return &doctor{Config: c, cognito: cip.NewFromConfig(config), dynamo: dynamodb.NewFromConfig(config), clock: observer}
}

func (d *doctor) run(ctx context.Context) Report {
	credentials := d.credentials(ctx)
	groups := []func(context.Context) []Check{d.accounts, d.table, d.permissions}
	if credentials.Status != OK { // none of the calls could be signed, and each would wait for credentials again
		for i, group := range []func(string) []Check{d.skipAccounts, d.skipTable, d.skipPermissions} {
			groups[i] = func(context.Context) []Check { return group("there are no AWS credentials") }
		}
	}
	groups = append(groups, d.keys, d.sessions)
	results := make([][]Check, len(groups))
	var running sync.WaitGroup
	for i, group := range groups {
		running.Go(func() { results[i] = group(ctx) })
	}
	running.Wait()
	report := Report{Checks: []Check{credentials}}
	for _, checks := range results {
		report.Checks = append(report.Checks, checks...)
	}
	report.Checks = append(
		report.Checks,
		d.clock.check().named("clock"),
	) // last, since it uses the answers to the others
	return report
}

// credentials come first: without them the other calls fail in less obvious ways.
func (d *doctor) credentials(ctx context.Context) Check {
	const name = "credentials"
	change := Change{Setting: "the role of the service, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"}
	if d.AWS.Credentials == nil {
		return problem(change, "there are no AWS credentials").named(name)
	}
	found, err := d.AWS.Credentials.Retrieve(ctx)
	switch {
	case err != nil || !found.HasKeys():
		return problem(change, "there are no AWS credentials").named(name)
	case found.Source == "":
		return fine("there are AWS credentials").named(name)
	}
	return fine("there are AWS credentials (%s)", found.Source).named(name)
}

// sessions checks what needs no call.
func (d *doctor) sessions(context.Context) []Check {
	const name = "session-keys"
	switch d.SessionKeys {
	case 0:
		return []Check{
			problem(Change{Setting: "SESSION_KEYS=$(openssl rand -base64 32)"}, "SESSION_KEYS has no key").named(name),
		}
	case 1:
		return []Check{fine("SESSION_KEYS has one key").named(name)}
	}
	return []Check{
		fine(
			"SESSION_KEYS has %d keys: the first seals, all open; drop those that are older than %s",
			d.SessionKeys,
			d.SessionLifetime,
		).named(name),
	}
}
