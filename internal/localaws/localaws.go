// Package localaws runs the product's share of AWS on loopback: the two stand-ins with the user pool, the app client
// and the table that infrastructure code makes in an account. The local run and the tests of the whole server use it;
// the product never does.
package localaws

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/phone"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// Region is the region that the stand-ins pretend to be in.
const Region = "eu-west-1"

// Config says what to run. The zero value is a temporary copy whose sign-up takes any email domain.
type Config struct {
	// Dir keeps accounts, votes and signing keys over restarts. Empty: temporary.
	Dir string
	// EmailDomains may sign up, by the user pool's own check (which in AWS is a Lambda function). Nil: any.
	EmailDomains []string
	// PhoneCountries are those whose numbers may sign up, by the same check. Nil: any.
	PhoneCountries account.PhoneCountries
	// Admins are the email addresses whose accounts join the group admin when they are confirmed.
	Admins []string
	// Address is where people reach the product, for the invitations. Empty: the address of a local run by default.
	Address string
	// MFA is the pool's setting for second factors. Zero: optional, by SMS or authenticator app.
	MFA cognitotest.MFASpec
	// OnMessage is called for each SMS and email that would have been sent.
	OnMessage func(cognitotest.Message)
	// Clock is the time of both stand-ins. Nil: time.Now.
	Clock func() time.Time
	// Modes are the behaviours of DynamoDB under load or over time to imitate.
	Modes dynamotest.Modes
	// Client changes the app client from its defaults. It has a secret, unless it is a PublicClient.
	Client       cognitotest.ClientSpec
	PublicClient bool
}

// AWS is the running pair.
type AWS struct {
	Cognito *cognitotest.Server
	Dynamo  *dynamotest.Server
	// Table is the product's, in Dynamo.
	Table *dynamo.Table
	Pool  cognitotest.Pool

	challengeLifetime time.Duration
}

// defaultAddress is that of a local run whose settings say nothing else.
const defaultAddress = "http://localhost:8080"

// TableName is the table that Start creates.
const TableName = "unicorn-pursuit"

// Start runs the stand-ins, and creates the pool and the table or loads them from Dir.
func Start(ctx context.Context, c Config) (*AWS, error) {
	a := &AWS{}
	if err := a.start(ctx, c); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *AWS) start(ctx context.Context, c Config) (err error) {
	if c.Dir != "" {
		if err := os.MkdirAll(c.Dir, 0o700); err != nil { // it holds signing keys
			return err
		}
	}
	a.Dynamo, err = dynamotest.New(
		dynamotest.Config{Path: c.file("dynamodb.db"), Clock: c.Clock, SweepInterval: time.Minute, Modes: c.Modes},
	)
	if errors.Is(err, dynamotest.ErrInUse) {
		return fmt.Errorf("%s is in use by another local run: stop that one first", c.Dir)
	}
	if err != nil {
		return fmt.Errorf("start the stand-in for DynamoDB: %w", err)
	}
	if a.Cognito, err = c.startCognito(); err != nil {
		return fmt.Errorf("start the stand-in for Cognito: %w", err)
	}
	a.Table = dynamo.NewTable(aws.Config{
		Region: Region, BaseEndpoint: aws.String(a.Dynamo.URL()), HTTPClient: http.DefaultClient,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	}, TableName, dynamo.Unhurried(20)) // a laptop may be busy compiling something else
	if err := a.Table.Create(ctx); err != nil {
		return fmt.Errorf("create the table: %w", err)
	}
	words, err := readMessages()
	if err != nil {
		return err
	}
	admin := a.newAdministration(c.Admins)
	pool := c.pool(words, dynamo.NewVoterStore(a.Table, c.clock()), admin)
	a.challengeLifetime = pool.Client.AuthSessionValidity
	a.Pool, err = a.Cognito.EnsurePool(pool)
	if err != nil {
		return err
	}
	return admin.createGroup(ctx, a.Pool.ID)
}

func (c Config) clock() func() time.Time {
	if c.Clock == nil {
		return time.Now
	}
	return c.Clock
}

func (c Config) file(name string) string {
	if c.Dir == "" {
		return ""
	}
	return filepath.Join(c.Dir, name)
}

