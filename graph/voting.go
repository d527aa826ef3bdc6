package graph

import (
	"context"
	"errors"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// Leaderboard is the first places of some standings.
type Leaderboard struct {
	standings *voting.Standings
	window    voting.Window
	first     int
	// ended is what a stream ends with, in place of standings; nil while it goes on.
	ended error
}

// Entries are the first places. Each field of a Leaderboard tells what has ended its stream, so that whatever a client
// selects it learns of it.
func (l Leaderboard) Entries() ([]voting.LeaderboardEntry, error) {
	if l.ended != nil {
		return nil, l.ended
	}
	return l.standings.Leaderboard(l.first), nil
}

// TotalVotes is the number of votes over all projects.
func (l Leaderboard) TotalVotes() (int, error) {
	if l.ended != nil {
		return 0, l.ended
	}
	return l.standings.TotalVotes, nil
}

// OpensAt is when voting opens, nil if it always was open.
func (l Leaderboard) OpensAt() (*time.Time, error) { return bound(l.window.OpensAt), l.ended }

// ClosesAt is when voting closes, nil if it never does.
func (l Leaderboard) ClosesAt() (*time.Time, error) { return bound(l.window.ClosesAt), l.ended }

// UpdatedAt is the moment of the standings.
func (l Leaderboard) UpdatedAt() (time.Time, error) {
	if l.ended != nil {
		return time.Time{}, l.ended
	}
	return l.standings.ReadAt, nil
}

func bound(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// ProjectConnection is a page of projects.
type ProjectConnection struct{ voting.ProjectPage }

// PageInfo says whether and where the list goes on.
func (c ProjectConnection) PageInfo() audit.PageInfo {
	info := audit.PageInfo{HasNextPage: c.HasNextPage}
	if n := len(c.Edges); n > 0 {
		info.EndCursor = &c.Edges[n-1].Cursor
	}
	return info
}

// Project is one project, nil if there is none.
func (r *queryResolver) Project(ctx context.Context, id string) (*voting.Project, error) {
	project, err := r.Voting.Project(ctx, id)
	if errors.Is(err, voting.ErrProjectNotFound) {
		return nil, nil
	}
	return &project, err
}

// Projects is a page of projects.
func (r *queryResolver) Projects(
	ctx context.Context,
	first int,
	after *string,
	orderBy voting.ProjectOrder,
	filter *ProjectFilter,
) (ProjectConnection, error) {
	if err := checkFirst(first, maxProjects); err != nil {
		return ProjectConnection{}, err
	}
	standings, err := r.Voting.Standings(ctx)
	if err != nil {
		return ProjectConnection{}, err
	}
	q := voting.ProjectQuery{Order: orderBy, First: first, After: value(after)}
	if filter != nil {
		q.Search, q.Owner = given(filter.Search), given(filter.Owner)
	}
	page, err := standings.Page(q)
	return ProjectConnection{page}, err
}

// Leaderboard is the projects by points.
func (r *queryResolver) Leaderboard(ctx context.Context, first int) (Leaderboard, error) {
	if err := checkFirst(first, maxProjects); err != nil {
		return Leaderboard{}, err
	}
	standings, err := r.Voting.Standings(ctx)
	return Leaderboard{standings: standings, window: r.Voting.Window(), first: first}, err
}

// Project has the fields of a project that depend on who asks.
func (r *Resolver) Project() ProjectResolver { return &projectResolver{r} }

type projectResolver struct{ *Resolver }

// ViewerVote is the caller's vote for a project, nil if there is none or nobody is signed in.
func (r *projectResolver) ViewerVote(ctx context.Context, p *voting.Project) (*voting.Vote, error) {
	principal, signedIn, err := r.whoAsks(ctx)
	if !signedIn {
		return nil, err
	}
	voter, err := sharedVoter(ctx, func() (voting.Voter, error) { return r.Voting.Voter(ctx, principal.Subject) })
	if vote, voted := voter.VoteFor(p.ID); voted {
		return &vote, err
	}
	return nil, err
}

// ViewerIsOwner tells whether a project is the caller's.
func (r *projectResolver) ViewerIsOwner(ctx context.Context, p *voting.Project) (bool, error) {
	principal, signedIn, err := r.whoAsks(ctx)
	return signedIn && principal.Subject == p.Owner.ID, err
}

// whoAsks returns the caller of a field that is there for everybody.
func (r *Resolver) whoAsks(ctx context.Context) (p session.Principal, signedIn bool, err error) {
	p, err = r.Sessions.Authenticate(ctx)
	if errors.Is(err, session.ErrUnauthenticated) {
		return session.Principal{}, false, nil
	}
	return p, err == nil, err
}

// Vote has the field of a vote that its domain type lacks.
func (r *Resolver) Vote() VoteResolver { return &voteResolver{r} }

type voteResolver struct{ *Resolver }

// Project is what a vote was cast for, as it stands now. It may have been withdrawn while the answer is being made.
func (r *voteResolver) Project(ctx context.Context, v *voting.Vote) (voting.Project, error) {
	return r.Voting.VotedProject(ctx, v.ProjectID)
}

// Voter has the field of a voter that depends on the account.
func (r *Resolver) Voter() VoterResolver { return &voterResolver{r} }

type voterResolver struct{ *Resolver }

// Eligibility is what the caller, whose record the voter is, may do now.
func (r *voterResolver) Eligibility(ctx context.Context, _ *voting.Voter) (voting.Eligibility, error) {
	_, identity, err := r.caller(ctx)
	return r.Voting.Eligibility(identity), err
}

// caller is who asks, with the account.
func (r *Resolver) caller(ctx context.Context) (session.Principal, account.Identity, error) {
	principal, err := r.Sessions.Authenticate(ctx)
	if err != nil {
		return session.Principal{}, account.Identity{}, err
	}
	identity, err := r.Identities.Identity(ctx, principal)
	return principal, identity, err
}
