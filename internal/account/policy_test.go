package account_test

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

func TestPasswordsThatSatisfyThePolicy(t *testing.T) {
	for _, password := range []string{
		"Correct-horse-1",
		"Aa1!Aa1!Aa1!",
		"with inner Spaces 1!",
		"Correct horse 1234",
		"Pässwörd-Ünïcode-1",
		"Aa1!" + strings.Repeat("🦄", 8),
		"Aa1!" + strings.Repeat("x", 252),
	} {
		if kept, err := account.DefaultPasswordPolicy.Accept(password); err != nil || kept != password {
			t.Errorf("%q became %q: %v", password, kept, err)
		}
	}
	for _, symbol := range account.DefaultPasswordPolicy.Symbols {
		if _, err := account.DefaultPasswordPolicy.Accept("Abcdef" + string(symbol) + "ghijk1"); err != nil {
			t.Errorf("symbol %q: %v", symbol, err)
		}
	}
}

func TestEveryBrokenRuleIsNamed(t *testing.T) {
	for password, want := range map[string][]account.PasswordRule{
		"": {account.PasswordTooShort, account.PasswordNeedsUppercase, account.PasswordNeedsLowercase,
			account.PasswordNeedsDigit, account.PasswordNeedsSymbol},
		"Aa1!Aa1!Aa1":           {account.PasswordTooShort},
		"correct-horse-1":       {account.PasswordNeedsUppercase},
		"CORRECT-HORSE-1":       {account.PasswordNeedsLowercase},
		"Correct-horse-one":     {account.PasswordNeedsDigit},
		"CorrectHorse1234":      {account.PasswordNeedsSymbol},
		" Correct-horse-1":      {account.PasswordHasSpaceAtEnd},
		" CorrectHorse1234 ":    {account.PasswordNeedsSymbol, account.PasswordHasSpaceAtEnd},
		"Correct-horse-1\u00a0": {account.PasswordHasSpaceAtEnd},
		"Correct-horse-1\n":     {account.PasswordHasSpaceAtEnd},
		"Correct-horse-1\u200b": {account.PasswordHasSpaceAtEnd},
		"Correct-\thorse-1":     {account.PasswordHasControl},
		"Correct-horse-1\x00":   {account.PasswordHasControl},
		"Correct-horse-1\xff":   {account.PasswordHasControl},
		"\u00c4\u00e4\u0661€\u00c4\u00e4\u0661€\u00c4\u00e4\u0661€": {account.PasswordNeedsUppercase, // as Cognito has it, ASCII only
			account.PasswordNeedsLowercase, account.PasswordNeedsDigit, account.PasswordNeedsSymbol},
		"Aa1!" + strings.Repeat("🦄", 7):   {account.PasswordTooShort},
		"Aa1!" + strings.Repeat("x", 253): {account.PasswordTooLong},
		"Aa1!" + tenKB:                    {account.PasswordTooLong},
	} {
		_, err := account.DefaultPasswordPolicy.Accept(password)
		var policy *account.PasswordPolicyError
		if !errors.As(err, &policy) {
			t.Errorf("%.30q: %v", password, err)
			continue
		}
		if !reflect.DeepEqual(policy.Failed, want) {
			t.Errorf("%.30q: failed %q, want %q", password, policy.Failed, want)
		}
		if policy.Policy != account.DefaultPasswordPolicy {
			t.Errorf("%.30q: policy %+v", password, policy.Policy)
		}
		if password != "" && strings.Contains(err.Error(), password) {
			t.Errorf("%q has the password", err)
		}
	}
}

