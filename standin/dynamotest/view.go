package dynamotest

import (
	"bytes"
	"encoding/binary"
	"maps"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/expr"
	"go.etcd.io/bbolt"
)

// view is what a query or scan reads: a table, or a table through one of its indexes.
type view struct {
	table  *table
	index  *index // nil for the table itself
	key    keySchema
	bucket *bbolt.Bucket
	// behind are the items, by row key, that the index still shows as they were before; nil for one that did not exist.
	behind map[string]attr.Map
}

func (t *tx) view(tableName, indexName string) (*view, error) {
	tbl, err := t.table(tableName)
	if err != nil {
		return nil, err
	}
	if indexName == "" {
		return &view{table: tbl, key: tbl.Key, bucket: tbl.root.Bucket(itemsBucket)}, nil
	}
	i, err := tbl.index(indexName)
	if err != nil {
		return nil, err
	}
	return &view{
		table: tbl, index: &i, key: i.Key, bucket: tbl.root.Bucket(indexBucket(i.Name)), behind: t.lag.behind(t, tbl.ID),
	}, nil
}

// item is what the view shows of the item at an entry of its bucket.
func (v *view) item(value []byte) (attr.Map, error) {
	if v.index == nil {
		return decodeItem(value)
	}
	item, err := v.table.get(value)
	return v.index.project(v.table.Key, item), err
}

// keyOf is what identifies an item of the view: its key and, in an index, the table's.
func (v *view) keyOf(item attr.Map) attr.Map {
	key := v.key.of(item)
	maps.Copy(key, v.table.Key.of(item))
	return key
}

// entry is where an item is stored in the view's bucket.
func (v *view) entry(item attr.Map) []byte {
	if v.index == nil {
		return v.key.row(item)
	}
	return v.index.entry(item, v.table.Key.row(item))
}

// start is the entry of an ExclusiveStartKey, or nil if there is none.
func (v *view) start(key attr.Map) ([]byte, error) {
	if key == nil {
		return nil, nil
	}
	wanted := make(map[string]bool)
	for _, name := range append(v.key.names(), v.table.Key.names()...) {
		wanted[name] = true
	}
	if len(key) != len(wanted) {
		return nil, invalid("The provided starting key is invalid")
	}
	for name := range wanted {
		value, ok := key[name]
		if !ok || value.Type() != v.table.Attributes[name] {
			return nil, invalid("The provided starting key is invalid")
		}
	}
	return v.entry(key), nil
}

// span is a range of entries, from one inclusive to another exclusive; a nil bound is open.
type span struct{ from, to []byte }

func (s span) contains(entry []byte) bool {
	return bytes.Compare(entry, s.from) >= 0 && (s.to == nil || bytes.Compare(entry, s.to) < 0)
}

// prefixed is the span of all entries with a prefix.
func prefixed(prefix []byte) span { return span{prefix, after(prefix)} }

// after is the first key that sorts after every key with the prefix; nil if there is none.
func after(prefix []byte) []byte {
	end := bytes.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}

// keySpan is the span of the entries for which a key condition holds.
func keySpan(c *expr.KeyCondition) span {
	partition := partitionPrefix(c.Partition)
	whole := prefixed(partition)
	if c.Sort == nil {
		return whole
	}
	at := func(v attr.Value) []byte { return attr.AppendKey(bytes.Clone(partition), v) }
	first := at(c.Sort.Values[0])
	switch c.Sort.Operator {
	case "=":
		return prefixed(first)
	case "<":
		return span{whole.from, first}
	case "<=":
		return span{whole.from, after(first)}
	case ">":
		return span{after(first), whole.to}
	case ">=":
		return span{first, whole.to}
	case "BETWEEN":
		return span{first, after(at(c.Sort.Values[1]))}
	default: // begins_with: the encoding without its end mark
		return prefixed(attr.TrimEnd(first))
	}
}

// segmentSpan is one of total equal parts of the partitions' hashes.
func segmentSpan(segment, total int) span {
	at := func(n int) []byte {
		hash := uint64(n) << 32 / uint64(total)
		if hash > 1<<32-1 {
			return nil
		}
		return binary.BigEndian.AppendUint32(nil, uint32(hash))
	}
	return span{at(segment), at(segment + 1)}
}

// walk visits the entries of a span, only those after start, until visit stops it.
func (v *view) walk(s span, start []byte, forward bool, visit func(item attr.Map) (enough bool, err error)) error {
	if len(v.behind) > 0 {
		return v.walkBehind(s, start, forward, visit)
	}
	cursor := v.bucket.Cursor()
	for entry, value := first(cursor, s, start, forward); entry != nil && s.contains(entry); {
		item, err := v.item(value)
		if err != nil {
			return err
		}
		if enough, err := visit(item); enough || err != nil {
			return err
		}
		if forward {
			entry, value = cursor.Next()
		} else {
			entry, value = cursor.Prev()
		}
	}
	return nil
}

// first is the entry that a walk begins with.
func first(cursor *bbolt.Cursor, s span, start []byte, forward bool) (entry, value []byte) {
	if forward {
		from := s.from
		if start != nil {
			from = append(bytes.Clone(start), 0) // the least key after start
		}
		return cursor.Seek(from)
	}
	to := s.to
	if start != nil {
		to = start
	}
	if to == nil {
		return cursor.Last()
	}
	if entry, _ = cursor.Seek(to); entry == nil {
		return cursor.Last()
	}
	return cursor.Prev()
}
