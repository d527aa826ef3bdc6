package graph

import (
	"github.com/unicornpursuit/unicornpursuit/graph/input"
	"github.com/unicornpursuit/unicornpursuit/graph/model"
)

// scalars has what the custom scalars take from clients; input is held to it before anything is executed. An email
// address and a phone number take any string: packages account and phone say what is wrong with it, by a user error
// beside those of the other fields, where a scalar's error would refuse the whole request.
var scalars = map[string]input.Scalar{
	"DateTime": {
		Want:    "an RFC 3339 date-time, such as 2026-05-04T08:00:00Z",
		Accepts: func(v any) bool { _, err := model.UnmarshalDateTime(v); return err == nil },
	},
	"EmailAddress": input.Text(),
	"PhoneNumber":  input.Text(),
	"Cursor":       input.Text(),
	"JSON":         input.Anything(),
}
