package main

import "fmt"

// budget is what the product is held to.
type budget struct {
	what string
	// limit is the most that the value may be; the least, where least is set.
	limit float64
	least bool
	unit  string
	value func(r *results) (float64, bool)
	// why it may not hold, if that is known.
	why string
}

func ratioOf(work, system, to string) func(*results) (float64, bool) {
	return func(r *results) (float64, bool) { return r.ratio(work, system, to) }
}

func curveAt(name, system string, x float64) func(*results) (float64, bool) {
	return func(r *results) (float64, bool) { return r.Curves[name][system].at(x) }
}

var budgets = []budget{
	{"`viewer`, to its floor", 2.2, false, "×", ratioOf("viewer", product, floor), callBySDK},
	{"`viewer`, to its floor by the AWS SDK", 1.35, false, "×", ratioOf("viewer", product, floorSDK), ""},
	{"`viewer`, to the earlier build", 0.34, false, "×", ratioOf("viewer", product, base), callBySDK},
	{"`viewer`: Apollo Server, to the product", 12, true, "×", ratioOf("viewer", apollo, product), callBySDK},
	{
		"`viewer`: p99 to p50 at half of saturation", 3, false, "×", tailOfViewer,
		"of two cores, load and stub share one, and a pause there is long beside half a millisecond; the floor's tail is as long",
	},
	{"`viewer` by cookie, to that by bearer token", 1.15, false, "×", cookieToBearer, ""},
	{"`leaderboard(first: 100)`, to its floor", 1.3, false, "×", ratioOf("leaderboard", product, floor), ""},
	{"`leaderboard(first: 100)`, to the earlier build", 0.05, false, "×", ratioOf("leaderboard", product, base), ""},
	{"`leaderboard(first: 100)`, to Mercurius", 1, false, "×", ratioOf("leaderboard", product, mercurius), ""},
	{"`leaderboard` with own votes, to its floor", 3, false, "×", ratioOf("ownLeaderboard", product, floor), ""},
	{"`leaderboard` with own votes, to the earlier build", 0.15, false, "×", ratioOf("ownLeaderboard", product, base), ""},
	{"`projects` with own votes, to its floor", 3, false, "×", ratioOf("ownProjects", product, floor), ""},
	{"`projects` with own votes, to the earlier build", 0.15, false, "×", ratioOf("ownProjects", product, base), ""},
	{
		"`castVote`, to a bare transaction", 2, false, "×", ratioOf("castVote", product, floor),
		"the rules need the voter's record, which is a call of its own before the transaction",
	},
	{
		"5,000 subscribers: CPU of a change, to the earlier build", 0.05, false, "×", tellingToBase,
		"the change is written once, but sent to each; half of the time is the kernel's, for a write to each connection",
	},
	{
		"5,000 subscribers: memory of each", 25, false, " KB", curveAt(tellMemory, product, 5000),
		"23 KB are the stacks of the three goroutines of a stream, and 11 KB the buffers of net/http",
	},
	{
		"start to the first answer", 25, false, " ms", curveAt(first, product, 0),
		"a third of the processor time is spent before main, on the metadata of phone numbers and the tables of the AWS SDK; " +
			"the first answer also waits for keys, the board and the voter",
	},
	{"memory at rest", 60, false, " MB", curveAt(atRest, product, 0), ""},
	{"memory after all tokens, to that after 70 % of them", 1.15, false, "×", flat(tokenMemory, 0.7), ""},
	{"memory after all requests, to that after a third", 1.15, false, "×", flat(soakMemory, 1.0/3), ""},
	{
		"right answers of a second of the processor at twice saturation, to the most", 0.9, true, "×", goodputKept,
		"a refusal costs a quarter of an answer, since its request has to be read and logged, and some answers come after " +
			"their clients have given up",
	},
}

// callBySDK is why a viewer can't be as cheap as it was to be.
const callBySDK = "the call of DynamoDB by the AWS SDK, without anything else, takes most of the budget: see the floor by the AWS SDK"

func tailOfViewer(r *results) (float64, bool) {
	f, ok := r.Works["viewer"][product]
	return float64(f.P99) / float64(max(f.P50, 1)), ok
}

func cookieToBearer(r *results) (float64, bool) {
	cookie, measured := r.cpu("cookie", product)
	bearer, compared := r.cpu("viewer", product)
	return float64(cookie) / float64(max(bearer, 1)), measured && compared
}

func tellingToBase(r *results) (float64, bool) {
	now, measured := r.Curves[tellCPU][product].at(5000)
	before, compared := r.Curves[tellCPU][base].at(5000)
	return now / before, measured && compared && before > 0
}

// flat compares the end of a curve with a share of the way.
func flat(name string, share float64) func(r *results) (float64, bool) {
	return func(r *results) (float64, bool) {
		c := r.Curves[name][product]
		early, ok := c.past(share)
		late, _ := c.past(1)
		return late / early, ok && len(c) > 2
	}
}

func goodputKept(r *results) (float64, bool) {
	c := r.Curves[efficiency][product]
	most := 0.0
	for _, p := range c {
		most = max(most, p.Y)
	}
	twice, ok := c.at(2)
	return twice / most, ok && most > 0
}

// verdict says whether a budget holds.
func (b budget) verdict(r *results) (value, holds string) {
	v, ok := b.value(r)
	if !ok {
		return "–", "not measured"
	}
	value = number(v) + b.unit
	if b.least && v >= b.limit || !b.least && v <= b.limit {
		return value, "holds"
	}
	return value, broken
}

const broken = "**does not hold**"

// bound is the budget's limit as text.
func (b budget) bound() string {
	sign := "≤ "
	if b.least {
		sign = "≥ "
	}
	return sign + number(b.limit) + b.unit
}

// number has the digits that a reader needs.
func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.3g", v)
}
