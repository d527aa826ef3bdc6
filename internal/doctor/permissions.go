package doctor

import (
	"context"
	"slices"
	"strings"
	"sync"
)

// probe is a harmless call of an operation that the product signs with its credentials.
type probe struct {
	operation string
	// actions are what IAM must allow for it.
	actions, resource string
	// first is the check that has to pass for the probe to mean anything.
	first string
	call  func(context.Context) error
}

// onIndex distinguishes the two queries: IAM allows those of a table and of its indexes separately.
func (p probe) onIndex() bool { return strings.HasSuffix(p.resource, "/index/"+indexName) }

func (p probe) name() string {
	if p.onIndex() {
		return "iam." + p.operation + ".index"
	}
	return "iam." + p.operation
}

// what is the operation in words.
func (p probe) what() string {
	if p.onIndex() {
		return p.operation + " on the index"
	}
	return p.operation
}

func (d *doctor) probes() []probe { return append(d.tableProbes(), d.poolProbes()...) }

func (d *doctor) permissions(ctx context.Context) []Check {
	probes := d.probes()
	checks := make([]Check, len(probes))
	var running sync.WaitGroup
	for i, p := range probes {
		running.Go(func() { checks[i] = d.outcome(p, p.call(ctx)).named(p.name()) })
	}
	running.Wait()
	return checks
}

func (d *doctor) skipPermissions(because string) (checks []Check) {
	for _, p := range d.probes() {
		checks = append(checks, skipped(because).named(p.name()))
	}
	return checks
}

// proofs are the refusals that the probes aim for: they show that IAM allowed the call, since IAM decides before a
// service looks at conditions, users and parameters.
var proofs = []string{
	"ConditionalCheckFailedException",
	"TransactionCanceledException",
	"UserNotFoundException",
	"InvalidParameterException",
}

// outcome interprets the answer to a probe.
func (d *doctor) outcome(p probe, err error) finding {
	switch {
	case err == nil, slices.Contains(proofs, errorCode(err)):
		return fine("%s is allowed", p.what())
	case denied(err):
		return problem(Change{IAM: p.actions + " on " + p.resource}, "the credentials do not allow %s", p.what())
	case notFound(err), errorCode(err) == "ValidationException": // DynamoDB reports the latter for other keys
		return skipped(p.first)
	}
	return d.unchecked(err, p.actions, p.resource)
}
