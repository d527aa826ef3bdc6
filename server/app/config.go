package app

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"github.com/unicornpursuit/unicornpursuit/graph/trusted"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/cognito"
	"github.com/unicornpursuit/unicornpursuit/internal/phone"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
)

// Environment says what kind of deployment this is; it only decides defaults.
type Environment string

// The environments.
const (
	Production  Environment = "production"
	Development Environment = "development"
)

// minOriginSecret is a length in bytes that can't be guessed.
const minOriginSecret = 32

// Cognito's bounds of AuthSessionValidity.
const (
	minChallenge = 3 * time.Minute
	maxChallenge = 15 * time.Minute
)

// Config is everything that can be set. Credentials, region and endpoints of AWS are read by the SDK from its own
// variables.
type Config struct {
	ListenAddr  string      `env:"LISTEN_ADDR" envDefault:":8080" help:"address that serves the product"`
	AdminAddr   string      `env:"ADMIN_ADDR" envDefault:"127.0.0.1:9090" help:"address that serves health checks, metrics and pprof; keep it on loopback; 'off' for none"`
	PublicURL   url.URL     `env:"PUBLIC_URL,required,notEmpty" help:"where browsers reach the product, such as https://vote.example.com; https in production"`
	Environment Environment `env:"ENVIRONMENT" envDefault:"production" help:"production or development; decides whether the playground is on by default"`
	Playground  *bool       `env:"PLAYGROUND" help:"whether /graphiql and introspection are on (default: in development only)"`
	AdHoc       bool        `env:"AD_HOC_DOCUMENTS" envDefault:"false" help:"whether clients without a session cookie, such as typed ones with tokens, may send documents that are not trusted; where the playground is on, everybody may"`
	LogLevel    slog.Level  `env:"LOG_LEVEL" envDefault:"INFO" help:"DEBUG, INFO, WARN or ERROR"`

	UserPoolID   string `env:"COGNITO_USER_POOL_ID,required,notEmpty" help:"the user pool, such as eu-west-1_AbCdEfGhI"`
	ClientID     string `env:"COGNITO_CLIENT_ID,required,notEmpty" help:"the app client of the user pool"`
	ClientSecret string `env:"COGNITO_CLIENT_SECRET" secret:"true" help:"the app client's secret, if it has one"`
	Issuer       string `env:"COGNITO_ISSUER" help:"the issuer of tokens (default: derived from the user pool)"`
	JWKSURL      string `env:"COGNITO_JWKS_URL" help:"where the issuer publishes its keys (default: derived from the issuer)"`

	// DomainURL is the zero URL where hosted sign-in is off.
	DomainURL url.URL `env:"COGNITO_DOMAIN_URL" help:"where the hosted sign-in pages are, such as https://example.auth.eu-west-1.amazoncognito.com; empty turns hosted sign-in off"`

	TrustedDocuments    []string      `env:"TRUSTED_DOCUMENTS" help:"comma-separated manifests of documents that clients may send, as graphql-codegen, Relay, gql.tada, Apollo and genqlient write them: files, or folders of .json files"`
	TableName           string        `env:"TABLE_NAME" envDefault:"unicorn-pursuit" help:"the DynamoDB table"`
	SessionKeys         []string      `env:"SESSION_KEYS,required,notEmpty" secret:"true" help:"comma-separated keys that seal the tokens of cookie sessions, 32 random bytes each in base64 (openssl rand -base64 32); the first seals, all open"`
	SessionLifetime     time.Duration `env:"SESSION_LIFETIME" envDefault:"720h" help:"how long a cookie session lasts from sign-in; at most the refresh token's validity is of use"`
	ChallengeLifetime   time.Duration `env:"CHALLENGE_LIFETIME" envDefault:"3m" help:"how long a challenge of a sign-in can be answered: the app client's AuthSessionValidity, 3m to 15m"`
	AuditRetention      time.Duration `env:"AUDIT_RETENTION" envDefault:"9600h" help:"how long audit events are kept"`
	AllowedEmailDomains []string      `env:"ALLOWED_EMAIL_DOMAINS,required,notEmpty" help:"comma-separated domains that may sign up: example.com, *.example.com for sub-domains, * for any"`
	PhoneCountries      string        `env:"ALLOWED_PHONE_COUNTRIES" help:"comma-separated countries whose phone numbers may be used, as ISO 3166 codes such as GB,DE (default: any)"`
	HideAccounts        bool          `env:"HIDE_ACCOUNTS" envDefault:"false" help:"whether a sign-up with an address that has an account looks like one that succeeds"`
	VotingOpensAt       time.Time     `env:"VOTING_OPENS_AT" help:"when votes are first taken, such as 2026-05-04T08:00:00+02:00 (default: at once)"`
	VotingClosesAt      time.Time     `env:"VOTING_CLOSES_AT" help:"when votes are no longer taken (default: never)"`
	OwnProjectVotes     bool          `env:"OWN_PROJECT_VOTES" envDefault:"false" help:"whether people may vote for projects of their own"`
	Subaddresses        string        `env:"SUBADDRESS_SEPARATORS" envDefault:"+" help:"characters that begin a subaddress: grace+1@example.com is the mailbox of grace@example.com, which has one voter; 'off' where every address is a mailbox of its own"`
	AllowedOrigins      []string      `env:"ALLOWED_ORIGINS" help:"comma-separated other origins whose pages may use the API, with tokens and never with cookies, such as https://app.example.com"`
	TrustedProxies      []string      `env:"TRUSTED_PROXIES" help:"comma-separated addresses or prefixes of the proxies whose X-Forwarded-For counts"`
	OriginSecret        string        `env:"ORIGIN_SECRET" secret:"true" help:"for the Lambda function only, instead of TRUSTED_PROXIES: at least 32 characters that CloudFront sends as X-Origin-Secret"`
	HSTSSubdomains      bool          `env:"HSTS_INCLUDE_SUBDOMAINS" envDefault:"false" help:"whether browsers must use https for every subdomain of the public host as well"`
	ShutdownDelay       time.Duration `env:"SHUTDOWN_DELAY" envDefault:"2s" help:"how long to go on serving after a stop signal while load balancers notice that /readyz fails"`
	ShutdownTimeout     time.Duration `env:"SHUTDOWN_TIMEOUT" envDefault:"30s" help:"how long after a stop signal the platform kills the process; audit events are written until a second before"`

	// Now is the clock; nil means time.Now. Tests set it.
	Now func() time.Time `env:"-"`
	// Unhurried multiplies the time that requests and their calls of AWS may take; zero is one. Tests that are not about
	// time set it, so that a busy machine does not look like an outage.
	Unhurried int `env:"-"`
	// DeletionsEvery is how often an instance looks for deletions of accounts to finish; zero means every minute.
	DeletionsEvery time.Duration `env:"-"`
	// SessionCheck is how often a stream checks whether its session has ended; zero means the default. Tests set it.
	SessionCheck time.Duration `env:"-"`
	// MaxExecuting is how many operations are executed at once at most; zero means the default. Tests set it.
	MaxExecuting int64 `env:"-"`

	sessionKeys    [][]byte
	phoneCountries account.PhoneCountries
	trustedProxies []netip.Prefix
	manifests      []trusted.Manifest
	mailboxes      voting.Mailboxes
	set            map[string]bool // the variables that the environment sets
}

