package account

import "time"

// Deletion is one of an account and of what is held on its person, from its beginning until nothing is left.
type Deletion struct {
	Subject string
	// Email is the only way to the events that were recorded before the person was known to be the actor. It is empty
	// where those are to stay.
	Email string
	Begun time.Time
}
