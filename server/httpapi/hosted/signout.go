package hosted

import (
	"log/slog"
	"net/http"
	"net/url"

	"github.com/unicornpursuit/unicornpursuit/internal/oidc"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// askToSignOut answers a link to sign-out. Following a link must change nothing: any site could contain the link, or an
// image that loads it.
func (h *Handler) askToSignOut(w http.ResponseWriter, _ *http.Request) {
	showPage(w, http.StatusOK, page{
		Title: "Sign out?", Text: "You will be signed out here and at the sign-in service.",
		Button: "Sign out", Links: []link{{"Stay signed in", h.public("/")}},
	})
}

// signOut ends the session here first, then sends the browser to the provider to end its own session. Otherwise the
// next sign-in would not ask for a password. The transport has refused requests from other sites. The answer is a page
// rather than a redirect: browsers hold the redirects of a form to the page's form-action, which allows this origin
// only.
func (h *Handler) signOut(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	if err := h.Sessions.SignOut(ctx, ""); err != nil {
		slog.WarnContext(ctx, "sign-out failed", "error", err, "requestId", session.RequestFrom(ctx).ID)
		showPage(w, problemOf(err).status, page{
			Title: "You are still signed in", Text: "Signing out did not work just now. Wait a moment, then try again.", Problem: true,
			RequestID: session.RequestFrom(
				ctx,
			).ID, Links: []link{{"Try again", h.public(SignOutPath)}, {"Front page", h.public("/")}},
		})
		return
	}
	m, err := h.provider.Metadata(ctx)
	if err != nil {
		showPage(w, http.StatusOK, page{
			Title: "You are signed out here",
			Text:  "The sign-in service does not answer, so you may still be signed in there. On a shared computer, close the browser.",
			Links: []link{{"Front page", h.public("/")}},
		})
		return
	}
	to := h.endSession(m)
	showPage(
		w,
		http.StatusOK,
		page{
			Title:   "Signing out",
			Text:    "You are signed out here. Taking you to the sign-in service to sign out there, too…",
			Refresh: to,
			Links:   []link{{"Continue", to}},
		},
	)
}

// endSession is where the provider ends its own session. Cognito's page, which is the domain's /logout whether the
// metadata names it or not, has parameters of its own. Others take those of OpenID Connect RP-Initiated Logout: the
// client id rather than an ID token as a hint, since the address passes through the browser, which never gets a token.
// A provider may then ask the person to confirm.
func (h *Handler) endSession(m *oidc.Metadata) string {
	cognito := h.DomainURL.JoinPath("/logout")
	parameters := url.Values{"client_id": {h.ClientID}}
	if m.EndSessionEndpoint == "" || m.EndSessionEndpoint == cognito.String() {
		parameters.Set("logout_uri", h.public("/"))
		cognito.RawQuery = parameters.Encode()
		return cognito.String()
	}
	u, err := url.Parse(m.EndSessionEndpoint)
	if err != nil {
		panic(err) // checked with the metadata
	}
	for name, values := range u.Query() {
		parameters[name] = values
	}
	parameters.Set("post_logout_redirect_uri", h.public("/"))
	u.RawQuery = parameters.Encode()
	return u.String()
}
