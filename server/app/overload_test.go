package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/client"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/server/app"
)

// While the table hangs, an instance that is full of requests refuses more of them, and still signs people out.
func TestAFullInstanceStillSignsOut(t *testing.T) {
	const full = 3
	backend := startAWS(t, localaws.Config{})
	target, err := url.Parse(backend.Dynamo.URL())
	if err != nil {
		t.Fatal(err)
	}
	arrived, proceed, hangs := make(chan struct{}), make(chan struct{}), &atomic.Bool{}
	// The signature names the host that the server asked, so that the header stays as it is.
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = target.Scheme, target.Host }}
	table := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if hangs.Load() && strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".GetItem") {
			arrived <- struct{}{}
			<-proceed
		}
		pass.ServeHTTP(w, r)
	}))
	defer table.Close()
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", table.URL)
	inProduction(t)
	t.Setenv("AD_HOC_DOCUMENTS", "true")
	config, err := app.ParseConfig()
	if err != nil {
		t.Fatal(err)
	}
	config.Unhurried, config.MaxExecuting = 20, full
	at := "http://" + serveInstance(t, config).Addr().String()
	signUp(t, backend, at, "ada@example.com")
	tokens := signIn(t, at, "ada@example.com").Tokens

	hangs.Store(true)
	answers := make(chan answer)
	visitor := newBrowser(t, at)
	ask := func() answer {
		return visitor.ask(t, `{ viewer { voter { remainingPoints } } }`, nil, "Authorization", "Bearer "+tokens.AccessToken)
	}
	for range full {
		go func() { answers <- ask() }()
		<-arrived
	}
	if a := ask(); a.status != http.StatusServiceUnavailable || a.code() != "SERVICE_UNAVAILABLE" || a.header.Get("Retry-After") == "" {
		t.Errorf("in excess: %d %s", a.status, a.body)
	}
	signedOut, err := client.SignOut(t.Context(), api(at), &client.SignOutInput{RefreshToken: &tokens.RefreshToken})
	if err != nil || len(signedOut.SignOut.UserErrors) > 0 {
		t.Errorf("signOut: %v %+v", err, signedOut)
	}
	hangs.Store(false)
	close(proceed)
	for range full {
		if a := <-answers; a.status != http.StatusOK || len(a.Errors) > 0 {
			t.Errorf("admitted: %d %s", a.status, a.body)
		}
	}
	if a := ask(); a.status != http.StatusOK {
		t.Errorf("afterwards: %d %s", a.status, a.body)
	}
}
