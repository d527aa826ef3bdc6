package dynamotest

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"go.etcd.io/bbolt"
)

// The file has a bucket for each table in "tables". It contains the definition, a bucket of items by row key, and a
// bucket for each index, which maps the index's key to the row key. The tokens of transactions are in "tokens", and by
// their expiry in "token ends".
var (
	tablesBucket    = []byte("tables")
	tokensBucket    = []byte("tokens")
	tokenEndsBucket = []byte("token ends")
	definitionKey   = []byte("definition")
	itemsBucket     = []byte("items")
)

func indexBucket(name string) []byte { return []byte("index:" + name) }

// tx is the context of an operation: one transaction of the file at one moment.
type tx struct {
	bolt  *bbolt.Tx
	now   time.Time
	fault FaultKind // that the operation itself must apply
	modes Modes
	lag   *lag
	// replaced are the items that the transaction has written.
	replaced []replacement
}

func (s *Server) newTx(bolt *bbolt.Tx) *tx {
	return &tx{bolt: bolt, now: s.config.Clock(), modes: s.config.Modes, lag: &s.lag}
}

// table is a table within a transaction.
type table struct {
	definition
	root *bbolt.Bucket
	tx   *tx
}

func (t *tx) table(name string) (*table, error) {
	name, err := tableName(name)
	if err != nil {
		return nil, err
	}
	root := t.bolt.Bucket(tablesBucket).Bucket([]byte(name))
	if root == nil {
		return nil, tableNotFound()
	}
	tbl := &table{root: root, tx: t}
	return tbl, json.Unmarshal(root.Get(definitionKey), &tbl.definition)
}

func (t *tx) createTable(d definition) (*table, error) {
	root, err := t.bolt.Bucket(tablesBucket).CreateBucket([]byte(d.Name))
	if err != nil {
		return nil, err
	}
	if _, err := root.CreateBucket(itemsBucket); err != nil {
		return nil, err
	}
	for _, i := range d.Indexes {
		if _, err := root.CreateBucket(indexBucket(i.Name)); err != nil {
			return nil, err
		}
	}
	tbl := &table{definition: d, root: root, tx: t}
	return tbl, tbl.saveDefinition()
}

func (t *table) saveDefinition() error {
	data, err := json.Marshal(t.definition)
	if err != nil {
		return err
	}
	return t.root.Put(definitionKey, data)
}

// rowKey is where an item is stored: the hash of its partition key, then its encoded key.
type rowKey []byte

// partitionPrefix begins the keys of all items with a partition key.
func partitionPrefix(v attr.Value) []byte {
	return attr.AppendKey(binary.BigEndian.AppendUint32(nil, attr.PartitionHash(v)), v)
}

// row is the row key of an item that has all attributes of the key.
func (k keySchema) row(item attr.Map) rowKey {
	row := partitionPrefix(item[k.Partition])
	if k.Sort != "" {
		row = attr.AppendKey(row, item[k.Sort])
	}
	return row
}

// get is the item at a row key, or nil.
func (t *table) get(row rowKey) (attr.Map, error) {
	return decodeItem(t.root.Bucket(itemsBucket).Get(row))
}

func decodeItem(data []byte) (item attr.Map, err error) {
	if data == nil {
		return item, nil
	}
	if err := json.Unmarshal(data, &item); err != nil {
		return nil, fmt.Errorf("stored item: %w", err)
	}
	return item, nil
}

// replace stores an item in place of the old one, and updates the indexes; a nil item deletes.
func (t *table) replace(row rowKey, old, item attr.Map) error {
	if err := t.replaceInIndexes(row, old, item); err != nil {
		return err
	}
	if len(t.Indexes) > 0 && t.tx.modes.lags() {
		t.tx.replaced = append(t.tx.replaced, replacement{table: t.ID, row: string(row), before: old, at: t.tx.now})
	}
	items := t.root.Bucket(itemsBucket)
	if item == nil {
		return items.Delete(row)
	}
	data, err := json.Marshal(item)
	if err != nil {
		return err
	}
	return items.Put(row, data)
}

func (t *table) replaceInIndexes(row rowKey, old, item attr.Map) error {
	for _, i := range t.Indexes {
		bucket := t.root.Bucket(indexBucket(i.Name))
		before, after := i.entry(old, row), i.entry(item, row)
		if bytes.Equal(before, after) {
			continue
		}
		if before != nil {
			if err := bucket.Delete(before); err != nil {
				return err
			}
		}
		if after != nil {
			if err := bucket.Put(after, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// entry is the key of an item's index entry, or nil if the item lacks the index's key: indexes are sparse.
func (i index) entry(item attr.Map, row rowKey) []byte {
	if !i.Key.presentIn(item) {
		return nil
	}
	return append(i.Key.row(item), row...)
}

func (k keySchema) presentIn(item attr.Map) bool {
	_, hasPartition := item[k.Partition]
	_, hasSort := item[k.Sort]
	return hasPartition && (k.Sort == "" || hasSort)
}
