package hosted

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/oauth2"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/oidc"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// callback takes the provider's answer, exchanges the code, and starts the session.
func (h *Handler) callback(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), exchangeTimeout)
	defer cancel()
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || len(query["state"]) != 1 {
		h.goOnIfSignedIn(w, r, "")
		return
	}
	// An answer that matches no sign-in of this browser does not affect those under way, since anybody can send people
	// to this address.
	f, ok := h.readFlow(r, query.Get("state"))
	if !ok || f.Finished {
		h.goOnIfSignedIn(w, r, f.ReturnTo)
		return
	}
	metadata, err := h.provider.Metadata(ctx)
	if err != nil {
		h.showProblem(w, r, problemOf(err), f.ReturnTo) // the cookie is kept, so loading the page again goes on
		return
	}
	if r.Method == http.MethodHead { // a probe must not use up the code, and is answered as if it were accepted
		w.Header().Set("Cache-Control", "no-store")
		return
	}
	started, err := h.finish(ctx, metadata, h.replaced(r, f), f, query)
	if err != nil {
		h.forget(w, h.flowCookie(f.State).Name) // whatever the outcome, there is only one answer
		if !fault.IsLogged(err) {
			slog.WarnContext(ctx, "hosted sign-in failed", "error", err, "requestId", session.RequestFrom(ctx).ID)
		}
		if problemOf(err) == stale { // used already, maybe by the same person's other tab
			h.goOnIfSignedIn(w, r, f.ReturnTo)
			return
		}
		h.showProblem(w, r, problemOf(err), f.ReturnTo)
		return
	}
	h.keepFlow(w, r, f.finished(started, h.Now()))
	h.goOn(w, f.ReturnTo)
}

// goOn answers with a page that opens the next one. A redirect would not do: the browser came here from the provider's
// site, and in one chain of redirects the new session's cookie, which is SameSite=Strict, would be held back from the
// next page. That page would show a person who just signed in as signed out. A navigation that this page starts is the
// product's own, and has the cookie.
func (h *Handler) goOn(w http.ResponseWriter, to string) {
	showPage(
		w,
		http.StatusOK,
		page{Title: "You are signed in", Text: "Taking you on…", Refresh: to, Links: []link{{"Continue", to}}},
	)
}

// goOnIfSignedIn answers a callback that completes no sign-in, such as one that was opened again by the browser's Back
// or a restored tab: a person who is signed in goes on, and anybody else reads how to begin again. It uses nothing of
// the answer. Where the browser may have held the session's cookie back, it is asked for by a navigation of the
// product's own.
func (h *Handler) goOnIfSignedIn(w http.ResponseWriter, r *http.Request, to string) {
	to = cmp.Or(to, "/")
	_, err := h.Sessions.Authenticate(r.Context())
	switch held := session.RequestFrom(r.Context()).CookieID == "" && !beganHere(r); {
	case err == nil:
		h.goOn(w, to)
	case !errors.Is(err, session.ErrUnauthenticated):
		h.showProblem(w, r, problemOf(err), to)
	case held && r.URL.Path == CallbackPath:
		next := ContinuePath + "?" + url.Values{"returnTo": {to}}.Encode()
		showPage(w, http.StatusOK, page{
			Title: "One moment", Text: "Taking you on…", Refresh: next, Links: []link{{"Continue", next}},
		})
	default:
		h.showProblem(w, r, stale, to)
	}
}

// beganHere reports whether the product's own page or the person began the navigation, as far as the browser says so:
// then it has sent every cookie that it has.
func beganHere(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "same-origin" || site == "none"
}

// goOnFromHere is where a callback that completed nothing leads to, by a navigation that began at the product.
func (h *Handler) goOnFromHere(w http.ResponseWriter, r *http.Request) {
	h.goOnIfSignedIn(w, r, returnTo(r.URL.Query().Get("returnTo")))
}