// The table is shared: the form of the web app and the stand-in for Cognito are held to it too.
func TestThePolicyJudgesTheSharedTableOfPasswords(t *testing.T) {
	names := map[string]account.PasswordRule{
		"TOO_SHORT": account.PasswordTooShort, "TOO_LONG": account.PasswordTooLong,
		"NEEDS_UPPERCASE": account.PasswordNeedsUppercase, "NEEDS_LOWERCASE": account.PasswordNeedsLowercase,
		"NEEDS_DIGIT": account.PasswordNeedsDigit, "NEEDS_SYMBOL": account.PasswordNeedsSymbol,
		"SPACE_AT_END": account.PasswordHasSpaceAtEnd, "CONTROL": account.PasswordHasControl,
	}
	raw, err := os.ReadFile("testdata/passwords.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct {
		Policy    account.PasswordPolicy
		Passwords []struct {
			Password, Repeat string
			Broken           []string
		}
	}
	if err := json.Unmarshal(raw, &table); err != nil {
		t.Fatal(err)
	}
	if table.Policy != account.DefaultPasswordPolicy || len(table.Passwords) < 20 {
		t.Errorf("the table has the policy %+v and %d passwords", table.Policy, len(table.Passwords))
	}
	for _, row := range table.Passwords {
		_, err := table.Policy.Accept(row.Password + strings.Repeat(row.Repeat, 300))
		var want, got []account.PasswordRule
		for _, name := range row.Broken {
			want = append(want, names[name])
		}
		if policy, ok := errors.AsType[*account.PasswordPolicyError](err); ok {
			got = policy.Failed
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+q: broken %q, want %q", row.Password, got, want)
		}
	}
}

func TestAPasswordIsTheSameHoweverADeviceComposesIt(t *testing.T) {
	const composed, decomposed = "P\u00e4ssw\u00f6rd-Un\u00efcode-1", "Pa\u0308sswo\u0308rd-Uni\u0308code-1"
	if kept, err := account.DefaultPasswordPolicy.Accept(decomposed); kept != composed || err != nil {
		t.Errorf("kept %+q, %v", kept, err)
	}
	for _, typed := range []string{
		composed, decomposed, decomposed + " ", decomposed + "\n", "\t" + composed + "\r\n", composed + "\u00a0", "\ufeff" + composed,
	} {
		if got := account.CurrentPassword(typed); got != composed {
			t.Errorf("CurrentPassword(%+q) = %+q", typed, got)
		}
	}
	if _, err := account.DefaultPasswordPolicy.Accept("Aa1!" + strings.Repeat("a\u030a", 252)); err != nil {
		t.Errorf("256 characters with accents of their own: %v", err)
	}
	if got := account.CurrentPassword("Correct Horse 7 Battery"); got != "Correct Horse 7 Battery" {
		t.Errorf("a phrase became %q", got)
	}
}

func TestARelaxedPolicyAsksForLess(t *testing.T) {
	policy := account.PasswordPolicy{MinimumLength: 4, MaximumLength: 8}
	if _, err := policy.Accept("aaaa"); err != nil {
		t.Error(err)
	}
}

func TestEmailDomains(t *testing.T) {
	for _, c := range []struct {
		patterns []string
		email    string
		allowed  bool
	}{
		{[]string{"example.com"}, "ada@example.com", true},
		{[]string{"example.org", "example.com"}, "ada@example.com", true},
		{[]string{"example.com"}, "ada@sub.example.com", false},
		{[]string{"example.com"}, "ada@evilexample.com", false},
		{[]string{"example.com"}, "ada@example.com.evil.org", false},
		{[]string{"*.example.com"}, "ada@sub.example.com", true},
		{[]string{"*.example.com"}, "ada@a.b.example.com", true},
		{[]string{"*.example.com"}, "ada@example.com", false},
		{[]string{"*.example.com"}, "ada@evilexample.com", false},
		{[]string{"*"}, "ada@anything.org", true},
		{nil, "ada@example.com", false},
		{[]string{""}, "ada@example.com", false},
	} {
		err := account.Policy{EmailDomains: c.patterns}.CheckEmailDomain(c.email)
		if c.allowed && err != nil || !c.allowed && !errors.Is(err, account.ErrEmailDomainNotAllowed) {
			t.Errorf("%q with %q: %v", c.email, c.patterns, err)
		}
	}
}

func TestEmailDomainPatterns(t *testing.T) {
	for input, want := range map[string]string{
		" Example.COM ": "example.com", "*.Example.com": "*.example.com", "*": "*", "a.b.example.com": "a.b.example.com",
	} {
		if got, err := account.ParseEmailDomain(input); got != want || err != nil {
			t.Errorf("ParseEmailDomain(%q) = %q, %v; want %q", input, got, err, want)
		}
	}
	for _, input := range []string{"", "com", "*.com", "*.*.example.com", "**", "*example.com", "ada@example.com", "exämple.com", "a b.com", tenKB} {
		if got, err := account.ParseEmailDomain(input); err == nil {
			t.Errorf("ParseEmailDomain(%.20q) = %q", input, got)
		}
	}
}
