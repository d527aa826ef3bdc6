package account

import (
	"crypto/rand"
	"math/big"
	"time"
)

// Invitation is whom an administrator invites.
type Invitation struct {
	Email, Name, PhoneNumber string
	// Medium is how the invitation is sent.
	Medium DeliveryMedium
}

// InvitationValidity is how long the temporary password of an invitation works. The product's user pool has the same
// (infra and the local pool set it).
const InvitationValidity = 3 * 24 * time.Hour

// TemporaryPassword is the one in an invitation. Its owner replaces it at the first sign-in. Printed, it shows nothing.
type TemporaryPassword string

func (TemporaryPassword) String() string { return "[password redacted]" }

// GoString keeps the password out of logs.
func (p TemporaryPassword) GoString() string { return p.String() }

// The provider would choose a password of its own, with any symbols. But an email is HTML, in which `<` and `&` of a
// password can be lost; a mail program takes a full stop or a bracket for the end of a sentence, and a person 0 for O.
// So this is of letters and digits that look like no others, and of one symbol that a double click selects with them.
const (
	temporaryAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"
	temporarySymbol   = "_"
	// temporaryHalf is the length on each side of the symbol. Together they have 92 bits, as 16 of 56 characters do.
	temporaryHalf = 8
)

// newTemporaryPassword returns one that satisfies a policy.
func newTemporaryPassword(policy PasswordPolicy) TemporaryPassword {
	half := max(temporaryHalf, (policy.MinimumLength+1)/2)
	for {
		password := randomText(half) + temporarySymbol + randomText(half)
		if _, err := policy.Accept(password); err == nil { // each kind of character is in about nine of ten
			return TemporaryPassword(password)
		}
	}
}

func randomText(length int) string {
	text := make([]byte, length)
	for i := range text {
		text[i] = temporaryAlphabet[randomBelow(len(temporaryAlphabet))]
	}
	return string(text)
}

// randomBelow returns a number below n, all of them equally likely.
func randomBelow(n int) int64 {
	number, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // crypto/rand ends the program before it returns an error
	}
	return number.Int64()
}
