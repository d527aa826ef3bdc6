package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/unicornpursuit/unicornpursuit/bench/fixture"
	"github.com/unicornpursuit/unicornpursuit/bench/process"
	"github.com/unicornpursuit/unicornpursuit/bench/stub"
)

// voters is how many people send requests: one for each connection.
const voters = 64

// The tables of the stub: one in which all voters have spent their votes, and one for those who are about to.
const (
	spent  = "spent"
	unused = "unused"
)

// lab is everything that measurements need.
type lab struct {
	settings settings
	folder   string
	poll     *fixture.Fixture
	signer   *fixture.Signer
	tokens   map[string]string // by subject
	stub     *stub.Stub
	systems  []*system
	running  map[string]*process.Process // by system and table
	commits  []func()                    // what to undo at the end
}

func newLab(ctx context.Context, s settings) (l *lab, err error) {
	l = &lab{settings: s, tokens: map[string]string{}, running: map[string]*process.Process{}}
	defer func() {
		if err != nil {
			l.close()
		}
	}()
	if l.folder, err = os.MkdirTemp("", "bench-*"); err != nil {
		return nil, err
	}
	l.poll = fixture.New(s.Projects, voters, time.Now().Add(-time.Hour))
	if l.signer, err = fixture.NewSigner(l.poll); err != nil {
		return nil, err
	}
	for _, v := range l.poll.Voters {
		if l.tokens[v.Subject], err = l.signer.AccessToken(v.Subject, v.Subject); err != nil {
			return nil, err
		}
	}
	if l.stub, err = stub.Start(l.poll, l.signer.JWKS(), l.tokens); err != nil {
		return nil, err
	}
	l.stub.Fill(spent, l.poll)
	l.stub.Fill(unused, l.poll.Newcomers())
	if err := l.write("data.json", l.poll); err != nil {
		return nil, err
	}
	if err := l.write("documents.json", fixture.Documents); err != nil {
		return nil, err
	}
	l.systems, err = l.build(ctx)
	return l, err
}

// file is the path of a file of the lab.
func (l *lab) file(name string) string { return filepath.Join(l.folder, name) }

func (l *lab) write(name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return os.WriteFile(l.file(name), text, 0o600)
}

// close stops everything.
func (l *lab) close() {
	for _, p := range l.running {
		_ = p.Stop()
	}
	if l.stub != nil {
		_ = l.stub.Close()
	}
	for _, undo := range l.commits {
		undo()
	}
	_ = os.RemoveAll(l.folder)
}

// system is one of those that are compared.
type system struct {
	name string
	// command is what runs it.
	command []string
	// environment has what differs from the other systems.
	environment []string
}

// start runs a system on a table, or returns the one that runs already.
func (l *lab) start(ctx context.Context, s *system, table string) (*process.Process, error) {
	key := s.name + " on " + table
	if p := l.running[key]; p != nil {
		return p, nil
	}
	p, err := l.launch(ctx, s, table)
	if err == nil {
		l.running[key] = p
	}
	return p, err
}

// launch runs a system that the caller stops.
func (l *lab) launch(ctx context.Context, s *system, table string) (*process.Process, error) {
	p, err := process.Start(ctx, append(l.environment(table), s.environment...), s.command[0], s.command[1:]...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	return p, nil
}

// environment is what all systems have in common; each takes what it knows.
func (l *lab) environment(table string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + l.folder, "TABLE_NAME=" + table, "BENCH_DATA=" + l.file("data.json"),
		"AWS_REGION=eu-west-1", "AWS_ACCESS_KEY_ID=key", "AWS_SECRET_ACCESS_KEY=secret", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_ENDPOINT_URL_DYNAMODB=" + l.stub.URL(), "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=" + l.stub.URL(),
		"COGNITO_JWKS_URL=" + l.stub.URL() + "/.well-known/jwks.json", "COGNITO_CLIENT_ID=" + l.poll.ClientID,
		"COGNITO_USER_POOL_ID=eu-west-1_Benchmark", "COGNITO_ISSUER=" + l.poll.Issuer,
	}
}
