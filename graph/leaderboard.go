package graph

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/graph/model"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// Leaderboard is the projects by points.
func (r queryResolver) Leaderboard(ctx context.Context, first int) (model.Leaderboard, error) {
	if err := checkFirst(first, maxProjects); err != nil {
		return model.Leaderboard{}, err
	}
	standings, err := r.Voting.Standings(ctx)
	return model.Leaderboard{Standings: standings, Window: r.Voting.Window(), First: first}, err
}

// Subscription has the fields with live updates.
func (r *Resolver) Subscription() exec.SubscriptionResolver { return subscriptionResolver{r} }

type subscriptionResolver struct{ *Resolver }

// sessionCheck is how often a stream checks whether its session has ended.
const sessionCheck = 15 * time.Second

// Leaderboard is the projects by points, now and after each change. It ends with the caller's session, if the caller is
// signed in.
func (r subscriptionResolver) Leaderboard(ctx context.Context, first int) (<-chan model.Leaderboard, error) {
	if err := checkFirst(first, maxProjects); err != nil {
		return nil, err
	}
	_, signedIn, err := r.optionalCaller(ctx)
	if err != nil {
		return nil, err
	}
	unwatch := r.Voting.Board().Watch()
	standings, err := r.Voting.Standings(ctx)
	if err != nil {
		unwatch()
		return nil, err
	}
	leaderboards := make(chan model.Leaderboard)
	go func() {
		defer close(leaderboards)
		defer unwatch()
		r.sendLeaderboards(
			ctx, model.Leaderboard{Standings: standings, Window: r.Voting.Window(), First: first}, signedIn, leaderboards,
		)
	}()
	return leaderboards, nil
}

// sendLeaderboards sends each change until ctx or the session ends. A client that is slow to read skips the changes in
// between.
func (r subscriptionResolver) sendLeaderboards(
	ctx context.Context, l model.Leaderboard, signedIn bool, leaderboards chan<- model.Leaderboard,
) {
	var check <-chan time.Time // never, if the caller is a guest
	if signedIn {
		ticker := time.NewTicker(cmp.Or(r.SessionCheck, sessionCheck))
		defer ticker.Stop()
		check = ticker.C
	}
	for {
		select {
		case leaderboards <- l:
		case <-ctx.Done():
			return
		}
		if l.Ended != nil || !r.awaitChange(ctx, &l, check) {
			return
		}
	}
}

// awaitChange waits until there is something to send.
func (r subscriptionResolver) awaitChange(
	ctx context.Context, l *model.Leaderboard, check <-chan time.Time,
) (changed bool) {
	for {
		select {
		case <-l.Standings.Superseded():
			l.Standings = r.Voting.Board().Latest()
			return true
		case <-check:
			// An outage does not end a stream, since all that it shows is public.
			if err := r.Sessions.Recheck(ctx); errors.Is(err, session.ErrUnauthenticated) {
				l.Ended = err
				return true
			}
		case <-ctx.Done():
			return false
		}
	}
}
