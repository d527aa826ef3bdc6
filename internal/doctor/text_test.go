package doctor

import (
	"strings"
	"testing"
)

func TestTheTextLinesUpAndSaysWhatToChange(t *testing.T) {
	var out strings.Builder
	report := Report{Checks: []Check{
		fine("the user pool answers").named("pool"),
		problem(Change{Console: "here", CloudFormation: "P: v", CDK: "p: v", CLI: "aws …", IAM: "a on b", Setting: "S=v"}, "it is wrong").named("pool.sms"),
		skipped("later").named("table"),
	}}
	if err := report.WriteText(&out); err != nil {
		t.Fatal(err)
	}
	want := `✓ ok       pool      the user pool answers
✗ problem  pool.sms  it is wrong
                     set: S=v
                     allow: a on b
                     console: here
                     CloudFormation: P: v
                     CDK: p: v
                     CLI: aws …
- skipped  table     later

3 checks: 1 ok, 0 warnings, 1 problems, 0 unknown, 1 skipped
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
