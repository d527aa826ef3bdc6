package doctor

import "fmt"

// Status is the result of a check.
type Status string

// The results of a check.
const (
	OK      Status = "ok"
	Warning Status = "warning" // the product works, but less well than it could
	Problem Status = "problem" // the product, or its safety, does not work
	Unknown Status = "unknown" // it could not be checked
	Skipped Status = "skipped" // it makes no sense before something else is fixed
)

// Check is one thing that was checked. Name is stable; Summary is a sentence without its full stop.
type Check struct {
	Name    string `json:"name"`
	Status  Status `json:"status"`
	Summary string `json:"summary"`
	Change  Change `json:"change,omitzero"`
}

// Change is what to change, in the terms of each tool that can make the change; a tool that can't has an empty text.
// There is no command line for the settings of user pools and app clients, since `update-user-pool` and
// `update-user-pool-client` reset every setting that is left out.
type Change struct {
	Console        string `json:"console,omitempty"`
	CloudFormation string `json:"cloudFormation,omitempty"`
	CDK            string `json:"cdk,omitempty"`
	CLI            string `json:"cli,omitempty"`
	IAM            string `json:"iam,omitempty"`     // the action to allow, and on what
	Setting        string `json:"setting,omitempty"` // of the server itself
}

// Report is the outcome of a run. The checks are always in the same order.
type Report struct {
	Checks []Check `json:"checks"`
}

// Count returns how many checks have a status.
func (r Report) Count(status Status) (n int) {
	for _, c := range r.Checks {
		if c.Status == status {
			n++
		}
	}
	return n
}

// Healthy reports whether every check was made and found no problem. Warnings don't count.
func (r Report) Healthy() bool { return r.Count(Problem) == 0 && r.Count(Unknown) == 0 }

// finding is a check without its name.
type finding struct {
	status  Status
	summary string
	change  Change
}

func (f finding) named(name string) Check {
	return Check{Name: name, Status: f.status, Summary: f.summary, Change: f.change}
}

func fine(format string, args ...any) finding {
	return finding{status: OK, summary: fmt.Sprintf(format, args...)}
}

func problem(change Change, format string, args ...any) finding {
	return finding{Problem, fmt.Sprintf(format, args...), change}
}

func warning(change Change, format string, args ...any) finding {
	return finding{Warning, fmt.Sprintf(format, args...), change}
}

func unknown(change Change, format string, args ...any) finding {
	return finding{Unknown, fmt.Sprintf(format, args...), change}
}

func skipped(because string) finding { return finding{status: Skipped, summary: because} }

// rule is a check of something that has been described.
type rule[T any] struct {
	name  string
	check func(T) finding
}

func apply[T any](rules []rule[T], subject T) []Check {
	checks := make([]Check, len(rules))
	for i, r := range rules {
		checks[i] = r.check(subject).named(r.name)
	}
	return checks
}

func skip[T any](rules []rule[T], because string) []Check {
	checks := make([]Check, len(rules))
	for i, r := range rules {
		checks[i] = skipped(because).named(r.name)
	}
	return checks
}
