package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/programtest"
)

// hostile is an environment in which each variable that the AWS SDK reads would have the product call the trap, or not start.
func hostile(t *testing.T, trap string) []string {
	t.Helper()
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	settings := "[default]\nregion = us-east-1\nendpoint_url = " + trap + "\n[profile work]\nuse_fips_endpoint = true\ncredential_process = curl -s " + trap + "\n"
	config, credentials := file("config", settings), file("credentials", "[work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = work\n")
	missing := filepath.Join(dir, "gone")
	return []string{
		"HOME=" + dir, "AWS_CONFIG_FILE=" + config, "AWS_SHARED_CREDENTIALS_FILE=" + credentials,
		"AWS_PROFILE=work", "AWS_DEFAULT_PROFILE=work", "AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=AKIAREAL", "AWS_ACCESS_KEY=AKIAREAL", "AWS_SECRET_ACCESS_KEY=real", "AWS_SECRET_KEY=real", "AWS_SESSION_TOKEN=real",
		"AWS_ACCOUNT_ID=123456789012", "AWS_ACCOUNT_ID_ENDPOINT_MODE=required",
		"AWS_ENDPOINT_URL=" + trap, "AWS_ENDPOINT_URL_DYNAMODB=" + trap, "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=" + trap,
		"AWS_ENDPOINT_URL_STS=" + trap, "AWS_ENDPOINT_URL_SSO=" + trap, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true",
		"AWS_USE_FIPS_ENDPOINT=true", "AWS_USE_DUALSTACK_ENDPOINT=true", "AWS_ENABLE_ENDPOINT_DISCOVERY=true",
		"AWS_RETRY_MODE=legacy", "AWS_MAX_ATTEMPTS=many", "AWS_NEW_RETRIES_2026=true", "AWS_DEFAULTS_MODE=unheard-of",
		"AWS_ENABLE_DEFAULT_SOCKET_TIMEOUT_2026=true", "AWS_DISABLE_CLOCK_SKEW_CORRECTION=perhaps",
		"AWS_CA_BUNDLE=" + missing, "AWS_SDK_UA_APP_ID=" + strings.Repeat("x", 100), "AWS_EXECUTION_ENV=somewhere",
		"AWS_DISABLE_REQUEST_COMPRESSION=perhaps", "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES=-1",
		"AWS_REQUEST_CHECKSUM_CALCULATION=never", "AWS_RESPONSE_CHECKSUM_VALIDATION=never", "AWS_AUTH_SCHEME_PREFERENCE=httpBearerAuth",
		"AWS_RESTRICT_FILE_PERMISSIONS=perhaps", "AWS_LOGIN_CACHE_DIRECTORY=" + missing,
		"AWS_CONTAINER_CREDENTIALS_FULL_URI=" + trap, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/creds", "AWS_CONTAINER_AUTHORIZATION_TOKEN=token",
		"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=" + missing, "AWS_WEB_IDENTITY_TOKEN_FILE=" + missing,
		"AWS_ROLE_ARN=arn:aws:iam::123456789012:role/work", "AWS_ROLE_SESSION_NAME=work",
		"AWS_EC2_METADATA_DISABLED=false", "AWS_EC2_METADATA_SERVICE_ENDPOINT=" + trap, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=IPv9",
		"AWS_EC2_METADATA_V1_DISABLED=perhaps", "AWS_S3_USE_ARN_REGION=perhaps", "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH=perhaps",
		"AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS=perhaps",
		"HTTP_PROXY=" + trap, "http_proxy=" + trap, "HTTPS_PROXY=" + trap, "https_proxy=" + trap, "NO_PROXY=", "no_proxy=",
	}
}

// trap is a server that nothing may connect to.
func trap(t *testing.T) string {
	t.Helper()
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		t.Logf("called: %s %s", r.Method, r.URL)
	}))
	t.Cleanup(func() {
		server.Close()
		if n := calls.Load(); n > 0 {
			t.Errorf("%d calls went where the developer's environment points", n)
		}
	})
	return server.URL
}

func TestTheDevelopersAWSEnvironmentDoesNotReachTheLocalRun(t *testing.T) {
	binary := programtest.Build(t, ".", "")
	environment := append(hostile(t, trap(t)), "PATH="+os.Getenv("PATH"), "LISTEN_ADDR=127.0.0.1:0", "OUTBOX_ADDR=127.0.0.1:0", "LOCAL_DATA="+t.TempDir())

	seeding := exec.CommandContext(t.Context(), binary, "seed")
	seeding.Env = environment
	if out, err := seeding.CombinedOutput(); err != nil {
		t.Fatalf("seed: %v\n%s", err, out)
	}
	url := startLocalRun(t, binary, environment)
	answer := post(t, url, `mutation($input: SignUpInput!) { signUp(input: $input) { codeDelivery { medium } userErrors { code } } }`,
		`{"email":"ada@example.com","name":"Ada Lovelace","phoneNumber":"+442079460018","password":"Correct-Horse-7-Battery"}`)
	if want := `{"data":{"signUp":{"codeDelivery":{"medium":"SMS"},"userErrors":[]}}}`; strings.TrimSpace(answer) != want {
		t.Errorf("sign-up: %s", answer)
	}
	if answer := post(t, url, `{ leaderboard(first: 1) { entries { rank } } }`, `{}`); !strings.Contains(answer, `"rank":1`) {
		t.Errorf("leaderboard: %s", answer)
	}
}

// startLocalRun runs the binary for the length of the test, and returns where the product is.
func startLocalRun(t *testing.T, binary string, environment []string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, binary)
	command.Env = environment
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var problems strings.Builder
	command.Stderr = &problems
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	product := regexp.MustCompile(`^Product\s+(\S+)`)
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if found := product.FindStringSubmatch(lines.Text()); found != nil {
			t.Cleanup(func() {
				stop()
				_, _ = io.Copy(io.Discard, output)
				_ = command.Wait()
			})
			return found[1]
		}
	}
	stop()
	t.Fatalf("the local run does not start: %v\n%s", command.Wait(), problems.String())
	return ""
}

func post(t *testing.T, url, query, input string) string {
	t.Helper()
	body := fmt.Sprintf(`{"query":%q,"variables":{"input":%s}}`, query, input)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/graphql", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}
