package main

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/unicornpursuit/unicornpursuit/bench/fixture"
	"github.com/unicornpursuit/unicornpursuit/bench/load"
	"github.com/unicornpursuit/unicornpursuit/bench/process"
)

const growthMemory = "growth: MB by projects"

// growth measures the reads while the projects grow in number.
func (l *lab) growth(ctx context.Context, s *system) (found []measured, err error) {
	for _, projects := range []int{10, 100, 1000, 10_000} {
		table := "growth-" + strconv.Itoa(projects)
		l.stub.Fill(table, fixture.New(projects, voters, l.poll.Projects[0].CreatedAt))
		p, err := l.launch(ctx, s, table)
		if err != nil {
			return nil, err
		}
		points, err := l.reads(ctx, s, p, float64(projects))
		_ = p.Stop()
		if err != nil {
			return nil, fmt.Errorf("%d projects: %w: %s", projects, err, p.Log)
		}
		found = append(found, points...)
	}
	return found, nil
}

func (l *lab) reads(ctx context.Context, s *system, p *process.Process, size float64) (found []measured, err error) {
	for _, w := range works {
		if w.document == fixture.CastVote || w.name == "cookie" {
			continue
		}
		requests, err := w.requests(ctx, l, p)
		if err != nil {
			return nil, err
		}
		ready := &subject{system: s, process: p, requests: requests}
		plan := l.plan(ready, l.settings.duration())
		load.Saturate(plan) // warms up
		_, each, err := l.saturate(ready, plan)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", w.name, err)
		}
		found = append(found, measured{"growth: CPU µs of " + w.name, size, microseconds(each)})
	}
	memory, err := p.Memory()
	return append(found, measured{growthMemory, size, megabytes(memory)}), err
}

const (
	connectionsCPU    = "connections: CPU µs of viewer"
	connectionsMemory = "connections: MB"
	connectionsP99    = "connections: p99 ms"
	// steady is how many requests are sent at the least.
	steady = 1000
)

// connections measures a steady rate of viewers over more and more connections.
func (l *lab) connections(ctx context.Context, s *system) (found []measured, err error) {
	p, err := l.launch(ctx, s, spent)
	if err != nil {
		return nil, err
	}
	defer p.Stop() //nolint:errcheck // it returns none
	requests, err := works[0].requests(ctx, l, p)
	if err != nil {
		return nil, err
	}
	plan := l.plan(&subject{system: s, process: p, requests: requests}, l.settings.duration())
	load.Saturate(plan)
	rate := load.Saturate(plan).PerSecond() / 4
	for _, n := range []int{1, 64, 500, 2000, 5000} {
		plan.Connections = n
		plan.For = max(l.settings.duration(), time.Duration(steady/rate*float64(time.Second)))
		sent, used, err := costs(p, plan, func(plan load.Plan) load.Result { return load.Steady(plan, rate) })
		if err != nil || sent.Answered == 0 {
			return nil, fmt.Errorf("%d answered: %w", sent.Answered, err)
		}
		memory, err := p.Memory()
		if err != nil {
			return nil, err
		}
		found = append(found, measured{connectionsCPU, float64(n), microseconds(used) / float64(sent.Answered)},
			measured{connectionsMemory, float64(n), megabytes(memory)},
			measured{connectionsP99, float64(n), milliseconds(sent.Quantile(0.99))})
	}
	return found, ctx.Err()
}

const (
	goodput     = "overload: right answers a second"
	efficiency  = "overload: right answers in a second of the processor"
	goodputTime = "overload: p99 ms"
	shedRate    = "overload: shed a second"
	healthTime  = "overload: slowest health check, ms"
	// crowd is how many clients send at most, and crowdPatience when they give up.
	crowd         = 1000
	crowdPatience = 2 * time.Second
)

