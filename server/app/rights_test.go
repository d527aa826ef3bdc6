package app_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

const adminEmail = "admin@example.com"

const (
	// endsWithin is how long rights may last after their end at Cognito.
	endsWithin = 3 * time.Second
	// shared is how long the requests of an administrator share their calls of Cognito.
	shared = 2 * time.Second
)

// office is a product with an administrator, and with a voter who has pitched a project.
type office struct {
	*electorate
	admin   *ballotBox
	bearer  string // the header of another session of the administrator
	voter   *ballotBox
	subject string // of the voter
	project string // of the voter
}

func newOffice(t *testing.T) *office {
	t.Helper()
	clock := &fakeClock{}
	clock.stop()
	backend := startAWS(t, localaws.Config{Clock: clock.now, Admins: []string{adminEmail}})
	instance := startInstance(t, clock)
	o := &office{electorate: &electorate{
		url: "http://" + instance.Addr().String(), backend: backend, clock: clock, instance: instance,
	}}
	o.admin = &ballotBox{administrator(t, backend, o.url)}
	o.bearer = "Bearer " + signIn(t, o.url, adminEmail).Tokens.AccessToken
	o.voter = o.electorate.voter(t, "ada")
	viewer, _ := o.voter.viewer(t, "id")
	o.subject, o.project = viewer["id"].(string), o.voter.pitch(t, "Bikes")
	return o
}

const usersQuery = `{ users { edges { node { id email enabled } } } }`

// administrative are documents for each field of the contract that only some groups may ask for, by the names of the
// fields. What they do, they would do to the voter.
func (o *office) administrative(t *testing.T) map[string]string {
	t.Helper()
	schema := exec.NewExecutableSchema(exec.Config{}).Schema()
	documents := map[string]string{}
	for kind, fields := range map[string]ast.FieldList{"query": schema.Query.Fields, "mutation": schema.Mutation.Fields} {
		for _, field := range fields {
			if auth := field.Directives.ForName("auth"); auth == nil || auth.Arguments.ForName("groups") == nil {
				continue
			}
			document := kind + " { " + field.Name
			if input := field.Arguments.ForName("input"); input != nil {
				document += "(input: " + o.literal(schema, input.Type) + ")"
			}
			documents[field.Name] = document + " { __typename } }"
		}
	}
	documents["users"] = usersQuery
	if len(documents) < 6 {
		t.Errorf("fields for administrators: %v", documents)
	}
	return documents
}

