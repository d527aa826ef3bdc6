package app_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

// timeline is what a request calls. An arrow stands for a round trip: the calls behind it begin when those before it have
// their replies. What follows the dots is called too, and the answer does not wait for it.
type timeline struct {
	request, calls string
	// after is what passes before: without it, all that can be remembered is.
	after time.Duration
}

// The documents are the web app's own, apart from what they select of user errors.
const (
	enterSelection      = "session { viewer { id email name groups } }"
	ballotSelection     = "voter { remainingPoints votes { points project { id title } } eligibility { canVote } }"
	voteSelection       = "vote { points project { id title points voteCount } } " + ballotSelection
	viewerQueryOfTheApp = "{ viewer { id email name groups " + ballotSelection + " } }"
)

const audited = " … PutItem(AUDIT)"

var timelines = []timeline{
	{"signUp", "UpdateItem(LIMIT) ×7 → SignUp" + audited, 0},
	{"resendOtp", "UpdateItem(LIMIT) ×3 → ResendConfirmationCode" + audited, 0},
	{"confirmOtp", "UpdateItem(LIMIT) ×2 → ConfirmSignUp" + audited, 0},
	{"signIn", "UpdateItem(LIMIT) ×3 → InitiateAuth → GetItem(SUBJECT) → PutItem(SESSION) → GetUser" + audited, 0},
	{"signIn in place of a session", "UpdateItem(LIMIT) ×3 → InitiateAuth → GetItem(SUBJECT), GetItem(SESSION) → PutItem(SESSION) → DeleteItem(SESSION) → RevokeToken → GetUser" + audited, 0},
	{"signIn with tokens", "UpdateItem(LIMIT) ×3 → InitiateAuth" + audited, 0},
	{"forgotPassword", "UpdateItem(LIMIT) ×3 → ForgotPassword" + audited, 0},
	{"requestVerification", "UpdateItem(LIMIT) ×3 → GetUserAttributeVerificationCode" + audited, 0},
	{"verifyAttribute", "UpdateItem(LIMIT) → VerifyUserAttribute → GetUser → GetItem(VOTER)" + audited, 0},
	{"changePassword", "UpdateItem(LIMIT) → ChangePassword" + audited, 0},
	{"updateProfile", "UpdateItem(LIMIT) ×3 → UpdateUserAttributes → GetUser" + audited, 0},
	{"refresh", "UpdateItem(LIMIT) → GetItem(SESSION) → GetItem(SUBJECT) → UpdateItem(SESSION) → GetTokensFromRefreshToken → UpdateItem(SESSION)" + audited, time.Minute},
	{"signOutOthers", "UpdateItem(SUBJECT) → Query(SESSIONS)" + audited, 0},
	{"signOut", "GetItem(SESSION) → DeleteItem(SESSION) → RevokeToken" + audited, 0},
	{"createProject", "UpdateItem(LIMIT) → GetItem(VOTER) → TransactWriteItems(PROJECT+TALLY)" + audited, 0},
	{"updateProject", "Query(PROJECT) → UpdateItem(PROJECT)" + audited, 0},
	{"castVote, the first", "GetItem(VOTER) → TransactWriteItems(VOTER+TALLY+MAILBOX+AUDIT)", 0},
	{"castVote", "GetItem(VOTER) → TransactWriteItems(VOTER+TALLY+AUDIT)", 0},
	{"moveVote", "GetItem(VOTER) → TransactWriteItems(VOTER+TALLY+AUDIT)", 0},
	{"retractVote", "GetItem(VOTER) → TransactWriteItems(VOTER+TALLY+AUDIT)", 0},
	{"castVote, the board out of date", "GetItem(VOTER), Query(PROJECT) → TransactWriteItems(VOTER+TALLY+AUDIT), Query(PROJECT)", 1100 * time.Millisecond},
	{"castVote for no project", "GetItem(VOTER), Query(PROJECT)" + audited, 0},
	{"withdrawProject", "TransactWriteItems(PROJECT+TALLY) → Query(PROJECT)" + audited, 0},
	{"viewer by cookie", "GetItem(VOTER)", 0},
	{"viewer by token, the account not remembered", "GetUser, GetItem(VOTER)", 0},
	{"viewer by token", "GetItem(VOTER)", 0},
	{"viewer by cookie, the board out of date", "GetItem(VOTER) → Query(PROJECTS), Query(TALLIES) ×8", 1100 * time.Millisecond},
	{"viewer by cookie, nothing remembered", "GetItem(SESSION) → GetItem(SUBJECT), UpdateItem(SESSION) → GetUser, GetItem(VOTER) → Query(PROJECTS), Query(TALLIES) ×2 → Query(TALLIES) ×3 → Query(TALLIES) ×3", 6 * time.Minute},
	{"viewer by cookie, its tokens to be renewed", "GetItem(SESSION) → GetItem(SUBJECT), UpdateItem(SESSION) → UpdateItem(SESSION) → GetTokensFromRefreshToken → UpdateItem(SESSION), keys → GetUser, GetItem(VOTER) → Query(PROJECTS), Query(TALLIES) ×2 → Query(TALLIES) ×3 → Query(TALLIES) ×3" + audited, 2 * time.Hour},
}