// overload sends more than a server can answer. The sizes are multiples of what it can.
func (l *lab) overload(ctx context.Context, s *system) (found []measured, err error) {
	p, err := l.launch(ctx, s, spent)
	if err != nil {
		return nil, err
	}
	defer p.Stop() //nolint:errcheck // it returns none
	requests, err := works[0].requests(ctx, l, p)
	if err != nil {
		return nil, err
	}
	plan := l.plan(&subject{system: s, process: p, requests: requests}, l.settings.warmUp())
	load.Saturate(plan)
	peak := load.Saturate(plan).PerSecond()
	plan.Connections, plan.Patience = crowd, crowdPatience
	for _, times := range []float64{0.5, 1, 1.5, 2, 3} {
		slowest := watchHealth(ctx, p.Address)
		sent, used, err := costs(p, plan, func(plan load.Plan) load.Result { return load.Steady(plan, times*peak) })
		if err != nil {
			return nil, err
		}
		found = append(found, measured{goodput, times, sent.PerSecond()},
			measured{efficiency, times, float64(sent.Answered) / used.Seconds()},
			measured{goodputTime, times, milliseconds(sent.Quantile(0.99))},
			measured{shedRate, times, float64(sent.Shed) / sent.Elapsed.Seconds()},
			measured{healthTime, times, milliseconds(slowest())})
	}
	return found, ctx.Err()
}

// watchHealth asks for the health of a server again and again, until the function that it returns is called, which
// returns the longest time that an answer took.
func watchHealth(ctx context.Context, address string) (slowest func() time.Duration) {
	ctx, stop := context.WithCancel(ctx)
	found := make(chan time.Duration)
	go func() {
		var longest time.Duration
		for ctx.Err() == nil {
			started := time.Now()
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/healthz", nil)
			if err != nil {
				break
			}
			if response, err := http.DefaultClient.Do(request); err == nil {
				_ = response.Body.Close()
				longest = max(longest, time.Since(started))
			}
			time.Sleep(20 * time.Millisecond)
		}
		found <- longest
	}()
	return func() time.Duration {
		stop()
		return <-found
	}
}

const tokenMemory = "tokens: MB after thousands of tokens"

// distinctTokens measures the memory while more and more people are seen, each with a token of their own.
func (l *lab) distinctTokens(ctx context.Context, s *system) (found []measured, err error) {
	p, err := l.launch(ctx, s, spent)
	if err != nil {
		return nil, err
	}
	defer p.Stop() //nolint:errcheck // it returns none
	const step = 10_000
	for seen := 0; ; seen += step {
		memory, err := p.Memory()
		if err != nil {
			return nil, err
		}
		found = append(found, measured{tokenMemory, float64(seen) / 1000, megabytes(memory)})
		if seen >= l.settings.Tokens {
			return found, ctx.Err()
		}
		requests := make([][]byte, step)
		for i := range requests {
			subject := fmt.Sprintf("5c6e1f9a-0b7d-4c58-9e35-9%011d", seen+i)
			token, err := l.signer.AccessToken(subject, subject)
			if err != nil {
				return nil, err
			}
			requests[i] = load.Request(p.Address, body(fixture.Identity, nil), "Authorization", "Bearer "+token)
		}
		if failed := load.Each(l.plan(&subject{system: s, process: p, requests: requests}, 0)); failed > 0 {
			return nil, fmt.Errorf("%d tokens refused: %s", failed, p.Log)
		}
	}
}

const soakMemory = "soak: MB after thousands of requests"

// soak measures the memory while more and more requests are answered.
func (l *lab) soak(ctx context.Context, s *system) (found []measured, err error) {
	p, err := l.launch(ctx, s, spent)
	if err != nil {
		return nil, err
	}
	defer p.Stop() //nolint:errcheck // it returns none
	identity := works[0]
	identity.document = fixture.Identity
	requests, err := identity.requests(ctx, l, p)
	if err != nil {
		return nil, err
	}
	plan := l.plan(&subject{system: s, process: p, requests: requests}, l.settings.duration())
	for answered := 0; answered < l.settings.Requests; {
		sent := load.Saturate(plan)
		if answered += sent.Answered; sent.Answered == 0 || ctx.Err() != nil {
			return nil, fmt.Errorf("no answers: %s", p.Log)
		}
		memory, err := p.Memory()
		if err != nil {
			return nil, err
		}
		found = append(found, measured{soakMemory, float64(answered) / 1000, megabytes(memory)})
	}
	return found, nil
}
