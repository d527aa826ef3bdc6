package cognitotest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// PoolSpec describes a user pool and one of its app clients. Every pool signs in by
// email (UsernameAttributes=email), case-insensitively. A zero field takes the
// default named next to it.
type PoolSpec struct {
	Name   string // identifies the pool across restarts; required
	Region string // first part of the pool id; default "eu-west-1"

	PasswordPolicy     PasswordPolicy // default: 12 characters of all four kinds
	RequiredAttributes []string       // default: email, name, phone_number
	AutoVerified       []string       // phone_number and/or email; default: both, and a sign-up verifies the phone number

	// AttributesRequireVerificationBeforeUpdate lists those of AutoVerified whose
	// old value stays until the new one is verified; default: AutoVerified.
	AttributesRequireVerificationBeforeUpdate []string

	MFA MFASpec // second factors; default: none

	SMSText      string // verification SMS; {####} is the code
	EmailSubject string // default "Your verification code"
	EmailText    string // default "Your verification code is {####}"

	Invitation InvitationSpec // the messages of AdminCreateUser; default: AWS's own

	// PreSignUp may refuse a sign-up; PostConfirmation runs after an account is
	// confirmed. They replace Lambda triggers, run outside any transaction, and are
	// not stored: pass them again after a restart.
	PreSignUp        PreSignUp        `json:"-"`
	PostConfirmation PostConfirmation `json:"-"`

	Client ClientSpec
}

// InvitationSpec has the messages of an invitation, in which {username} is the email
// and {####} the temporary password (InviteMessageTemplate). An SMS has at most 140
// characters before they are filled in.
type InvitationSpec struct{ SMS, EmailSubject, EmailText string }

// PasswordPolicy is applied wherever a password is set. A zero MinLength
// selects the default policy as a whole, except for TemporaryDays.
type PasswordPolicy struct {
	MinLength      int
	RequireUpper   bool
	RequireLower   bool
	RequireDigits  bool
	RequireSymbols bool
	// TemporaryDays is how many days a temporary password works; default 7.
	TemporaryDays int
}

// Authentication flows of an app client, as in ExplicitAuthFlows.
const (
	FlowUserPassword = "ALLOW_USER_PASSWORD_AUTH"
	FlowUserSRP      = "ALLOW_USER_SRP_AUTH"
	FlowRefreshToken = "ALLOW_REFRESH_TOKEN_AUTH"
)

// Values of ClientSpec.PreventUserExistenceErrors.
const (
	ExistenceErrorsPrevented = "ENABLED"
	ExistenceErrorsLegacy    = "LEGACY"
)

// ClientSpec describes an app client.
type ClientSpec struct {
	Name   string // identifies the client within its pool; default "web"
	Secret bool   // generate a client secret, and require SECRET_HASH
	// PropagateUserContext is EnablePropagateAdditionalUserContextData: the client may say what address a person comes
	// from. Only a client with a secret can have it (CreateUserPoolClient).
	PropagateUserContext bool
	Flows                []string // default: password, and refresh unless the client rotates

	AccessTokenValidity  time.Duration // default 1 h
	IDTokenValidity      time.Duration // default 1 h
	RefreshTokenValidity time.Duration // default 30 days

	RefreshRotation bool          // GetTokensFromRefreshToken issues a new refresh token
	RotationGrace   time.Duration // how long a rotated-out token still works; 0 to 60 s

	PreventUserExistenceErrors string // default ENABLED (on AWS the API's default is LEGACY)
	// UnknownAlternates makes ForgotPassword and ResendConfirmationCode, where
	// existence errors are prevented, refuse every other request for an unknown name
	// with InvalidParameterException, including the first one. AWS does so ("Managing
	// user existence error responses"), without saying in which order.
	UnknownAlternates bool

	AuthSessionValidity time.Duration // how long a challenge stays open; 3 (default) to 15 minutes

	CallbackURLs []string // where the hosted pages may redirect to; default none, which turns them off
	LogoutURLs   []string // where /logout may redirect to
	Scopes       []string // that the hosted pages may grant; default all that are implemented
}

// Pool is what a client of the pool needs. ClientSecret is empty for a client
// without one.
type Pool struct {
	ID, ClientID, ClientSecret string
	Issuer, JWKSURL            string
}

// EnsurePool creates the pool and the client that spec names, or updates them to
// spec and keeps identifiers, secret and users. Calling it with the same pool and
// another client name adds a client.
func (s *Server) EnsurePool(spec PoolSpec) (Pool, error) {
	spec = spec.withDefaults()
	if err := spec.check(); err != nil {
		return Pool{}, fmt.Errorf("cognitotest: pool %q: %w", spec.Name, err)
	}
	var client clientRecord
	err := s.update(func(t *tx) error {
		pool, found := t.poolByName(spec.Name)
		if !found {
			pool = poolRecord{ID: spec.Region + "_" + s.randomString(alphanumeric, 9), Created: t.now}
		}
		pool.Spec, pool.Modified = spec, t.now
		pool.Spec.Client = ClientSpec{} // stored separately: a pool may have several
		save(t, bucketPools, pool.ID, pool)
		client = s.ensureClient(t, pool.ID, spec.Client)
		return nil
	})
	if err != nil {
		return Pool{}, fmt.Errorf("cognitotest: pool %q: %w", spec.Name, err)
	}
	s.hooks.set(client.PoolID, spec.PreSignUp, spec.PostConfirmation)
	issuer := s.issuer(client.PoolID)
	return Pool{
		ID: client.PoolID, ClientID: client.ID, ClientSecret: client.Secret,
		Issuer: issuer, JWKSURL: issuer + "/.well-known/jwks.json",
	}, nil
}

