package app_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/server/app"
)

// electorate is a running product with signed-in people.
type electorate struct {
	url      string
	backend  *localaws.AWS
	clock    *fakeClock
	instance *app.App
}

// newElectorate starts a product with more settings if need be.
func newElectorate(t *testing.T, settings ...string) *electorate {
	t.Helper()
	clock := &fakeClock{}
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	for i := 0; i < len(settings); i += 2 {
		t.Setenv(settings[i], settings[i+1])
	}
	instance := startInstance(t, clock)
	return &electorate{url: "http://" + instance.Addr().String(), backend: backend, clock: clock, instance: instance}
}

// voter signs a person up and in, with a verified email address.
func (e *electorate) voter(t *testing.T, name string) *ballotBox {
	t.Helper()
	b := e.newcomer(t, name)
	email := name + "@example.com"
	b.must(t, `mutation { requestVerification(input: {attribute: EMAIL}) { userErrors { code } } }`, nil)
	verified := b.must(t, `mutation($code: String!) { verifyAttribute(input: {attribute: EMAIL, code: $code}) { userErrors { code } } }`,
		map[string]any{"code": code(t, e.backend, email)})
	if !strings.Contains(verified.body, `"userErrors":[]`) {
		t.Fatalf("verifyAttribute: %s", verified.body)
	}
	return b
}

// newcomer signs a person up and in, and no more.
func (e *electorate) newcomer(t *testing.T, name string) *ballotBox {
	t.Helper()
	email := name + "@example.com"
	signUp(t, e.backend, e.url, email)
	b := &ballotBox{newBrowser(t, e.url)}
	b.must(t, `mutation($email: EmailAddress!, $password: String!) { signIn(input: {email: $email, password: $password}) { session { expiresAt } } }`,
		map[string]any{"email": email, "password": password})
	return b
}

// settle lets a second pass, after which every instance has read what has changed.
func (e *electorate) settle() { e.clock.advance(1100 * time.Millisecond) }

// ballotBox is a person's browser.
type ballotBox struct{ *browser }

// must asks, and fails the test on an error.
func (b *ballotBox) must(t *testing.T, query string, variables any) answer {
	t.Helper()
	a := b.ask(t, query, variables)
	if len(a.Errors) > 0 {
		t.Fatalf("%s: %s", query, a.body)
	}
	return a
}

// outcome is a payload of a mutation about votes and projects.
type outcome struct {
	Project     *struct{ ID, Title, Summary string }
	WithdrawnID *string
	Vote        *struct {
		Points  int
		Project struct {
			ID     string
			Points int
		}
	}
	From *struct {
		Title  string
		Points int
	}
	Voter      *struct{ RemainingPoints []int }
	UserErrors []struct {
		Code    string
		Field   []string
		Message string
	}
}

// refusal is the code and the field of the only user error, such as `POINTS_ALREADY_SPENT points`.
func (o outcome) refusal() string {
	texts := make([]string, len(o.UserErrors))
	for i, e := range o.UserErrors {
		texts[i] = strings.TrimSpace(e.Code + " " + strings.Join(e.Field, "."))
	}
	return strings.Join(texts, ", ")
}

const outcomeFields = `userErrors { code field message }`

// mutation is the document of a mutation field with its user errors.
func mutation(field, selection string) string {
	kind := strings.ToUpper(field[:1]) + field[1:] + "Input!"
	return fmt.Sprintf("mutation($input: %s) { %s(input: $input) { %s %s } }", kind, field, selection, outcomeFields)
}

