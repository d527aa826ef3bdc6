package session

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

const (
	// maxWrongAnswers is how many wrong answers one sign-in may give; the provider counts as well.
	maxWrongAnswers = 5
	// maxHandleLength avoids decrypting texts that can't be a handle. A handle whose fields all have their greatest
	// length has 4 KB.
	maxHandleLength = 6 << 10
	// handleContext keeps handles apart from everything else that is sealed with the same keys.
	handleContext = "challenge handle"
)

// handle is what a challenge's handle holds, sealed. The client can neither read nor change it, so that nothing of a
// sign-in that is under way has to be stored. No password is ever in it.
type handle struct {
	// ID names the handle for its one use: 256 random bits.
	ID string
	// Browser is the hash of the id in the challenge cookie. It is empty for TransportTokens, whose clients have no
	// cookies: there, only its secrecy protects the handle.
	Browser   string `json:",omitempty"`
	Transport Transport
	Email     string
	// Begun is when the sign-in began, with its first challenge.
	Begun time.Time
	// ExpiresAt is that of the provider's challenge; a wrong answer does not move it.
	ExpiresAt time.Time
	// Wrong counts the wrong answers of the sign-in.
	Wrong     int
	Challenge Challenge
}

func (s *Service) sealHandle(h handle) (string, error) {
	plain, err := json.Marshal(h)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(s.sealer.Seal(handleContext, plain)), nil
}

// openHandle decrypts a handle. Errors: ErrChallengeExpired if the text is not a handle, has expired, or the request
// comes from another browser.
func (s *Service) openHandle(ctx context.Context, text string) (h handle, err error) {
	if len(text) > maxHandleLength {
		return handle{}, ErrChallengeExpired
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return handle{}, ErrChallengeExpired
	}
	plain, err := s.sealer.Open(handleContext, sealed)
	if err != nil {
		return handle{}, ErrChallengeExpired
	}
	if err := json.Unmarshal(plain, &h); err != nil {
		return handle{}, err
	}
	if !s.now().Before(h.ExpiresAt) || h.Browser != "" && h.Browser != hashID(RequestFrom(ctx).ChallengeID) {
		return handle{}, ErrChallengeExpired
	}
	return h, nil
}

// pend answers a sign-in, as far as it has come, with its next challenge. A browser that has a challenge cookie keeps
// its id, so that sign-ins in two tabs don't undo each other.
func (s *Service) pend(ctx context.Context, h handle, c *Challenge) error {
	h.ID, h.Challenge, h.ExpiresAt = newID(), *c, s.now().Add(s.challengeTime)
	if h.Transport == TransportCookie {
		request := RequestFrom(ctx)
		id := request.ChallengeID
		if !isID(id) {
			id = newID()
		}
		h.Browser = hashID(id)
		request.Cookie.SetChallenge(id, h.ExpiresAt)
	}
	text, err := s.sealHandle(h)
	if err != nil {
		return err
	}
	return h.pending(text, nil)
}

// pending is the challenge as the client sees it.
func (h handle) pending(text string, wrong error) error {
	c := h.Challenge
	return &PendingChallenge{
		Handle: text, ExpiresAt: h.ExpiresAt, Email: h.Email, Kind: c.Kind,
		Delivery: c.Delivery, Methods: append([]account.MFAMethod{}, c.Methods...), Secret: c.Secret, Err: wrong,
	}
}