// finish turns an answer that matches its request into a session, which replaces that of another cookie. It returns the
// id in the new session's cookie.
func (h *Handler) finish(
	ctx context.Context, m *oidc.Metadata, replaced string, f flow, query url.Values,
) (cookieID string, err error) {
	code, err := h.readAnswer(m, query)
	if err != nil {
		return "", err
	}
	callProvider := context.WithValue(ctx, oauth2.HTTPClient, h.provider.HTTPClient())
	token, err := h.oauth(m).Exchange(callProvider, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return "", exchangeError(err)
	}
	idToken, _ := token.Extra("id_token").(string)
	if idToken == "" || !strings.EqualFold(token.TokenType, "Bearer") {
		return "", &failure{refused, "an answer without an ID token or a bearer token"}
	}
	subject, err := h.Tokens.VerifyIDToken(ctx, idToken, f.Nonce, token.AccessToken)
	if errors.Is(err, session.ErrUnauthenticated) && !errors.Is(err, oidc.ErrOtherRequest) {
		err = session.UnusableToken(ctx, "ID token", err)
	}
	if err != nil {
		return "", err
	}
	request := session.RequestFrom(ctx)
	request.CookieID = cmp.Or(request.CookieID, replaced)
	_, err = h.Sessions.SignInWithTokens(ctx, subject, session.Tokens{
		AccessToken: token.AccessToken, IDToken: idToken, RefreshToken: token.RefreshToken, ExpiresIn: int(token.ExpiresIn),
	})
	return request.CookieID, err
}

// readAnswer returns the code of an answer, or the failure that it reports.
func (h *Handler) readAnswer(m *oidc.Metadata, query url.Values) (code string, err error) {
	for _, name := range []string{"code", "error", "iss"} {
		if len(query[name]) > 1 {
			return "", &failure{refused, name + " is given more than once"}
		}
	}
	// RFC 9207: the answer of another provider, mixed up with this one's, must not get its code sent here.
	if issuer, given := query["iss"]; given && issuer[0] != h.Issuer || !given && m.NamesIssuerInResponses {
		return "", &failure{refused, "iss is missing or another issuer"}
	}
	switch reported := query.Get("error"); {
	case reported == "access_denied":
		return "", &failure{cancelled, reported}
	case reported == "server_error" || reported == "temporarily_unavailable":
		return "", &failure{unavailable, reported}
	case reported != "":
		return "", &failure{refused, "the provider reports " + errorCode(reported)}
	}
	if code = query.Get("code"); code == "" {
		return "", &failure{refused, "an answer without a code"}
	}
	return code, nil
}

// exchangeError translates the error of a failed exchange. The error of oauth2 quotes the provider's answer, so it goes
// no further.
func exchangeError(err error) error {
	var answer *oauth2.RetrieveError
	if !errors.As(err, &answer) {
		var network *url.Error
		if errors.As(err, &network) || errors.Is(err, context.DeadlineExceeded) {
			return &fault.Unavailable{
				Upstream:   "sign-in provider",
				RetryAfter: retryAfter,
				Err:        errors.New("code exchange: no answer"),
			}
		}
		return &failure{refused, "code exchange: an answer without tokens"}
	}
	status := answer.Response.StatusCode
	switch {
	case status >= http.StatusInternalServerError || status == http.StatusTooManyRequests:
		return &fault.Unavailable{
			Upstream:   "sign-in provider",
			RetryAfter: retryAfter,
			Err:        errors.New("code exchange: answer " + http.StatusText(status)),
		}
	case answer.ErrorCode == "invalid_grant": // used before, or too old
		return &failure{stale, "code exchange: invalid_grant"}
	}
	return &failure{refused, "code exchange: " + errorCode(answer.ErrorCode)}
}

var errorCodePattern = regexp.MustCompile(`^[a-z_]{1,40}$`)

// errorCode is an OAuth error code fit for a log line; text that does not look like one could be anything.
func errorCode(text string) string {
	if errorCodePattern.MatchString(text) {
		return text
	}
	return "an error code that is malformed"
}

// failure is a sign-in that did not succeed: what the person reads, and why, for the log.
type failure struct {
	problem problem
	reason  string
}

func (e *failure) Error() string { return e.reason }

// problemOf returns what a person reads about an error.
func problemOf(err error) problem {
	var failed *failure
	var down *fault.Unavailable
	switch {
	case errors.As(err, &failed):
		return failed.problem
	case fault.IsLogged(err):
		return unusable
	case errors.As(err, &down), errors.Is(err, context.DeadlineExceeded):
		return unavailable
	case errors.Is(err, session.ErrUnauthenticated): // tokens that are not valid
		return refused
	}
	return internal
}
