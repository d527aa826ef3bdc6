// Command presignup is the Lambda function that Cognito asks before it creates an account (its trigger PreSignUp). It
// refuses the email domains that may not sign up, and the phone numbers of other countries than those allowed. The
// product asks the same rules ([account.Policy], [phone.Within]) for a friendlier answer, but there are ways to an
// account past it: an app client without a secret, Cognito's own pages, an operator. The function decides nothing else.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/phone"
)

// The variables have the form that the server's variables of these names have.
const (
	domainsVariable   = "ALLOWED_EMAIL_DOMAINS"
	countriesVariable = "ALLOWED_PHONE_COUNTRIES"
)

func main() {
	domains, err := parseDomains(os.Getenv(domainsVariable))
	endIf(domainsVariable, err)
	countries, err := phone.ParseCountries(os.Getenv(countriesVariable))
	endIf(countriesVariable, err)
	lambda.Start(trigger{policy: account.Policy{EmailDomains: domains}, parsePhone: phone.Within(countries)}.handle)
}

// endIf ends the function if a variable can't be read. A function that ends here refuses every sign-up, and is visible
// as an error: better than one that silently lets anybody in.
func endIf(variable string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", variable, err)
		os.Exit(1)
	}
}

// parseDomains reads a comma-separated list of patterns. An empty one is an error.
func parseDomains(list string) ([]string, error) {
	domains := strings.Split(list, ",")
	for i, pattern := range domains {
		var err error
		if domains[i], err = account.ParseEmailDomain(pattern); err != nil {
			return nil, err
		}
	}
	return domains, nil
}

type trigger struct {
	policy     account.Policy
	parsePhone account.PhoneParser
}

// handle lets a sign-up pass or returns why not; the text reaches the caller of Cognito.
//
// The rule applies to every way to an account: PreSignUp_SignUp, PreSignUp_ExternalProvider, and
// PreSignUp_AdminCreateUser too, since an operator's typing error must not let a stranger in. To invite people from
// elsewhere, allow their domain, where everyone can see it.
func (t trigger) handle(
	_ context.Context,
	event events.CognitoEventUserPoolsPreSignup,
) (events.CognitoEventUserPoolsPreSignup, error) {
	if !strings.HasPrefix(event.TriggerSource, "PreSignUp_") {
		return event, fmt.Errorf("this function is for the trigger PreSignUp, not for %q", event.TriggerSource)
	}
	if err := t.policy.Admit(event.Request.UserAttributes, t.parsePhone); err != nil {
		return event, err
	}
	// Never confirmed or verified here, whatever the event came with: the code does that.
	event.Response = events.CognitoEventUserPoolsPreSignupResponse{}
	return event, nil
}