// startCognito uses the address of the last run if it is free, since that is part of the issuer in tokens that are
// still in use.
func (c Config) startCognito() (*cognitotest.Server, error) {
	config := cognitotest.Config{Path: c.file("cognito.db"), Clock: c.Clock, OnMessage: c.OnMessage}
	if c.Dir == "" {
		return cognitotest.New(config)
	}
	if last, err := os.ReadFile(c.file("cognito.addr")); err == nil {
		config.Addr = strings.TrimSpace(string(last))
		if server, err := cognitotest.New(config); err == nil {
			return server, nil
		}
		config.Addr = ""
	}
	server, err := cognitotest.New(config)
	if err != nil {
		return nil, err
	}
	address := strings.TrimPrefix(server.URL(), "http://")
	return server, os.WriteFile(c.file("cognito.addr"), []byte(address+"\n"), 0o600)
}

// pool is the user pool that infrastructure code makes, with its two Lambda triggers.
func (c Config) pool(
	words messages, voters *dynamo.VoterStore, admin *administration,
) cognitotest.PoolSpec {
	domains := c.EmailDomains
	if domains == nil {
		domains = []string{"*"}
	}
	policy, parsePhone := account.Policy{EmailDomains: domains}, phone.Within(c.PhoneCountries)
	mfa := c.MFA
	if mfa == (cognitotest.MFASpec{}) {
		mfa = cognitotest.MFASpec{Mode: cognitotest.MFAOptional, SMS: true, TOTP: true}
	}
	client := c.Client
	if client.Name == "" {
		client.Name = "UnicornAppClient"
	}
	if client.AuthSessionValidity == 0 {
		client.AuthSessionValidity = 5 * time.Minute // as in infra
	}
	// As in infra, too: so what runs here is what is deployed.
	client.Secret, client.PropagateUserContext = !c.PublicClient, !c.PublicClient
	client.CallbackURLs, client.LogoutURLs = callbackURLs, logoutURLs
	return cognitotest.PoolSpec{
		Name:               "CognitoUnicornUserPool",
		Region:             Region,
		RequiredAttributes: []string{"email", "name", "phone_number"},
		// Email is verified only when it changes: a sign-up verifies the phone number.
		AutoVerified: []string{"phone_number", "email"},
		MFA:          mfa,
		// As in infra; the rest of the default policy is that of the product, too.
		PasswordPolicy: cognitotest.PasswordPolicy{TemporaryDays: words.Invitation.Days},
		SMSText:        words.VerificationSMS,
		Invitation:     words.invitation(cmp.Or(c.Address, defaultAddress)),
		PreSignUp: func(_ context.Context, e cognitotest.SignUpEvent) error {
			return policy.Admit(e.Attributes, parsePhone)
		},
		PostConfirmation: func(ctx context.Context, e cognitotest.ConfirmationEvent) error {
			if _, err := voters.Ensure(ctx, e.Attributes["sub"]); err != nil {
				return err
			}
			return admin.promote(ctx, e.PoolID, e.Attributes["email"])
		},
		Client: client,
	}
}

// Where the hosted pages may redirect back to: any port of this machine, with or without TLS.
var (
	callbackURLs = []string{
		"http://localhost/auth/callback",
		"http://127.0.0.1/auth/callback",
		"https://localhost/auth/callback",
	}
	logoutURLs = []string{"http://localhost/", "http://127.0.0.1/", "https://localhost/"}
)

// Environment returns the variables that point the product at the stand-ins, and keep the SDK from the files and the
// metadata service of a real account. An environment may have no other variables of the SDK: see Shield.
func (a *AWS) Environment() map[string]string {
	return map[string]string{
		"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": a.Cognito.URL(),
		"AWS_ENDPOINT_URL_DYNAMODB":                  a.Dynamo.URL(),
		"AWS_REGION":                                 Region,
		"AWS_ACCESS_KEY_ID":                          "local",
		"AWS_SECRET_ACCESS_KEY":                      "local",
		"AWS_CONFIG_FILE":                            os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE":                os.DevNull,
		"AWS_EC2_METADATA_DISABLED":                  "true",
		"COGNITO_USER_POOL_ID":                       a.Pool.ID,
		"COGNITO_CLIENT_ID":                          a.Pool.ClientID,
		"COGNITO_CLIENT_SECRET":                      a.Pool.ClientSecret,
		"COGNITO_ISSUER":                             a.Pool.Issuer,
		"COGNITO_JWKS_URL":                           a.Pool.JWKSURL,
		"COGNITO_DOMAIN_URL":                         a.Cognito.URL(),
		"TABLE_NAME":                                 TableName,
		"CHALLENGE_LIFETIME":                         a.challengeLifetime.String(),
	}
}

// Close stops what has been started.
func (a *AWS) Close() error {
	var problems []error
	if a.Cognito != nil {
		problems = append(problems, a.Cognito.Close())
	}
	if a.Dynamo != nil {
		problems = append(problems, a.Dynamo.Close())
	}
	return errors.Join(problems...)
}
