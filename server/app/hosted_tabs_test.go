package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

// cookiesOfFlows are the browser's cookies for hosted sign-ins.
func (b *browser) cookiesOfFlows(t *testing.T) (flows []*http.Cookie, bytes int) {
	t.Helper()
	u, err := url.Parse(b.url)
	if err != nil {
		t.Fatal(err)
	}
	for _, cookie := range b.Jar.Cookies(u) {
		if strings.HasPrefix(cookie.Name, "unicornpursuit-sign-in-") {
			flows, bytes = append(flows, cookie), bytes+len(cookie.Name)+len(cookie.Value)
		}
	}
	return flows, bytes
}

// crossing is the browser as it follows the provider's redirect: of its cookies, it sends those that are Lax.
func (b *browser) crossing(t *testing.T) *browser {
	t.Helper()
	u, err := url.Parse(b.url)
	if err != nil {
		t.Fatal(err)
	}
	arriving := newBrowser(t, b.url)
	flows, _ := b.cookiesOfFlows(t)
	arriving.Jar.SetCookies(u, flows)
	return arriving
}

// keep gives the browser the cookies that another jar got.
func (b *browser) keep(t *testing.T, other *browser) {
	t.Helper()
	u, err := url.Parse(b.url)
	if err != nil {
		t.Fatal(err)
	}
	b.Jar.SetCookies(u, other.Jar.Cookies(u))
}

func TestSignInsInSeveralTabsEachComeToTheirEnd(t *testing.T) {
	for name, order := range map[string][2]string{
		"the older first": {"/projects", "/leaderboard"}, "the newer first": {"/leaderboard", "/projects"},
	} {
		t.Run(name, func(t *testing.T) {
			_, address := startHosted(t, localaws.Config{})
			b := newBrowser(t, address)
			callbacks := map[string]string{"/projects": b.answered(t, "/projects")}
			callbacks["/leaderboard"] = b.answered(t, "/leaderboard")
			for _, to := range order {
				arriving := b.crossing(t)
				if done := arriving.open(t, "GET", callbacks[to], nil); done.StatusCode != 200 || done.next() != to {
					t.Errorf("%s: %d leads to %q", to, done.StatusCode, done.next())
				}
				b.keep(t, arriving)
				b.wantSignedIn(t, true)
			}
			// The second has replaced the first one's session, though the browser did not send its cookie.
			if a := b.ask(t, `{ viewer { sessions { current } } }`, nil); strings.Count(a.body, "current") != 1 {
				t.Errorf("sessions: %s", a.body)
			}
		})
	}
}

func TestACallbackOpenedAgainGoesOnWhereItLed(t *testing.T) {
	_, address := startHosted(t, localaws.Config{})
	b := newBrowser(t, address)
	callback := b.answered(t, "/projects?sort=new")
	b.open(t, "GET", callback, nil)

	back := b.crossing(t).open(t, "GET", callback, nil) // Back: a navigation that began at the provider
	if back.StatusCode != 200 || !strings.HasPrefix(back.next(), "/auth/continue?") {
		t.Fatalf("%d leads to %q", back.StatusCode, back.next())
	}
	on := b.open(t, "GET", address+back.next(), nil, "Sec-Fetch-Site", "same-origin")
	if on.StatusCode != 200 || on.next() != "/projects?sort=new" {
		t.Errorf("%d leads to %q", on.StatusCode, on.next())
	}

	u, _ := url.Parse(address)
	flows, _ := b.cookiesOfFlows(t)
	for _, cookie := range flows { // gone, as after ten minutes
		b.Jar.SetCookies(u, []*http.Cookie{{Name: cookie.Name, Path: "/", MaxAge: -1}})
	}
	if on := b.arrive(t, callback); on.StatusCode != 200 || on.next() != "/" {
		t.Errorf("without its cookie: %d leads to %q", on.StatusCode, on.next())
	}
}

func TestACallbackOpenedAgainAfterTheSignOutSaysHowToBeginAgain(t *testing.T) {
	_, address := startHosted(t, localaws.Config{})
	b := newBrowser(t, address)
	callback := b.answered(t, "/projects")
	b.open(t, "GET", callback, nil)
	b.open(t, "POST", address+"/auth/sign-out", url.Values{})
	p := b.arrive(t, callback)
	p.wantProblem(t, 400, "This sign-in can’t be completed")
	if !strings.Contains(p.body, "/auth/sign-in?returnTo=%2Fprojects") {
		t.Errorf("the next try would not lead to the page asked for:\n%s", p.body)
	}
	// A browser that sends every cookie that it has needs no second look.
	none := b.open(t, "GET", callback, nil, "Sec-Fetch-Site", "none")
	none.wantProblem(t, 400, "This sign-in can’t be completed")
}

