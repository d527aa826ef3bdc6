package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/internal/programtest"
)

// serve runs the production binary against the stand-ins, and returns where it listens. SESSION_KEYS has the form that AWS Secrets
// Manager generates for the deployment.
func serve(t *testing.T, variables map[string]string) string {
	t.Helper()
	backend, err := localaws.Start(t.Context(), localaws.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = backend.Close() })
	binary := programtest.Build(t, "..", "")
	command := exec.CommandContext(context.WithoutCancel(t.Context()), binary)
	environment := backend.Environment()
	for name, value := range map[string]string{
		"LISTEN_ADDR": "127.0.0.1:0", "ADMIN_ADDR": "off", "PUBLIC_URL": "https://vote.example.com", "ALLOWED_EMAIL_DOMAINS": "example.com",
		"SESSION_KEYS": "Zq3vT8kLw0RbN5xYdG2hJ7mPc9sAf1uEo4iVtBnMzXK", "SHUTDOWN_DELAY": "0s",
	} {
		environment[name] = value
	}
	for name, value := range variables {
		environment[name] = value
	}
	for name, value := range environment {
		command.Env = append(command.Env, name+"="+value)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var problems bytes.Buffer
	command.Stderr = &problems
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	log := bufio.NewScanner(output)
	t.Cleanup(func() {
		kill := time.AfterFunc(time.Minute, func() { _ = command.Process.Kill() })
		defer kill.Stop()
		_ = command.Process.Signal(syscall.SIGTERM)
		for log.Scan() { // until the process closes its log
		}
		_ = command.Wait()
	})
	var listening struct{ Msg, Address string }
	if !log.Scan() || json.Unmarshal(log.Bytes(), &listening) != nil || listening.Msg != "listening" {
		t.Fatalf("first line of the log: %q %s", log.Text(), problems.String())
	}
	return "http://" + listening.Address
}

// smoke runs the command, and returns what it printed and its exit status.
func smoke(t *testing.T, arguments ...string) (string, int) {
	t.Helper()
	var out bytes.Buffer
	code := run(t.Context(), arguments, &out, &out)
	return out.String(), code
}

func TestTheProductPasses(t *testing.T) {
	out, code := smoke(t, serve(t, nil))
	if code != success || strings.Count(out, "ok      ") != len(checks) {
		t.Errorf("exit %d\n%s", code, out)
	}
}

func TestADevelopmentDeploymentFailsByWhatItTellsStrangers(t *testing.T) {
	out, code := smoke(t, serve(t, map[string]string{"ENVIRONMENT": "development", "PUBLIC_URL": "http://localhost:8080"}))
	for _, want := range []string{"FAILED  introspection is off", "FAILED  the playground is off", "Strict-Transport-Security is \"\"", "ok      the API answers"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing:\n%s", want, out)
		}
	}
	if code != failure {
		t.Errorf("exit %d", code)
	}
}

func TestAnotherSiteFailsEveryCheck(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "z") {
			w.WriteHeader(http.StatusBadGateway)
		}
		_, _ = w.Write([]byte("<h1>It works</h1>"))
	}))
	t.Cleanup(site.Close)
	if out, code := smoke(t, site.URL); code != failure || strings.Count(out, "FAILED  ") != len(checks) {
		t.Errorf("exit %d\n%s", code, out)
	}
	if out, code := smoke(t, "http://127.0.0.1:1"); code != failure || strings.Count(out, "FAILED  ") != len(checks) {
		t.Errorf("nobody there: exit %d\n%s", code, out)
	}
}

func TestACommandLineWithoutAURLIsRefused(t *testing.T) {
	for _, arguments := range [][]string{{}, {"vote.example.com"}, {"ftp://vote.example.com"}, {"https://a.example", "https://b.example"}} {
		if out, code := smoke(t, arguments...); code != misuse || !strings.Contains(out, "https://vote.example.com") {
			t.Errorf("%q: exit %d\n%s", arguments, code, out)
		}
	}
}
