package dynamotest

import (
	"maps"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/expr"
)

// mutation is one write to one item. The single operations, the batch and the actions of a transaction all make one;
// making it checks everything that does not need the item, and run does the rest.
type mutation struct {
	table     *table
	row       rowKey
	condition *expr.Condition // nil always holds
	// change derives the item after the write from the item before, which is nil if there is none; nil deletes.
	change func(before attr.Map) (attr.Map, error)
	// sizeError is DynamoDB's text for an item that grows too large.
	sizeError string
}

// change is what a mutation did.
type change struct {
	before, after attr.Map // nil if there is no item
	usage         usage
}

// run executes the mutation. A condition that fails is a *apiError with the item.
func (m *mutation) run() (change, error) {
	before, err := m.table.get(m.row)
	if err != nil {
		return change{}, err
	}
	if !m.condition.Holds(before) {
		return change{before: before}, conditionFailed(before)
	}
	after, err := m.change(before)
	if err != nil {
		return change{}, err
	}
	if after.ItemSize() > maxItemSize {
		return change{}, invalid("%s", m.sizeError)
	}
	if err := m.table.checkIndexKeys(after); err != nil {
		return change{}, err
	}
	c := change{before: before, after: after, usage: m.table.writeUsage(m.row, before, after)}
	return c, m.table.replace(m.row, before, after)
}

// writeUsage counts the write to the table and to each index that changes.
func (t *table) writeUsage(row rowKey, before, after attr.Map) usage {
	u := usage{table: blocks(max(before.ItemSize(), after.ItemSize()), writeBlock)}
	for _, i := range t.Indexes {
		if n := i.writeUnits(t.Key, row, before, after); n > 0 {
			u.addIndex(i.Name, n)
		}
	}
	return u
}

// writeUnits is zero if the index's part of the item does not change, and counts a deletion and an insertion if its key
// changes.
func (i index) writeUnits(key keySchema, row rowKey, before, after attr.Map) float64 {
	oldEntry, newEntry := i.entry(before, row), i.entry(after, row)
	var from, to attr.Map
	if oldEntry != nil {
		from = i.project(key, before)
	}
	if newEntry != nil {
		to = i.project(key, after)
	}
	switch {
	case from == nil && to == nil:
		return 0
	case from == nil || to == nil:
		return blocks(max(from.ItemSize(), to.ItemSize()), writeBlock)
	case string(oldEntry) != string(newEntry):
		return blocks(from.ItemSize(), writeBlock) + blocks(to.ItemSize(), writeBlock)
	case attr.Equal(from, to):
		return 0
	default:
		return blocks(max(from.ItemSize(), to.ItemSize()), writeBlock)
	}
}

// newPut replaces the whole item.
func (t *tx) newPut(tableName string, item attr.Map, condition *expr.Condition) (*mutation, error) {
	if err := checkValues(item); err != nil {
		return nil, err
	}
	tbl, err := t.table(tableName)
	if err != nil {
		return nil, err
	}
	const tooLarge = "Item size has exceeded the maximum allowed size"
	if item.ItemSize() > maxItemSize {
		return nil, invalid(tooLarge)
	}
	row, err := tbl.itemKey(item)
	if err != nil {
		return nil, err
	}
	put := func(attr.Map) (attr.Map, error) { return item, nil }
	return &mutation{table: tbl, row: row, condition: condition, change: put, sizeError: tooLarge}, nil
}

// newDelete deletes the item, if there is one.
func (t *tx) newDelete(tableName string, key attr.Map, condition *expr.Condition) (*mutation, error) {
	m, err := t.newCheck(tableName, key, condition)
	if err != nil {
		return nil, err
	}
	var gone attr.Map
	m.change = func(attr.Map) (attr.Map, error) { return gone, nil }
	return m, nil
}

// newCheck changes nothing: only its condition matters.
func (t *tx) newCheck(tableName string, key attr.Map, condition *expr.Condition) (*mutation, error) {
	tbl, err := t.table(tableName)
	if err != nil {
		return nil, err
	}
	row, err := tbl.key(key)
	if err != nil {
		return nil, err
	}
	same := func(before attr.Map) (attr.Map, error) { return before, nil }
	return &mutation{table: tbl, row: row, condition: condition, change: same}, nil
}

// newUpdate changes the item, or creates one from the key and the update.
func (t *tx) newUpdate(
	tableName string, key attr.Map, update *expr.Update, condition *expr.Condition,
) (*mutation, error) {
	m, err := t.newCheck(tableName, key, condition)
	if err != nil {
		return nil, err
	}
	m.sizeError = "Item size to update has exceeded the maximum allowed size"
	for _, path := range update.Paths() {
		if m.table.Key.has(path.Top()) {
			return nil, invalidParameter("Cannot update attribute %s. This attribute is part of the key", path.Top())
		}
	}
	m.change = func(before attr.Map) (attr.Map, error) {
		made := update
		if before == nil {
			before, made = maps.Clone(key), update.WithoutRemovals() // there is nothing to remove
		}
		after, err := made.Apply(before)
		if err != nil {
			return nil, err
		}
		return after, checkValues(after)
	}
	return m, nil
}
