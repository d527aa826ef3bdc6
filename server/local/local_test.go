package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

var sent = []cognitotest.Message{
	{To: "+442079460018", Medium: "SMS", Text: "Your OTP is 123456", Code: "123456", SentAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)},
	{To: "ada@example.com", Medium: "EMAIL", Subject: "<b>Hello</b>", Text: "<script>alert(1)</script>", SentAt: time.Date(2026, 1, 2, 3, 4, 4, 0, time.UTC)},
}

func ask(t *testing.T, url, host string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = host
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func outbox(t *testing.T, messages []cognitotest.Message) string {
	t.Helper()
	server := httptest.NewServer(outboxHandler(func() []cognitotest.Message { return messages }))
	t.Cleanup(server.Close)
	return server.URL
}

func TestOutboxShowsMessagesNewestFirst(t *testing.T) {
	url := outbox(t, sent)
	_, body := ask(t, url+"/messages", "")
	var messages []map[string]string
	if err := json.Unmarshal([]byte(body), &messages); err != nil {
		t.Fatal(err)
	}
	if len(messages) != 2 || messages[0]["to"] != "+442079460018" || messages[0]["code"] != "123456" || messages[0]["medium"] != "SMS" || messages[0]["sentAt"] != "2026-01-02T03:04:05Z" {
		t.Errorf("%v", messages)
	}
	_, page := ask(t, url+"/", "")
	if !strings.Contains(page, "123456") || strings.Contains(page, "<script>alert") || strings.Contains(page, "<b>Hello") {
		t.Errorf("page: %s", page)
	}
	for _, asset := range []string{"/outbox.css", "/outbox.js", "/logo.svg"} {
		if response, _ := ask(t, url+asset, ""); response.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", asset, response.Status)
		}
	}
}

func TestAnEmptyOutboxIsAListAndAHint(t *testing.T) {
	url := outbox(t, nil)
	if _, body := ask(t, url+"/messages", ""); strings.TrimSpace(body) != "[]" {
		t.Errorf("messages: %s", body)
	}
	if _, page := ask(t, url+"/", ""); !strings.Contains(page, "Nothing yet") {
		t.Errorf("page: %s", page)
	}
}

func TestOutboxAnswersUnderLoopbackNamesOnly(t *testing.T) {
	url := outbox(t, sent)
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8025": 200, "127.0.0.1:8025": 200, "[::1]:8025": 200,
		"evil.test": 403, "evil.test:8025": 403, "192.0.2.1:8025": 403, "localhost.evil.test": 403,
	} {
		if response, body := ask(t, url+"/messages", host); response.StatusCode != want || want == 403 && strings.Contains(body, "123456") {
			t.Errorf("%s: %s", host, response.Status)
		}
	}
}

func TestOutboxIsServedOnLoopbackOnly(t *testing.T) {
	if url, err := serveOutbox(t.Context(), "0.0.0.0:0", nil); err == nil {
		t.Errorf("served at %s", url)
	}
}

func TestPublicURLIsWhatABrowserOnThisMachineOpens(t *testing.T) {
	for address, want := range map[string]string{
		"127.0.0.1:8080": "http://localhost:8080", ":8080": "http://localhost:8080", "192.0.2.1:80": "http://192.0.2.1:80", "[::1]:8080": "http://[::1]:8080",
	} {
		if got := publicURL(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

func TestTheSealingKeyIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "session.key")
	first, err := sealingKey(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := sealingKey(path)
	if err != nil || first != second || len(first) != 44 {
		t.Errorf("%v, %d characters, same: %t", err, len(first), first == second)
	}
	other, err := sealingKey(filepath.Join(t.TempDir(), "session.key"))
	if err != nil || other == first {
		t.Errorf("%v, two folders share a key: %t", err, other == first)
	}
}

func TestTheStandInsWinOverTheEnvironmentUnlessAnotherIssuerIsSet(t *testing.T) {
	backend := map[string]string{"AWS_REGION": "local", "COGNITO_ISSUER": "http://stand-in", "COGNITO_CLIENT_ID": "stand-in", "COGNITO_USER_POOL_ID": "pool", "COGNITO_CLIENT_SECRET": "stand-in's"}
	for _, name := range []string{"AWS_REGION", "COGNITO_CLIENT_ID", "COGNITO_USER_POOL_ID", "COGNITO_CLIENT_SECRET", "COGNITO_ISSUER"} {
		t.Setenv(name, "mine")
	}
	_ = os.Unsetenv("COGNITO_ISSUER")
	_ = os.Unsetenv("COGNITO_USER_POOL_ID")
	_ = os.Unsetenv("COGNITO_CLIENT_SECRET")
	want := func(name, value string) {
		t.Helper()
		if got := os.Getenv(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	t.Setenv("COGNITO_ISSUER", "https://own.example.com")
	if err := setBackend(backend); err != nil {
		t.Fatal(err)
	}
	want("COGNITO_ISSUER", "https://own.example.com")
	want("COGNITO_CLIENT_ID", "mine")
	want("COGNITO_USER_POOL_ID", "pool") // what the provider's own settings leave out
	want("AWS_REGION", "local")          // never a real account
	want("COGNITO_CLIENT_SECRET", "")    // the app client is another one
	_ = os.Unsetenv("COGNITO_ISSUER")
	if err := setBackend(backend); err != nil {
		t.Fatal(err)
	}
	want("COGNITO_CLIENT_ID", "stand-in")
	want("COGNITO_CLIENT_SECRET", "stand-in's")
}

func TestTheBackendAloneTellsWhatAServerNeeds(t *testing.T) {
	settings := maps.Clone(defaults)
	maps.Copy(settings, map[string]string{"LOCAL_DATA": t.TempDir(), "OUTBOX_ADDR": "127.0.0.1:0", "ALLOWED_EMAIL_DOMAINS": "example.org"})
	for name, value := range settings {
		t.Setenv(name, value)
	}
	report, output := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- errors.Join(run(ctx, []string{"backend"}, output), output.Close()) }()
	var got backendReport
	if err := json.NewDecoder(report).Decode(&got); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"AWS_ENDPOINT_URL_DYNAMODB", "COGNITO_CLIENT_ID", "SESSION_KEYS", "TABLE_NAME"} {
		if got.Environment[name] == "" {
			t.Errorf("%s is missing", name)
		}
	}
	if got.Environment["ALLOWED_EMAIL_DOMAINS"] != "example.org" {
		t.Errorf("ALLOWED_EMAIL_DOMAINS is %q", got.Environment["ALLOWED_EMAIL_DOMAINS"])
	}
	if response, body := ask(t, got.Outbox+"/messages", ""); response.StatusCode != http.StatusOK || strings.TrimSpace(body) != "[]" {
		t.Errorf("%s: %s", response.Status, body)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestAnUnknownCommandIsRefused(t *testing.T) {
	if err := run(t.Context(), []string{"sead"}, io.Discard); err == nil || !strings.Contains(err.Error(), "seed, backend") {
		t.Errorf("%v", err)
	}
}
