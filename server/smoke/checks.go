package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/client"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
)

// check is one property of a deployment.
type check struct {
	name  string
	holds func(context.Context, deployment) error
}

var checks = []check{
	{"the process runs (/healthz)", status("/healthz", http.StatusOK)},
	{"its upstreams answer (/readyz)", status("/readyz", http.StatusOK)},
	{"the security headers arrive", securityHeaders},
	{"the API answers (signUpPolicy)", signUpPolicy},
	{"answers of the API are not kept", notKept},
	{"introspection is off", introspectionOff},
	{"the playground is off", status("/graphiql", http.StatusNotFound)},
	{"a page of another site is refused", otherSiteRefused},
}

// headers that every answer has, and what each must hold.
var headers = map[string]string{
	"Content-Security-Policy":      "default-src 'self'",
	"Strict-Transport-Security":    "max-age=",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=()",
}

// deployment is where to ask.
type deployment struct {
	base   *url.URL
	client *http.Client
}

// reply is what a deployment answered.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// maxReply is more than any expected answer, in bytes.
const maxReply = 1 << 20

func (d deployment) get(ctx context.Context, path string) (reply, error) {
	return d.send(ctx, http.MethodGet, path, "", nil)
}

// query sends a query to the API, with additional headers if needed.
func (d deployment) query(ctx context.Context, document string, header map[string]string) (reply, error) {
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		return reply{}, err
	}
	return d.send(ctx, http.MethodPost, "/graphql", string(body), header)
}

func (d deployment) send(ctx context.Context, method, path, body string, header map[string]string) (reply, error) {
	request, err := http.NewRequestWithContext(ctx, method, d.base.JoinPath(path).String(), strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := d.client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, maxReply))
	return reply{status: response.StatusCode, header: response.Header, body: content}, err
}

func status(path string, want int) func(context.Context, deployment) error {
	return func(ctx context.Context, d deployment) error {
		got, err := d.get(ctx, path)
		if err == nil && got.status != want {
			err = fmt.Errorf("%s answers %d instead of %d", path, got.status, want)
		}
		return err
	}
}

func securityHeaders(ctx context.Context, d deployment) error {
	got, err := d.get(ctx, "/")
	if err != nil {
		return err
	}
	var problems []error
	for name, want := range headers {
		if value := got.header.Get(name); !strings.Contains(value, want) {
			problems = append(problems, fmt.Errorf("%s is %q and should hold %q", name, value, want))
		}
	}
	return errors.Join(problems...)
}

// signUpPolicy asks by a document of the Go client, which every deployment trusts.
func signUpPolicy(ctx context.Context, d deployment) error {
	got, err := d.query(ctx, client.SignUpPolicy_Operation, nil)
	if err != nil {
		return err
	}
	var answer struct {
		Data struct {
			SignUpPolicy struct{ EmailDomains []string }
		}
	}
	if err := json.Unmarshal(got.body, &answer); err != nil || len(answer.Data.SignUpPolicy.EmailDomains) == 0 {
		return fmt.Errorf("no email domain may sign up: status %d, %.200q", got.status, got.body)
	}
	return nil
}

func notKept(ctx context.Context, d deployment) error {
	got, err := d.query(ctx, "{ __typename }", nil)
	if value := got.header.Get("Cache-Control"); err == nil && !strings.Contains(value, "no-store") {
		err = fmt.Errorf("Cache-Control is %q and should hold no-store", value)
	}
	return err
}

func introspectionOff(ctx context.Context, d deployment) error {
	got, err := d.query(ctx, "{ __schema { queryType { name } } }", nil)
	if err != nil {
		return err
	}
	var answer struct {
		Data struct {
			Schema any `json:"__schema"`
		}
		Errors []any
	}
	if err := json.Unmarshal(got.body, &answer); err != nil {
		return fmt.Errorf("not an answer of the API: status %d, %.200q", got.status, got.body)
	}
	if answer.Data.Schema != nil || len(answer.Errors) == 0 {
		return errors.New("the schema is published: PLAYGROUND or ENVIRONMENT is that of development")
	}
	return nil
}

// otherSiteRefused asks as a form of another site would, which browsers send along with cookies.
func otherSiteRefused(ctx context.Context, d deployment) error {
	got, err := d.query(
		ctx,
		"mutation { signOut { __typename } }",
		map[string]string{
			"Origin":         "https://evil.example",
			"Sec-Fetch-Site": "cross-site",
			"Cookie":         httpapi.CookieName("session", d.base) + "=none",
		},
	)
	if err == nil && got.status < http.StatusBadRequest && !strings.Contains(string(got.body), "FORBIDDEN") {
		err = fmt.Errorf("it is answered: status %d, %.200q", got.status, got.body)
	}
	return err
}