// literal is a value of a type that fits the schema.
func (o *office) literal(schema *ast.Schema, of *ast.Type) string {
	if of.Elem != nil {
		return "[" + o.literal(schema, of.Elem) + "]"
	}
	definition := schema.Types[of.NamedType]
	switch {
	case definition.Kind == ast.InputObject:
		var fields []string
		for _, field := range definition.Fields {
			if field.Type.NonNull && field.DefaultValue == nil {
				fields = append(fields, field.Name+": "+o.literal(schema, field.Type))
			}
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case definition.Kind == ast.Enum:
		return definition.EnumValues[0].Name
	case of.NamedType == "ID":
		return strconv.Quote(o.subject)
	case of.NamedType == "EmailAddress":
		return `"eve@example.com"`
	case of.NamedType == "PhoneNumber":
		return strconv.Quote(phone)
	case of.NamedType == "Boolean":
		return "true"
	case of.NamedType == "Int":
		return "1"
	}
	return `"Eve"`
}

// withdraw is the document by which an administrator withdraws the voter's project.
func (o *office) withdraw() string {
	return fmt.Sprintf(`mutation { withdrawProject(input: {id: %q}) { withdrawnId userErrors { code } } }`, o.project)
}

// asAdmin asks as the administrator, by the cookie and by the token.
func (o *office) asAdmin(t *testing.T, document string) map[string]answer {
	t.Helper()
	return map[string]answer{
		"cookie": o.admin.ask(t, document, nil),
		"token":  newBrowser(t, o.url).ask(t, document, nil, "Authorization", o.bearer),
	}
}

// calls are how often Cognito was asked about administrators since the last time, as GetUser and
// AdminListGroupsForUser.
func (o *office) calls() string {
	calls := o.backend.Cognito.Calls()
	o.backend.Cognito.ResetCalls()
	return fmt.Sprint(calls["GetUser"], calls["AdminListGroupsForUser"])
}

// The rights of an administrator end outside the product in four ways.
func TestAnAdministratorsRightsEndWithinSecondsInEveryField(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(*cip.Client, *string) error
		code string // of the fields for administrators
	}{
		"taken out of the group": {func(operator *cip.Client, pool *string) error {
			_, err := operator.AdminRemoveUserFromGroup(t.Context(), &cip.AdminRemoveUserFromGroupInput{UserPoolId: pool, Username: aws.String(adminEmail), GroupName: aws.String("admin")})
			return err
		}, "FORBIDDEN"},
		"disabled": {func(operator *cip.Client, pool *string) error {
			_, err := operator.AdminDisableUser(t.Context(), &cip.AdminDisableUserInput{UserPoolId: pool, Username: aws.String(adminEmail)})
			return err
		}, "UNAUTHENTICATED"},
		"deleted": {func(operator *cip.Client, pool *string) error {
			_, err := operator.AdminDeleteUser(t.Context(), &cip.AdminDeleteUserInput{UserPoolId: pool, Username: aws.String(adminEmail)})
			return err
		}, "UNAUTHENTICATED"},
		"signed out": {func(operator *cip.Client, pool *string) error {
			_, err := operator.AdminUserGlobalSignOut(t.Context(), &cip.AdminUserGlobalSignOutInput{UserPoolId: pool, Username: aws.String(adminEmail)})
			return err
		}, "UNAUTHENTICATED"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			documents := o.administrative(t)
			for kind, a := range o.asAdmin(t, usersQuery) {
				if a.code() != "" {
					t.Fatalf("before, by %s: %s", kind, a.body)
				}
			}
			if err := c.end(operator(o.backend), &o.backend.Pool.ID); err != nil {
				t.Fatal(err)
			}
			o.clock.advance(endsWithin)
			for _, field := range slices.Sorted(maps.Keys(documents)) {
				for kind, a := range o.asAdmin(t, documents[field]) {
					if a.code() != c.code || strings.Contains(a.body, "ada@example.com") {
						t.Errorf("%s by %s: %s", field, kind, a.body)
					}
				}
			}
			for kind, a := range o.asAdmin(t, o.withdraw()) {
				if c.code == "FORBIDDEN" && !strings.Contains(a.body, `{"withdrawnId":null,"userErrors":[{`) || c.code != "FORBIDDEN" && a.code() != c.code {
					t.Errorf("withdrawProject by %s: %s", kind, a.body)
				}
			}
			for kind, a := range o.asAdmin(t, `{ viewer { groups } }`) {
				if c.code == "FORBIDDEN" && !strings.Contains(a.body, `"groups":[]`) || c.code != "FORBIDDEN" && a.code() != c.code {
					t.Errorf("groups by %s: %s", kind, a.body)
				}
			}
			if viewer, code := o.voter.viewer(t, "email"); viewer["email"] != "ada@example.com" {
				t.Errorf("the voter after all that: %s", code)
			}
			if a := o.voter.must(t, `{ projects { edges { node { title } } } }`, nil); !strings.Contains(a.body, "Bikes") {
				t.Errorf("the project after all that: %s", a.body)
			}
		})
	}
}

