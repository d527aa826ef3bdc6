package graph

import (
	"cmp"
	"context"
	"reflect"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// Recorder records events. Callers never wait for it and never see it fail.
type Recorder interface {
	Record(ctx context.Context, e audit.Event)
	// Prepare returns an event as Record would write it, for a store that writes it together with the change that it
	// records.
	Prepare(e audit.Event) audit.Event
}

// Accounting is the extension of the executor that records every mutation, whatever its outcome: no resolver has to do
// so, and a new mutation is recorded from the start. Neither a query nor a document that is refused before any of its
// fields is executed is an event.
type Accounting struct {
	Recorder Recorder
}

// CodeChallenged is the code in the event of a sign-in that continues with a challenge. The credentials were right, so
// its outcome is a success; the code distinguishes it from a session.
const CodeChallenged = "CHALLENGED"

// targeted are the mutations whose `input.id` is the subject of another account.
var targeted = map[string]bool{
	"disableUser": true, "enableUser": true, "resetUserMfa": true, "signOutUser": true, "resendInvitation": true,
	"updateUser": true, "deleteUser": true,
}

// inviting is the mutation whose other account is in its payload: there is none before it.
const inviting = "inviteUser"

// erasing is the mutation that must leave no personal data behind.
const erasing = "deleteAccount"

// ExtensionName names the extension.
func (Accounting) ExtensionName() string { return "Accounting" }

// Validate admits every schema.
func (Accounting) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptField records a mutation after its directives and its resolver.
func (a Accounting) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	field := graphql.GetFieldContext(ctx)
	if field.Object != "Mutation" {
		return next(ctx)
	}
	return a.record(ctx, field, next)
}

func (a Accounting) record(
	ctx context.Context, field *graphql.FieldContext, next graphql.Resolver,
) (payload any, err error) {
	// A vote's event is written in the transaction of the vote, so that neither exists without the other.
	pending := audit.NewPending(func() audit.Event { return a.Recorder.Prepare(eventOf(ctx, field, nil, nil)) })
	ctx = audit.WithPending(ctx, pending)
	err = errPanic // stays if next panics; the executor recovers the panic
	defer func() {
		// a flood of attempts must not push everybody's events out of the queue
		if !pending.Written() &&
			!isRepeatedRefusal(err) {
			a.Recorder.Record(ctx, eventOf(ctx, field, payload, err))
		}
	}()
	payload, err = next(ctx)
	return payload, err
}

// eventOf describes a mutation by its name in the schema, which an alias doesn't change. From its input it takes only
// the account that it is about, since the rest may be secret.
func eventOf(ctx context.Context, field *graphql.FieldContext, payload any, err error) audit.Event {
	request, input := session.RequestFrom(ctx), field.Args["input"]
	e := audit.Event{
		Action: field.Field.Name, IPAddress: request.ClientIP, UserAgent: request.UserAgent, RequestID: request.ID,
		Actor: actorOf(request, payload),
	}
	var code string
	e.Outcome, code = outcomeOf(payload, err)
	if code != "" {
		e.Code = &code
	}
	if e.Actor == nil {
		e.Email = emailOf(request, input)
	}
	if id := targetOf(e.Action, input, payload); id != "" {
		e.Target = &id
	}
	if e.Action == erasing && e.Outcome == audit.OutcomeSuccess {
		return e.Anonymized()
	}
	return e
}

// outcomeOf returns how a mutation went and, if it failed, the code: that of the first user error, or of the error.
func outcomeOf(payload any, err error) (audit.Outcome, string) {
	if err != nil {
		switch code := codeOf(err); code {
		case codeInternal, codeUnavailable:
			return audit.OutcomeFailed, code
		default:
			return audit.OutcomeRefused, code
		}
	}
	if userErrors := memberOf[[]exec.UserError](payload, "UserErrors"); len(userErrors) > 0 {
		return audit.OutcomeRefused, string(userErrors[0].Code)
	}
	if memberOf[exec.SignInChallenge](payload, "Challenge") != nil {
		return audit.OutcomeSuccess, CodeChallenged
	}
	return audit.OutcomeSuccess, ""
}

// actorOf returns the person whom the mutation signed in, or else the person whom the request was found to come from.
func actorOf(request *session.Request, payload any) *string {
	subject := request.Subject()
	if s := memberOf[*session.Session](payload, "Session"); s != nil {
		subject = s.Principal.Subject
	}
	if subject == "" {
		return nil
	}
	return &subject
}

// targetOf is the subject of the account that an action is done to; empty where that is the actor's own, or none.
func targetOf(action string, input, payload any) string {
	if action == inviting {
		return valueOrZero(memberOf[*account.User](payload, "User")).Subject
	}
	if targeted[action] {
		return memberOf[string](input, "ID")
	}
	return ""
}

// emailOf is the account that an input names, or that the request was found to be about. Text that is not an address is
// left out, since people type passwords into the wrong field.
func emailOf(request *session.Request, input any) *string {
	email, err := account.NormalizeEmail(cmp.Or(accountOf(input), request.Email()))
	if err != nil {
		return nil
	}
	return &email
}

// memberOf returns a member of a generated input or payload, and the zero value where none has that name and type. The
// types have no methods for it, and a switch over them would miss the next one.
func memberOf[T any](object any, name string) (value T) {
	if v := reflect.Indirect(reflect.ValueOf(object)); v.Kind() == reflect.Struct {
		if member := v.FieldByName(name); member.IsValid() {
			value, _ = member.Interface().(T)
		}
	}
	return value
}
