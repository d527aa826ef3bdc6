package hosted

import (
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

const (
	stylePath = "/auth/page.css"
	logoPath  = "/auth/logo.svg"
)

//go:embed pages
var files embed.FS

var pageTemplate = template.Must(template.ParseFS(files, "pages/page.html"))

// page is everything that the pages show. They have no script, and contain nothing from a request or from the
// provider's answer.
type page struct {
	Title, Text string
	// Problem marks the text as an alert.
	Problem bool
	// RequestID names the request for support, or is empty.
	RequestID string
	// Refresh is the address that the page opens by itself, or empty.
	Refresh string
	// Button sends the form that signs out, if it is not empty.
	Button string
	Links  []link
}

type link struct{ Text, To string }

func showPage(w http.ResponseWriter, status int, p page) {
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer") // the address may hold a code
	w.WriteHeader(status)
	_ = pageTemplate.Execute(w, p) // the only cause of an error is a client that is gone
}

// problem is what went wrong, for a person.
type problem struct {
	status      int
	title, text string
}

var (
	cancelled = problem{
		http.StatusForbidden,
		"You are not signed in",
		"The sign-in was cancelled. You can start again, or go on without signing in.",
	}
	stale = problem{http.StatusBadRequest, "This sign-in can’t be completed",
		"It took longer than ten minutes, was completed before, or was started in another browser. Cookies must be allowed for it to work. Start again to sign in."}
	refused = problem{http.StatusBadGateway, "Sign-in did not work",
		"The sign-in service gave an answer that this site can’t accept. Start again. If that does not help, tell the people who run this site."}
	unavailable = problem{
		http.StatusServiceUnavailable,
		"Sign-in is not available just now",
		"The sign-in service does not answer. Wait a moment, then try again.",
	}
	unusable = problem{
		http.StatusServiceUnavailable,
		"Sign-in is not available just now",
		"This site can’t use what the sign-in service answers. You have done nothing wrong. Tell the people who run this site.",
	}
	internal = problem{
		http.StatusInternalServerError,
		"Something went wrong",
		"The fault is on our side. Try again. If that does not help, tell the people who run this site.",
	}
)

// showProblem says what went wrong and what to do next. returnTo is kept for the next try.
func (h *Handler) showProblem(w http.ResponseWriter, r *http.Request, p problem, returnTo string) {
	again := h.public(SignInPath)
	if returnTo != "" && returnTo != "/" {
		again += "?" + url.Values{"returnTo": {returnTo}}.Encode()
	}
	if p.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(int(retryAfter/time.Second)))
	}
	shown := page{
		Title:   p.title,
		Text:    p.text,
		Problem: true,
		Links:   []link{{"Sign in", again}, {"Front page", h.public("/")}},
	}
	if p.status >= http.StatusInternalServerError {
		shown.RequestID = session.RequestFrom(r.Context()).ID
	}
	showPage(w, p.status, shown)
}

func serveStyle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "max-age=300")
	http.ServeFileFS(w, r, files, "pages/page.css")
}

func (h *Handler) serveLogo(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "max-age=300")
	_, _ = w.Write(h.Logo)
}
