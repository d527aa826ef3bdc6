package graph

import (
	"github.com/unicornpursuit/unicornpursuit/graph/input"
	"github.com/unicornpursuit/unicornpursuit/graph/model"
)

// scalars says what the custom scalars accept from clients; input is checked against it before anything is executed. An
// email address and a phone number accept any string: packages account and phone report what is wrong with it as a user
// error along with those of the other fields, while a scalar's error would refuse the whole request.
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
