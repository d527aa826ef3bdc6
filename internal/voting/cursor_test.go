package voting

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/page"
)

var orders = []ProjectOrder{ProjectOrderNewest, ProjectOrderMostPoints, ProjectOrderTitle}

func someProject(title string) Project {
	return Project{
		ID: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", Title: title, Points: 42, CreatedAt: time.Date(2030, 5, 1, 9, 0, 0, 123_000_000, time.UTC),
	}.indexed()
}

func TestACursorOpensToItsPlace(t *testing.T) {
	for _, o := range orders {
		for _, title := range []string{"Title", strings.Repeat("<", MaxTitleLength), strings.Repeat("🦄", MaxTitleLength), strings.Repeat("İ", MaxTitleLength)} {
			p := someProject(title)
			place, err := openCursor(o, cursorOf(o, p))
			if err != nil {
				t.Fatalf("%s of %q: %v", o, title, err)
			}
			if _, compare := (&Standings{}).order(o); compare(place, &p) != 0 {
				t.Errorf("%s of %q: %+v", o, title, place)
			}
		}
	}
}

func TestATamperedCursorIsRefused(t *testing.T) {
	encode := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	good := cursorOf(ProjectOrderNewest, someProject("Title"))
	raw, _ := base64.RawURLEncoding.DecodeString(good)
	body := string(raw)
	for name, text := range map[string]string{
		"of another order":   cursorOf(ProjectOrderTitle, someProject("Title")),
		"truncated":          good[:len(good)-4],
		"by one character":   good[:len(good)-1],
		"longer":             good + "AAAA",
		"huge":               strings.Repeat("A", 10<<20),
		"not base64":         "no cursor!",
		"other base64":       base64.StdEncoding.EncodeToString([]byte(body + " ")),
		"line break in it":   good[:8] + "\n" + good[8:],
		"padded":             good + "=",
		"empty JSON":         encode("{}"),
		"null":               encode("null"),
		"array":              encode("[]"),
		"number":             encode("1"),
		"extra member":       encode(strings.Replace(body, "{", `{"x":1,`, 1)),
		"member twice":       encode(strings.Replace(body, "{", `{"i":"other",`, 1)),
		"member in capitals": encode(strings.Replace(body, `"i"`, `"I"`, 1)),
		"no id":              encode(`{"o":"NEWEST","i":"","c":"2030-05-01T09:00:00Z"}`),
		"points of no use":   encode(strings.Replace(body, "}", `,"p":3}`, 1)),
		"space":              encode(body + " "),
		"two documents":      encode(body + body),
		"year of 5 digits":   encode(strings.Replace(body, "2030", "12030", 1)),
		"id of wrong type":   encode(`{"o":"NEWEST","i":7,"c":"2030-05-01T09:00:00Z"}`),
		"deep":               encode(strings.Repeat("[", 1400)),
	} {
		if _, err := openCursor(ProjectOrderNewest, text); !errors.Is(err, page.ErrInvalidCursor) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range good { // one byte changed: another place at most, spelled as we would
		for _, c := range []byte("A_9=") {
			changed := good[:i] + string(c) + good[i+1:]
			if place, err := openCursor(ProjectOrderNewest, changed); err == nil && cursorOf(ProjectOrderNewest, *place) != changed {
				t.Errorf("%s passed", changed)
			}
		}
	}
}

func FuzzOpenCursorRefusesOrReadsOnePlace(f *testing.F) {
	for _, o := range orders {
		f.Add(string(o), cursorOf(o, someProject("Title")))
	}
	f.Add("NEWEST", "e30")
	f.Add("", "bnVsbA")
	f.Fuzz(func(t *testing.T, order, text string) {
		place, err := openCursor(ProjectOrder(order), text)
		switch {
		case text == "":
			if place != nil || err != nil {
				t.Errorf("start: %v, %v", place, err)
			}
		case err == nil && cursorOf(ProjectOrder(order), *place) != text:
			t.Errorf("%q is another spelling of %+v", text, place)
		case err != nil && !errors.Is(err, page.ErrInvalidCursor):
			t.Error(err)
		}
	})
}
