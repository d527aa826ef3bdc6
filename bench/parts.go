package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/unicornpursuit/unicornpursuit/bench/load"
)

// part is a part of the server that processor time can go to: that of a stack which has one of the frames, and none of
// a part before it.
type part struct {
	name   string
	frames []string
}

const other = "scheduler and the rest of the runtime"

var parts = []part{
	{"access log", []string{"log/slog."}},
	{"garbage collection", []string{
		"runtime.gcBgMarkWorker", "runtime.gcAssist", "runtime.bgsweep", "runtime.bgscavenge",
	}},
	{"call of DynamoDB: HTTP", []string{"net/http.(*Transport)", "net/http.(*persistConn)", "net/http.(*Client)"}},
	{"call of DynamoDB: the SDK", []string{"aws-sdk-go-v2", "smithy-go"}},
	{"tokens and sessions", []string{"/internal/cognito", "/internal/oidc", "/internal/session"}},
	{"voters, votes and the board", []string{"/internal/dynamo", "/internal/voting"}},
	{"GraphQL", []string{"gqlgen", "gqlparser", "unicornpursuit/graph"}},
	{"the product's HTTP: routes, headers, responses", []string{"/server/httpapi"}},
	{"HTTP server: requests, connections", []string{"net/http."}},
	{other, nil},
}

// What ONLY takes for the parts, and for the results that there are.
const (
	partsName  = "parts"
	reportName = "report"
)

// profiled are the works whose time is taken apart.
var profiled = []string{"viewer", "leaderboard", "ownProjects", "castVote"}

// takeApart finds where the processor time of the product goes, under load.
func (l *lab) takeApart(ctx context.Context, r *results) error {
	for _, name := range profiled {
		w := works[slices.IndexFunc(works, func(w work) bool { return w.name == name })]
		shares, err := l.profile(ctx, w)
		if err != nil {
			return fmt.Errorf("parts: %s: %w", name, err)
		}
		r.Parts[name] = shares
	}
	return nil
}

func (l *lab) profile(ctx context.Context, w work) (map[string]float64, error) {
	admin, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s := *l.systems[slices.IndexFunc(l.systems, func(s *system) bool { return s.name == product })]
	s.environment = append(slices.Clone(s.environment), "ADMIN_ADDR="+admin)
	p, err := l.launch(ctx, &s, w.table)
	if err != nil {
		return nil, err
	}
	defer p.Stop() //nolint:errcheck // it returns none
	requests, err := w.requests(ctx, l, p)
	if err != nil {
		return nil, err
	}
	plan := l.plan(&subject{system: &s, process: p, requests: requests}, l.settings.duration())
	load.Saturate(plan)
	seconds := max(1, int(2*l.settings.Seconds))
	plan.For = time.Duration(seconds)*time.Second + time.Second
	loaded := make(chan load.Result)
	go func() { loaded <- load.Saturate(plan) }()
	file, err := l.fetch(ctx, fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", admin, seconds))
	<-loaded
	if err != nil {
		return nil, err
	}
	traces, err := l.output(ctx, "", "go", "tool", "pprof", "-traces", s.command[0], file)
	if err != nil {
		return nil, err
	}
	return sharesOf(traces)
}

// freeAddress returns an address of loopback that nothing listens at.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is at once
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// fetch saves what is at an address.
func (l *lab) fetch(ctx context.Context, url string) (file string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("profile: %d: %w", response.StatusCode, err)
	}
	file = l.file("profile")
	return file, os.WriteFile(file, text, 0o600)
}

// sharesOf reads the stacks that pprof prints: blocks between lines of dashes, whose first line begins with the time.
func sharesOf(traces string) (map[string]float64, error) {
	var total time.Duration
	spent := map[string]time.Duration{}
	var took time.Duration
	var stack []string
	finish := func() {
		if took > 0 {
			spent[partOf(stack)] += took
			total += took
		}
		took, stack = 0, nil
	}
	for lines := bufio.NewScanner(strings.NewReader(traces)); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		switch {
		case len(fields) == 0:
		case strings.HasPrefix(fields[0], "---"):
			finish()
		case len(fields) > 1 && took == 0 && len(stack) == 0:
			if d, err := time.ParseDuration(fields[0]); err == nil {
				took, stack = d, append(stack, fields[1])
			}
		default:
			stack = append(stack, fields[0])
		}
	}
	finish()
	if total == 0 {
		return nil, fmt.Errorf("no stacks in %.200s", traces)
	}
	shares := map[string]float64{}
	for name, d := range spent {
		shares[name] = float64(d) / float64(total)
	}
	return shares, nil
}

// partOf returns the part that a stack belongs to.
func partOf(stack []string) string {
	for _, p := range parts {
		for _, frame := range p.frames {
			if slices.ContainsFunc(stack, func(f string) bool { return strings.Contains(f, frame) }) {
				return p.name
			}
		}
	}
	return other
}
