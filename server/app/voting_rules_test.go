package app_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

func TestAnUnverifiedEmailAddressIsInTheWay(t *testing.T) {
	e := newElectorate(t)
	project := e.voter(t, "ada").pitch(t, "Bikes")
	ben := e.newcomer(t, "ben")
	same(t, "eligibility", ben.mine(t), "left [1 2 3 4 5]; false false [EMAIL_NOT_VERIFIED]")
	for _, mutation := range []string{
		`castVote(input: {projectId: "` + project + `", points: 1}) { vote { points } }`, `retractVote(input: {projectId: "` + project + `"}) { voter { id } }`,
		`createProject(input: {title: "Mine", summary: "What it is about"}) { project { id } }`, `withdrawProject(input: {id: "` + project + `"}) { withdrawnId }`,
		`updateProject(input: {id: "` + project + `", title: "Mine"}) { project { id } }`,
	} {
		a := ben.ask(t, "mutation { "+mutation+" }", nil)
		if a.code() != "FORBIDDEN" || a.Errors[0].Extensions["blockedBy"] != "EMAIL_NOT_VERIFIED" || !strings.Contains(a.Errors[0].Message, "email address") {
			t.Errorf("%s: %s", mutation, a.body)
		}
		if guest := newBrowser(t, e.url).ask(t, "mutation { "+mutation+" }", nil); guest.code() != "UNAUTHENTICATED" {
			t.Errorf("%s by nobody: %s", mutation, guest.body)
		}
	}
}

func TestVotesAreTakenWithinTheWindow(t *testing.T) {
	opens := time.Now().Add(time.Hour).Truncate(time.Second)
	closes := opens.Add(time.Hour)
	e := newElectorate(t, "VOTING_OPENS_AT", opens.Format(time.RFC3339), "VOTING_CLOSES_AT", closes.Format(time.RFC3339))
	ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
	bikes, choir := ada.pitch(t, "Bikes"), ada.pitch(t, "Choir")
	same(t, "before", ben.mine(t), "left [1 2 3 4 5]; false true [VOTING_NOT_OPEN]")
	same(t, "a vote before", ben.cast(t, bikes, 5).refusal(), "VOTING_NOT_OPEN")

	e.clock.advance(time.Until(opens))
	if o := ben.cast(t, bikes, 5, "repeated"); o.Vote == nil {
		t.Fatalf("a vote at the moment of opening: %s", o.refusal())
	}
	e.clock.advance(59 * time.Minute)
	if o := ben.cast(t, choir, 4); o.Vote == nil {
		t.Fatalf("a vote within: %s", o.refusal())
	}
	e.clock.advance(time.Minute)
	same(t, "after", ben.mine(t), "5 Bikes; 4 Choir; left [1 2 3]; false false [VOTING_CLOSED]")
	same(t, "a vote after", ben.cast(t, bikes, 1).refusal(), "VOTING_CLOSED")
	same(t, "a retraction after", ben.retract(t, bikes).refusal(), "VOTING_CLOSED")
	same(t, "a withdrawal after", ada.withdraw(t, bikes).refusal(), "VOTING_CLOSED")
	same(t, "a pitch after", ada.mutate(t, "createProject", "project { id }", map[string]any{"title": "Late", "summary": "What it is about"}).refusal(), "VOTING_CLOSED")
	if o := ben.cast(t, bikes, 5, "repeated"); o.Vote == nil || o.Vote.Points != 5 {
		t.Errorf("a repetition of what was cast in time: %s", o.refusal())
	}
	a := ben.must(t, `{ leaderboard { opensAt closesAt totalVotes } }`, nil)
	want := fmt.Sprintf(`{"opensAt":"%s","closesAt":"%s","totalVotes":2}`, opens.UTC().Format(time.RFC3339), closes.UTC().Format(time.RFC3339))
	same(t, "the board", string(a.Data["leaderboard"]), want)
}

func TestOwnProjectsCanBeVotedForWhereThatIsAllowed(t *testing.T) {
	e := newElectorate(t, "OWN_PROJECT_VOTES", "true")
	ada := e.voter(t, "ada")
	if o := ada.cast(t, ada.pitch(t, "Bikes"), 5); o.Vote == nil {
		t.Error(o.refusal())
	}
}