// The measured price of asking Cognito: two calls for the first of an administrator's requests within two seconds, and
// none for anybody else.
func TestWhatAskingForRightsCosts(t *testing.T) {
	o := newOffice(t)
	o.clock.advance(time.Hour / 2)
	o.calls()
	admin := func(document string) func() {
		return func() { o.admin.must(t, document, nil) }
	}
	for _, c := range []struct {
		name  string
		ahead time.Duration
		ask   func()
		want  string
	}{
		{"the first request of an administrator", 0, admin(usersQuery), "1 1"},
		{"another one", shared - time.Millisecond, admin(usersQuery), "0 0"},
		{"one after two seconds", time.Millisecond, admin(usersQuery), "1 1"},
		{"another field", 0, admin(`{ auditEvents { edges { node { id } } } }`), "0 0"},
		{"the viewer of an administrator's page", 0, admin(`{ viewer { email name groups } }`), "0 0"},
		{"the same when nothing is remembered", time.Minute, admin(`{ viewer { email name groups } }`), "1 1"},
		{"many at once", shared, func() {
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() {
					if a := o.admin.ask(t, usersQuery, nil); a.code() != "" {
						t.Errorf("users: %s", a.body)
					}
				})
			}
			all.Wait()
		}, "1 1"},
		{"a withdrawal by an administrator", time.Minute, admin(o.withdraw()), "1 1"},
		{"a field of an administrator's own", time.Minute, admin(`{ viewer { id voter { remainingPoints } } }`), "0 0"},
		{"a voter who asks for a list of accounts", 0, func() {
			if a := o.voter.ask(t, usersQuery, nil); a.code() != "FORBIDDEN" {
				t.Errorf("users by a voter: %s", a.body)
			}
		}, "0 0"},
		{"a voter's groups", 0, func() { o.voter.must(t, `{ viewer { groups } }`, nil) }, "0 0"},
		{"a voter's page", 0, func() { o.voter.must(t, `{ viewer { email name groups } }`, nil) }, "1 0"},
		{"a voter's pitch", 0, func() { o.voter.pitch(t, "Trams") }, "0 0"},
	} {
		o.clock.advance(c.ahead)
		c.ask()
		expect(t, c.name, o.calls(), c.want)
	}
}

func TestWhileCognitoIsDownNobodyAdministers(t *testing.T) {
	o := newOffice(t)
	for _, operation := range []string{"GetUser", "AdminListGroupsForUser"} {
		o.clock.advance(time.Minute)
		// many: each field is asked for twice, and each call is sent twice
		o.backend.Cognito.Inject(cognitotest.Fault{Operation: operation, Count: 1000, Kind: cognitotest.InternalError})
		for field, document := range o.administrative(t) {
			for kind, a := range o.asAdmin(t, document) {
				if a.code() != "SERVICE_UNAVAILABLE" || a.Errors[0].Extensions["retryAfter"] == nil {
					t.Errorf("%s: %s by %s: %s", operation, field, kind, a.body)
				}
			}
		}
		for _, document := range []string{o.withdraw(), `{ viewer { groups } }`} {
			for kind, a := range o.asAdmin(t, document) {
				if a.code() != "SERVICE_UNAVAILABLE" {
					t.Errorf("%s: %s by %s: %s", operation, document, kind, a.body)
				}
			}
		}
		if a := o.voter.ask(t, `{ viewer { groups voter { remainingPoints } } }`, nil); a.code() != "" {
			t.Errorf("%s: a voter: %s", operation, a.body)
		}
		o.backend.Cognito.ClearFaults()
		if a := o.admin.must(t, usersQuery, nil); strings.Contains(a.body, `"enabled":false`) {
			t.Errorf("%s: somebody was disabled: %s", operation, a.body)
		}
	}
}

// A right that was given is in the next token; one that was taken away is gone at once, though the token has it.
func TestWhoJoinsTheGroupAdministersWithTheNextToken(t *testing.T) {
	o := newOffice(t)
	join := &cip.AdminAddUserToGroupInput{UserPoolId: &o.backend.Pool.ID, Username: aws.String("ada@example.com"), GroupName: aws.String("admin")}
	if _, err := operator(o.backend).AdminAddUserToGroup(t.Context(), join); err != nil {
		t.Fatal(err)
	}
	o.clock.advance(time.Minute)
	if a := o.voter.ask(t, usersQuery, nil); a.code() != "FORBIDDEN" {
		t.Errorf("with the token from before: %s", a.body)
	}
	o.voter.must(t, `mutation { refresh { session { viewer { groups } } userErrors { code } } }`, nil)
	if a := o.voter.ask(t, usersQuery, nil); a.code() != "" {
		t.Errorf("with the next token: %s", a.body)
	}
}