func (s *Server) ensureClient(t *tx, poolID string, spec ClientSpec) clientRecord {
	client, found := t.clientByName(poolID, spec.Name)
	if !found {
		client = clientRecord{ID: s.randomString(lowerAlphanumeric, 26), PoolID: poolID, Created: t.now}
	}
	switch {
	case !spec.Secret:
		client.Secret = ""
	case client.Secret == "":
		client.Secret = s.randomString(lowerAlphanumeric, 51)
	}
	client.Spec, client.Modified = spec, t.now
	save(t, bucketClients, client.ID, client)
	return client
}

func (s *Server) issuer(poolID string) string { return s.URL() + "/" + poolID }

func (p PoolSpec) withDefaults() PoolSpec {
	setDefault(&p.Region, "eu-west-1")
	setDefault(&p.MFA.Mode, MFAOff)
	setDefault(&p.SMSText, "Your verification code is {####}")
	setDefault(&p.EmailSubject, "Your verification code")
	setDefault(&p.EmailText, "Your verification code is {####}")
	setDefault(&p.Invitation.SMS, "Your username is {username} and temporary password is {####}.")
	setDefault(&p.Invitation.EmailSubject, "Your temporary password")
	setDefault(&p.Invitation.EmailText, "Your username is {username} and temporary password is {####}.")
	if p.PasswordPolicy.MinLength == 0 {
		p.PasswordPolicy = PasswordPolicy{
			MinLength:      12,
			RequireUpper:   true,
			RequireLower:   true,
			RequireDigits:  true,
			RequireSymbols: true,
			TemporaryDays:  p.PasswordPolicy.TemporaryDays,
		}
	}
	setDefault(&p.PasswordPolicy.TemporaryDays, 7)
	if p.RequiredAttributes == nil {
		p.RequiredAttributes = []string{"email", "name", "phone_number"}
	}
	if p.AutoVerified == nil {
		p.AutoVerified = []string{"phone_number", "email"}
	}
	if p.AttributesRequireVerificationBeforeUpdate == nil {
		p.AttributesRequireVerificationBeforeUpdate = p.AutoVerified
	}
	p.Client = p.Client.withDefaults()
	return p
}

func (c ClientSpec) withDefaults() ClientSpec {
	setDefault(&c.Name, "web")
	setDefault(&c.AccessTokenValidity, time.Hour)
	setDefault(&c.IDTokenValidity, time.Hour)
	setDefault(&c.RefreshTokenValidity, 30*24*time.Hour)
	setDefault(&c.PreventUserExistenceErrors, ExistenceErrorsPrevented)
	setDefault(&c.AuthSessionValidity, 3*time.Minute)
	if c.Scopes == nil {
		c.Scopes = []string{ScopeOpenID, ScopeEmail, ScopePhone, ScopeProfile, ScopeAdmin}
	}
	if c.Flows == nil {
		c.Flows = []string{FlowUserPassword}
		if !c.RefreshRotation {
			c.Flows = append(c.Flows, FlowRefreshToken)
		}
	}
	return c
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// check reports every problem of a spec at once.
func (p PoolSpec) check() error {
	var problems []error
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			problems = append(problems, fmt.Errorf(format, args...))
		}
	}
	c := p.Client
	refuse(p.Name == "", "the name is empty")
	for name, text := range map[string]string{"SMS": p.Invitation.SMS, "EmailText": p.Invitation.EmailText} {
		refuse(!strings.Contains(text, "{####}"), "Invitation.%s lacks {####}, the temporary password", name)
	}
	refuse(utf8.RuneCountInString(p.Invitation.SMS) > 140, "Invitation.SMS is longer than 140 characters")
	refuse(p.PasswordPolicy.MinLength < 6 || p.PasswordPolicy.MinLength > 99, "MinLength must be 6 to 99")
	for _, name := range p.RequiredAttributes {
		refuse(!slices.Contains(standardAttributes, name), "unknown required attribute %q", name)
	}
	for _, name := range p.AutoVerified {
		refuse(name != "phone_number" && name != "email", "attribute %q cannot be verified", name)
	}
	refuse(
		!slices.Contains([]string{MFAOff, MFAOptional, MFARequired}, p.MFA.Mode),
		"MFA.Mode must be OFF, OPTIONAL or ON",
	)
	refuse(p.MFA.Mode != MFAOff && len(p.MFA.offered()) == 0, "MFA is %s, but no factor is offered", p.MFA.Mode)
	for _, name := range p.AttributesRequireVerificationBeforeUpdate {
		refuse(
			!slices.Contains(p.AutoVerified, name), "attribute %q is verified before an update, but not in AutoVerified", name,
		)
	}
	flows := []string{FlowUserPassword, FlowUserSRP, FlowRefreshToken}
	for _, flow := range c.Flows {
		refuse(!slices.Contains(flows, flow), "the flow %q is not implemented", flow)
	}
	refuse(c.PropagateUserContext && !c.Secret, "PropagateUserContext needs a client with a secret")
	refuse(c.RefreshRotation && slices.Contains(c.Flows, FlowRefreshToken),
		"%s cannot be enabled together with refresh token rotation", FlowRefreshToken)
	refuse(c.AuthSessionValidity < 3*time.Minute || c.AuthSessionValidity > 15*time.Minute,
		"AuthSessionValidity must be 3 to 15 minutes")
	refuse(c.RotationGrace < 0 || c.RotationGrace > time.Minute, "RotationGrace must be 0 to 60 s")
	refuse(
		c.PreventUserExistenceErrors != ExistenceErrorsPrevented && c.PreventUserExistenceErrors != ExistenceErrorsLegacy,
		"PreventUserExistenceErrors must be ENABLED or LEGACY",
	)
	return errors.Join(problems...)
}