// ParseConfig reads the configuration from the environment. The error holds every problem, each on a line of its own.
func ParseConfig() (Config, error) {
	c := Config{set: map[string]bool{}}
	problems, reported := environmentErrors(env.ParseWithOptions(&c, env.Options{
		OnSet: func(name string, value any, isDefault bool) { c.set[name] = !isDefault && value != "" },
	}))
	return c, errors.Join(append(problems, c.resolve(reported)...)...)
}

// environmentErrors replaces the fields of Config in the parser's errors by the names of their variables. reported
// holds those whose values could not be read, which are zero.
func environmentErrors(err error) (problems []error, reported map[string]bool) {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return nil, nil
	}
	reported = map[string]bool{}
	for _, problem := range all.Errors {
		var parse env.ParseError
		if errors.As(problem, &parse) {
			field, _ := reflect.TypeFor[Config]().FieldByName(parse.Name)
			name, _, _ := strings.Cut(field.Tag.Get("env"), ",")
			reported[name] = true
			problem = fmt.Errorf("%s: %w", name, parse.Err)
		}
		problems = append(problems, problem)
	}
	return problems, reported
}

// resolve derives the settings that were left out, and checks the others except those already reported.
func (c *Config) resolve(reported map[string]bool) (problems []error) { //nolint:cyclop // a flat list of rules
	check := func(name string, err error) {
		if err != nil && !reported[name] {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		}
	}
	check("PUBLIC_URL", c.checkPublicURL())
	check("COGNITO_DOMAIN_URL", c.checkDomainURL())
	if c.Environment != Production && c.Environment != Development {
		check("ENVIRONMENT", fmt.Errorf("%q is neither production nor development", c.Environment))
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Unhurried = max(c.Unhurried, 1)
	if c.Playground == nil {
		on := c.Environment == Development
		c.Playground = &on
	}
	if c.UserPoolID != "" {
		check("COGNITO_USER_POOL_ID", c.deriveIssuer())
	}
	var err error
	c.sessionKeys, err = session.ParseKeys(c.SessionKeys)
	check("SESSION_KEYS", err)
	for i, domain := range c.AllowedEmailDomains {
		c.AllowedEmailDomains[i], err = account.ParseEmailDomain(domain)
		check("ALLOWED_EMAIL_DOMAINS", err)
	}
	c.phoneCountries, err = phone.ParseCountries(c.PhoneCountries)
	check("ALLOWED_PHONE_COUNTRIES", err)
	for i, origin := range c.AllowedOrigins {
		c.AllowedOrigins[i], err = httpapi.ParseOrigin(origin)
		check("ALLOWED_ORIGINS", err)
	}
	for _, proxy := range c.TrustedProxies {
		prefix, err := httpapi.ParseProxy(proxy)
		check("TRUSTED_PROXIES", err)
		c.trustedProxies = append(c.trustedProxies, prefix)
	}
	c.mailboxes, err = voting.ParseMailboxes(c.Subaddresses)
	check("SUBADDRESS_SEPARATORS", err)
	for _, problem := range c.readManifests() {
		check("TRUSTED_DOCUMENTS", problem)
	}
	if c.AuditRetention < 24*time.Hour {
		check("AUDIT_RETENTION", fmt.Errorf("%s is less than a day", c.AuditRetention))
	}
	if c.SessionLifetime < time.Minute {
		check("SESSION_LIFETIME", fmt.Errorf("%s is less than a minute", c.SessionLifetime))
	}
	if c.ChallengeLifetime < minChallenge || c.ChallengeLifetime > maxChallenge {
		check("CHALLENGE_LIFETIME", fmt.Errorf("%s is not from %s to %s", c.ChallengeLifetime, minChallenge, maxChallenge))
	}
	if c.OriginSecret != "" && len(c.OriginSecret) < minOriginSecret {
		check("ORIGIN_SECRET", fmt.Errorf("has fewer than %d characters", minOriginSecret))
	}
	if !reported["SHUTDOWN_DELAY"] && !reported["SHUTDOWN_TIMEOUT"] {
		if err := c.checkShutdown(); err != nil {
			problems = append(problems, err)
		}
	}
	if !c.VotingOpensAt.IsZero() && !c.VotingClosesAt.IsZero() && !c.VotingClosesAt.After(c.VotingOpensAt) {
		check("VOTING_CLOSES_AT", errors.New("is not after VOTING_OPENS_AT"))
	}
	return problems
}

func (c *Config) checkPublicURL() error {
	switch u := c.PublicURL; {
	case u == (url.URL{}):
		return nil // missing, which has been reported
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil:
		return errors.New("must be http:// or https:// and a host")
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return errors.New("must not have a path: the product is served from the root")
	case u.Scheme == "http" && c.Environment == Production:
		return errors.New("must be https in production: over http the session cookie could be read on the way")
	}
	return nil
}

func (c *Config) deriveIssuer() error {
	region, err := cognito.RegionOf(c.UserPoolID)
	if c.Issuer == "" && err == nil {
		c.Issuer = cognito.Issuer(region, c.UserPoolID)
	}
	if c.JWKSURL == "" {
		c.JWKSURL = cognito.JWKSURL(c.Issuer)
	}
	return err
}