// Nobody waits for more round trips than the timelines show, and no reply is waited for that the answer does not need.
// The documentation has the same timelines:
//
//	UPDATE_TIMELINES=1 go test ./server/app -run Timelines
func TestTheTimelinesOfRequests(t *testing.T) {
	o := newObserved(t)
	requests := o.requests()
	for _, line := range timelines {
		t.Run(line.request, func(t *testing.T) { o.watch(t, line, requests[line.request]) })
	}
	documented(t)
}

// observed is a product whose calls are watched.
type observed struct {
	*electorate
	calls *upstreams
	// ada has pitched bikes and choir, ben votes, cleo signs up, and guest never does. token is a bearer token of Ben's.
	ada, ben, cleo, guest *ballotBox
	bikes, choir, token   string
}

func newObserved(t *testing.T) *observed {
	t.Helper()
	var clock fakeClock
	clock.stop()
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	calls := throughUpstreams(t, backend.Cognito.URL(), backend.Dynamo.URL(), backend.Pool.JWKSURL)
	instance := startInstance(t, &clock)
	e := &electorate{url: "http://" + instance.Addr().String(), backend: backend, clock: &clock, instance: instance}
	o := &observed{electorate: e, calls: calls, ada: e.voter(t, "ada"), ben: e.voter(t, "ben")}
	o.bikes, o.choir = o.ada.pitch(t, "Bikes"), o.ada.pitch(t, "Choir")
	o.cleo, o.guest = &ballotBox{newBrowser(t, e.url)}, &ballotBox{newBrowser(t, e.url)}
	o.token = signIn(t, e.url, "ben@example.com").Tokens.AccessToken
	return o
}

// request asks what a timeline is about.
type request func(t *testing.T)

