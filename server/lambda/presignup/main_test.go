package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/phone"
)

func readEvent(t *testing.T, file string) (event events.CognitoEventUserPoolsPreSignup) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &event); err != nil {
		t.Fatal(err)
	}
	return event
}

// ways are an event for each way to an account.
var ways = []string{"signup.json", "admincreateuser.json", "externalprovider.json"}

func TestEveryWayToAnAccountIsHeldToTheDomains(t *testing.T) {
	for _, way := range ways {
		event := readEvent(t, way)
		for _, test := range []struct {
			email   string
			domains []string
			refusal error
		}{
			{"ada@example.com", []string{"example.com"}, nil},
			{"Ada@EXAMPLE.com", []string{"example.com"}, nil},
			{"ada@dev.example.com", []string{"*.example.com"}, nil},
			{"ada@example.net", []string{"*"}, nil},
			{"ada@example.net", []string{"example.com", "*.example.com"}, account.ErrEmailDomainNotAllowed},
			{"ada@example.com", nil, account.ErrEmailDomainNotAllowed},
			{"", []string{"*"}, account.ErrInvalidEmail},
			{"ada", []string{"*"}, account.ErrInvalidEmail},
		} {
			event.Request.UserAttributes["email"] = test.email
			_, err := trigger{account.Policy{EmailDomains: test.domains}, phone.Parse}.handle(context.Background(), event)
			if !errors.Is(err, test.refusal) {
				t.Errorf("%s: %q under %v: %v", way, test.email, test.domains, err)
			}
		}
	}
}

func TestEveryWayToAnAccountIsHeldToTheCountries(t *testing.T) {
	for _, way := range ways {
		event := readEvent(t, way)
		event.Request.UserAttributes["email"] = "ada@example.com"
		for _, test := range []struct {
			number    string
			countries account.PhoneCountries
			refusal   error
		}{
			{"+442079460018", account.PhoneCountries{"GB"}, nil},
			{"+442079460018", nil, nil},
			{"+12025550123", account.PhoneCountries{"GB"}, account.ErrPhoneCountryNotAllowed},
			{"+99", account.PhoneCountries{"GB"}, account.ErrInvalidPhoneNumber},
			{"", account.PhoneCountries{"GB"}, nil},
		} {
			event.Request.UserAttributes["phone_number"] = test.number
			tried := trigger{account.Policy{EmailDomains: []string{"*"}}, phone.Within(test.countries)}
			if _, err := tried.handle(context.Background(), event); !errors.Is(err, test.refusal) {
				t.Errorf("%s: %q under %v: %v", way, test.number, test.countries, err)
			}
		}
	}
}

func TestNothingIsConfirmedOrVerifiedUnproven(t *testing.T) {
	for _, way := range ways {
		event := readEvent(t, way)
		event.Response = events.CognitoEventUserPoolsPreSignupResponse{AutoConfirmUser: true, AutoVerifyEmail: true, AutoVerifyPhone: true}
		out, err := trigger{account.Policy{EmailDomains: []string{"*"}}, phone.Parse}.handle(context.Background(), event)
		if err != nil || out.Response != (events.CognitoEventUserPoolsPreSignupResponse{}) || out.TriggerSource != event.TriggerSource {
			t.Errorf("%s: %v, %+v", way, err, out)
		}
	}
}

func TestAnotherTriggersEventIsRefused(t *testing.T) {
	event := readEvent(t, "signup.json")
	event.TriggerSource = "PreAuthentication_Authentication"
	if _, err := (trigger{account.Policy{EmailDomains: []string{"*"}}, phone.Parse}).handle(context.Background(), event); err == nil {
		t.Error("taken")
	}
}

func TestAListOfDomainsIsReadWholeOrNotAtAll(t *testing.T) {
	domains, err := parseDomains(" Example.com,*.example.org")
	if err != nil || !slices.Equal(domains, []string{"example.com", "*.example.org"}) {
		t.Errorf("%v, %v", domains, err)
	}
	for _, list := range []string{"", " ", ",", "example.com,", "ada@example.com", "exa mple.com"} {
		if domains, err := parseDomains(list); err == nil {
			t.Errorf("%q: %v", list, domains)
		}
	}
}
