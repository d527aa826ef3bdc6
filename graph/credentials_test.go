package graph_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// unreachable is a verifier without keys.
type unreachable struct{}

func (unreachable) Verify(context.Context, string) (session.Claims, error) {
	return session.Claims{}, &fault.Unavailable{Upstream: "cognito", Err: errors.New("no keys")}
}

// admit lets the extension judge a document that is sent with a bearer token.
func admit(t *testing.T, v session.Verifier, token, document string) string {
	t.Helper()
	parsed, errs := gqlparser.LoadQueryWithRules(contract(), document, rules.NewDefaultRules())
	if errs != nil {
		t.Fatalf("%s: %v", document, errs)
	}
	credentials := graph.Credentials{Sessions: session.New(session.Config{Verifier: v})}
	ctx := session.WithRequest(t.Context(), &session.Request{BearerToken: token})
	err := credentials.MutateOperationContext(ctx, &graphql.OperationContext{Doc: parsed, Operation: parsed.Operations[0]})
	if err == nil {
		return ""
	}
	code, _ := graph.PresentError(ctx, err).Extensions["code"].(string)
	return code
}

func TestABearerTokenIsAskedForWhateverTheOperation(t *testing.T) {
	known := verifier{"ada-token": {Subject: "ada"}}
	const signOut, vote = `signOut { signedOut }`, `castVote(input: {projectId: "p", points: 5}) { userErrors { code } }`
	for document, refused := range map[string]string{
		`{ __typename }`:                                "UNAUTHENTICATED",
		`{ signUpPolicy { emailDomains } }`:             "UNAUTHENTICATED",
		`{ viewer { id } }`:                             "UNAUTHENTICATED",
		`subscription { leaderboard { totalVotes } }`:   "UNAUTHENTICATED",
		`mutation { ` + vote + ` }`:                     "UNAUTHENTICATED",
		`mutation { ... on Mutation { ` + vote + ` } }`: "UNAUTHENTICATED",
		`mutation { ` + signOut + ` ...Vote } fragment Vote on Mutation {` + vote + `}`: "UNAUTHENTICATED",
		`mutation { ` + signOut + ` }`:                                                       "",
		`mutation { __typename end: ` + signOut + ` }`:                                       "",
		`mutation { ... on Mutation { ...End } } fragment End on Mutation {` + signOut + `}`: "",
	} {
		if code := admit(t, known, "forged", document); code != refused {
			t.Errorf("%s with a forged token: %q", document, code)
		}
		if code := admit(t, known, "ada-token", document) + admit(t, known, "", document); code != "" {
			t.Errorf("%s with a valid token, or none: %q", document, code)
		}
		unavailable := ""
		if refused != "" {
			unavailable = "SERVICE_UNAVAILABLE"
		}
		if code := admit(t, unreachable{}, "ada-token", document); code != unavailable {
			t.Errorf("%s while no token can be verified: %q", document, code)
		}
	}
}

// A new mutation that is open to everybody is open to a token that has expired, too: this test shows it to the person who adds one.
func TestTheMutationsWithoutSignInAreOpenToAnyToken(t *testing.T) {
	for _, field := range contract().Mutation.Fields {
		operation := &ast.OperationDefinition{Operation: ast.Mutation, SelectionSet: ast.SelectionSet{&ast.Field{Name: field.Name, Definition: field}}}
		ctx := session.WithRequest(t.Context(), &session.Request{BearerToken: "forged"})
		err := graph.Credentials{Sessions: session.New(session.Config{Verifier: verifier{}})}.
			MutateOperationContext(ctx, &graphql.OperationContext{Operation: operation})
		if open := slices.Contains(publicFields["Mutation"], field.Name); open != (err == nil) {
			t.Error(fmt.Sprintf("%s: open %t, refused by", field.Name, open), err)
		}
	}
}
