package cognitotest

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"unicode/utf8"
)

// passwordRounds is moderate: the file is on a developer's machine, and tests sign
// in often.
const passwordRounds = 2_000

// passwordHash is a salted PBKDF2-HMAC-SHA-256 of a password, and its SRP verifier for
// sign-ins that do not send the password. The zero value matches nothing.
type passwordHash struct {
	Salt, Hash, Verifier []byte

	fresh string // the password from which saveUser must derive the verifier; never stored
}

func (s *Server) hashPassword(password string) passwordHash {
	salt := s.randomBytes(16)
	return passwordHash{Salt: salt, Hash: derive(password, salt), fresh: password}
}

// matches takes the same time for the zero value, so that the response for an
// unknown user does not come faster.
func (h passwordHash) matches(password string) bool {
	salt := h.Salt
	if salt == nil {
		salt = make([]byte, 16)
	}
	return subtle.ConstantTimeCompare(derive(password, salt), h.Hash) == 1
}

func (h passwordHash) equal(other passwordHash) bool { return string(h.Hash) == string(other.Hash) }

func derive(password string, salt []byte) []byte {
	key, err := pbkdf2.Key(sha256.New, password, salt, passwordRounds, sha256.Size)
	if err != nil {
		panic("cognitotest: derive a password hash: " + err.Error())
	}
	return key
}

const (
	upperCase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lowerCase = "abcdefghijklmnopqrstuvwxyz"
	digits    = "0123456789"
	// symbols include the space, inside a password: the constraint on passwords
	// refuses one at the ends (User Guide, "Password policies").
	symbols = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+= "
)

// check names the first rule that a password breaks.
func (p PasswordPolicy) check(password string) error {
	rules := []struct {
		broken bool
		text   string
	}{
		{utf8.RuneCountInString(password) < p.MinLength, "Password not long enough"},
		{p.RequireUpper && !strings.ContainsAny(password, upperCase), "Password must have uppercase characters"},
		{p.RequireLower && !strings.ContainsAny(password, lowerCase), "Password must have lowercase characters"},
		{p.RequireDigits && !strings.ContainsAny(password, digits), "Password must have numeric characters"},
		{p.RequireSymbols && !strings.ContainsAny(password, symbols), "Password must have symbol characters"},
	}
	for _, rule := range rules {
		if rule.broken {
			return refuse("InvalidPasswordException", "Password did not conform with policy: "+rule.text)
		}
	}
	return nil
}
