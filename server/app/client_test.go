package app_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/client"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

// inProduction has the next instance run by the defaults of production.
func inProduction(t *testing.T) {
	t.Helper()
	t.Setenv("ENVIRONMENT", "production")
	t.Setenv("PUBLIC_URL", "https://vote.example.com")
}

// The shipped Go client needs no setting: its documents are trusted, and unknown documents are not.
func TestTheTypedClientVotesInProduction(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	inProduction(t)
	url, ctx := startProduct(t), t.Context()
	for _, email := range []string{"grace@example.com", "ada@example.com"} {
		signUp(t, backend, url, email)
	}
	pitcher := client.NewBearer(url+"/graphql", signIn(t, url, "grace@example.com").Tokens.AccessToken, http.DefaultClient)
	voter := client.NewBearer(url+"/graphql", signIn(t, url, "ada@example.com").Tokens.AccessToken, http.DefaultClient)

	for _, email := range []string{"grace@example.com", "ada@example.com"} {
		person := pitcher
		if email == "ada@example.com" {
			person = voter
		}
		asked, err := client.RequestVerification(ctx, person, client.RequestVerificationInput{Attribute: client.ContactAttributeEmail})
		if err != nil || len(asked.RequestVerification.UserErrors) > 0 {
			t.Fatalf("requestVerification: %v %+v", err, asked)
		}
		verified, err := client.VerifyAttribute(ctx, person, client.VerifyAttributeInput{Attribute: client.ContactAttributeEmail, Code: code(t, backend, email)})
		if err != nil || len(verified.VerifyAttribute.UserErrors) > 0 {
			t.Fatalf("verifyAttribute: %v %+v", err, verified)
		}
	}
	pitched, err := client.CreateProject(ctx, pitcher, client.CreateProjectInput{Title: "A choir", Summary: "Forty-five minutes at lunch, no auditions."})
	if err != nil || pitched.CreateProject.Project == nil {
		t.Fatalf("createProject: %v %+v", err, pitched)
	}
	id := pitched.CreateProject.Project.Id
	cast, err := client.CastVote(ctx, voter, client.CastVoteInput{ProjectId: id, Points: 5})
	if err != nil || cast.CastVote.Vote == nil || !slices.Equal(cast.CastVote.Voter.RemainingPoints, []int{1, 2, 3, 4}) {
		t.Fatalf("castVote: %v %+v", err, cast)
	}
	board, err := client.Leaderboard(ctx, api(url), 3)
	if err != nil || len(board.Leaderboard.Entries) != 1 || board.Leaderboard.Entries[0].Points != 5 {
		t.Errorf("leaderboard: %v %+v", err, board)
	}
	if a := newBrowser(t, url).ask(t, viewerQuery, nil); a.code() != "DOCUMENT_NOT_TRUSTED" {
		t.Errorf("a document of nobody's: %s", a.body)
	}
}
