package doctor

import (
	"fmt"
	"io"
	"strings"
)

// symbols stand next to the words, for the eye; the words alone say everything.
var symbols = map[Status]string{OK: "✓", Warning: "!", Problem: "✗", Unknown: "?", Skipped: "-"}

// WriteText writes the report for a person: a line for each check, and under it what to change.
func (r Report) WriteText(w io.Writer) error {
	var text strings.Builder
	width := 0
	for _, c := range r.Checks {
		width = max(width, len(c.Name))
	}
	for _, c := range r.Checks {
		fmt.Fprintf(&text, "%s %-7s  %-*s  %s\n", symbols[c.Status], c.Status, width, c.Name, c.Summary)
		for _, line := range c.Change.lines() {
			fmt.Fprintf(&text, "%*s%s\n", width+13, "", line)
		}
	}
	fmt.Fprintf(&text, "\n%d checks: %d ok, %d warnings, %d problems, %d unknown, %d skipped\n",
		len(r.Checks), r.Count(OK), r.Count(Warning), r.Count(Problem), r.Count(Unknown), r.Count(Skipped))
	_, err := io.WriteString(w, text.String())
	return err
}

func (c Change) lines() (lines []string) {
	for _, way := range []struct{ name, text string }{
		{"set", c.Setting}, {"allow", c.IAM}, {"console", c.Console}, {"CloudFormation", c.CloudFormation}, {"CDK", c.CDK},
		{"CLI", c.CLI},
	} {
		if way.text != "" {
			lines = append(lines, way.name+": "+way.text)
		}
	}
	return lines
}
