package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/bench/fixture"
	"github.com/unicornpursuit/unicornpursuit/bench/load"
	"github.com/unicornpursuit/unicornpursuit/bench/process"
)

// work is what systems are asked to do, the same of each.
type work struct {
	// name is what ONLY takes; what says it in the tables.
	name, what string
	document   string
	table      string
	// credential is how a voter signs in; nil for guests.
	credential func(ctx context.Context, l *lab, p *process.Process, v fixture.Voter) ([]string, error)
	// systems can do it.
	systems []string
}

var (
	builds = []string{product, base}
	// all are in the order of the tables.
	all = []string{floor, floorSDK, product, base, mercurius, apollo}
	// withoutCalls are for a work that makes no call of DynamoDB.
	withoutCalls = []string{floor, product, base, mercurius, apollo}
)

var works = []work{
	{"viewer", "`viewer` with five votes, by bearer token", fixture.Viewer, spent, byToken, all},
	{"cookie", "the same, by cookie session", fixture.Viewer, spent, byCookie, builds},
	{"leaderboard", "`leaderboard(first: 100)`, guest", fixture.Leaderboard, spent, nil, withoutCalls},
	{"ownLeaderboard", "`leaderboard(first: 100)` with the voter's own votes", fixture.OwnLeaderboard, spent, byToken, all},
	{"ownProjects", "`projects(first: 100)` with the voter's own votes", fixture.OwnProjects, spent, byToken, all},
	{"castVote", "`castVote`", fixture.CastVote, unused, byToken, []string{floor, product, base}},
}

// names are those that ONLY takes.
func names() (names []string) {
	for _, w := range works {
		names = append(names, w.name)
	}
	for _, s := range studies {
		names = append(names, s.name)
	}
	return append(names, partsName, reportName)
}

func byToken(_ context.Context, l *lab, _ *process.Process, v fixture.Voter) ([]string, error) {
	return []string{"Authorization", "Bearer " + l.tokens[v.Subject]}, nil
}

var sessionCookie = regexp.MustCompile(`(?i)\nset-cookie: ([^=]*session[^=]*=[^;]+)`)

// byCookie signs a voter in.
func byCookie(_ context.Context, _ *lab, p *process.Process, v fixture.Voter) ([]string, error) {
	response, err := load.Once(p.Address, load.Request(p.Address, body(fixture.SignIn,
		map[string]any{"email": v.Email, "password": "Correct-Horse-7-Battery"})))
	if err != nil {
		return nil, err
	}
	found := sessionCookie.FindStringSubmatch(response.Head)
	if found == nil {
		return nil, fmt.Errorf("no session: %d %s", response.Status, response.Body)
	}
	return []string{"Cookie", found[1], "GraphQL-Preflight", "1"}, nil
}

// body is that of a request; input may be nil.
func body(document string, input map[string]any) string {
	request := map[string]any{"query": document}
	if input != nil {
		request["variables"] = map[string]any{"input": input}
	}
	text, err := json.Marshal(request)
	if err != nil {
		panic(err) // texts and numbers only
	}
	return string(text)
}

// requests are those of all voters, or the one of guests.
func (w work) requests(ctx context.Context, l *lab, p *process.Process) ([][]byte, error) {
	if w.credential == nil {
		return [][]byte{load.Request(p.Address, body(w.document, nil))}, nil
	}
	var requests [][]byte
	for i, v := range l.poll.Voters {
		credential, err := w.credential(ctx, l, p, v)
		if err != nil {
			return nil, err
		}
		var input map[string]any
		if w.document == fixture.CastVote {
			input = map[string]any{
				"projectId": l.poll.Projects[i%len(l.poll.Projects)].ID, "points": fixture.Values,
				"clientMutationId": fmt.Sprintf("%032d", i),
			}
		}
		requests = append(requests, load.Request(p.Address, body(w.document, input), credential...))
	}
	return requests, nil
}

// subject is a system that is ready to do a work.
type subject struct {
	system   *system
	process  *process.Process
	requests [][]byte
	// length is that of each answer, zero if they differ.
	length int
}

// prepare starts the systems that can do a work, and checks that they give the same answers.
func (w work) prepare(ctx context.Context, l *lab) ([]*subject, error) {
	var subjects []*subject
	var want []string
	for _, s := range l.systems {
		if !slices.Contains(w.systems, s.name) {
			continue
		}
		p, err := l.start(ctx, s, w.table)
		if err != nil {
			return nil, err
		}
		requests, err := w.requests(ctx, l, p)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", w.name, s.name, err)
		}
		answers, err := ask(p.Address, requests)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w: %s", w.name, s.name, err, p.Log)
		}
		if want == nil {
			want = answers
		}
		for i, answer := range answers {
			if strings.TrimSpace(answer) != strings.TrimSpace(want[i]) { // a line break at the end is no difference
				return nil, fmt.Errorf("%s: %s answers\n%.2000s\nand %s\n%.2000s",
					w.name, s.name, answer, subjects[0].system.name, want[i])
			}
		}
		subjects = append(subjects, &subject{s, p, requests, lengthOf(answers)})
	}
	return subjects, nil
}

// ask returns the answer to each request.
func ask(address string, requests [][]byte) ([]string, error) {
	var answers []string
	for _, request := range requests {
		response, err := load.Once(address, request)
		if err != nil {
			return nil, err
		}
		if response.Status != 200 || strings.Contains(response.Body, `"errors"`) {
			return nil, errors.New(cmp.Or(response.Body, "no answer"))
		}
		answers = append(answers, response.Body)
	}
	return answers, nil
}

// lengthOf returns the one length of all answers, or zero.
func lengthOf(answers []string) int {
	for _, answer := range answers {
		if len(answer) != len(answers[0]) {
			return 0
		}
	}
	return len(answers[0])
}
