package graph

import (
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalDateTime writes a moment in RFC 3339 form, in UTC.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, strconv.Quote(t.UTC().Format(time.RFC3339Nano)))
	})
}

// UnmarshalDateTime reads a moment in RFC 3339 form.
func UnmarshalDateTime(v any) (time.Time, error) {
	text, ok := v.(string)
	if !ok {
		return time.Time{}, errors.New("DateTime must be a string")
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}, errors.New("DateTime must have RFC 3339 form")
	}
	return t.UTC(), nil
}

// MarshalEmailAddress writes an email address.
func MarshalEmailAddress(email string) graphql.Marshaler { return graphql.MarshalString(email) }

// UnmarshalEmailAddress reads any string as it is. Package account trims and lower-cases it, and what is wrong with it is told by a
// user error beside the other fields', which a scalar could not do: its errors refuse the whole request.
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

// UnmarshalPhoneNumber reads any string, for the same reason as UnmarshalEmailAddress.
func UnmarshalPhoneNumber(v any) (string, error) {
	text, ok := v.(string)
	if !ok {
		return "", errors.New("PhoneNumber must be a string")
	}
	return text, nil
}
