package lambda_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

// originSecret is what the distribution before the function sends.
const originSecret = "f2Zt5Qm9xW3kLr8vYb1nHc6sDj4pGa7e"

// startBackend runs the stand-ins, and returns the variables of a function that serves the product over them.
func startBackend(t *testing.T) (*localaws.AWS, map[string]string) {
	t.Helper()
	backend, err := localaws.Start(t.Context(), localaws.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = backend.Close() })
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	environment := backend.Environment()
	maps.Copy(environment, map[string]string{
		"AD_HOC_DOCUMENTS": "true", "PUBLIC_URL": "https://vote.example.com", "ALLOWED_EMAIL_DOMAINS": "example.com",
		"SESSION_KEYS": base64.StdEncoding.EncodeToString(key),
	})
	return backend, environment
}

// event is a request to a function URL, in the payload's format 2.0.
type event map[string]any

// newEvent returns the event of a POST of a document to /graphql.
func newEvent(t *testing.T, query string, input any) event {
	t.Helper()
	content, err := os.ReadFile("testdata/functionurl.json")
	if err != nil {
		t.Fatal(err)
	}
	var e event
	if err := json.Unmarshal(content, &e); err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]any{"query": query, "variables": map[string]any{"input": input}})
	if err != nil {
		t.Fatal(err)
	}
	e["body"] = string(body)
	return e
}

// header sets a header, or removes it.
func (e event) header(name, value string) event {
	headers := e["headers"].(map[string]any)
	if headers[name] = value; value == "" {
		delete(headers, name)
	}
	return e
}

// get makes it a GET of a path without a body.
func (e event) get(path string) event {
	http := e["requestContext"].(map[string]any)["http"].(map[string]any)
	http["method"], http["path"], e["rawPath"] = "GET", path, path
	delete(e, "body")
	return e
}

// answer is what a function URL makes of a streamed response.
type answer struct {
	StatusCode int               `json:"statusCode"`
	Headers    map[string]string `json:"headers"`
	Cookies    []string          `json:"cookies"`
	body       string
}

// ask sends an event to a function and takes the response apart: a prelude in JSON, eight NUL bytes, the body.
func (f *function) ask(t *testing.T, e event) answer {
	t.Helper()
	out, err := f.invoke(t.Context(), e)
	if err != nil || out.failed || out.contentType != "application/vnd.awslambda.http-integration-response" {
		t.Fatalf("%v, failed: %t, %q: %s", err, out.failed, out.contentType, out.body)
	}
	prelude, body, found := bytes.Cut(out.body, make([]byte, 8))
	if !found {
		t.Fatalf("no prelude: %q", out.body)
	}
	a := answer{body: string(body)}
	if err := json.Unmarshal(prelude, &a); err != nil {
		t.Fatalf("%v: %q", err, prelude)
	}
	return a
}

// jar returns the field cookies of the next request of a browser that got this answer.
func (a answer) jar(t *testing.T) (cookies []string) {
	t.Helper()
	for _, line := range a.Cookies {
		cookie, err := http.ParseSetCookie(line)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if cookie.MaxAge >= 0 {
			cookies = append(cookies, cookie.Name+"="+cookie.Value)
		}
	}
	return cookies
}

// value reads a part of the body by the names that lead to it.
func (a answer) value(t *testing.T, path ...string) any {
	t.Helper()
	var at any
	if err := json.Unmarshal([]byte(a.body), &at); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	for _, name := range path {
		object, ok := at.(map[string]any)
		if !ok {
			t.Fatalf("no %s in %s", strings.Join(path, "."), a.body)
		}
		at = object[name]
	}
	return at
}