// requests are those of the timelines, by name.
func (o *observed) requests() map[string]request {
	account := map[string]any{"email": "cleo@example.com"}
	with := func(more ...any) map[string]any {
		input := map[string]any{}
		for name, value := range account {
			input[name] = value
		}
		for i := 0; i < len(more); i += 2 {
			input[more[i].(string)] = more[i+1]
		}
		return input
	}
	mutate := func(b *ballotBox, field, selection string, input func(t *testing.T) map[string]any) request {
		return func(t *testing.T) {
			t.Helper()
			in := input(t)
			if got := b.mutate(t, field, selection, in).refusal(); got != "" {
				t.Errorf("%s: %s", field, got)
			}
		}
	}
	given := func(input map[string]any) func(*testing.T) map[string]any {
		return func(*testing.T) map[string]any { return input }
	}
	ballot := func(project string, points int) func(*testing.T) map[string]any {
		return given(map[string]any{"projectId": project, "points": points})
	}
	ask := func(b *ballotBox, query string, headers ...string) request {
		return func(t *testing.T) {
			t.Helper()
			if a := b.ask(t, query, nil, headers...); len(a.Errors) > 0 {
				t.Errorf("%s: %s", query, a.body)
			}
		}
	}
	enter := given(with("password", password))
	title := given(map[string]any{"title": "Trams", "summary": "What trams are about."})
	return map[string]request{
		"signUp":                       mutate(o.cleo, "signUp", "codeDelivery { medium }", given(with("name", "Cleo", "phoneNumber", phone, "password", password))),
		"resendOtp":                    mutate(o.cleo, "resendOtp", "accepted", given(account)),
		"confirmOtp":                   mutate(o.cleo, "confirmOtp", "confirmed", func(t *testing.T) map[string]any { return with("code", code(t, o.backend, phone)) }),
		"signIn":                       mutate(o.cleo, "signIn", enterSelection, enter),
		"signIn in place of a session": mutate(o.cleo, "signIn", enterSelection, enter),
		"signIn with tokens":           mutate(o.guest, "signIn", "session { expiresAt }", given(with("password", password, "transport", "TOKENS"))),
		"forgotPassword":               mutate(o.guest, "forgotPassword", "accepted", given(account)),
		"requestVerification":          mutate(o.cleo, "requestVerification", "codeDelivery { medium }", given(map[string]any{"attribute": "EMAIL"})),
		"verifyAttribute": mutate(o.cleo, "verifyAttribute", "viewer { emailVerified }", func(t *testing.T) map[string]any {
			return map[string]any{"attribute": "EMAIL", "code": code(t, o.backend, "cleo@example.com")}
		}),
		"changePassword":  mutate(o.cleo, "changePassword", "changed", given(map[string]any{"currentPassword": password, "newPassword": otherPassword})),
		"updateProfile":   mutate(o.cleo, "updateProfile", "viewer { name }", given(map[string]any{"name": "Cleopatra"})),
		"refresh":         ask(o.cleo, `mutation { refresh { session { expiresAt } } }`),
		"signOutOthers":   ask(o.cleo, `mutation { signOutOthers { viewer { id } } }`),
		"signOut":         ask(o.cleo, `mutation { signOut { signedOut } }`),
		"createProject":   mutate(o.ada, "createProject", "project { id title }", title),
		"updateProject":   mutate(o.ada, "updateProject", "project { title points }", given(map[string]any{"id": o.bikes, "title": "Bicycles"})),
		"withdrawProject": mutate(o.ada, "withdrawProject", "withdrawnId", given(map[string]any{"id": o.choir})),

		"castVote, the first":             mutate(o.ben, "castVote", voteSelection, ballot(o.bikes, 1)),
		"castVote":                        mutate(o.ben, "castVote", voteSelection, ballot(o.choir, 2)),
		"moveVote":                        mutate(o.ben, "moveVote", voteSelection+" from { id title points }", ballot(o.bikes, 2)),
		"retractVote":                     mutate(o.ben, "retractVote", "project { id title points } "+ballotSelection, given(map[string]any{"projectId": o.choir})),
		"castVote, the board out of date": mutate(o.ben, "castVote", voteSelection, ballot(o.choir, 3)),
		"castVote for no project": func(t *testing.T) {
			o2 := o.ben.cast(t, strings.Repeat("A", 26), 4)
			same(t, "a vote for no project", o2.refusal(), "PROJECT_NOT_FOUND projectId")
		},

		"viewer by cookie":                            ask(o.ben, viewerQueryOfTheApp),
		"viewer by cookie, the board out of date":     ask(o.ben, viewerQueryOfTheApp),
		"viewer by cookie, nothing remembered":        ask(o.ben, viewerQueryOfTheApp),
		"viewer by cookie, its tokens to be renewed":  ask(o.ben, viewerQueryOfTheApp),
		"viewer by token, the account not remembered": ask(o.guest, viewerQueryOfTheApp, "Authorization", "Bearer "+o.token),
		"viewer by token":                             ask(o.guest, viewerQueryOfTheApp, "Authorization", "Bearer "+o.token),
	}
}

// watch asks, and holds the calls to the timeline. What the time that passes before does not end is remembered.
func (o *observed) watch(t *testing.T, line timeline, ask request) {
	t.Helper()
	o.clock.advance(line.after)
	if line.after == 0 {
		for _, b := range []*ballotBox{o.ada, o.ben, o.cleo} {
			b.ask(t, `{ leaderboard(first: 1) { entries { points } } viewer { name voter { id } } }`, nil)
		}
	}
	written(t, o.instance)
	o.calls.expect(t, line.calls, func(context.Context) { ask(t) })
	written(t, o.instance)
}

// documented checks that the documentation has the timelines, or writes them there.
func documented(t *testing.T) {
	t.Helper()
	const page, begin, end = "../../docs/scaling.md", "<!-- timelines -->\n", "<!-- /timelines -->"
	text, err := os.ReadFile(filepath.FromSlash(page))
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	drawn, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no place for the timelines", page)
	}
	want := drawing()
	if drawn == want {
		return
	}
	if os.Getenv("UPDATE_TIMELINES") == "" {
		t.Fatalf("%s has other timelines: UPDATE_TIMELINES=1 go test ./server/app -run Timelines", page)
	}
	if err := os.WriteFile(filepath.FromSlash(page), []byte(before+begin+want+end+after), 0o600); err != nil {
		t.Fatal(err)
	}
}

// drawing is the table of the timelines.
func drawing() string {
	var b strings.Builder
	b.WriteString("| request | round trips | calls | one after the other |\n|---|---:|---:|---|\n")
	for _, line := range timelines {
		rounds, _, _ := strings.Cut(line.calls, " … ")
		calls := 0
		for round := range strings.SplitSeq(rounds, "→") {
			calls += len(callsOf(round))
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %s |\n", line.request, strings.Count(rounds, "→")+1, calls, rounds)
	}
	return b.String()
}
