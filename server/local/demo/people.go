package demo

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// Given and family names; every pair is a person.
var (
	givenNames = strings.Fields(
		`Ada Amara Anders Aiko Beatriz Bilal Camille Chidi Chloé Dagny Darius Elena Emre Esther Farah Felix Giulia
		Hana Hassan Henrik Imani Ines Ivan Jasmin João Julia Kai Kofi Lan Leila Linnea Lucas Mahmoud Maja Mateo Mei Milan
		Nadia Noah Nora Olga Omar Paula Priya Rafael Rosa Samuel Sofia Tariq Thandiwe Tomasz Viktor Wei Yara Yusuf Zoe`,
	)
	familyNames = strings.Fields(
		`Abebe Ahmed Andersen Bauer Bianchi Castro Chen Costa Dubois Eriksson Fischer García Haddad Hansen Hoffmann
		Ito Ivanova Jensen Kamau Kaya Khan Kim Kowalski Lambert Larsen Lehmann Mbeki Meyer Moreau Nakamura Nguyen Novak Okafor
		Patel Petrov Ricci Rossi Santos Schmidt Silva Singh Svensson Tanaka Weber Yilmaz Zhang`,
	)
)

// person is one of the voters. The two lists have lengths without a common divisor, so that no pair repeats before all
// of them have been used.
func person(i int) account.Identity {
	hash := sha256.Sum256(fmt.Appendf(nil, "demo voter %d", i))
	return account.Identity{
		Subject: fmt.Sprintf(
			"%x-%x-%x-%x-%x", hash[:4], hash[4:6], hash[6:8], hash[8:10], hash[10:16],
		), // the form of Cognito's
		Name:                givenNames[i%len(givenNames)] + " " + familyNames[i%len(familyNames)],
		Email:               fmt.Sprintf("voter.%d@demo.example", i), // one mailbox has one voter
		EmailVerified:       true,
		PhoneNumberVerified: true,
	}
}
