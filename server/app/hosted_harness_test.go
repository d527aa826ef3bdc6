package app_test

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

// page is an answer with its body read.
type page struct {
	*http.Response
	body string
}

// open sends a request as a browser does for a navigation, and stops at redirects. The cookie jar knows nothing of
// SameSite.
func (b *browser) open(t *testing.T, method, address string, form url.Values, headers ...string) page {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	stopping := *b.Client
	stopping.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := stopping.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{response, string(body)}
}

func (p page) location(t *testing.T) string {
	t.Helper()
	to, err := p.Location()
	if err != nil {
		t.Fatalf("%d leads nowhere: %s", p.StatusCode, p.body)
	}
	return to.String()
}

var refreshPattern = regexp.MustCompile(`<meta http-equiv="refresh" content="0; url=([^"]*)">`)

// next is where a page leads on to by itself.
func (p page) next() string {
	match := refreshPattern.FindStringSubmatch(p.body)
	if match == nil {
		return ""
	}
	return html.UnescapeString(match[1])
}

// wantProblem checks an error page: what it says, that it says what to do next, and that it repeats nothing of the
// request.
func (p page) wantProblem(t *testing.T, status int, title string) {
	t.Helper()
	if p.StatusCode != status || !strings.Contains(p.body, "<h1>"+title) || !strings.Contains(p.body, "/auth/sign-in") || !strings.Contains(p.body, `role="alert"`) {
		t.Errorf("%d, want %d %q:\n%s", p.StatusCode, status, title, p.body)
	}
	if p.Header.Get("Cache-Control") != "no-store" || p.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("headers %v", p.Header)
	}
	for name, values := range p.Request.URL.Query() {
		for _, value := range values {
			if len(value) > 8 && strings.Contains(p.body, value) {
				t.Errorf("the page repeats %s of its address", name)
			}
		}
	}
}

// startHosted runs the product with hosted sign-in and one confirmed account.
func startHosted(t *testing.T, c localaws.Config, clock ...*fakeClock) (*localaws.AWS, string) {
	t.Helper()
	backend := startAWS(t, c)
	t.Setenv("PUBLIC_URL", "http://127.0.0.1:0")
	address := startProduct(t, clock...)
	signUp(t, backend, address, "ada@example.com")
	return backend, address
}

// answered opens the sign-in page, fills in its form, and returns the callback address that it leads to.
func (b *browser) answered(t *testing.T, returnTo string) string {
	t.Helper()
	start := b.open(t, "GET", b.url+"/auth/sign-in?"+url.Values{"returnTo": {returnTo}}.Encode(), nil)
	authorize := b.open(t, "GET", start.location(t), nil)
	to := authorize.location(t)
	if strings.Contains(to, "/login?") {
		to = b.open(t, "POST", to, url.Values{"email": {"ada@example.com"}, "password": {password}}).location(t)
	}
	if !strings.HasPrefix(to, b.url+"/auth/callback?") {
		t.Fatalf("led to %s", to)
	}
	return to
}

// arrive opens a callback, and the page of the product's own that one without a sign-in leads to.
func (b *browser) arrive(t *testing.T, callback string) page {
	t.Helper()
	p := b.open(t, "GET", callback, nil)
	if next := p.next(); strings.HasPrefix(next, "/auth/continue") {
		return b.open(t, "GET", b.url+next, nil, "Sec-Fetch-Site", "same-origin")
	}
	return p
}

func (b *browser) wantSignedIn(t *testing.T, want bool) {
	t.Helper()
	if a := b.ask(t, viewerQuery, nil); (a.code() == "") != want || (string(a.Data["viewer"]) != "null") != want {
		t.Errorf("signed in: %t, want %t (%s)", !want, want, a.body)
	}
}
