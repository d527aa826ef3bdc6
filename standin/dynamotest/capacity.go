package dynamotest

import (
	"maps"
	"slices"
)

// The unit arithmetic is that of the developer guide's "read and write capacity" chapter: a strongly consistent
// read takes one unit for each 4 KB, an eventually consistent one half of that and a transactional one twice as
// much; a write takes one for each 1 KB, of the larger of the item before and after, and twice as much in a
// transaction.

const (
	readBlock  = 4 << 10
	writeBlock = 1 << 10
)

func blocks(size, block int) float64 { return float64(max(1, (size+block-1)/block)) }

func readUnits(size int, consistent bool) float64 {
	if consistent {
		return blocks(size, readBlock)
	}
	return blocks(size, readBlock) / 2
}

// usage is what an operation consumed on one table, with its indexes by name.
type usage struct {
	table   float64
	indexes map[string]float64
}

func (u *usage) add(other usage) {
	u.table += other.table
	for name, units := range other.indexes {
		u.addIndex(name, units)
	}
}

// addUsage adds to the usage of one table among several.
func addUsage(byTable map[string]usage, tableName string, more usage) {
	u := byTable[tableName]
	u.add(more)
	byTable[tableName] = u
}

func (u *usage) addIndex(name string, units float64) {
	if u.indexes == nil {
		u.indexes = make(map[string]float64)
	}
	u.indexes[name] += units
}

func (u usage) scaled(factor float64) usage {
	scaled := usage{table: u.table * factor}
	for name, units := range u.indexes {
		scaled.addIndex(name, units*factor)
	}
	return scaled
}

// consumedCapacity is ConsumedCapacity on the wire. Pointers distinguish zero from absent.
type consumedCapacity struct {
	TableName              string
	CapacityUnits          float64
	ReadCapacityUnits      *float64         `json:",omitempty"`
	WriteCapacityUnits     *float64         `json:",omitempty"`
	Table                  *units           `json:",omitempty"`
	GlobalSecondaryIndexes map[string]units `json:",omitempty"`
}

type units struct {
	CapacityUnits      float64
	ReadCapacityUnits  *float64 `json:",omitempty"`
	WriteCapacityUnits *float64 `json:",omitempty"`
}

// direction selects which of the two counts a transaction reports in addition to the total.
type direction int

const (
	unspecified direction = iota
	asRead
	asWrite
)

func newUnits(n float64, d direction) units {
	switch d {
	case asRead:
		return units{CapacityUnits: n, ReadCapacityUnits: &n}
	case asWrite:
		return units{CapacityUnits: n, WriteCapacityUnits: &n}
	default:
		return units{CapacityUnits: n}
	}
}

// capacityMode is the parameter ReturnConsumedCapacity.
type capacityMode string

func (m capacityMode) check() error {
	_, err := oneOf("returnConsumedCapacity", string(m), "NONE", "INDEXES", "TOTAL")
	return err
}

// report is the usage of one table as the mode asks for it, or nil.
func (m capacityMode) report(tableName string, u usage, d direction) *consumedCapacity {
	if m != "TOTAL" && m != "INDEXES" {
		return nil
	}
	total := u.table
	for _, n := range u.indexes {
		total += n
	}
	sum := newUnits(total, d)
	c := &consumedCapacity{
		TableName:          tableName,
		CapacityUnits:      total,
		ReadCapacityUnits:  sum.ReadCapacityUnits,
		WriteCapacityUnits: sum.WriteCapacityUnits,
	}
	if m == "INDEXES" {
		own := newUnits(u.table, d)
		c.Table = &own
		for name, n := range u.indexes {
			if c.GlobalSecondaryIndexes == nil {
				c.GlobalSecondaryIndexes = make(map[string]units)
			}
			c.GlobalSecondaryIndexes[name] = newUnits(n, d)
		}
	}
	return c
}

// reportAll is report for several tables, in the order of their names.
func (m capacityMode) reportAll(byTable map[string]usage, d direction) []*consumedCapacity {
	var all []*consumedCapacity
	for _, name := range slices.Sorted(maps.Keys(byTable)) {
		if c := m.report(name, byTable[name], d); c != nil {
			all = append(all, c)
		}
	}
	return all
}
