package cognitotest

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// attribute is AttributeType on the wire.
type attribute struct {
	Name  string `shape:"attrName"`
	Value string `shape:"attrValue"`
}

// standardAttributes are those of OpenID Connect that a user may write.
var standardAttributes = []string{
	"address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name",
	"nickname", "phone_number", "picture", "preferred_username", "profile", "updated_at", "website", "zoneinfo",
}

// verifiedFlags may be written by an administrator only.
var verifiedFlags = []string{"email_verified", "phone_number_verified"}

var (
	phoneFormat = regexp.MustCompile(`^\+[1-9][0-9]{1,14}$`)
	emailFormat = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)
)

// attributesFrom checks names and formats and returns the attributes as a map.
func attributesFrom(list []attribute, admin bool) (map[string]string, error) {
	attributes := map[string]string{}
	for _, a := range list {
		switch {
		case slices.Contains(standardAttributes, a.Name):
		case admin && slices.Contains(verifiedFlags, a.Name):
			if a.Value = strings.ToLower(a.Value); a.Value != "true" && a.Value != "false" {
				return nil, invalidParameter("Invalid value for attribute " + a.Name + ": it must be true or false")
			}
		case a.Name == "sub" || slices.Contains(verifiedFlags, a.Name):
			return nil, notAuthorized("A client attempted to write unauthorized attribute")
		default:
			return nil, invalidParameter(
				"Attributes did not conform to the schema: Type for attribute {" + a.Name + "} could not be determined",
			)
		}
		attributes[a.Name] = a.Value
	}
	return attributes, checkFormats(attributes)
}

func checkFormats(attributes map[string]string) error {
	if email := attributes["email"]; email != "" && !emailFormat.MatchString(email) {
		return invalidParameter("Invalid email address format.")
	}
	if phone := attributes["phone_number"]; phone != "" && !phoneFormat.MatchString(phone) {
		return invalidParameter("Invalid phone number format.")
	}
	return nil
}

// checkRequired names every required attribute that is missing or empty.
func (p PoolSpec) checkRequired(attributes map[string]string) error {
	var missing strings.Builder
	for _, name := range p.RequiredAttributes {
		if attributes[name] == "" {
			missing.WriteString(name + ": The attribute is required\n")
		}
	}
	if missing.Len() == 0 {
		return nil
	}
	return invalidParameter("Attributes did not conform to the schema: " + missing.String())
}

// withEmail adds the email that serves as the username.
func withEmail(attributes map[string]string, username string) error {
	if !emailFormat.MatchString(username) {
		return invalidParameter("Username should be an email.")
	}
	email := attributes["email"]
	if email != "" && foldEmail(email) != foldEmail(username) {
		return invalidParameter("The email attribute differs from the username.")
	}
	if email == "" {
		attributes["email"] = username
	}
	return nil
}

// markUnverified marks each address as not verified, unless the attributes mark it
// as verified.
func markUnverified(attributes map[string]string) {
	for _, name := range []string{"email", "phone_number"} {
		if attributes[name] != "" && attributes[name+"_verified"] == "" {
			attributes[name+"_verified"] = "false"
		}
	}
}

// listAttributes returns a user's attributes for the wire, sub first.
func (u userRecord) listAttributes() []attribute {
	list := []attribute{{"sub", u.Sub}}
	for _, name := range slices.Sorted(maps.Keys(u.Attributes)) {
		list = append(list, attribute{name, u.Attributes[name]})
	}
	return list
}

// attributesWithSub is what triggers receive.
func (u userRecord) attributesWithSub() map[string]string {
	all := maps.Clone(u.Attributes)
	all["sub"] = u.Sub
	return all
}

// verificationTarget is the attribute that a sign-up code is sent to: the phone
// number before the email when the pool verifies both.
func (p PoolSpec) verificationTarget(attributes map[string]string) (string, bool) {
	for _, name := range []string{"phone_number", "email"} {
		if slices.Contains(p.AutoVerified, name) && attributes[name] != "" {
			return name, true
		}
	}
	return "", false
}
