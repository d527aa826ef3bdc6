package hosted

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"golang.org/x/oauth2"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// flowLifetime is how long a person may take on the provider's pages.
const flowLifetime = 10 * time.Minute

// sealContext keeps what is sealed here from being used in place of anything else that the same keys seal.
const sealContext = "hosted sign-in"

// flow is a sign-in under way. It travels in a cookie, sealed: the browser that brings the answer must be the one that
// started the sign-in, and no instance has to remember anything.
type flow struct {
	// State ties the answer to the request, Nonce the ID token, and Verifier the code (PKCE).
	State, Nonce, Verifier string
	// ReturnTo is where to go on after the sign-in: a path of the product.
	ReturnTo string
	// CookieID is the session that the browser had, which the new one replaces. The answer comes from another site, so the
	// browser does not send the session's cookie along with it.
	CookieID  string `json:",omitempty"`
	ExpiresAt time.Time
}

func (h *Handler) newFlow(r *http.Request) flow {
	return flow{
		State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(),
		ReturnTo: returnTo(r.URL.Query().Get("returnTo")), CookieID: session.RequestFrom(r.Context()).CookieID,
		ExpiresAt: h.Now().Add(flowLifetime),
	}
}

// fits reports whether an answer's state is the request's.
func (f flow) fits(state string) bool {
	return subtle.ConstantTimeCompare([]byte(f.State), []byte(state)) == 1
}

// keepFlow stores f in a cookie. There is one at a time: the newest replaces earlier ones.
func (h *Handler) keepFlow(w http.ResponseWriter, f flow) {
	plain, err := json.Marshal(f)
	if err != nil {
		panic(err) // texts and a time always encode
	}
	cookie := h.flowCookie()
	cookie.Value = base64.RawURLEncoding.EncodeToString(h.Sealer.Seal(sealContext, plain))
	cookie.MaxAge = int(flowLifetime / time.Second)
	http.SetCookie(w, cookie)
}

// flowCookie is Lax: the answer is a top-level navigation that begins on the provider's site, and a Strict cookie would
// not come along. It allows nothing by itself.
func (h *Handler) flowCookie() *http.Cookie {
	return &http.Cookie{
		Name: h.CookieName, Path: "/", Secure: h.PublicURL.Scheme == "https", HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// readFlow returns the sign-in under way of the browser that sent r, if there is one and it has not run out.
func (h *Handler) readFlow(r *http.Request) (f flow, ok bool) {
	cookies := r.CookiesNamed(h.flowCookie().Name)
	if len(cookies) != 1 { // browsers send one; a second would have been planted
		return flow{}, false
	}
	sealed, err := base64.RawURLEncoding.DecodeString(cookies[0].Value)
	if err != nil {
		return flow{}, false
	}
	plain, err := h.Sealer.Open(sealContext, sealed)
	if err != nil || json.Unmarshal(plain, &f) != nil {
		return flow{}, false
	}
	return f, h.Now().Before(f.ExpiresAt)
}

func (h *Handler) forgetFlow(w http.ResponseWriter) {
	cookie := h.flowCookie()
	cookie.MaxAge = -1
	http.SetCookie(w, cookie)
}
