package account

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/unicornpursuit/unicornpursuit/internal/typed"
)

// Policy is what a sign-up must satisfy. It is data, so that forms and server never disagree.
type Policy struct {
	Password PasswordPolicy
	// EmailDomains are the domains that may sign up: `example.com` is that domain alone, `*.example.com` its sub-domains,
	// `*` any.
	EmailDomains []string
	// HideAccounts says whether a sign-up with an address that has an account looks like one that succeeds.
	HideAccounts bool
	// HostedSignIn says whether the identity provider's own sign-in pages may be used.
	HostedSignIn bool
}

// PasswordPolicy is what a password must satisfy. Lengths are in characters (Unicode code points).
type PasswordPolicy struct {
	MinimumLength, MaximumLength int
	RequireUppercase             bool
	RequireLowercase             bool
	RequireDigit                 bool
	RequireSymbol                bool
	// Symbols are the characters that count as symbols. White space at the ends never does.
	Symbols string
}

// cognitoSymbols are the characters that Cognito counts as symbols (User Guide, "Adding user pool password
// requirements"). The space is one inside a password, as between the words of a phrase.
const cognitoSymbols = "^$*.[]{}()?\"!@#%&/\\,> <':;|_~`=+-"

// DefaultPasswordPolicy is the policy of the product's user pool (infra and the local pool set the same one): at least
// 12 characters of all four classes. The greatest length is Cognito's.
var DefaultPasswordPolicy = PasswordPolicy{
	MinimumLength: 12, MaximumLength: 256,
	RequireUppercase: true, RequireLowercase: true, RequireDigit: true, RequireSymbol: true,
	Symbols: cognitoSymbols,
}

// Accept returns a new password as it is kept, in normal form C, or a PasswordPolicyError that names every rule broken.
func (p PasswordPolicy) Accept(password string) (string, error) {
	if len(password) > maxPasswordInput(p.MaximumLength) {
		return "", &PasswordPolicyError{Failed: []PasswordRule{PasswordTooLong}, Policy: p}
	}
	password = typed.Compose(password)
	return password, p.check(password)
}

// CurrentPassword returns a password that somebody has, as [PasswordPolicy.Accept] kept it. No password has white space
// at its ends, so what was pasted along is dropped rather than counted as a wrong attempt.
func CurrentPassword(password string) string {
	return typed.Compose(typed.Trim(password))
}

// maxPasswordInput is the length in bytes above which a text can't become a password of so many characters, even if it
// is typed with accents of their own.
func maxPasswordInput(characters int) int { return 16 * characters }

func (p PasswordPolicy) check(password string) error {
	length, inside := utf8.RuneCountInString(password), typed.Trim(password)
	rules := []struct {
		rule   PasswordRule
		broken bool
	}{
		{PasswordTooShort, length < p.MinimumLength},
		{PasswordTooLong, length > p.MaximumLength},
		{PasswordNeedsUppercase, p.RequireUppercase && !strings.ContainsFunc(password, between('A', 'Z'))},
		{PasswordNeedsLowercase, p.RequireLowercase && !strings.ContainsFunc(password, between('a', 'z'))},
		{PasswordNeedsDigit, p.RequireDigit && !strings.ContainsFunc(password, between('0', '9'))},
		{PasswordNeedsSymbol, p.RequireSymbol && !strings.ContainsAny(inside, p.Symbols)},
		{PasswordHasSpaceAtEnd, password != inside},
		{
			PasswordHasControl,
			!utf8.ValidString(password) || strings.ContainsFunc(inside, unicode.IsControl),
		},
	}
	var failed []PasswordRule
	for _, r := range rules {
		if r.broken {
			failed = append(failed, r.rule)
		}
	}
	if failed != nil {
		return &PasswordPolicyError{Failed: failed, Policy: p}
	}
	return nil
}

func between(first, last rune) func(rune) bool {
	return func(r rune) bool { return first <= r && r <= last }
}

// CheckEmailDomain returns ErrEmailDomainNotAllowed if no pattern of the policy allows the domain of email, which must
// be normalised. An empty list allows none: a forgotten setting must not open the door.
func (p Policy) CheckEmailDomain(email string) error {
	domain := email[strings.LastIndexByte(email, '@')+1:]
	for _, pattern := range p.EmailDomains {
		parent, subdomains := strings.CutPrefix(pattern, "*.")
		switch {
		case pattern == "*", pattern == domain, subdomains && strings.HasSuffix(domain, "."+parent):
			return nil
		}
	}
	return ErrEmailDomainNotAllowed
}

// ParseEmailDomain checks and normalises one pattern of [Policy.EmailDomains].
func ParseEmailDomain(pattern string) (string, error) {
	pattern = strings.ToLower(strings.TrimSpace(pattern))
	if pattern != "*" && !validDomain(strings.TrimPrefix(pattern, "*.")) {
		return "", fmt.Errorf(
			"%q is not a domain: write example.com, *.example.com for its sub-domains, or * for any",
			pattern,
		)
	}
	return pattern, nil
}
