package stub

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/unicornpursuit/unicornpursuit/bench/fixture"
)

// table has the items of one poll, and those that were put into it.
type table struct {
	mu sync.RWMutex
	// gets has the answers of GetItem by PK and SK.
	gets map[string][]byte
	// partitions has the items of a partition, in the order of SK; index those of a partition of the index.
	partitions, index map[string][]fixture.Item
	// cast counts the votes that were added to each tally.
	cast map[string]int
}

func newTable(items []fixture.Item) *table {
	t := &table{
		gets: map[string][]byte{}, partitions: map[string][]fixture.Item{}, index: map[string][]fixture.Item{},
		cast: map[string]int{},
	}
	for _, it := range items {
		t.gets[it.PK+" "+it.SK] = got(it.Body)
		t.partitions[it.PK] = append(t.partitions[it.PK], it)
		if it.IndexPK != "" {
			t.index[it.IndexPK] = append(t.index[it.IndexPK], it)
		}
	}
	for _, items := range t.index {
		slices.SortFunc(items, func(a, b fixture.Item) int { return strings.Compare(a.IndexSK, b.IndexSK) })
	}
	return t
}

func got(body []byte) []byte { return fmt.Appendf(nil, `{"Item":%s}`, body) }

// get answers GetItem.
func (t *table) get(body []byte) []byte {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if found, ok := t.gets[value(body, "PK")+" "+value(body, "SK")]; ok {
		return found
	}
	return []byte("{}")
}

// put answers PutItem; the item is as it was sent.
func (t *table) put(body []byte) []byte {
	_, rest, _ := bytes.Cut(body, []byte(`"Item":`))
	it := bytes.Clone(object(rest))
	t.mu.Lock()
	defer t.mu.Unlock()
	t.gets[value(it, "PK")+" "+value(it, "SK")] = got(it)
	return []byte("{}")
}

// update answers UpdateItem as the counters of attempts expect it: each attempt is the first one.
func (t *table) update(body []byte) []byte {
	id := value(body, ":id")
	return fmt.Appendf(nil, `{"Attributes":{"attempts":{"N":"1"},"lastAttempt":{"S":%q},"opened":{"S":%q}}}`, id, id)
}

// transact answers TransactWriteItems: it adds a vote to each tally among the items, and keeps nothing else.
func (t *table) transact(body []byte) []byte {
	for rest := body; ; {
		_, after, found := bytes.Cut(rest, []byte(`"Key":`))
		if !found {
			return []byte("{}")
		}
		key := object(after)
		if shard, isTally := strings.CutPrefix(value(key, "SK"), "TALLY#"); isTally {
			t.vote(strings.TrimPrefix(value(key, "PK"), "PROJECT#"), shard)
		}
		rest = after
	}
}

// vote adds a vote of five points to a tally.
func (t *table) vote(project, shardText string) {
	shard, _ := strconv.Atoi(shardText)
	t.mu.Lock()
	defer t.mu.Unlock()
	siblings := slices.Clone(t.partitions["PROJECT#"+project]) // readers may have the one before
	at := slices.IndexFunc(siblings, func(it fixture.Item) bool { return it.SK == "TALLY#"+shardText })
	if at < 0 {
		return
	}
	before := siblings[at]
	t.cast[before.PK+before.SK]++
	n := t.cast[before.PK+before.SK]
	after := fixture.Tally(project, shard, fixture.Values*n, n, 1_000_000+n, time.Now())
	siblings[at] = after
	t.partitions[before.PK] = siblings
	indexed := slices.Clone(t.index[before.IndexPK])
	indexed = slices.DeleteFunc(indexed, func(it fixture.Item) bool { return it.IndexSK == before.IndexSK })
	t.index[before.IndexPK] = append(indexed, after) // the latest sorts last
}

// pageLimit is how many items a page has at most; the product's own limit of its pages.
const pageLimit = 2000

// query answers Query on the table, or on the index from `:since` or the last key on.
func (t *table) query(body []byte) []byte {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if !bytes.Contains(body, []byte(`"IndexName"`)) {
		return page(t.partitions[value(body, ":project")], false)
	}
	items := t.index[value(body, ":partition")]
	from := value(body, ":since")
	_, last, continued := bytes.Cut(body, []byte(`"ExclusiveStartKey":`))
	if continued {
		from = value(last, "GSI1SK")
	}
	start := sort.Search(len(items), func(i int) bool {
		return items[i].IndexSK > from || items[i].IndexSK == from && !continued
	})
	items = items[start:]
	if len(items) > pageLimit {
		return page(items[:pageLimit], true)
	}
	return page(items, false)
}

func page(items []fixture.Item, more bool) []byte {
	out := fmt.Appendf(nil, `{"Count":%d,"ScannedCount":%d,"Items":[`, len(items), len(items))
	for i, it := range items {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, it.Body...)
	}
	out = append(out, ']')
	if more {
		last := items[len(items)-1]
		out = fmt.Appendf(out, `,"LastEvaluatedKey":{"PK":{"S":%q},"SK":{"S":%q},"GSI1PK":{"S":%q},"GSI1SK":{"S":%q}}`,
			last.PK, last.SK, last.IndexPK, last.IndexSK)
	}
	return append(out, '}')
}

// value returns the text of the first attribute of a name. SDKs write no white space, and the keys of this table need
// no escapes.
func value(body []byte, name string) string {
	_, rest, found := bytes.Cut(body, append(append([]byte{'"'}, name...), `":{"S":"`...))
	if !found {
		return ""
	}
	end := max(0, bytes.IndexByte(rest, '"'))
	return string(rest[:end])
}

// object returns the JSON object that a text begins with. Braces in its texts are balanced in this table.
func object(text []byte) []byte {
	depth := 0
	for i, c := range text {
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return text[:i+1]
			}
		}
	}
	return nil
}