func TestTheContinuationLeadsNowhereElse(t *testing.T) {
	_, address := startHosted(t, localaws.Config{})
	b := newBrowser(t, address)
	b.open(t, "GET", b.answered(t, "/"), nil)
	for _, to := range []string{"//evil.example.com", "https://evil.example.com/", "/auth/callback", `/\evil.example.com`} {
		p := b.open(t, "GET", address+"/auth/continue?"+url.Values{"returnTo": {to}}.Encode(), nil)
		if p.StatusCode != 200 || p.next() != "/" {
			t.Errorf("%s: %d leads to %q", to, p.StatusCode, p.next())
		}
	}
}

// An answer that somebody else's sign-in got, sent to a browser with sign-ins of its own under way, signs nobody in.
func TestAnotherPersonsAnswerCompletesNoneOfTheSignInsUnderWay(t *testing.T) {
	backend, address := startHosted(t, localaws.Config{})
	attacker, victim := newBrowser(t, address), newBrowser(t, address)
	planted := attacker.answered(t, "/")
	mine := []string{victim.answered(t, "/projects"), victim.answered(t, "/leaderboard")}
	victim.arrive(t, planted).wantProblem(t, 400, "This sign-in can’t be completed")
	victim.wantSignedIn(t, false)

	// Nor does their code with a state of the victim's, which is bound to another verifier.
	u, _ := url.Parse(planted)
	own, _ := url.Parse(mine[0])
	mixed := url.Values{"code": {u.Query().Get("code")}, "state": {own.Query().Get("state")}}
	victim.arrive(t, address+"/auth/callback?"+mixed.Encode()).wantProblem(t, 400, "This sign-in can’t be completed")
	victim.wantSignedIn(t, false)
	if n := backend.Cognito.Calls()["/oauth2/token"]; n != 1 {
		t.Errorf("%d exchanges", n)
	}
	if done := victim.open(t, "GET", mine[1], nil); done.next() != "/leaderboard" {
		t.Errorf("the other sign-in: %d leads to %q", done.StatusCode, done.next())
	}
}

func TestOnlySoManySignInsAreKept(t *testing.T) {
	clock := &fakeClock{}
	_, address := startHosted(t, localaws.Config{}, clock)
	b := newBrowser(t, address)
	long := "/projects?" + strings.Repeat("&é", 160)
	var callbacks []string
	for i := range 9 {
		callbacks = append(callbacks, b.answered(t, fmt.Sprintf("%s%d", long, i)))
		clock.advance(time.Second)
		flows, size := b.cookiesOfFlows(t)
		if len(flows) > 5 || size > 6<<10 {
			t.Errorf("%d cookies of %d bytes", len(flows), size)
		}
		for _, cookie := range flows {
			if n := len(cookie.Name) + len(cookie.Value); n > 4000 {
				t.Errorf("a cookie of %d bytes, which browsers drop", n)
			}
		}
	}
	b.arrive(t, callbacks[0]).wantProblem(t, 400, "This sign-in can’t be completed")
	for _, i := range []int{7, 8} {
		if done := b.open(t, "GET", callbacks[i], nil); done.StatusCode != 200 || !strings.HasSuffix(done.next(), fmt.Sprint(i)) {
			t.Errorf("sign-in %d: %d leads to %q", i, done.StatusCode, done.next())
		}
	}
}

func TestACookieThatIsNotASignInIsClearedByTheNext(t *testing.T) {
	_, address := startHosted(t, localaws.Config{})
	b := newBrowser(t, address)
	b.answered(t, "/")
	flows, _ := b.cookiesOfFlows(t)
	name, _, _ := strings.Cut(flows[0].Name, ".")
	u, _ := url.Parse(address)
	b.Jar.SetCookies(u, []*http.Cookie{{Name: name + ".rubbish", Value: "rubbish", Path: "/"}})
	b.answered(t, "/")
	if flows, _ := b.cookiesOfFlows(t); len(flows) != 2 {
		t.Errorf("%d cookies", len(flows))
	}
}
