package dynamo

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/page"
)

const (
	// maxRounds bounds the work for a page of events. A round reads a part of a section, with a query for each of its
	// partitions.
	maxRounds = 8
	// searched is how many events a query reads when a filter may match only a few of them.
	searched = 250
	// maxActor is longer than any subject, and shorter than the longest key.
	maxActor = 1024
)

// ByActor returns the events of a person's actions. The index lags behind writes by a second or so. Errors:
// page.ErrInvalidCursor, fault.Unavailable.
func (s *AuditStore) ByActor(ctx context.Context, subject string, first int, after string) (audit.Page, error) {
	return s.Events(ctx, audit.Filter{Actor: &subject}, first, after)
}

// Events returns the events that match a filter. Errors: page.ErrInvalidCursor, fault.Unavailable.
func (s *AuditStore) Events(ctx context.Context, f audit.Filter, first int, after string) (audit.Page, error) {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	search, err := s.newSearch(f, first, after)
	if err != nil {
		return audit.Page{}, err
	}
	sections, err := search.sections(ctx)
	if err != nil {
		return audit.Page{}, err
	}
	return search.page(ctx, sections)
}

// search looks for a page of events, from the newest to the oldest. It tracks its place by id: those below `below`
// remain to be read, and those below `lowest` are out of range.
type search struct {
	store         *AuditStore
	filter        audit.Filter
	first         int
	below, lowest string
	found         []audit.Event
}

func (s *AuditStore) newSearch(f audit.Filter, first int, after string) (*search, error) {
	below := audit.LastID
	if after != "" {
		if _, ok := audit.TimeOf(after); !ok {
			return nil, page.ErrInvalidCursor
		}
		below = after
	}
	if f.To != nil {
		below = min(below, audit.FirstIDAt(*f.To))
	}
	lowest := audit.FirstIDAt(s.now().Add(-s.retention)) // the table's expiry deletes late
	if f.From != nil {
		lowest = max(lowest, audit.FirstIDAt(*f.From))
	}
	return &search{store: s, filter: f, first: min(max(first, 1), audit.MaxPageSize), below: below, lowest: lowest}, nil
}

// section is a stretch of the trail whose events are in the same partitions.
type section struct {
	index      string // empty: the table
	partitions []string
	// end is the least id of the section's time.
	end string
}

// sections returns the sections to read: the index partition of an actor, or days, latest first.
func (s *search) sections(ctx context.Context) ([]section, error) {
	if s.filter.Actor != nil {
		if len(*s.filter.Actor) > maxActor {
			return nil, nil
		}
		return []section{{index: indexName, partitions: []string{actorPrefix + *s.filter.Actor}}}, nil
	}
	days, err := s.days(ctx)
	if err != nil {
		return nil, err
	}
	sections := make([]section, len(days))
	for i, day := range days {
		for shard := range auditShards {
			sections[i].partitions = append(sections[i].partitions, shardKey(day.Format(time.DateOnly), shard))
		}
		sections[i].end = audit.FirstIDAt(day)
	}
	return sections, nil
}

// days returns the days that have events, latest first: at most one more than a page can cover.
func (s *search) days(ctx context.Context) ([]time.Time, error) {
	if s.below <= s.lowest {
		return nil, nil
	}
	newest, _ := audit.TimeOf(s.below)
	oldest, _ := audit.TimeOf(s.lowest)
	if tomorrow := s.store.now().Add(24 * time.Hour); newest.After(
		tomorrow,
	) { // other instances' clocks may be ahead, but not by more than this
		newest = tomorrow
	}
	if newest.Before(oldest) {
		return nil, nil
	}
	found, err := s.store.table.queryUpTo(ctx, maxRounds+1, &dynamodb.QueryInput{
		KeyConditionExpression: aws.String("PK = :days AND SK BETWEEN :oldest AND :newest"),
		ExpressionAttributeValues: item{
			":days": text(auditDays), ":oldest": text(dayOf(oldest)), ":newest": text(dayOf(newest)),
		},
		ScanIndexForward: aws.Bool(false),
	})
	if err != nil {
		return nil, err
	}
	days := make([]time.Time, 0, len(found))
	for _, it := range found {
		r := reader{item: it}
		day, err := time.Parse(time.DateOnly, r.text(sortKey))
		if err != nil {
			return nil, err
		}
		days = append(days, day)
	}
	return days, nil
}

