package voting

import "testing"

func TestSpellingsOfOneMailbox(t *testing.T) {
	for _, c := range []struct{ separators, email, want string }{
		{"+", "grace@example.com", "grace@example.com"},
		{"+", "grace+1@example.com", "grace@example.com"},
		{"+", "grace+1+2@example.com", "grace@example.com"},
		{"+", "grace+@example.com", "grace@example.com"},
		{"+", "grace.hopper@example.com", "grace.hopper@example.com"},
		{"+", "grace-1@example.com", "grace-1@example.com"},
		{"+", "+grace@example.com", "+grace@example.com"}, // a name of its own
		{"+", "g.r.a.c.e+vote@gmail.com", "grace@gmail.com"},
		{"+", "grace@googlemail.com", "grace@gmail.com"},
		{"+", "g.race@mail.gmail.com", "g.race@mail.gmail.com"},
		{"+", "grace", "grace"},
		{"-", "grace-1@example.com", "grace@example.com"},
		{"-", "grace+1@example.com", "grace+1@example.com"},
		{"-", "grace-hopper.1+2@gmail.com", "grace-hopper1@gmail.com"},
		{"+-", "grace-1+2@example.com", "grace@example.com"},
		{"", "grace+1@example.com", "grace+1@example.com"},
		{"", "g.race@gmail.com", "g.race@gmail.com"},
	} {
		if got := (Mailboxes{c.separators}).canonical(c.email); got != c.want {
			t.Errorf("%s with %q: %s, want %s", c.email, c.separators, got, c.want)
		}
	}
}

func TestSeparatorsThatCanBeSet(t *testing.T) {
	for text, want := range map[string]string{"+": "+", "+-": "+-", "off": ""} {
		if got, err := ParseMailboxes(text); err != nil || got.Separators != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", ".", "a", "+@", "OFF", " "} {
		if _, err := ParseMailboxes(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