func TestAVoteIsCastOnceHoweverOftenItIsSent(t *testing.T) {
	e := newElectorate(t)
	ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
	bikes := ada.pitch(t, "Bikes")
	for range 3 {
		if o := ben.cast(t, bikes, 4, "one"); o.Vote == nil || o.Vote.Points != 4 {
			t.Fatalf("sent with the same id: %s", o.refusal())
		}
	}
	same(t, "another id", ben.cast(t, bikes, 4, "two").refusal(), "ALREADY_VOTED_FOR_PROJECT projectId")
	ben.retract(t, bikes)
	ben.cast(t, bikes, 4, "one") // a late copy of the first request
	same(t, "a vote that was retracted", ben.mine(t), "left [1 2 3 4 5]; true true []")

	pitch := map[string]any{"title": "Choir", "summary": "What it is about", "clientMutationId": "pitch"}
	first := ada.mutate(t, "createProject", "project { id title summary }", pitch).Project
	if again := ada.mutate(t, "createProject", "project { id title summary }", pitch).Project; first == nil || again == nil || *again != *first {
		t.Errorf("pitched twice: %+v and %+v", first, again)
	}
	same(t, "the board", ada.board(t), "0 votes; 1. Bikes 0; 1. Choir 0")
}

func TestAVoteSurvivesLostReplies(t *testing.T) {
	for name, fault := range map[string]dynamotest.Fault{
		"one reply lost":    {Kind: dynamotest.DropReply, Count: 1},
		"every reply lost":  {Kind: dynamotest.DropReply, Count: 3},
		"an internal error": {Kind: dynamotest.InternalError, Count: 1},
		"a conflict":        {Kind: dynamotest.Conflict, Count: 2},
	} {
		t.Run(name, func(t *testing.T) {
			e := newElectorate(t)
			ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
			bikes := ada.pitch(t, "Bikes")
			fault.Operation = "TransactWriteItems"
			e.backend.Dynamo.Inject(fault)
			if o := ben.cast(t, bikes, 4); o.Vote == nil {
				t.Fatalf("refused: %s", o.refusal())
			}
			same(t, "afterwards", ben.mine(t), "4 Bikes; left [1 2 3 5]; true true []")
			same(t, "the board", ben.board(t), "1 votes; 1. Bikes 4")
			same(t, "events", ben.votesInActivity(t, 1), "castVote SUCCESS")
		})
	}
}

// votesInActivity is what the trail shows the person of votes, once there are so many events.
func (b *ballotBox) votesInActivity(t *testing.T, count int) string {
	t.Helper()
	var lines []string
	eventually(t, "the votes are in the trail", func() bool {
		a := b.must(t, `{ viewer { activity(first: 50) { edges { node { action outcome code target } } } } }`, nil)
		var viewer struct {
			Activity struct {
				Edges []struct {
					Node struct {
						Action, Outcome string
						Code, Target    *string
					}
				}
			}
		}
		if err := json.Unmarshal(a.Data["viewer"], &viewer); err != nil {
			t.Fatal(err)
		}
		lines = nil
		for _, edge := range viewer.Activity.Edges {
			if n := edge.Node; strings.Contains(n.Action, "Vote") {
				line := n.Action + " " + n.Outcome
				if n.Code != nil {
					line += " " + *n.Code
				}
				if n.Target != nil {
					line += " at " + *n.Target
				}
				lines = append(lines, line)
			}
		}
		return len(lines) >= count
	})
	return strings.Join(lines, "; ")
}

func TestAVotesEventTellsNeitherProjectNorPoints(t *testing.T) {
	e := newElectorate(t)
	ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
	bikes := ada.pitch(t, "Bikes")
	ben.cast(t, bikes, 4)
	ben.cast(t, bikes, 9)
	ben.retract(t, bikes)
	same(t, "the trail, latest first", ben.votesInActivity(t, 3), "retractVote SUCCESS; castVote REFUSED POINTS_OUT_OF_RANGE; castVote SUCCESS")
}

func TestAdministratorsWithdrawAnybodysProject(t *testing.T) {
	backend := startAWS(t, localaws.Config{Admins: []string{"admin@example.com"}})
	e := &electorate{url: startProduct(t), backend: backend, clock: &fakeClock{}}
	admin, ada := e.voter(t, "admin"), e.voter(t, "ada")
	bikes := ada.pitch(t, "Bikes")
	if o := admin.withdraw(t, bikes); o.WithdrawnID == nil {
		t.Fatal(o.refusal())
	}
	same(t, "the board", ada.board(t), "0 votes")
}

