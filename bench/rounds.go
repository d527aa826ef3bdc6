package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/unicornpursuit/unicornpursuit/bench/load"
	"github.com/unicornpursuit/unicornpursuit/bench/process"
)

// figures are what a system needs for a work.
type figures struct {
	// CPU is the processor time of a request, of the user and the system.
	CPU time.Duration
	// PerSecond is the rate at saturation of one core; P50 and P99 are the times at half of it.
	PerSecond float64
	P50, P99  time.Duration
	// Memory is what is resident after the rounds, in bytes.
	Memory int64
}

// measure adds what is asked for to the results.
func (l *lab) measure(ctx context.Context, r *results) error {
	for _, w := range works {
		if !l.settings.wants(w.name) {
			continue
		}
		measured, err := l.rounds(ctx, w)
		if err != nil {
			return err
		}
		r.Works[w.name] = measured
		for name, f := range measured {
			fmt.Fprintf(os.Stderr, "%s, %s: %d µs\n", w.name, name, f.CPU.Microseconds())
		}
	}
	for _, s := range studies {
		if !l.settings.wants(s.name) {
			continue
		}
		if err := l.study(ctx, s, r); err != nil {
			return err
		}
	}
	if l.settings.wants(partsName) {
		return l.takeApart(ctx, r)
	}
	return nil
}

// rounds measures the systems of a work in turns, and returns the medians.
func (l *lab) rounds(ctx context.Context, w work) (map[string]figures, error) {
	subjects, err := w.prepare(ctx, l)
	if err != nil {
		return nil, err
	}
	for _, s := range subjects {
		load.Saturate(l.plan(s, l.settings.warmUp()))
	}
	taken := map[string][]figures{}
	for range l.settings.Rounds {
		for _, s := range subjects {
			f, err := l.sample(ctx, s)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", w.name, s.system.name, err)
			}
			taken[s.system.name] = append(taken[s.system.name], f)
		}
	}
	medians := map[string]figures{}
	for name, all := range taken {
		medians[name] = medianOf(all)
	}
	return medians, nil
}

func (l *lab) plan(s *subject, d time.Duration) load.Plan {
	return load.Plan{
		Address: s.process.Address, Requests: s.requests, Length: s.length, Connections: l.settings.Connections, For: d,
	}
}

// sample saturates a system, and then sends half of that.
func (l *lab) sample(ctx context.Context, s *subject) (figures, error) {
	plan := l.plan(s, l.settings.duration())
	full, each, err := l.saturate(s, plan)
	if err != nil {
		return figures{}, err
	}
	half := load.Steady(plan, full.PerSecond()/2)
	memory, err := s.process.Memory()
	if err != nil {
		return figures{}, err
	}
	return figures{
		CPU: each, PerSecond: full.PerSecond(), P50: half.Quantile(0.5), P99: half.Quantile(0.99), Memory: memory,
	}, ctx.Err()
}

// enough is the share of the time of a measurement that the server must have had the processor. On a machine that does
// other things too, a measurement goes on until then, at most stretch times as long: the operating system counts in
// hundredths of a second.
const (
	enough  = 0.5
	stretch = 10
)

// saturate sends as much as a system answers, and returns the last result and the processor time of each answer.
func (l *lab) saturate(s *subject, plan load.Plan) (last load.Result, each time.Duration, err error) {
	var used time.Duration
	answered := 0
	for range stretch {
		var once time.Duration
		if last, once, err = costs(s.process, plan, load.Saturate); err != nil {
			return last, 0, err
		}
		if last.Failed+last.Shed > 0 || last.Answered == 0 {
			return last, 0, fmt.Errorf("%d of %d requests failed: %s", last.Failed+last.Shed, last.Sent(), s.process.Log)
		}
		used, answered = used+once, answered+last.Answered
		if used.Seconds() >= enough*plan.For.Seconds() {
			break
		}
	}
	return last, used / time.Duration(answered), nil
}

// costs returns the processor time that a server uses while something is sent, without that of opening connections.
func costs(p *process.Process, plan load.Plan, send func(load.Plan) load.Result) (load.Result, time.Duration, error) {
	var before time.Duration
	var problem error
	plan.Opened = func() { before, problem = p.CPU() }
	sent := send(plan)
	after, err := p.CPU()
	return sent, after - before, errors.Join(problem, err)
}

// medianOf returns the median of each figure.
func medianOf(all []figures) figures {
	return figures{
		CPU:       median(all, func(f figures) time.Duration { return f.CPU }),
		PerSecond: median(all, func(f figures) float64 { return f.PerSecond }),
		P50:       median(all, func(f figures) time.Duration { return f.P50 }),
		P99:       median(all, func(f figures) time.Duration { return f.P99 }),
		Memory:    median(all, func(f figures) int64 { return f.Memory }),
	}
}

// median returns the middle value; of two in the middle, their mean.
func median[T any, V int64 | float64 | time.Duration](all []T, value func(T) V) V {
	values := make([]V, len(all))
	for i, one := range all {
		values[i] = value(one)
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
