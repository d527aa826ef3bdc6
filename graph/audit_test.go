package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/person"
	"github.com/unicornpursuit/unicornpursuit/internal/ratelimit"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// recorded is a Recorder that keeps the events.
type recorded []audit.Event

func (r *recorded) Record(_ context.Context, e audit.Event) { *r = append(*r, e) }

func (r *recorded) Prepare(e audit.Event) audit.Event { return e }

// canarySecret is in every text of an input that is no email address.
const canarySecret = "canary-secret-4711"

// execute runs a document over the real executor, on resolvers whose services are missing: what a directive lets through panics.
func execute(ctx context.Context, t *testing.T, limits *attempts, document string) recorded {
	t.Helper()
	var events recorded
	newExecutor(limits, &events)(ctx, t, document)
	return events
}

// newExecutor returns the executor that execute uses.
func newExecutor(limits *attempts, events *recorded) func(ctx context.Context, t *testing.T, document string) {
	now := time.Now()
	clock := func() time.Time { return now } // stands still: a test may take longer than a refusal is remembered
	directives := &graph.Directives{
		Sessions: session.New(session.Config{Verifier: verifier{"old-token": {Subject: "ada"}}}),
		Rights:   person.New(person.Config{}),
		Limiter:  ratelimit.New(limits, clock), Now: clock,
		ClientKey: func(ip string) string { return ip }, Phone: func(string) (string, string, bool) { return "", "", false },
	}
	e := executor.New(exec.NewExecutableSchema(exec.Config{Resolvers: &graph.Resolver{}, Directives: directives.Root()}))
	e.SetErrorPresenter(graph.PresentError)
	e.SetRecoverFunc(graph.Recover)
	e.Use(graph.Accounting{Recorder: events})
	return func(ctx context.Context, t *testing.T, document string) {
		t.Helper()
		ctx = graphql.StartOperationTrace(ctx)
		operation, errs := e.CreateOperationContext(ctx, &graphql.RawParams{Query: document})
		if errs != nil {
			t.Fatalf("%s: %v", document, errs)
		}
		responses, ctx := e.DispatchOperation(ctx, operation)
		responses(ctx)
	}
}

// literal is a value of a type: an address for an email, the canary for any other text.
func literal(of *ast.Type) string {
	if of.Elem != nil {
		return "[" + literal(of.Elem) + "]"
	}
	switch definition := contract().Types[of.Name()]; {
	case of.Name() == "EmailAddress":
		return `" Ada@Example.com"`
	case of.Name() == "Int":
		return "1"
	case of.Name() == "Boolean":
		return "true"
	case definition.Kind == ast.Enum:
		return definition.EnumValues[0].Name
	case definition.Kind == ast.InputObject:
		fields := make([]string, 0, len(definition.Fields))
		for _, field := range definition.Fields {
			fields = append(fields, field.Name+": "+literal(field.Type))
		}
		return "{" + strings.Join(fields, ", ") + "}"
	}
	return `"` + canarySecret + `"`
}

func TestEveryMutationIsRecordedByItsNameAndWithoutItsInput(t *testing.T) {
	request := &session.Request{ID: "request-1", ClientIP: "192.0.2.7", UserAgent: "Firefox"}
	ctx := session.WithRequest(t.Context(), request)
	for _, field := range contract().Mutation.Fields {
		for name, limits := range map[string]*attempts{"refused": {full: true}, "failed": {}} {
			t.Run(field.Name+" "+name, func(t *testing.T) {
				arguments := ""
				if len(field.Arguments) > 0 {
					arguments = "(input: " + literal(field.Arguments[0].Type) + ")"
				}
				events := execute(ctx, t, limits, "mutation { signUp_: "+field.Name+arguments+" { __typename } }")
				if len(events) != 1 {
					t.Fatalf("%d events", len(events))
				}
				e := events[0]
				if e.Action != field.Name || e.IPAddress != request.ClientIP || e.UserAgent != request.UserAgent || e.RequestID != request.ID || e.Code == nil {
					t.Errorf("%+v", e)
				}
				if e.Outcome != audit.OutcomeRefused && e.Outcome != audit.OutcomeFailed {
					t.Errorf("outcome %s", e.Outcome)
				}
				e.Target = nil // an id that an administrator gives
				if text, _ := json.Marshal(e); strings.Contains(string(text), canarySecret) {
					t.Errorf("the event reveals the input: %s", text)
				}
			})
		}
	}
}

// A flood of attempts must not push other people's events out of the recorder's queue, or cost a write each.
func TestARefusalThatRepeatsIsRecordedOnce(t *testing.T) {
	const document = `mutation { refresh { __typename } }`
	var events recorded
	run := newExecutor(&attempts{full: true}, &events)
	for range 1000 {
		run(t.Context(), t, document)
	}
	if len(events) != 1 || *events[0].Code != "RATE_LIMITED" {
		t.Errorf("%d events: %+v", len(events), events[:min(len(events), 2)])
	}
}

