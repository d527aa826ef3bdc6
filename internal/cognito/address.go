package cognito

import (
	"fmt"
	"regexp"
)

// poolID is the form of a user pool's id: its region, an underscore and a random part.
var poolID = regexp.MustCompile(`^([a-z]{2,3}(?:-[a-z]+)+-[0-9]{1,2})_[0-9A-Za-z]{1,45}$`)

// RegionOf returns the region that a user pool's id begins with.
func RegionOf(userPoolID string) (string, error) {
	match := poolID.FindStringSubmatch(userPoolID)
	if match == nil {
		return "", fmt.Errorf("%q is not the id of a user pool: it looks like eu-west-1_AbCdEfGhI", userPoolID)
	}
	return match[1], nil
}

// Issuer returns the issuer (`iss`) of the tokens of a user pool. A pool outside the standard AWS partition, or a
// stand-in, has another one, which has to be configured.
func Issuer(region, userPoolID string) string {
	return "https://cognito-idp." + region + ".amazonaws.com/" + userPoolID
}

// JWKSURL returns where an issuer publishes the public keys of its tokens.
func JWKSURL(issuer string) string { return issuer + "/.well-known/jwks.json" }
