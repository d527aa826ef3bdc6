package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/unicornpursuit/unicornpursuit/bench/load"
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

// results has the figures by work and system.
type results struct {
	settings settings
	works    map[string]map[string]figures
}

func (l *lab) measure(ctx context.Context) (*results, error) {
	r := &results{settings: l.settings, works: map[string]map[string]figures{}}
	for _, w := range works {
		if !l.settings.wants(w.name) {
			continue
		}
		measured, err := l.rounds(ctx, w)
		if err != nil {
			return nil, err
		}
		r.works[w.name] = measured
		for name, f := range measured {
			fmt.Fprintf(os.Stderr, "%s, %s: %d µs\n", w.name, name, f.CPU.Microseconds())
		}
	}
	return r, nil
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
	before, err := s.process.CPU()
	if err != nil {
		return figures{}, err
	}
	full := load.Saturate(plan)
	after, err := s.process.CPU()
	if err != nil {
		return figures{}, err
	}
	if full.Failed+full.Shed > 0 || full.Answered == 0 {
		return figures{}, fmt.Errorf("%d of %d requests failed: %s", full.Failed+full.Shed, full.Sent(), s.process.Log)
	}
	half := load.Steady(plan, full.PerSecond()/2)
	memory, err := s.process.Memory()
	if err != nil {
		return figures{}, err
	}
	return figures{
		CPU: (after - before) / time.Duration(full.Answered), PerSecond: full.PerSecond(),
		P50: half.Quantile(0.5), P99: half.Quantile(0.99), Memory: memory,
	}, ctx.Err()
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

// print writes the tables as text.
func (r *results) print(out io.Writer) {
	for _, w := range works {
		measured := r.works[w.name]
		if measured == nil {
			continue
		}
		fmt.Fprintf(out, "\n%s\n", w.what)
		table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(table, "system\tCPU µs\t× floor\trequests/s\tp50 ms\tp99 ms\tRSS MB\t")
		for _, name := range all {
			f, ok := measured[name]
			if !ok {
				continue
			}
			fmt.Fprintf(table, "%s\t%d\t%s\t%.0f\t%.1f\t%.1f\t%d\t\n", name, f.CPU.Microseconds(), ratio(f, measured[floor]),
				f.PerSecond, milliseconds(f.P50), milliseconds(f.P99), f.Memory>>20)
		}
		_ = table.Flush()
	}
}

// ratio is how many times the floor's processor time a system needs.
func ratio(f, least figures) string {
	if least.CPU == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", float64(f.CPU)/float64(least.CPU))
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