// Directives run in an order of gqlgen's. Who may not do a thing has not attempted it.
func TestWhoMayNotIsNotCounted(t *testing.T) {
	for _, field := range contract().Mutation.Fields {
		guard := field.Directives.ForName("auth")
		if guard == nil || guard.Arguments.ForName("maxAge") == nil {
			continue
		}
		arguments := ""
		if len(field.Arguments) > 0 {
			arguments = "(input: " + literal(field.Arguments[0].Type) + ")"
		}
		counted := &attempts{}
		ctx := session.WithRequest(t.Context(), &session.Request{BearerToken: "old-token"})
		events := execute(ctx, t, counted, "mutation { "+field.Name+arguments+" { __typename } }")
		if len(counted.keys) > 0 || len(events) != 1 || *events[0].Code != "STEP_UP_REQUIRED" && *events[0].Code != "FORBIDDEN" {
			t.Errorf("%s: counted %q, events %+v", field.Name, counted.keys, events)
		}
	}
}

func TestQueriesAreNotRecorded(t *testing.T) {
	if events := execute(t.Context(), t, &attempts{}, "{ viewer { id } }"); len(events) != 0 {
		t.Errorf("%+v", events)
	}
}

// An administrator's mutation of another account must say whose.
func TestMutationsOfAdministratorsHaveATarget(t *testing.T) {
	for _, field := range contract().Mutation.Fields {
		guard := field.Directives.ForName("auth")
		if guard == nil || guard.Arguments.ForName("groups") == nil {
			continue
		}
		events := execute(t.Context(), t, &attempts{}, "mutation { "+field.Name+"(input: "+literal(field.Arguments[0].Type)+") { __typename } }")
		if field.Name == "inviteUser" {
			continue // there is no account before it; its payload has the target
		}
		if len(events) != 1 || events[0].Target == nil || *events[0].Target != canarySecret {
			t.Errorf("%s: %+v", field.Name, events)
		}
	}
}

// idInput is an input as generated for the administrators' mutations.
type idInput struct{ ID string }

