package main_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/client"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/internal/programtest"
)

// build makes the production binary.
func build(t *testing.T) string {
	t.Helper()
	return programtest.Build(t, ".", "")
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
	if err != nil || !strings.Contains(string(out), "COGNITO_USER_POOL_ID") || !strings.Contains(string(out), "(default: :8080)") || !strings.Contains(string(out), "doctor") {
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
	if out, code := doctor("--fix"); code != 2 || !strings.Contains(out, "unknown flag: --fix") {
		t.Errorf("an unknown flag: exit %d\n%s", code, out)
	}
}

// A mistake is one line and the line that helps, on standard error: the list of variables would push it off the screen.
func TestAMistakeOnTheCommandLineIsNamed(t *testing.T) {
	binary := build(t)
	for argument, want := range map[string]string{
		"serve":   "server: unknown command \"serve\" for \"server\"\nRun 'server --help' for what there is.\n",
		"--bogus": "server: unknown flag: --bogus\nRun 'server --help' for what there is.\n",
	} {
		command := exec.CommandContext(t.Context(), binary, argument)
		var stdout, stderr bytes.Buffer
		command.Stdout, command.Stderr = &stdout, &stderr
		_ = command.Run()
		if code := command.ProcessState.ExitCode(); code != 2 || stdout.Len() > 0 || stderr.String() != want {
			t.Errorf("%s: exit %d, stdout %q, stderr %q, want exit 2 and %q", argument, code, stdout.String(), stderr.String(), want)
		}
	}
}

func TestTheBinarySaysWhatItIs(t *testing.T) {
	const flags = "-X github.com/unicornpursuit/unicornpursuit/server/app.version=v1.2.3 " +
		"-X github.com/unicornpursuit/unicornpursuit/server/app.revision=0123abc"
	binary := programtest.Build(t, ".", flags)
	want := "unicornpursuit v1.2.3, commit 0123abc, " + runtime.Version() + "\n"
	for _, argument := range []string{"version", "--version"} {
		if out, err := exec.CommandContext(t.Context(), binary, argument).Output(); err != nil || string(out) != want {
			t.Errorf("%s: %v %q, want %q", argument, err, out, want)
		}
	}
}

func TestTheConfigurationIsPrintedWithoutItsSecrets(t *testing.T) {
	const key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
	command := exec.CommandContext(t.Context(), build(t), "config")
	command.Env = []string{
		"PUBLIC_URL=https://vote.example.com", "COGNITO_USER_POOL_ID=eu-west-1_AbCdEfGhI", "COGNITO_CLIENT_ID=client",
		"COGNITO_CLIENT_SECRET=" + key + "2", "SESSION_KEYS=" + key, "ALLOWED_EMAIL_DOMAINS=example.com,example.org",
	}
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if strings.Contains(string(out), key) {
		t.Error("a secret is printed")
	}
	for _, want := range []string{
		"PUBLIC_URL https://vote.example.com environment", "SESSION_KEYS (secret) environment",
		"COGNITO_CLIENT_SECRET (secret) environment", "ALLOWED_EMAIL_DOMAINS example.com,example.org environment",
		"COGNITO_ISSUER https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI default", "TABLE_NAME unicorn-pursuit default",
		"SESSION_LIFETIME 720h0m0s default", "ORIGIN_SECRET - default", "PLAYGROUND false default", "VOTING_OPENS_AT - default",
	} {
		if !strings.Contains(strings.Join(strings.Fields(string(out)), " "), want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
}