func (s *search) page(ctx context.Context, sections []section) (audit.Page, error) {
	rounds := 0
	for _, section := range sections {
		for more := true; more; rounds++ {
			if rounds == maxRounds {
				return s.result(true), nil
			}
			var err error
			if more, err = s.read(ctx, section); err != nil {
				return audit.Page{}, err
			}
			if len(s.found) > s.first {
				s.found = s.found[:s.first]
				s.below = s.found[s.first-1].ID
				return s.result(true), nil
			}
			if s.below <= s.lowest {
				return s.result(false), nil
			}
		}
	}
	return s.result(false), nil
}

func (s *search) result(more bool) audit.Page {
	edges := make([]audit.Edge, len(s.found))
	for i, e := range s.found {
		edges[i] = audit.Edge{Cursor: e.ID, Node: e}
	}
	end := ""
	switch {
	case more:
		end = s.below
	case len(s.found) > 0:
		end = s.found[len(s.found)-1].ID
	}
	return audit.Page{Edges: edges, PageInfo: page.NewInfo(more, end)}
}

// read reads the next part of a section, and reports whether there is more of it.
func (s *search) read(ctx context.Context, section section) (more bool, err error) {
	parts := make([]part, len(section.partitions))
	group, ctx := errgroup.WithContext(ctx)
	for i, partition := range section.partitions {
		group.Go(func() (err error) {
			parts[i], err = s.query(ctx, section.index, partition)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return false, err
	}
	// The parts end at different ids. Events below the highest of these ids are left for later: another partition may
	// have newer ones.
	reached := section.end
	for _, p := range parts {
		if p.reached > reached {
			reached, more = p.reached, true
		}
	}
	var events []audit.Event
	for _, p := range parts {
		for _, e := range p.events {
			if e.ID >= max(reached, s.lowest) {
				events = append(events, e)
			}
		}
	}
	slices.SortFunc(events, func(a, b audit.Event) int { return strings.Compare(b.ID, a.ID) })
	s.found = append(s.found, events...)
	s.below = reached
	return more, nil
}

// part is what a query found in a partition, and the id down to which it has read; empty if it reached the end.
type part struct {
	events  []audit.Event
	reached string
}

func (s *search) query(ctx context.Context, index, partition string) (part, error) {
	in := &dynamodb.QueryInput{
		KeyConditionExpression: aws.String("PK = :partition AND SK < :below"),
		ScanIndexForward:       aws.Bool(false), Limit: aws.Int32(int32(s.first) + 1),
	}
	if index != "" {
		in.IndexName, in.KeyConditionExpression = &index, aws.String("GSI1PK = :partition AND GSI1SK < :below")
	}
	expression, names, values := byFilter(s.filter)
	values[":partition"], values[":below"] = text(partition), text(s.below)
	in.ExpressionAttributeValues = values
	if expression != "" {
		in.FilterExpression, in.ExpressionAttributeNames, in.Limit = &expression, names, aws.Int32(searched)
	}
	out, err := s.store.table.queryPage(ctx, in)
	if err != nil {
		return part{}, err
	}
	var p part
	for _, it := range out.Items {
		e, err := decodeEvent(it)
		if err != nil {
			return part{}, err
		}
		p.events = append(p.events, e)
	}
	if last := (reader{item: out.LastEvaluatedKey}); last.item != nil {
		p.reached = last.text(sortKey)
	}
	return p, nil
}

// queryPage reads one page of a partition, in DynamoDB's terms.
func (t *Table) queryPage(ctx context.Context, in *dynamodb.QueryInput) (*dynamodb.QueryOutput, error) {
	in.TableName = &t.name
	out, err := t.client.Query(ctx, in)
	if err != nil {
		return nil, t.domainError(err)
	}
	return out, nil
}
