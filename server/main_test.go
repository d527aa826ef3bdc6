package main_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/client"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

// build makes the production binary.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "server")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "./").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

// The binary that deploys, against the stand-ins by the SDK's own variables alone.
func TestTheProductionBinaryServesAndStops(t *testing.T) {
	backend, err := localaws.Start(t.Context(), localaws.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = backend.Close() })
	environment := backend.Environment()
	for name, value := range map[string]string{
		"AD_HOC_DOCUMENTS": "true", "LISTEN_ADDR": "127.0.0.1:0", "ADMIN_ADDR": "127.0.0.1:0", "PUBLIC_URL": "https://vote.example.com",
		"SESSION_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "ALLOWED_EMAIL_DOMAINS": "example.com", "SHUTDOWN_DELAY": "0s",
	} {
		environment[name] = value
	}
	ctx, kill := context.WithTimeout(context.Background(), time.Minute)
	defer kill()
	command := exec.CommandContext(ctx, build(t))
	command.Env = []string{"PATH=" + os.Getenv("PATH")}
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
	var listening struct{ Msg, Address string }
	if !log.Scan() || json.Unmarshal(log.Bytes(), &listening) != nil || listening.Msg != "listening" {
		t.Fatalf("first line of the log: %q %s", log.Text(), problems.String())
	}
	url := "http://" + listening.Address

	policy, err := client.SignUpPolicy(ctx, client.New(url+"/graphql", http.DefaultClient))
	if err != nil || policy.SignUpPolicy.EmailDomains[0] != "example.com" {
		t.Errorf("signUpPolicy: %v %+v", err, policy)
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/graphiql": 404, "/graphql?query={__schema{queryType{name}}}": 200} {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		var body bytes.Buffer
		_, _ = body.ReadFrom(response.Body)
		_ = response.Body.Close()
		if response.StatusCode != want || strings.Contains(body.String(), `"queryType":{`) {
			t.Errorf("%s: %d %s", path, response.StatusCode, body.String())
		}
	}

	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for log.Scan() { // until the process closes its log
	}
	if err := command.Wait(); err != nil || problems.Len() > 0 {
		t.Errorf("stop: %v %s", err, problems.String())
	}
}

func TestTheProductionBinaryHelpsAndReportsEveryProblem(t *testing.T) {
	binary := build(t)
	help := exec.CommandContext(t.Context(), binary, "--help")
	out, err := help.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "COGNITO_USER_POOL_ID") || !strings.Contains(string(out), "(default: :8080)") || !strings.Contains(string(out), "server doctor") {
		t.Errorf("--help: %v\n%s", err, out)
	}
	bare := exec.CommandContext(t.Context(), binary)
	bare.Env = []string{}
	out, err = bare.CombinedOutput()
	if err == nil || bare.ProcessState.ExitCode() != 2 {
		t.Errorf("without a configuration: %v", err)
	}
	for _, name := range []string{"PUBLIC_URL", "COGNITO_USER_POOL_ID", "COGNITO_CLIENT_ID", "SESSION_KEYS", "ALLOWED_EMAIL_DOMAINS"} {
		if !strings.Contains(string(out), name) {
			t.Errorf("%s is not reported:\n%s", name, out)
		}
	}
}

// The expected warnings are of the stand-ins: nothing there can be deleted or needs recovery, and MFA is a deployment's choice.
func TestTheDoctorExaminesALocalDeployment(t *testing.T) {
	backend, err := localaws.Start(t.Context(), localaws.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = backend.Close() })
	environment := backend.Environment()
	for name, value := range map[string]string{
		"PUBLIC_URL": "http://localhost", "ENVIRONMENT": "development",
		"SESSION_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "ALLOWED_EMAIL_DOMAINS": "example.com",
	} {
		environment[name] = value
	}
	binary := build(t)
	doctor := func(arguments ...string) (string, int) {
		command := exec.CommandContext(t.Context(), binary, append([]string{"doctor"}, arguments...)...)
		command.Env = []string{}
		for name, value := range environment {
			command.Env = append(command.Env, name+"="+value)
		}
		out, _ := command.CombinedOutput()
		return string(out), command.ProcessState.ExitCode()
	}

	out, code := doctor("--json")
	var report struct {
		Checks []struct{ Name, Status, Summary string }
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || code != 0 || len(report.Checks) < 35 {
		t.Fatalf("exit %d, %v\n%s", code, err, out)
	}
	expected := []string{"pool.mfa", "pool.deletion-protection", "table.deletion-protection", "table.backups"}
	for _, check := range report.Checks {
		if check.Status != "ok" && (check.Status != "warning" || !slices.Contains(expected, check.Name)) {
			t.Errorf("%s: %s: %s", check.Name, check.Status, check.Summary)
		}
	}

	environment["TABLE_NAME"] = "nowhere"
	if out, code := doctor(); code != 1 || !strings.Contains(out, "problem  table") || strings.Contains(out, environment["SESSION_KEYS"]) {
		t.Errorf("without a table: exit %d\n%s", code, out)
	}
	environment["COGNITO_CLIENT_ID"] = ""
	if out, code := doctor(); code != 2 || !strings.Contains(out, "COGNITO_CLIENT_ID") {
		t.Errorf("without a client: exit %d\n%s", code, out)
	}
	if out, code := doctor("--fix"); code != 2 || !strings.Contains(out, "unknown command") {
		t.Errorf("an unknown flag: exit %d\n%s", code, out)
	}
}
