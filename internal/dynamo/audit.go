package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
)

// AuditStore keeps the audit trail. It is an [audit.Store], [audit.Trail] and [audit.Eraser].
//
// The events of a day are spread over shards, so that a busy day is not one hot partition. A second item for each day
// that has events lets a reader skip those that have none. An event is indexed by its actor or, without one, by the
// email address that was given. Its attributes are those of [audit.Event]; empty ones are left out. expiresAt is the
// end of the retention.
type AuditStore struct {
	table     *Table
	retention time.Duration
	now       func() time.Time
	// listed has the days whose item this instance has written.
	listed sync.Map
}

// NewAuditStore returns the store in a table. retention is how long events are kept; now is the clock that ends it.
func NewAuditStore(t *Table, retention time.Duration, now func() time.Time) *AuditStore {
	return &AuditStore{table: t, retention: retention, now: now}
}

// auditShards may grow, but not shrink while events are kept: events in the higher shards would no longer be read.
const auditShards = 4

// Append adds an event. Errors: fault.Unavailable.
func (s *AuditStore) Append(ctx context.Context, e audit.Event) error {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	if err := s.listDay(ctx, e.At); err != nil {
		return err
	}
	err := s.table.put(ctx, s.encode(e), "attribute_not_exists(PK)")
	var repeated *conditionFailed
	if errors.As(err, &repeated) {
		return nil
	}
	return err
}

// listDay writes the item of a day before the day's first event, so that readers skip no day that has events.
func (s *AuditStore) listDay(ctx context.Context, at time.Time) error {
	day := dayOf(at)
	if _, done := s.listed.Load(day); done {
		return nil
	}
	it := key(auditDays, day)
	it[expiryAttribute] = epoch(startOf(at).Add(24*time.Hour + s.retention))
	err := s.table.put(ctx, it, "")
	if err == nil {
		s.listed.Store(day, true)
	}
	return err
}

// dayOf returns the day of a moment in UTC, as text that sorts.
func dayOf(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func startOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// shardOf spreads events by the last digit of the id, which is random or counts up.
func shardOf(id string) int { return int(id[len(id)-1]) % auditShards }

func (s *AuditStore) encode(e audit.Event) item {
	it := key(shardKey(dayOf(e.At), shardOf(e.ID)), e.ID)
	it[expiryAttribute] = epoch(e.At.Add(s.retention))
	switch {
	case e.Actor != nil:
		it[indexPartitionKey], it[indexSortKey] = text(actorPrefix+*e.Actor), text(e.ID)
	case e.Email != nil:
		it[indexPartitionKey], it[indexSortKey] = text(emailPrefix+*e.Email), text(e.ID)
	}
	for name, value := range map[string]*string{
		"action": &e.Action, "outcome": (*string)(&e.Outcome), "code": e.Code, "actor": e.Actor, "email": e.Email,
		"target":    e.Target,
		"ipAddress": &e.IPAddress, "userAgent": &e.UserAgent, "requestId": &e.RequestID,
	} {
		if value != nil && *value != "" {
			it[name] = text(*value)
		}
	}
	return it
}

func decodeEvent(it item) (audit.Event, error) {
	r := reader{item: it}
	e := audit.Event{
		ID: r.text(sortKey), Action: r.text("action"), Outcome: audit.Outcome(r.text("outcome")),
		Code: r.given("code"), Actor: r.given("actor"), Email: r.given("email"), Target: r.given("target"),
		IPAddress: r.optionalText("ipAddress"),
		UserAgent: r.optionalText("userAgent"), RequestID: r.optionalText("requestId"),
	}
	var ok bool
	if e.At, ok = audit.TimeOf(e.ID); !ok {
		r.fail(sortKey)
	}
	if r.err != nil {
		return audit.Event{}, fmt.Errorf("audit item: %w", r.err)
	}
	return e, nil
}

// given is nil for an attribute that is not there.
func (r *reader) given(name string) *string {
	if value := r.optionalText(name); value != "" {
		return &value
	}
	return nil
}

// byFilter returns the conditions of a filter that keys do not cover, as a filter expression with its names and values.
// It is empty if there are none.
func byFilter(f audit.Filter) (expression string, names map[string]string, values item) {
	var conditions []string
	names, values = map[string]string{}, item{}
	is := func(name string, value *string) {
		if value != nil {
			conditions = append(conditions, "#"+name+" = :"+name)
			names["#"+name], values[":"+name] = name, text(*value)
		}
	}
	is("action", f.Action)
	is("outcome", (*string)(f.Outcome))
	return strings.Join(conditions, " AND "), names, values
}
