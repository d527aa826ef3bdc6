package graph_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// declared is a limit as the schema has it.
type declared struct {
	max, window int
	by          []string
}

func (l declared) String() string {
	return fmt.Sprintf("%d/%d %s", l.max, l.window, strings.Join(l.by, "+"))
}

// limitsOf are the limits of a field, in the order of the schema.
func limitsOf(t *testing.T, field *ast.FieldDefinition) (limits []declared) {
	t.Helper()
	directive := field.Directives.ForName("rateLimit")
	if directive == nil {
		return nil
	}
	number := func(value *ast.Value) int {
		n, err := strconv.Atoi(value.Raw)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, child := range directive.Arguments.ForName("limits").Value.Children {
		limit := declared{max: number(child.Value.Children.ForName("max")), window: number(child.Value.Children.ForName("window"))}
		for _, key := range child.Value.Children.ForName("by").Children {
			limit.by = append(limit.by, key.Value.Raw)
		}
		limits = append(limits, limit)
	}
	return limits
}

func mutations() ast.FieldList { return contract().Mutation.Fields }

// What is limited, and how, is a decision: it is written down twice. docs/security.md has the reasons.
func TestTheLimitsAreThoseDecidedOn(t *testing.T) {
	want := map[string][]string{
		"signUp": {
			"20/3600 CLIENT_IP+ACCOUNT", "20/3600 CLIENT_IP+PHONE_NUMBER", "700/86400 CLIENT_IP",
			"40/3600 ACCOUNT", "40/3600 PHONE_NUMBER", "1400/3600 PHONE_COUNTRY", "2000/86400 GLOBAL",
		},
		"confirmOtp":      {"1500/3600 CLIENT_IP", "5/900 ACCOUNT"},
		"resendOtp":       {"700/86400 CLIENT_IP", "3/3600 ACCOUNT", "2000/86400 GLOBAL"},
		"signIn":          {"10/300 CLIENT_IP+ACCOUNT", "1500/3600 CLIENT_IP", "100/300 ACCOUNT"},
		"answerChallenge": {"1500/3600 CLIENT_IP"}, // a handle can be answered a few times only
		"forgotPassword":  {"700/86400 CLIENT_IP", "3/3600 ACCOUNT", "2000/86400 GLOBAL"},
		"resetPassword":   {"5/3600 CLIENT_IP+ACCOUNT", "1500/3600 CLIENT_IP", "10/3600 ACCOUNT"},
		"refresh":         {"1500/300 CLIENT_IP"},
		"changePassword":  {"10/300 SUBJECT"},
		"updateProfile": {
			"5/86400 SUBJECT+PHONE_NUMBER", "10/3600 SUBJECT", "1000/86400 CLIENT_IP", "10/86400 PHONE_NUMBER", "2000/86400 GLOBAL",
		},
		"requestVerification": {"5/3600 SUBJECT", "1000/86400 CLIENT_IP", "2000/86400 GLOBAL"},
		"verifyAttribute":     {"5/900 SUBJECT"},
		"startTotpSetup":      {"20/900 SUBJECT"},
		"finishTotpSetup":     {"20/900 SUBJECT"},
		"setMfaPreference":    {"20/900 SUBJECT"},
		"deleteAccount":       {"20/900 SUBJECT"},
		"createProject":       {"60/3600 SUBJECT"},
		"inviteUser": {
			"5/86400 SUBJECT+PHONE_NUMBER", "500/3600 SUBJECT", "1000/86400 CLIENT_IP", "10/86400 PHONE_NUMBER", "2000/86400 GLOBAL",
		},
		"resendInvitation": {"500/3600 SUBJECT", "1000/86400 CLIENT_IP", "2000/86400 GLOBAL"},
		"updateUser": {
			"5/86400 SUBJECT+PHONE_NUMBER", "500/3600 SUBJECT", "1000/86400 CLIENT_IP", "10/86400 PHONE_NUMBER", "2000/86400 GLOBAL",
		},
	}
	got := map[string][]string{}
	for _, field := range mutations() {
		for _, limit := range limitsOf(t, field) {
			got[field.Name] = append(got[field.Name], limit.String())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if !slices.Equal(got[name], want[name]) {
			t.Errorf("%s: %q, want %q", name, got[name], want[name])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d fields are limited, want %d", len(got), len(want))
	}
}

// breadth ranks keys by how many people share one. A combination is as narrow as the narrowest of its keys, and before that key alone.
var breadth = map[string]int{"SUBJECT": 1, "CLIENT_IP": 3, "ACCOUNT": 5, "PHONE_NUMBER": 7, "PHONE_COUNTRY": 9, "GLOBAL": 11}

func breadthOf(t *testing.T, l declared) int {
	t.Helper()
	narrowest := 100
	for _, key := range l.by {
		rank, known := breadth[key]
		if !known {
			t.Fatalf("nobody has said how wide %s is", key)
		}
		narrowest = min(narrowest, rank)
	}
	if len(l.by) > 1 {
		narrowest--
	}
	return narrowest
}

func TestEveryListOfLimitsGoesFromTheNarrowestToTheWidest(t *testing.T) {
	for _, field := range mutations() {
		limits := limitsOf(t, field)
		if !slices.IsSortedFunc(limits, func(a, b declared) int { return breadthOf(t, a) - breadthOf(t, b) }) {
			t.Errorf("%s: %v", field.Name, limits)
		}
		for _, limit := range limits {
			if limit.max < 1 || limit.window < 1 || limit.window > 86400 || len(limit.by) == 0 {
				t.Errorf("%s: %v", field.Name, limit)
			}
		}
		if directives := field.Directives.ForNames("rateLimit"); len(directives) > 1 {
			t.Errorf("%s has %d lists of limits, whose order nobody has decided", field.Name, len(directives))
		}
	}
}

// Signed-in people are counted by subject, since an office shares an address. Others have no subject.
func TestFieldsForSignedInPeopleCountBySubjectFirst(t *testing.T) {
	for _, field := range mutations() {
		limits := limitsOf(t, field)
		if len(limits) == 0 {
			continue
		}
		signedIn := field.Directives.ForName("auth") != nil
		if slices.Contains(limits[0].by, "SUBJECT") != signedIn {
			t.Errorf("%s: guarded %t, limited by %v", field.Name, signedIn, limits)
		}
	}
}

// company is how many people may be behind one address on their first morning.
const company = 500

func TestAnAddressHasRoomForACompany(t *testing.T) {
	for _, field := range mutations() {
		for _, limit := range limitsOf(t, field) {
			if slices.Equal(limit.by, []string{"CLIENT_IP"}) && limit.max < company || limit.by[0] == "PHONE_COUNTRY" && limit.max < company {
				t.Errorf("%s: %v is too little for %d people behind one address, in one country", field.Name, limit, company)
			}
		}
	}
}

// fewByDesign are limits of an account that one address may use up: that there are few codes, and few guesses at them, is the protection
// itself. Cognito's own quotas do the same.
var fewByDesign = map[string]string{"confirmOtp": "5/900 ACCOUNT", "resendOtp": "3/3600 ACCOUNT", "forgotPassword": "3/3600 ACCOUNT"}

// One address, or one person who is signed in, can't use up what others share: of every such limit at most the half.
func TestOneAddressLeavesHalfOfWhatIsShared(t *testing.T) {
	for _, field := range mutations() {
		limits := limitsOf(t, field)
		for i, shared := range limits {
			if breadthOf(t, shared) <= breadth["CLIENT_IP"] || fewByDesign[field.Name] == shared.String() {
				continue
			}
			bounded := slices.ContainsFunc(limits[:i], func(own declared) bool {
				appliesToo := len(own.by) == 1 || own.by[1] == shared.by[0]
				windows := (shared.window + own.window - 1) / own.window
				return breadthOf(t, own) <= breadth["CLIENT_IP"] && appliesToo && own.max*windows <= shared.max/2
			})
			if !bounded {
				t.Errorf("%s: one address can use up more than half of %v", field.Name, shared)
			}
		}
	}
}

// Everything that sends a message is limited by number or account, by address or person, and by a total a day.
func TestWhatSendsMessagesIsBoundedADay(t *testing.T) {
	for _, name := range []string{"signUp", "resendOtp", "forgotPassword", "requestVerification", "updateProfile", "inviteUser", "resendInvitation", "updateUser"} {
		limits := limitsOf(t, mutations().ForName(name))
		if last := limits[len(limits)-1].String(); last != "2000/86400 GLOBAL" {
			t.Errorf("%s: its widest limit is %s", name, last)
		}
		if !slices.ContainsFunc(limits, func(l declared) bool { return slices.Contains(l.by, "ACCOUNT") || slices.Contains(l.by, "SUBJECT") }) {
			t.Errorf("%s: no limit by account", name)
		}
	}
	for _, name := range []string{"signUp", "updateProfile", "inviteUser", "updateUser"} { // the input chooses the number
		if !slices.ContainsFunc(limitsOf(t, mutations().ForName(name)), func(l declared) bool { return slices.Equal(l.by, []string{"PHONE_NUMBER"}) }) {
			t.Errorf("%s: no limit by phone number", name)
		}
	}
}