func TestEventsTellWhoDidWhatWithWhichOutcome(t *testing.T) {
	type payload struct{ UserErrors []exec.UserError }
	of := func(subject string) *session.Session {
		return &session.Session{Principal: session.Principal{Claims: session.Claims{Subject: subject}}}
	}
	userErrors := []exec.UserError{{Code: exec.UserErrorCodeCodeExpired}, {Code: exec.UserErrorCodeInvalidEmail}}
	const given, ada, bob = "ada@example.com", "ada", "bob"
	for name, c := range map[string]struct {
		action, token string
		input, result any
		err           error
		want          string // outcome, code, actor, email, target
	}{
		"a sign-in":                        {action: "signIn", input: exec.SignInInput{Email: given}, result: exec.SignInPayload{Session: of(ada)}, want: "SUCCESS - ada - -"},
		"a sign-in as another":             {action: "signIn", token: "bob-token", input: exec.SignInInput{Email: given}, result: exec.SignInPayload{Session: of(ada)}, want: "SUCCESS - ada - -"},
		"a challenged sign-in":             {action: "signIn", input: exec.SignInInput{Email: " Ada@Example.com"}, result: exec.SignInPayload{Challenge: exec.ConfirmSignUpChallenge{Email: given}}, want: "SUCCESS CHALLENGED - ada@example.com -"},
		"a wrong answer, challenged again": {action: "answerChallenge", result: exec.SignInPayload{Challenge: exec.ConfirmSignUpChallenge{}, UserErrors: userErrors}, want: "REFUSED CODE_EXPIRED - - -"},
		"a refused sign-in":                {action: "signIn", input: exec.SignInInput{Email: given}, result: exec.SignInPayload{UserErrors: userErrors}, want: "REFUSED CODE_EXPIRED - ada@example.com -"},
		"a password as the email":          {action: "signIn", input: exec.SignInInput{Email: canarySecret}, result: exec.SignInPayload{UserErrors: userErrors}, want: "REFUSED CODE_EXPIRED - - -"},
		"a sign-up":                        {action: "signUp", input: account.Registration{Email: given}, result: exec.SignUpPayload{}, want: "SUCCESS - - ada@example.com -"},
		"a refresh":                        {action: "refresh", input: (*exec.RefreshInput)(nil), result: exec.RefreshPayload{Session: of(ada)}, want: "SUCCESS - ada - -"},
		"of a verified caller":             {action: "changePassword", token: "bob-token", result: payload{}, want: "SUCCESS - bob - -"},
		"a payload by pointer":             {action: "changePassword", result: &payload{UserErrors: userErrors}, want: "REFUSED CODE_EXPIRED - - -"},
		"an administrator's":               {action: "disableUser", token: "bob-token", input: idInput{"ada"}, result: payload{}, want: "SUCCESS - bob - ada"},
		"an invitation":                    {action: "inviteUser", token: "bob-token", result: exec.InviteUserPayload{User: &account.User{Identity: account.Identity{Subject: ada}}}, want: "SUCCESS - bob - ada"},
		"an invitation refused":            {action: "inviteUser", token: "bob-token", input: account.Invitation{Email: given}, result: exec.InviteUserPayload{UserErrors: userErrors}, want: "REFUSED CODE_EXPIRED bob - -"},
		"an id of something else":          {action: "revokeSession", token: "bob-token", input: idInput{"session"}, result: payload{}, want: "SUCCESS - bob - -"},
		"no credential":                    {action: "x", err: session.ErrUnauthenticated, want: "REFUSED UNAUTHENTICATED - - -"},
		"not allowed":                      {action: "x", token: "bob-token", err: session.ErrForbidden, want: "REFUSED FORBIDDEN bob - -"},
		"signed in too long ago":           {action: "x", err: session.ErrStepUpRequired, want: "REFUSED STEP_UP_REQUIRED - - -"},
		"too often":                        {action: "signIn", input: exec.SignInInput{Email: given}, err: &fault.TooManyAttempts{}, want: "REFUSED RATE_LIMITED - ada@example.com -"},
		"an upstream that is down":         {action: "x", err: &fault.Unavailable{Err: errors.New("down")}, want: "FAILED SERVICE_UNAVAILABLE - - -"},
		"a deadline":                       {action: "x", err: fmt.Errorf("call: %w", context.DeadlineExceeded), want: "FAILED SERVICE_UNAVAILABLE - - -"},
		"a mistake of ours":                {action: "x", err: errors.New(canarySecret), want: "FAILED INTERNAL_SERVER_ERROR - - -"},
		"the protocol":                     {action: "x", err: &gqlerror.Error{Message: "bad", Extensions: map[string]any{"code": "BAD_USER_INPUT"}}, want: "REFUSED BAD_USER_INPUT - - -"},
	} {
		t.Run(name, func(t *testing.T) {
			sessions := session.New(session.Config{Verifier: verifier{"bob-token": {Subject: bob}}})
			ctx := session.WithRequest(t.Context(), &session.Request{BearerToken: c.token})
			e := intercepted(ctx, t, c.action, c.input, func(ctx context.Context) (any, error) {
				if c.token != "" {
					must(t)(sessions.Authenticate(ctx))
				}
				return c.result, c.err
			})
			got := fmt.Sprint(e.Outcome, " ", shown(e.Code), " ", shown(e.Actor), " ", shown(e.Email), " ", shown(e.Target))
			if got != c.want || e.Action != c.action {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func must(t *testing.T) func(session.Principal, error) {
	return func(_ session.Principal, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

func shown(text *string) string {
	if text == nil {
		return "-"
	}
	return *text
}

// intercepted is the event of a mutation field whose resolver is next.
func intercepted(ctx context.Context, t *testing.T, action string, input any, next graphql.Resolver) audit.Event {
	t.Helper()
	var events recorded
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{
		Object: "Mutation", Args: map[string]any{"input": input},
		Field: graphql.CollectedField{Field: &ast.Field{Name: action, Alias: "anotherName"}},
	})
	_, _ = graph.Accounting{Recorder: &events}.InterceptField(ctx, next)
	if len(events) != 1 {
		t.Fatalf("%d events", len(events))
	}
	return events[0]
}

func TestNobodyIsAskedForTheAccountingAlone(t *testing.T) {
	asked := 0
	ctx := session.WithRequest(t.Context(), &session.Request{BearerToken: "token", CookieID: "id"})
	e := intercepted(ctx, t, "signUp", nil, func(context.Context) (any, error) { asked++; return nil, nil })
	if e.Actor != nil || asked != 1 {
		t.Errorf("%+v, resolved %d times", e, asked)
	}
}

func TestADeletedAccountLeavesNothingPersonalInItsLastEvent(t *testing.T) {
	request := &session.Request{ID: "request-1", ClientIP: "192.0.2.7", UserAgent: "Firefox"}
	ctx := session.WithRequest(t.Context(), request)
	deleted := intercepted(ctx, t, "deleteAccount", nil, func(context.Context) (any, error) { return nil, nil })
	if deleted.IPAddress != "" || deleted.UserAgent != "" || deleted.RequestID != request.ID {
		t.Errorf("%+v", deleted)
	}
	refused := intercepted(ctx, t, "deleteAccount", nil, func(context.Context) (any, error) { return nil, session.ErrStepUpRequired })
	if refused.IPAddress != request.ClientIP {
		t.Errorf("%+v", refused)
	}
}