func TestInstancesAgreeWithinASecond(t *testing.T) {
	e := newElectorate(t)
	other := startProduct(t, e.clock)
	ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
	bikes := ada.pitch(t, "Bikes")
	elsewhere := &ballotBox{&browser{ben.Client, other}}
	e.settle()
	same(t, "the other instance", elsewhere.board(t), "0 votes; 1. Bikes 0")
	ben.cast(t, bikes, 5)
	e.settle()
	same(t, "a vote, on the other instance", elsewhere.board(t), "1 votes; 1. Bikes 5")

	ada.withdraw(t, bikes)
	e.settle()
	same(t, "a withdrawal, on the other instance", elsewhere.mine(t), "left [1 2 3 4 5]; true true []")

	choir := ada.pitch(t, "Choir")
	if o := elsewhere.cast(t, choir, 5); o.Vote == nil {
		t.Errorf("a project that the other instance has not read yet: %s", o.refusal())
	}
	garden := ada.pitch(t, "Garden")
	ada.withdraw(t, choir)
	if o := elsewhere.cast(t, garden, 5); o.Vote == nil {
		t.Errorf("a value that a withdrawal has just returned: %s", o.refusal())
	}
}

func TestNamesOnProjectsFollowTheAccount(t *testing.T) {
	e := newElectorate(t)
	ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
	bikes := ada.pitch(t, "Bikes")
	choir := ben.pitch(t, "Choir")
	ada.cast(t, choir, 5)
	owner := func() string {
		return string(ben.must(t, `query($id: ID!) { project(id: $id) { owner { name } } }`, map[string]any{"id": bikes}).Data["project"])
	}
	ada.must(t, `mutation { updateProfile(input: {name: "Countess Lovelace"}) { userErrors { code } } }`, nil)
	same(t, "after a new name", owner(), `{"owner":{"name":"Countess Lovelace"}}`)

	export := ada.must(t, `{ exportMyData }`, nil).body
	for _, want := range []string{`"projects":[{`, `"title":"Bikes"`, `"votes":[{`, choir} {
		if !strings.Contains(export, want) {
			t.Errorf("the export lacks %s: %s", want, export)
		}
	}
	ada.must(t, `mutation { deleteAccount(input: {email: "ada@example.com"}) { deleted userErrors { code } } }`, nil)
	same(t, "after the deletion", owner(), `{"owner":{"name":""}}`)
	same(t, "the votes of a deleted account", ben.board(t), "1 votes; 1. Choir 5; 2. Bikes 0")
}

func TestReadsCostTheSameWhateverTheirSize(t *testing.T) {
	e := newElectorate(t)
	ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
	projects := make([]string, 0, 20)
	for i := range cap(projects) {
		projects = append(projects, ada.pitch(t, fmt.Sprintf("Project %d", i)))
	}
	calls := func(b *ballotBox, query string) string {
		e.settle()
		b.must(t, `{ viewer { id } }`, nil) // the session
		written(t, e.instance)
		e.backend.Dynamo.ResetCalls()
		before := e.backend.Cognito.Calls()
		b.must(t, query, nil)
		text := fmt.Sprint(e.backend.Dynamo.FirstAttempts())
		if after := e.backend.Cognito.Calls(); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("%s: calls of Cognito: %v, before %v", query, after, before)
		}
		return text
	}
	ben.mine(t)               // registers the voter
	e.clock.stop()            // however long a request takes, no cache runs out between the session's and the one that is measured
	const reading = "Query:9" // what has changed: the projects, and eight shards of tallies
	for name, c := range map[string]struct{ small, large string }{
		"a page":          {`{ projects(first: 2) { edges { node { title owner { name } viewerVote { points } } } } }`, `{ projects(first: 20) { edges { node { title owner { name } viewerVote { points } } } } }`},
		"the leaderboard": {`{ leaderboard(first: 2) { entries { points project { title } } } }`, `{ leaderboard(first: 20) { entries { points project { title } } } }`},
	} {
		small, large := calls(ben, c.small), calls(ben, c.large)
		if small != large || !strings.Contains(large, reading) {
			t.Errorf("%s: %s, and %s for more", name, small, large)
		}
	}
	const mine = `{ viewer { voter { votes { project { title } } } } }`
	none := calls(ben, mine)
	for points := 1; points <= 5; points++ {
		ben.cast(t, projects[points], points)
	}
	if all := calls(ben, mine); all != "map[GetItem:1 "+reading+"]" || none != "map[GetItem:1]" {
		t.Errorf("a voter with five votes: %s, with none: %s", all, none)
	}
	written(t, e.instance)
	e.backend.Dynamo.ResetCalls()
	ben.board(t)
	if again := e.backend.Dynamo.FirstAttempts(); len(again) > 0 {
		t.Errorf("the leaderboard within the same second: %v", again)
	}
}
