//go:build ignore

package cognito

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

const (
	// leeway is how far the clocks of Cognito and of this machine may differ; it applies to every time claim.
	leeway = 30 * time.Second
	// maxNameLength is the most characters of a subject, user name, group or key id (Cognito's own limit for names).
	maxNameLength = 128
	// maxNumericDate is the last second of the year 9999.
	maxNumericDate = 253402300799
)

// refuse says why a token is not taken, for logs. The reason never holds anything of the token.
func refuse(reason string) error { return fmt.Errorf("%w: %s", session.ErrUnauthenticated, reason) }

// keyID returns the `kid` of a token's header. A header that carries anything but alg, kid and typ is refused: that
// covers crit, whose extensions have to be understood, and jwk, jku, x5u and x5c, by which a token would bring its own
// key.
func keyID(header map[string]any) (string, error) {
	for name, value := range header {
		switch name {
		case "alg":
			if value != "RS256" {
				return "", refuse("alg is not RS256")
			}
		case "typ":
			if value != "JWT" && value != "at+jwt" {
				return "", refuse("typ is not that of an access token")
			}
		case "kid":
		default:
			return "", refuse("header member not known")
		}
	}
	if header["alg"] == nil {
		return "", refuse("alg is missing")
	}
	kid, ok := header["kid"].(string)
	if !ok || !validKeyID(kid) {
		return "", refuse("kid is malformed")
	}
	return kid, nil
}

func validKeyID(kid string) bool { return isName(kid) && isASCII(kid) }

// readClaims judges the payload of a token whose signature has been checked.
func (v *Verifier) readClaims(payload map[string]any, now time.Time) (session.Claims, error) {
	switch {
	case payload["iss"] != v.issuer:
		return session.Claims{}, refuse("iss is not the user pool")
	case payload["client_id"] != v.clientID:
		return session.Claims{}, refuse("client_id is another app client")
	case payload["token_use"] != "access":
		return session.Claims{}, refuse("token_use is not access")
	}
	expiresAt, err := readTimes(payload, now)
	if err != nil {
		return session.Claims{}, err
	}
	claims := session.Claims{ExpiresAt: expiresAt}
	if claims.AuthenticatedAt, err = numericDate(payload, "auth_time", false); err != nil {
		return session.Claims{}, err
	}
	var ok bool
	if claims.Subject, ok = payload["sub"].(string); !ok || !isName(claims.Subject) || !isASCII(claims.Subject) {
		return session.Claims{}, refuse("sub is malformed")
	}
	// A client credentials token has no user name: it stands for no person.
	if claims.Username, ok = payload["username"].(string); !ok || !isName(claims.Username) {
		return session.Claims{}, refuse("username is malformed")
	}
	claims.Groups, err = readGroups(payload)
	return claims, err
}

// readTimes returns when the token ends, if now is within its time.
func readTimes(payload map[string]any, now time.Time) (time.Time, error) {
	expiresAt, err := numericDate(payload, "exp", true)
	if err != nil {
		return time.Time{}, err
	}
	issuedAt, err := numericDate(payload, "iat", true)
	if err != nil {
		return time.Time{}, err
	}
	notBefore, err := numericDate(payload, "nbf", false)
	if err != nil {
		return time.Time{}, err
	}
	switch {
	case !now.Before(expiresAt.Add(leeway)):
		return time.Time{}, refuse("expired")
	case now.Before(issuedAt.Add(-leeway)):
		return time.Time{}, refuse("iat is in the future")
	case now.Before(notBefore.Add(-leeway)):
		return time.Time{}, refuse("nbf is in the future")
	}
	return expiresAt, nil
}

// numericDate returns a time claim, or the zero time for an optional one that is absent. Cognito writes whole seconds;
// fractions, exponents, zero and texts are refused, since parsers differ on them.
func numericDate(payload map[string]any, name string, required bool) (time.Time, error) {
	value, present := payload[name]
	if !present && !required {
		return time.Time{}, nil
	}
	number, _ := value.(json.Number)
	seconds, err := strconv.ParseInt(number.String(), 10, 64)
	if err != nil || seconds < 1 || seconds > maxNumericDate {
		return time.Time{}, refuse(name + " is malformed")
	}
	return time.Unix(seconds, 0).UTC(), nil
}

func readGroups(payload map[string]any) ([]string, error) {
	value, present := payload["cognito:groups"]
	if !present {
		return nil, nil
	}
	list, ok := value.([]any)
	if !ok {
		return nil, refuse("cognito:groups is malformed")
	}
	groups := make([]string, len(list))
	for i, element := range list {
		group, ok := element.(string)
		if !ok || !isName(group) {
			return nil, refuse("cognito:groups is malformed")
		}
		groups[i] = group
	}
	return groups, nil
}

// isName reports whether a text is a name as Cognito makes them: 1 to 128 visible characters, no spaces. The
// replacement character, which stands for what could not be decoded, is in no name.
func isName(text string) bool {
	if text == "" || utf8.RuneCountInString(text) > maxNameLength {
		return false
	}
	for _, r := range text {
		if r == utf8.RuneError || !unicode.In(r, unicode.L, unicode.M, unicode.S, unicode.N, unicode.P) {
			return false
		}
	}
	return true
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
