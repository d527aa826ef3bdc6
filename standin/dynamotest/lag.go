package dynamotest

import (
	"bytes"
	"slices"
	"sync"
	"time"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// An index is written with its table. If a mode makes it lag, a reader of the index sees recently written items as they
// were before.

// replacement is an item before a write.
type replacement struct {
	table  string // by its id
	row    string
	before attr.Map // nil if there was none
	at     time.Time
}

func (m Modes) lags() bool { return m.IndexLag > 0 || m.IndexLagWrites > 0 }

// lag holds the writes that indexes may not show yet, in order.
type lag struct {
	mu    sync.Mutex
	since []replacement
}

// note adds the writes of a transaction that is about to be committed: until the commit, a reader of the file still
// sees the items as they were. It drops the writes that every index shows by now.
func (l *lag) note(t *tx) {
	if !t.modes.lags() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.since = append(l.since, t.replaced...)
	if t.modes.IndexLagWrites == 0 {
		shown := slices.IndexFunc(l.since, func(r replacement) bool { return t.behind(r) })
		if shown < 0 {
			shown = len(l.since)
		}
		l.since = slices.Delete(l.since, 0, shown)
	}
}

func (t *tx) behind(r replacement) bool { return t.now.Sub(r.at) < t.modes.IndexLag }

// behind returns the items of a table that its indexes still show as they were.
func (l *lag) behind(t *tx, tableID string) map[string]attr.Map {
	if !t.modes.lags() {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	items := make(map[string]attr.Map)
	writes := 0
	for _, r := range slices.Backward(l.since) {
		if r.table != tableID {
			continue
		}
		if writes++; t.behind(r) || writes <= t.modes.IndexLagWrites {
			items[r.row] = r.before // that before the earliest of several writes is last
		}
	}
	return items
}

// SettleIndexes brings all indexes up to date with everything written so far.
func (s *Server) SettleIndexes() {
	s.lag.mu.Lock()
	defer s.lag.mu.Unlock()
	s.lag.since = nil
}

// walkBehind is walk for an index that lags.
func (v *view) walkBehind(s span, start []byte, forward bool, visit func(attr.Map) (bool, error)) error {
	entries, err := v.entriesBehind(s)
	if err != nil {
		return err
	}
	if !forward {
		slices.Reverse(entries)
	}
	for _, e := range entries {
		order := bytes.Compare(e.key, start)
		if start != nil && (forward && order <= 0 || !forward && order >= 0) {
			continue
		}
		if enough, err := visit(v.index.project(v.table.Key, e.item)); enough || err != nil {
			return err
		}
	}
	return nil
}

// indexEntry is an entry of an index with its whole item.
type indexEntry struct {
	key  []byte
	item attr.Map
}

// entriesBehind are the entries of a span, in their order.
func (v *view) entriesBehind(s span) ([]indexEntry, error) {
	var entries []indexEntry
	cursor := v.bucket.Cursor()
	for key, row := cursor.Seek(s.from); key != nil && s.contains(key); key, row = cursor.Next() {
		if _, behind := v.behind[string(row)]; behind {
			continue
		}
		item, err := v.table.get(row)
		if err != nil {
			return nil, err
		}
		entries = append(entries, indexEntry{key, item})
	}
	for row, item := range v.behind {
		if key := v.index.entry(item, rowKey(row)); key != nil && s.contains(key) {
			entries = append(entries, indexEntry{key, item})
		}
	}
	slices.SortFunc(entries, func(a, b indexEntry) int { return bytes.Compare(a.key, b.key) })
	return entries, nil
}
