package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/unicornpursuit/unicornpursuit/bench/fixture"
	"github.com/unicornpursuit/unicornpursuit/bench/load"
	"github.com/unicornpursuit/unicornpursuit/bench/process"
)

// study measures how something grows.
type study struct {
	name string
	run  func(l *lab, ctx context.Context, s *system) ([]measured, error)
}

// measured is a figure at a size.
type measured struct {
	curve string
	x, y  float64
}

// studies are of the builds of the server alone.
var studies = []study{
	{"start", (*lab).starts}, {"subscribers", (*lab).subscribers}, {"growth", (*lab).growth},
	{"connections", (*lab).connections}, {"overload", (*lab).overload}, {"tokens", (*lab).distinctTokens},
	{"soak", (*lab).soak},
}

// study runs one on each build and keeps the curves by name and system.
func (l *lab) study(ctx context.Context, s study, r *results) error {
	found := map[string]map[string]curve{}
	for _, system := range l.systems {
		if !slices.Contains(builds, system.name) && (s.name != "start" || system.name == floorSDK) {
			continue
		}
		points, err := s.run(l, ctx, system)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", s.name, system.name, err)
		}
		for _, p := range points {
			fmt.Fprintf(os.Stderr, "%s, %s: %s at %.6g: %.6g\n", s.name, system.name, p.curve, p.x, p.y)
			if found[p.curve] == nil {
				found[p.curve] = map[string]curve{}
			}
			found[p.curve][system.name] = append(found[p.curve][system.name], point{p.x, p.y})
		}
	}
	maps.Copy(r.Curves, found)
	return nil
}

const (
	first     = "start: ms to the first answer"
	firstCPU  = "start: CPU ms to the first answer"
	atRest    = "start: MB at rest"
	startings = 5
)

// starts measures how long it takes from the start of a process to its first answer, and its memory after that.
func (l *lab) starts(ctx context.Context, s *system) ([]measured, error) {
	var took, used []time.Duration
	var memory []int64
	for range startings {
		began := time.Now()
		p, err := l.launch(ctx, s, spent)
		if err != nil {
			return nil, err
		}
		requests, err := works[0].requests(ctx, l, p)
		if err == nil {
			_, err = ask(p.Address, requests[:1])
		}
		took = append(took, time.Since(began))
		if err != nil {
			return nil, err
		}
		cpu, cpuErr := p.CPU()
		resident, err := p.Memory()
		used, memory = append(used, cpu), append(memory, resident)
		if err := errors.Join(cpuErr, err, p.Stop()); err != nil {
			return nil, err
		}
	}
	same := func(d time.Duration) time.Duration { return d }
	return []measured{
		{first, 0, milliseconds(median(took, same))}, {firstCPU, 0, milliseconds(median(used, same))},
		{atRest, 0, megabytes(median(memory, func(m int64) int64 { return m }))},
	}, nil
}

// watched are the numbers of subscribers.
var watched = []int{1, 100, 1000, 5000}

const (
	tellCPU    = "subscribers: CPU ms of a change"
	tellMemory = "subscribers: KB of each"
	changes    = 5
	live       = "live"
)

// subscribers measures what it costs to tell all streams of the leaderboard a change, and the memory of each.
func (l *lab) subscribers(ctx context.Context, s *system) (found []measured, err error) {
	for _, n := range watched {
		l.stub.Fill(live, l.poll)
		p, err := l.launch(ctx, s, live)
		if err != nil {
			return nil, err
		}
		points, err := l.tell(p, n)
		_ = p.Stop()
		if err != nil {
			return nil, fmt.Errorf("%d: %w: %s", n, err, p.Log)
		}
		found = append(found, points...)
	}
	return found, ctx.Err()
}

// streamPatience is how long thousands of streams may take on a busy machine.
const streamPatience = 2 * time.Minute

func (l *lab) tell(p *process.Process, n int) ([]measured, error) {
	request := load.Request(p.Address, body(fixture.Live, nil), "Accept", "text/event-stream")
	one, err := load.Subscribe(p.Address, request, 1, streamPatience) // loads the board
	if err != nil {
		return nil, err
	}
	defer one.Close()
	before, err := p.Memory()
	if err != nil {
		return nil, err
	}
	streams, err := load.Subscribe(p.Address, request, n, streamPatience)
	if err != nil {
		return nil, err
	}
	defer streams.Close()
	after, err := p.Memory()
	if err != nil {
		return nil, err
	}
	_, idle, err := spends(p, func() error { time.Sleep(2 * time.Second); return nil })
	if err != nil {
		return nil, err
	}
	told, busy, err := spends(p, func() error {
		for change := range changes {
			l.stub.Vote(live, l.poll.Projects[change].ID)
			if err := streams.Await(int64(2+change), streamPatience); err != nil {
				return err
			}
		}
		return nil
	})
	perChange := (busy - idle) * told.Seconds() / changes // in seconds of the processor
	return []measured{
		{tellCPU, float64(n), max(0, perChange*1000)}, {tellMemory, float64(n), float64(after-before) / 1024 / float64(n)},
	}, err
}

// spends returns how long something takes, and the share of a core that the process uses meanwhile.
func spends(p *process.Process, do func() error) (took time.Duration, share float64, err error) {
	before, err := p.CPU()
	if err != nil {
		return 0, 0, err
	}
	started := time.Now()
	if err := do(); err != nil {
		return 0, 0, err
	}
	took = time.Since(started)
	after, err := p.CPU()
	return took, float64(after-before) / float64(took), err
}
