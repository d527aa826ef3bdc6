package hosted

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// flowLifetime is how long a person may take on the provider's pages, and how long a finished sign-in is remembered.
const flowLifetime = 10 * time.Minute

// Browsers send the cookies of all sign-ins with every request, so their number and their size are bounded. The oldest
// yield.
const (
	maxFlows     = 5
	maxFlowBytes = 6 << 10
)

// sealContext keeps what is sealed here from being used in place of anything else that the same keys seal.
const sealContext = "hosted sign-in"

// flow is a sign-in under way, or finished a moment ago. It travels in a cookie of its own, sealed: the browser that
// brings the answer must be the one that started the sign-in, and no instance has to remember anything.
type flow struct {
	// State ties the answer to the request, Nonce the ID token, and Verifier the code (PKCE).
	State           string
	Nonce, Verifier string `json:",omitempty"`
	// ReturnTo is where to go on after the sign-in: a path of the product.
	ReturnTo string
	// CookieID is the session that the browser had when the sign-in began, which the new one replaces, or the session
	// that it led to. The answer comes from another site, so the browser does not send the session's cookie along.
	CookieID  string `json:",omitempty"`
	ExpiresAt time.Time
	// Finished marks a sign-in that has led to a session. Its cookie only says where a callback opened again goes on.
	Finished bool `json:",omitempty"`
}

func (h *Handler) newFlow(r *http.Request) flow {
	return flow{
		State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(),
		ReturnTo: returnTo(r.URL.Query().Get("returnTo")), CookieID: session.RequestFrom(r.Context()).CookieID,
		ExpiresAt: h.Now().Add(flowLifetime),
	}
}

// finished is what remains of a sign-in that has led to the session of a cookie.
func (f flow) finished(cookieID string, now time.Time) flow {
	return flow{
		State: f.State, ReturnTo: f.ReturnTo, CookieID: cookieID, ExpiresAt: now.Add(flowLifetime), Finished: true,
	}
}

// keepFlow stores f in the cookie of its state, and drops the oldest others where there would be too many. Each sign-in
// has a cookie of its own, so that one that begins in another tab does not replace it.
func (h *Handler) keepFlow(w http.ResponseWriter, r *http.Request, f flow) {
	cookie := h.flowCookie(f.State)
	cookie.Value = h.sealFlow(f)
	cookie.MaxAge = int(flowLifetime / time.Second)
	http.SetCookie(w, cookie)
	left, room := maxFlows-1, maxFlowBytes-len(cookie.Name)-len(cookie.Value)
	for _, kept := range h.readFlows(r) {
		if kept.name == cookie.Name {
			continue
		}
		left, room = left-1, room-kept.size
		if left < 0 || room < 0 || !kept.valid {
			h.forget(w, kept.name)
		}
	}
}

func (h *Handler) sealFlow(f flow) string {
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false) // six bytes for each & of a long path would outgrow a cookie
	if err := encoder.Encode(f); err != nil {
		panic(err) // texts and a time always encode
	}
	return base64.RawURLEncoding.EncodeToString(h.Sealer.Seal(sealContext, plain.Bytes()))
}

// flowPrefix is how the names of the cookies begin. The dot keeps them apart from those of another copy of the product,
// whose names contain its port.
func (h *Handler) flowPrefix() string { return h.CookieName + "." }

// flowCookie is the cookie of the sign-in with a state. It is Lax: the answer is a top-level navigation that begins on
// the provider's site, and a Strict cookie would not come along. It allows nothing by itself.
func (h *Handler) flowCookie(state string) *http.Cookie {
	hash := sha256.Sum256([]byte(state)) // the state itself stays sealed
	return h.cookie(h.flowPrefix() + hex.EncodeToString(hash[:8]))
}

func (h *Handler) cookie(name string) *http.Cookie {
	return &http.Cookie{
		Name: name, Path: "/", Secure: h.PublicURL.Scheme == "https", HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// keptFlow is a sign-in as the browser keeps it; where it is not valid, flow is the zero value.
type keptFlow struct {
	flow
	valid bool
	name  string
	size  int
}

// readFlows returns the sign-ins that the browser keeps, the latest first.
func (h *Handler) readFlows(r *http.Request) []keptFlow {
	var all []keptFlow
	for _, cookie := range r.Cookies() {
		if !strings.HasPrefix(cookie.Name, h.flowPrefix()) {
			continue
		}
		f, valid := h.openFlow(cookie.Value)
		all = append(all, keptFlow{f, valid, cookie.Name, len(cookie.Name) + len(cookie.Value)})
	}
	slices.SortStableFunc(all, func(a, b keptFlow) int { return b.ExpiresAt.Compare(a.ExpiresAt) })
	return all
}

// readFlow returns the browser's sign-in with a state, if there is one and it has not run out.
func (h *Handler) readFlow(r *http.Request, state string) (f flow, ok bool) {
	cookies := r.CookiesNamed(h.flowCookie(state).Name)
	if len(cookies) != 1 { // browsers send one; a second would have been planted
		return flow{}, false
	}
	f, ok = h.openFlow(cookies[0].Value)
	if !ok || subtle.ConstantTimeCompare([]byte(f.State), []byte(state)) != 1 {
		return flow{}, false
	}
	return f, true
}

// openFlow reads the value of a cookie, if it is one of ours and has not run out.
func (h *Handler) openFlow(value string) (f flow, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		return flow{}, false
	}
	plain, err := h.Sealer.Open(sealContext, sealed)
	if err != nil || json.Unmarshal(plain, &f) != nil || !h.Now().Before(f.ExpiresAt) {
		return flow{}, false
	}
	return f, true
}

// replaced is the session of the browser that a sign-in replaces: that of the one that has finished since it began, or
// else the one that the browser had then.
func (h *Handler) replaced(r *http.Request, f flow) (cookieID string) {
	for _, kept := range h.readFlows(r) {
		if kept.Finished {
			return kept.CookieID
		}
	}
	return f.CookieID
}

func (h *Handler) forget(w http.ResponseWriter, name string) {
	cookie := h.cookie(name)
	cookie.MaxAge = -1
	http.SetCookie(w, cookie)
}
