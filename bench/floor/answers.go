package main

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/unicornpursuit/unicornpursuit/bench/fixture"
)

// place is a place on the leaderboard.
type place struct {
	rank    int
	project fixture.Project
}

const shown = 100 // places, and projects of a page

// remember orders the projects, as the product's board does, and lists the documents.
func (f *floor) remember() {
	ranked := slices.Clone(f.poll.Projects)
	slices.SortFunc(ranked, func(a, b fixture.Project) int {
		return cmp.Or(b.Points-a.Points, a.CreatedAt.Compare(b.CreatedAt))
	})
	for i, p := range ranked {
		rank := i + 1
		if i > 0 && ranked[i-1].Points == p.Points {
			rank = f.places[i-1].rank
		}
		f.places, f.votes = append(f.places, place{rank, p}), f.votes+p.Votes
		f.projects[p.ID] = p
	}
	f.newest = slices.Clone(f.poll.Projects)
	slices.Reverse(f.newest)
	for _, v := range f.poll.Voters {
		f.accounts[v.Subject] = v
	}
	f.answers[fixture.Viewer] = f.viewer
	f.answers[fixture.Leaderboard] = func(_ *http.Request, _ query, _ string, out []byte) ([]byte, error) {
		return f.leaderboard(out, nil, false), nil
	}
	f.answers[fixture.OwnLeaderboard] = func(r *http.Request, _ query, caller string, out []byte) ([]byte, error) {
		votes, err := f.table.votes(r.Context(), caller)
		return f.leaderboard(out, votes, true), err
	}
	f.answers[fixture.OwnProjects] = f.page
	f.answers[fixture.CastVote] = f.castVote
}

// viewer joins the account with the votes.
func (f *floor) viewer(r *http.Request, _ query, caller string, out []byte) ([]byte, error) {
	votes, err := f.table.votes(r.Context(), caller)
	if err != nil {
		return nil, err
	}
	account := f.accounts[caller]
	out = text(append(out, `{"data":{"viewer":{"id":`...), caller)
	out = text(append(out, `,"email":`...), account.Email)
	out = text(append(out, `,"name":`...), account.Name)
	out = append(out, `,"phoneNumberVerified":true,"voter":{"remainingPoints":[`...)
	first := true
	for points := 1; points <= fixture.Values; points++ {
		if votes[points] == "" {
			out = strconv.AppendInt(comma(out, &first), int64(points), 10)
		}
	}
	out = append(out, `],"votes":[`...)
	first = true
	for points := fixture.Values; points > 0; points-- {
		if id := votes[points]; id != "" {
			out = strconv.AppendInt(append(comma(out, &first), `{"points":`...), int64(points), 10)
			out = text(append(out, `,"project":{"id":`...), id)
			out = append(text(append(out, `,"title":`...), f.projects[id].Title), `}}`...)
		}
	}
	return append(out, `]}}}}`...), nil
}

// leaderboard has the caller's vote in each place, if it is asked for.
func (f *floor) leaderboard(out []byte, votes *ballot, own bool) []byte {
	out = strconv.AppendInt(append(out, `{"data":{"leaderboard":{"totalVotes":`...), int64(f.votes), 10)
	out = append(out, `,"entries":[`...)
	first := true
	for _, p := range f.places[:min(shown, len(f.places))] {
		out = strconv.AppendInt(append(comma(out, &first), `{"rank":`...), int64(p.rank), 10)
		out = strconv.AppendInt(append(out, `,"points":`...), int64(p.project.Points), 10)
		out = text(append(out, `,"project":{"id":`...), p.project.ID)
		out = text(append(out, `,"title":`...), p.project.Title)
		out = text(append(out, `,"owner":{"name":`...), p.project.OwnerName)
		out = strconv.AppendInt(append(out, `},"voteCount":`...), int64(p.project.Votes), 10)
		if own {
			out = votes.appendOwn(append(out, `,"viewerVote":`...), p.project.ID)
		}
		out = append(out, `}}`...)
	}
	return append(out, `]}}}`...)
}

// page is the first page of projects, the newest first.
func (f *floor) page(r *http.Request, _ query, caller string, out []byte) ([]byte, error) {
	votes, err := f.table.votes(r.Context(), caller)
	if err != nil {
		return nil, err
	}
	out = strconv.AppendInt(append(out, `{"data":{"projects":{"totalCount":`...), int64(len(f.newest)), 10)
	out = append(out, `,"edges":[`...)
	first := true
	for _, p := range f.newest[:min(shown, len(f.newest))] {
		out = text(append(comma(out, &first), `{"node":{"id":`...), p.ID)
		out = text(append(out, `,"title":`...), p.Title)
		out = text(append(out, `,"summary":`...), p.Summary)
		out = text(append(out, `,"owner":{"name":`...), p.OwnerName)
		out = strconv.AppendInt(append(out, `},"points":`...), int64(p.Points), 10)
		out = strconv.AppendInt(append(out, `,"voteCount":`...), int64(p.Votes), 10)
		out = strconv.AppendBool(append(out, `,"viewerIsOwner":`...), p.OwnerID == caller)
		out = append(votes.appendOwn(append(out, `,"viewerVote":`...), p.ID), `}}`...)
	}
	out = strconv.AppendBool(append(out, `],"pageInfo":{"hasNextPage":`...), len(f.newest) > shown)
	return append(out, `}}}}`...), nil
}

// comma separates elements.
func comma(out []byte, first *bool) []byte {
	if !*first {
		out = append(out, ',')
	}
	*first = false
	return out
}

// text appends a text of JSON.
func text(out []byte, s string) []byte {
	out = append(out, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c < ' ':
			out = append(out, `\u00`...)
			out = append(out, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}