func (b *ballotBox) mutate(t *testing.T, field, selection string, input map[string]any) outcome {
	t.Helper()
	a := b.must(t, mutation(field, selection), map[string]any{"input": input})
	var o outcome
	if err := json.Unmarshal(a.Data[field], &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func (b *ballotBox) pitch(t *testing.T, title string) string {
	t.Helper()
	o := b.mutate(t, "createProject", "project { id }", map[string]any{"title": title, "summary": "What it is about: " + title})
	if o.Project == nil {
		t.Fatalf("createProject: %s", o.refusal())
	}
	return o.Project.ID
}

func (b *ballotBox) cast(t *testing.T, project string, points int, mutationID ...string) outcome {
	t.Helper()
	input := map[string]any{"projectId": project, "points": points}
	for _, id := range mutationID {
		input["clientMutationId"] = id
	}
	return b.mutate(t, "castVote", "vote { points project { id points } } voter { remainingPoints }", input)
}

func (b *ballotBox) move(t *testing.T, project string, points int, mutationID ...string) outcome {
	t.Helper()
	input := map[string]any{"projectId": project, "points": points}
	for _, id := range mutationID {
		input["clientMutationId"] = id
	}
	const selection = "vote { points project { id points } } from { title points } voter { remainingPoints }"
	return b.mutate(t, "moveVote", selection, input)
}

func (b *ballotBox) retract(t *testing.T, project string) outcome {
	t.Helper()
	return b.mutate(t, "retractVote", "project { id } voter { remainingPoints }", map[string]any{"projectId": project})
}

func (b *ballotBox) withdraw(t *testing.T, project string) outcome {
	t.Helper()
	return b.mutate(t, "withdrawProject", "withdrawnId", map[string]any{"id": project})
}

// mine is the voter's own part: the points and titles of the votes, what is left, and what is in the way.
func (b *ballotBox) mine(t *testing.T) string {
	t.Helper()
	a := b.must(t, `{ viewer { voter { votes { points project { title } } remainingPoints eligibility { canVote canCreateProject blockedBy } } } }`, nil)
	var viewer struct {
		Voter struct {
			Votes []struct {
				Points  int
				Project struct{ Title string }
			}
			RemainingPoints []int
			Eligibility     struct {
				CanVote, CanCreateProject bool
				BlockedBy                 []string
			}
		}
	}
	if err := json.Unmarshal(a.Data["viewer"], &viewer); err != nil {
		t.Fatal(err)
	}
	v := viewer.Voter
	text := ""
	for _, vote := range v.Votes {
		text += fmt.Sprintf("%d %s; ", vote.Points, vote.Project.Title)
	}
	return fmt.Sprintf("%sleft %v; %t %t %v", text, v.RemainingPoints, v.Eligibility.CanVote, v.Eligibility.CanCreateProject, v.Eligibility.BlockedBy)
}

// board is the leaderboard as text.
func (b *ballotBox) board(t *testing.T) string {
	t.Helper()
	a := b.must(t, `{ leaderboard { totalVotes entries { rank points project { title } } } }`, nil)
	var board struct {
		TotalVotes int
		Entries    []struct {
			Rank, Points int
			Project      struct{ Title string }
		}
	}
	if err := json.Unmarshal(a.Data["leaderboard"], &board); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%d votes", board.TotalVotes)
	for _, e := range board.Entries {
		text += fmt.Sprintf("; %d. %s %d", e.Rank, e.Project.Title, e.Points)
	}
	return text
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestTheLifeOfAVote(t *testing.T) {
	e := newElectorate(t)
	ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
	bikes, choir := ada.pitch(t, "Bikes"), ada.pitch(t, "Choir")
	same(t, "at first", ben.mine(t), "left [1 2 3 4 5]; true true []")

	o := ben.cast(t, bikes, 3)
	if o.Vote == nil || o.Vote.Project.Points != 3 || fmt.Sprint(o.Voter.RemainingPoints) != "[1 2 4 5]" {
		t.Fatalf("cast: %+v", o)
	}
	ben.cast(t, choir, 5)
	same(t, "two votes", ben.mine(t), "5 Choir; 3 Bikes; left [1 2 4]; true true []")
	same(t, "the board", ada.board(t), "2 votes; 1. Choir 5; 2. Bikes 3")

	a := ben.must(t, `{ projects(orderBy: TITLE) { edges { node { title viewerVote { points } viewerIsOwner owner { name } } } } }`, nil)
	for _, want := range []string{`{"title":"Bikes","viewerVote":{"points":3},"viewerIsOwner":false,"owner":{"name":"Ada Lovelace"}}`, `{"title":"Choir","viewerVote":{"points":5}`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("no %s in %s", want, a.body)
		}
	}
	if o := ben.retract(t, choir); fmt.Sprint(o.Voter.RemainingPoints) != "[1 2 4 5]" {
		t.Errorf("retract: %+v", o)
	}
	ben.cast(t, choir, 1)
	same(t, "voted again", ada.board(t), "2 votes; 1. Bikes 3; 2. Choir 1")

	if o := ada.withdraw(t, bikes); o.WithdrawnID == nil || *o.WithdrawnID != bikes {
		t.Fatalf("withdraw: %+v", o)
	}
	same(t, "without what was withdrawn", ben.mine(t), "1 Choir; left [2 3 4 5]; true true []")
	same(t, "the board without it", ben.board(t), "1 votes; 1. Choir 1")
	if a := ben.must(t, `query($id: ID!) { project(id: $id) { id } }`, map[string]any{"id": bikes}); !strings.Contains(a.body, `"project":null`) {
		t.Errorf("a withdrawn project: %s", a.body)
	}
	if o := ben.cast(t, ada.pitch(t, "Garden"), 3); o.Vote == nil {
		t.Errorf("the value that came back: %s", o.refusal())
	}
}

func TestBadVotesAreRefusedAndChangeNothing(t *testing.T) {
	e := newElectorate(t)
	ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
	bikes, choir, gone := ada.pitch(t, "Bikes"), ada.pitch(t, "Choir"), ada.pitch(t, "Gone")
	own := ben.pitch(t, "Own")
	ada.withdraw(t, gone)
	ben.cast(t, bikes, 3)
	before := ben.mine(t)
	long := strings.Repeat("x", 129)
	for name, c := range map[string]struct {
		project string
		points  int
		want    string
	}{
		"no points":              {choir, 0, "POINTS_OUT_OF_RANGE points"},
		"six":                    {choir, 6, "POINTS_OUT_OF_RANGE points"},
		"less than none":         {choir, -1, "POINTS_OUT_OF_RANGE points"},
		"huge":                   {choir, 2147483647, "POINTS_OUT_OF_RANGE points"},
		"a value spent already":  {choir, 3, "POINTS_ALREADY_SPENT points"},
		"the project once more":  {bikes, 4, "ALREADY_VOTED_FOR_PROJECT projectId"},
		"the own project":        {own, 4, "OWN_PROJECT projectId"},
		"a withdrawn project":    {gone, 4, "PROJECT_NOT_FOUND projectId"},
		"no project at all":      {"", 4, "PROJECT_NOT_FOUND projectId"},
		"an id that is none":     {"../../VOTER#x", 4, "PROJECT_NOT_FOUND projectId"},
		"a project nobody knows": {strings.Repeat("A", 26), 4, "PROJECT_NOT_FOUND projectId"},
	} {
		o := ben.cast(t, c.project, c.points)
		same(t, name, o.refusal(), c.want)
		if o.Vote != nil || len(o.UserErrors) == 1 && len(o.UserErrors[0].Message) < 20 {
			t.Errorf("%s: %+v", name, o)
		}
	}
	same(t, "a long id", ben.cast(t, choir, 4, long).refusal(), "INVALID_CLIENT_MUTATION_ID clientMutationId")
	same(t, "an id with a line break", ben.cast(t, choir, 4, "a\nb").refusal(), "INVALID_CLIENT_MUTATION_ID clientMutationId")
	same(t, "retracting what was not voted for", ben.retract(t, choir).refusal(), "NOT_VOTED_FOR_PROJECT projectId")
	if a := ben.ask(t, `mutation { castVote(input: {projectId: "x", points: 99999999999}) { vote { points } userErrors { code } } }`, nil); a.code() != "GRAPHQL_VALIDATION_FAILED" {
		t.Errorf("beyond Int: %s", a.body)
	}
	same(t, "after all that", ben.mine(t), before)
}

func TestBadProjectsAreRefused(t *testing.T) {
	e := newElectorate(t)
	ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
	const summary = "What it is about, in a sentence."
	for name, c := range map[string]struct{ title, summary, want string }{
		"both empty":           {"", "", "INVALID_TITLE title, INVALID_SUMMARY summary"},
		"only spaces":          {"   ", "\n\n ", "INVALID_TITLE title, INVALID_SUMMARY summary"},
		"a long title":         {strings.Repeat("é", 101), summary, "INVALID_TITLE title"},
		"a title on two lines": {"Bikes\nCars", summary, "INVALID_TITLE title"},
		"a control character":  {"Bi\x07kes", summary, "INVALID_TITLE title"},
		"reordered text":       {"Bikes \u202etxt", summary, "INVALID_TITLE title"},
		"hidden characters":    {"Bi\u200bkes", summary, "INVALID_TITLE title"},
		"a long summary":       {"Bikes", strings.Repeat("é", 2001), "INVALID_SUMMARY summary"},
		"a short summary":      {"Bikes", "Bikes!", "INVALID_SUMMARY summary"},
		"a null in a summary":  {"Bikes", summary + "\x00", "INVALID_SUMMARY summary"},
	} {
		same(t, name, ada.mutate(t, "createProject", "project { id }", map[string]any{"title": c.title, "summary": c.summary}).refusal(), c.want)
	}
	same(t, "nothing came of them", ada.board(t), "0 votes")

	html := ada.mutate(t, "createProject", "project { id title summary }", map[string]any{"title": " <b>Bikes</b> ", "summary": "<script>alert(1)</script>\r\n&amp; more"})
	if p := html.Project; p == nil || p.Title != "<b>Bikes</b>" || p.Summary != "<script>alert(1)</script>\n&amp; more" {
		t.Fatalf("text with HTML: %+v", html)
	}
	id := html.Project.ID
	change := func(b *ballotBox, input map[string]any) outcome {
		input["id"] = id
		return b.mutate(t, "updateProject", "project { id title summary }", input)
	}
	same(t, "somebody else's", change(ben, map[string]any{"title": "Mine now"}).refusal(), "NOT_PROJECT_OWNER id")
	same(t, "withdrawing somebody else's", ben.withdraw(t, id).refusal(), "NOT_PROJECT_OWNER id")
	same(t, "a bad change", change(ada, map[string]any{"title": "x"}).refusal(), "INVALID_TITLE title")
	if o := change(ada, map[string]any{"title": "Bikes"}); o.Project == nil || o.Project.Title != "Bikes" || !strings.HasPrefix(o.Project.Summary, "<script>") {
		t.Errorf("a change of the title alone: %+v", o)
	}
	for _, unknown := range []string{"", "x", strings.Repeat("B", 26)} {
		same(t, "withdrawing nothing", ada.withdraw(t, unknown).refusal(), "PROJECT_NOT_FOUND id")
	}
	ada.withdraw(t, id)
	same(t, "changing what was withdrawn", change(ada, map[string]any{"title": "Bikes"}).refusal(), "PROJECT_NOT_FOUND id")
	same(t, "withdrawing it again", ada.withdraw(t, id).refusal(), "PROJECT_NOT_FOUND id")
}

func TestBadPagesAreRefused(t *testing.T) {
	e := newElectorate(t)
	ada := e.voter(t, "ada")
	for i := range 3 {
		ada.pitch(t, fmt.Sprintf("Project %d", i))
	}
	guest := &ballotBox{newBrowser(t, e.url)}
	for _, first := range []int{0, -1, 101, 10000} {
		for _, query := range []string{`query($n: Int!) { projects(first: $n) { totalCount } }`, `query($n: Int!) { leaderboard(first: $n) { totalVotes } }`} {
			if a := guest.ask(t, query, map[string]any{"n": first}); a.code() != "BAD_USER_INPUT" {
				t.Errorf("first %d: %s", first, a.body)
			}
		}
	}
	const query = `query($after: Cursor, $order: ProjectOrder!) { projects(first: 1, after: $after, orderBy: $order) { edges { node { title } } pageInfo { hasNextPage endCursor } } }`
	page := func(after any, order string) answer {
		return guest.ask(t, query, map[string]any{"after": after, "order": order})
	}
	var projects struct{ PageInfo struct{ EndCursor string } }
	if err := json.Unmarshal(page(nil, "NEWEST").Data["projects"], &projects); err != nil {
		t.Fatal(err)
	}
	cursor := projects.PageInfo.EndCursor
	if a := page(cursor, "NEWEST"); !strings.Contains(a.body, "Project 1") {
		t.Errorf("the second page: %s", a.body)
	}
	for name, bad := range map[string]string{"nonsense": "nonsense", "half of one": cursor[:len(cursor)/2], "one more character": cursor + "A", "very long": strings.Repeat("A", 5000)} {
		if a := page(bad, "NEWEST"); a.code() != "BAD_USER_INPUT" {
			t.Errorf("%s: %s", name, a.body)
		}
	}
	if a := page(cursor, "TITLE"); a.code() != "BAD_USER_INPUT" {
		t.Errorf("of another order: %s", a.body)
	}
}
