package cognitotest

import (
	"regexp"
	"slices"
	"strings"
)

// userFilter is a parsed Filter of ListUsers: one attribute, equal to a value
// or starting with it. The zero filter matches everybody.
type userFilter struct {
	attribute, value string
	prefix           bool
}

// filterFormat is: attribute, = or ^=, and a value in quotes, in which a
// backslash precedes a quote or a backslash.
var filterFormat = regexp.MustCompile(`^\s*([\w:]+)\s*(\^?=)\s*"((?:[^"\\]|\\["\\])*)"\s*$`)

// searchable are the attributes that a filter may name.
var searchable = []string{
	"username", "email", "phone_number", "name", "given_name", "family_name", "preferred_username",
	"cognito:user_status", "status", "sub",
}

func parseFilter(text string) (userFilter, error) {
	if text == "" {
		return userFilter{}, nil
	}
	parts := filterFormat.FindStringSubmatch(text)
	if parts == nil {
		return userFilter{}, invalidParameter("Error while parsing filter")
	}
	if !slices.Contains(searchable, parts[1]) {
		return userFilter{}, invalidParameter("Invalid search attribute: " + parts[1])
	}
	f := userFilter{attribute: parts[1], prefix: parts[2] == "^=", value: unquote.Replace(parts[3])}
	if f.ignoresCase() {
		f.value = strings.ToLower(f.value)
	}
	return f, nil
}

var unquote = strings.NewReplacer(`\"`, `"`, `\\`, `\`)

// ignoresCase is true for emails, because sign-in by email is case-insensitive in
// these pools.
func (f userFilter) ignoresCase() bool {
	return f.attribute == "email" || f.attribute == "cognito:user_status"
}

func (f userFilter) matches(u userRecord) bool {
	if f.attribute == "" {
		return true
	}
	value := f.of(u)
	if f.ignoresCase() {
		value = strings.ToLower(value)
	}
	if f.prefix {
		return strings.HasPrefix(value, f.value)
	}
	return value == f.value
}

// of is the value of a user that the filter compares.
func (f userFilter) of(u userRecord) string {
	switch f.attribute {
	case "username", "sub":
		return u.Sub
	case "cognito:user_status":
		return u.Status
	case "status":
		if u.Enabled {
			return "Enabled"
		}
		return "Disabled"
	}
	return u.Attributes[f.attribute]
}
