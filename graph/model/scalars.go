// Package model has the GraphQL types that are not types of a domain package: scalars, and what is made of several
// things.
package model

import (
	"errors"
	"io"
	"regexp"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalDateTime writes a moment in RFC 3339 form, in UTC.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = w.Write(AppendDateTime(nil, t)) })
}

// AppendDateTime appends what MarshalDateTime writes.
func AppendDateTime(buffer []byte, t time.Time) []byte {
	return append(t.UTC().AppendFormat(append(buffer, '"'), time.RFC3339Nano), '"')
}

// rfc3339 is the form of a moment. Package time accepts more: single digits, commas, offsets of days.
var rfc3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):\d\d)$`)

// UnmarshalDateTime reads a moment in exact RFC 3339 form. A leap second is refused, since Go can't represent it.
func UnmarshalDateTime(v any) (time.Time, error) {
	text, ok := v.(string)
	if !ok {
		return time.Time{}, errors.New("DateTime must be a string")
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || !rfc3339.MatchString(text) {
		return time.Time{}, errors.New("DateTime must have RFC 3339 form")
	}
	return t.UTC(), nil
}

// MarshalEmailAddress writes an email address.
func MarshalEmailAddress(email string) graphql.Marshaler { return graphql.MarshalString(email) }

// UnmarshalEmailAddress reads any string as it is.
func UnmarshalEmailAddress(v any) (string, error) {
	text, ok := v.(string)
	if !ok {
		return "", errors.New("EmailAddress must be a string")
	}
	return text, nil
}

// MarshalPhoneNumber writes a phone number in E.164 form; an empty one is null.
func MarshalPhoneNumber(number string) graphql.Marshaler {
	if number == "" {
		return graphql.Null
	}
	return graphql.MarshalString(number)
}

// UnmarshalPhoneNumber reads any string as it is.
func UnmarshalPhoneNumber(v any) (string, error) {
	text, ok := v.(string)
	if !ok {
		return "", errors.New("PhoneNumber must be a string")
	}
	return text, nil
}
