package graph

import (
	"errors"
	"io"
	"regexp"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/graph/input"
)

// scalars has what the custom scalars take from clients; input is held to it before anything is executed. An email
// address and a phone number take any string: packages account and phone say what is wrong with it, by a user error
// beside those of the other fields, where a scalar's error would refuse the whole request.
var scalars = map[string]input.Scalar{
	"DateTime": {
		Want:    "an RFC 3339 date-time, such as 2026-05-04T08:00:00Z",
		Accepts: func(v any) bool { _, err := UnmarshalDateTime(v); return err == nil },
	},
	"EmailAddress": input.Text(),
	"PhoneNumber":  input.Text(),
	"Cursor":       input.Text(),
	"JSON":         input.Anything(),
}

// MarshalDateTime writes a moment in RFC 3339 form, in UTC.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, strconv.Quote(t.UTC().Format(time.RFC3339Nano)))
	})
}

// rfc3339 is the form of a moment. Package time takes more: single digits, commas, zones that are days away.
var rfc3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):\d\d)$`)

// UnmarshalDateTime reads a moment in RFC 3339 form, to the letter. A leap second is none, since Go has no time for it.
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
