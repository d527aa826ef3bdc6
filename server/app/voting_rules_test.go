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

// What a person can correct is data, as the schema says; the executor refuses only callers.
func TestAnUnverifiedEmailAddressIsAUserErrorEverywhere(t *testing.T) {
	e := newElectorate(t)
	project := e.voter(t, "ada").pitch(t, "Bikes")
	ben := e.newcomer(t, "ben")
	same(t, "eligibility", ben.mine(t), "left [1 2 3 4 5]; false false [EMAIL_NOT_VERIFIED]")
	pitch := map[string]any{"title": "Mine", "summary": "What it is about"}
	vote := map[string]any{"projectId": project, "points": 1}
	for field, c := range map[string]struct {
		selection string
		input     map[string]any
	}{
		"castVote":        {"vote { points } voter { id }", vote},
		"moveVote":        {"vote { points } voter { id }", vote},
		"retractVote":     {"voter { id }", map[string]any{"projectId": project}},
		"createProject":   {"project { id }", pitch},
		"updateProject":   {"project { id }", map[string]any{"id": project, "title": "Mine"}},
		"withdrawProject": {"withdrawnId", map[string]any{"id": project}},
	} {
		o := ben.mutate(t, field, c.selection, c.input)
		same(t, field, o.refusal(), "EMAIL_NOT_VERIFIED")
		if o.Vote != nil || o.Voter != nil || o.Project != nil || o.WithdrawnID != nil {
			t.Errorf("%s: %+v", field, o)
		}
		if !strings.Contains(o.UserErrors[0].Message, "email address") {
			t.Errorf("%s: %q", field, o.UserErrors[0].Message)
		}
		if guest := newBrowser(t, e.url).ask(t, mutation(field, c.selection), map[string]any{"input": c.input}); guest.code() != "UNAUTHENTICATED" {
			t.Errorf("%s by nobody: %s", field, guest.body)
		}
	}
	if trail := ben.votesInActivity(t, 3); strings.Count(trail, " REFUSED EMAIL_NOT_VERIFIED") != 3 {
		t.Errorf("the trail: %s", trail)
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
	same(t, "a move after", ben.move(t, bikes, 1).refusal(), "VOTING_CLOSED")
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

func TestAVoteIsMovedInOneStep(t *testing.T) {
	e := newElectorate(t)
	other := &ballotBox{}
	ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
	bikes, choir, garden := ada.pitch(t, "Bikes"), ada.pitch(t, "Choir"), ada.pitch(t, "Garden")
	other.browser = &browser{ben.Client, startProduct(t, e.clock)}
	ben.cast(t, bikes, 5)
	for _, step := range []struct {
		name, project     string
		points            int
		from, mine, board string
	}{
		{"to a project without a vote", choir, 5, "Bikes 0", "5 Choir; left [1 2 3 4]", "1 votes; 1. Choir 5; 2. Bikes 0; 2. Garden 0"},
		{"a free value in its place", choir, 2, "", "2 Choir; left [1 3 4 5]", "1 votes; 1. Choir 2; 2. Bikes 0; 2. Garden 0"},
		{"a free value to another", garden, 4, "", "4 Garden; 2 Choir; left [1 3 5]", "2 votes; 1. Garden 4; 2. Choir 2; 3. Bikes 0"},
		{"in exchange", choir, 4, "Garden 2", "4 Choir; 2 Garden; left [1 3 5]", "2 votes; 1. Choir 4; 2. Garden 2; 3. Bikes 0"},
		{"to where it is", choir, 4, "", "4 Choir; 2 Garden; left [1 3 5]", "2 votes; 1. Choir 4; 2. Garden 2; 3. Bikes 0"},
	} {
		for range 2 { // the second repeats
			o := ben.move(t, step.project, step.points, step.name)
			if o.Vote == nil || o.Vote.Points != step.points || o.Vote.Project.Points != step.points {
				t.Fatalf("%s: %+v", step.name, o)
			}
			from := ""
			if o.From != nil {
				from = fmt.Sprint(o.From.Title, " ", o.From.Points)
			}
			same(t, step.name+", from", from, step.from)
		}
		same(t, step.name, ben.mine(t), step.mine+"; true true []")
		same(t, step.name+", on the board", ada.board(t), step.board)
		e.settle()
		same(t, step.name+", on another instance", other.board(t), step.board)
	}
	ben.move(t, bikes, 5, "to a project without a vote") // a late copy
	same(t, "a late copy of the first move", ben.mine(t), "5 Bikes; 4 Choir; 2 Garden; left [1 3]; true true []")
	ben.move(t, choir, 5, "to a project without a vote")
	same(t, "and one that was made", ben.mine(t), "5 Bikes; 4 Choir; 2 Garden; left [1 3]; true true []")
}

func TestBadMovesAreRefusedAndChangeNothing(t *testing.T) {
	e := newElectorate(t)
	ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
	bikes, gone, own := ada.pitch(t, "Bikes"), ada.pitch(t, "Gone"), ben.pitch(t, "Own")
	ada.withdraw(t, gone)
	ben.cast(t, bikes, 3)
	before := ben.mine(t)
	for name, c := range map[string]struct {
		project string
		points  int
		want    string
	}{
		"no points":              {bikes, 0, "POINTS_OUT_OF_RANGE points"},
		"six":                    {bikes, 6, "POINTS_OUT_OF_RANGE points"},
		"the own project":        {own, 3, "OWN_PROJECT projectId"},
		"a withdrawn project":    {gone, 3, "PROJECT_NOT_FOUND projectId"},
		"no project at all":      {"", 3, "PROJECT_NOT_FOUND projectId"},
		"a project nobody knows": {strings.Repeat("A", 26), 3, "PROJECT_NOT_FOUND projectId"},
	} {
		o := ben.move(t, c.project, c.points)
		same(t, name, o.refusal(), c.want)
		if o.Vote != nil || o.From != nil || o.Voter != nil {
			t.Errorf("%s: %+v", name, o)
		}
	}
	same(t, "an id with a line break", ben.move(t, bikes, 4, "a\nb").refusal(), "INVALID_CLIENT_MUTATION_ID clientMutationId")
	same(t, "after all that", ben.mine(t), before)
}

func TestAMoveSurvivesLostReplies(t *testing.T) {
	for name, kind := range map[string]dynamotest.FaultKind{
		"a lost reply": dynamotest.DropReply, "a conflict": dynamotest.Conflict,
	} {
		t.Run(name, func(t *testing.T) {
			e := newElectorate(t)
			ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
			bikes, choir := ada.pitch(t, "Bikes"), ada.pitch(t, "Choir")
			ben.cast(t, bikes, 4)
			e.backend.Dynamo.Inject(dynamotest.Fault{Operation: "TransactWriteItems", Kind: kind, Count: 2})
			if o := ben.move(t, choir, 4); o.Vote == nil || o.From == nil {
				t.Fatalf("refused: %s", o.refusal())
			}
			same(t, "afterwards", ben.mine(t), "4 Choir; left [1 2 3 5]; true true []")
			same(t, "the board", ben.board(t), "1 votes; 1. Choir 4; 2. Bikes 0")
			same(t, "events", ben.votesInActivity(t, 2), "moveVote SUCCESS; castVote SUCCESS")
		})
	}
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

// votesInActivity returns the person's vote events in the trail, once there are that many.
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

func TestANewNameReachesProjectsThoughTheTableFailedMeanwhile(t *testing.T) {
	e := newElectorate(t)
	ada := e.voter(t, "ada")
	bikes := ada.pitch(t, "Bikes")
	owner := func() string {
		return string(ada.must(t, `query($id: ID!) { project(id: $id) { owner { name } } }`, map[string]any{"id": bikes}).Data["project"])
	}
	before := owner()
	e.backend.Dynamo.Inject(dynamotest.Fault{Operation: "Query", Count: 1000, Kind: dynamotest.InternalError})
	ada.must(t, `mutation { updateProfile(input: {name: "Countess Lovelace"}) { userErrors { code } } }`, nil)
	e.backend.Dynamo.ClearFaults()
	same(t, "while nobody has looked", owner(), before)
	eventually(t, "the new name", func() bool {
		ada.must(t, `{ viewer { name } }`, nil)
		return owner() == `{"owner":{"name":"Countess Lovelace"}}`
	})
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
	const twice = `{ viewer { voter { votes { project { title viewerVote { points } } } } } }`
	if got := calls(ben, twice); got != "map[GetItem:1 "+reading+"]" {
		t.Errorf("a voter in two places of a response: %s", got)
	}
	written(t, e.instance)
	e.backend.Dynamo.ResetCalls()
	ben.board(t)
	if again := e.backend.Dynamo.FirstAttempts(); len(again) > 0 {
		t.Errorf("the leaderboard within the same second: %v", again)
	}
}
