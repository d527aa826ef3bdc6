package graph

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// passwordMessage says what the password needs, never what it is.
func passwordMessage(e *account.PasswordPolicyError) string {
	phrases := map[account.PasswordRule]string{
		account.PasswordTooShort:       fmt.Sprintf("at least %d characters", e.Policy.MinimumLength),
		account.PasswordTooLong:        fmt.Sprintf("at most %d characters", e.Policy.MaximumLength),
		account.PasswordNeedsUppercase: "an upper case letter",
		account.PasswordNeedsLowercase: "a lower case letter",
		account.PasswordNeedsDigit:     "a digit",
		account.PasswordNeedsSymbol:    "a symbol such as ! or #",
		account.PasswordHasSpaceAtEnd:  "no white space at its beginning or end",
		account.PasswordHasControl:     "no tabs, line breaks or other control characters",
		account.PasswordLeaked:         "to be another one: this one has become public in a leak",
	}
	needs := make([]string, 0, len(e.Failed))
	for _, rule := range e.Failed {
		needs = append(needs, phrases[rule])
	}
	switch n := len(needs); n {
	case 0:
		return "This password is not accepted. Choose a longer one."
	case 1:
		return "The password needs " + needs[0] + "."
	default:
		return "The password needs " + strings.Join(needs[:n-1], ", ") + " and " + needs[n-1] + "."
	}
}

// malformedMessage says which rule a text broke. Of what was typed it repeats one character at most.
func malformedMessage(e *account.Malformed) string {
	switch e.Rule {
	case account.TextCharacter:
		return "This has a character that can't be part of it: " + character(e.Character) + ". Remove it."
	case account.TextTooLong:
		return "This is too long. Enter your full name, with at most 100 characters."
	case account.TextNoLetter:
		return "A name has at least one letter. Enter your full name."
	case account.CodeNotSixDigits:
		return "A code has six digits. Check what you entered."
	case account.PhoneUnknownCountry:
		return "No country has this code. Check the digits after the +."
	case account.PhoneTooShort:
		return "This phone number is too short for its country. Check its digits."
	case account.PhoneTooLong:
		return "This phone number is too long for its country. Check its digits."
	case account.PhonePremiumRate:
		return "Calls to this number cost extra, so we send no codes to it. Enter a mobile phone number."
	}
	return "This can't be used. Check it."
}

// character shows a character, or says which one it is where nobody could see it.
func character(r rune) string {
	switch {
	case r == utf8.RuneError:
		return "one that is not valid UTF-8"
	case unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.IsMark(r) &&
		!unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
		return fmt.Sprintf("“%c” (%U)", r, r)
	}
	return fmt.Sprintf("an invisible one, %U", r)
}
