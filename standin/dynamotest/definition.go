package dynamotest

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// The account and region of ARNs. The account is the one that AWS uses in examples.
const (
	region    = "eu-west-1"
	arnPrefix = "arn:aws:dynamodb:" + region + ":123456789012:table/"
)

// definition is the stored definition of a table.
type definition struct {
	Name                string
	ID                  string
	Attributes          map[string]string // type of each key attribute: S, N or B
	Key                 keySchema
	Indexes             []index // global secondary indexes
	BillingMode         string
	Throughput          throughput
	DeletionProtection  bool
	CreatedAt           time.Time
	TTLAttribute        string // empty while TTL is off
	PointInTimeRecovery bool
}

// keySchema names the attributes of a key; Sort is empty if there is none.
type keySchema struct{ Partition, Sort string }

// index is a global secondary index.
type index struct {
	Name       string
	Key        keySchema
	Projection string // ALL, KEYS_ONLY or INCLUDE
	Include    []string
	Throughput throughput
}

type throughput struct{ ReadCapacityUnits, WriteCapacityUnits int64 }

func (k keySchema) names() []string {
	if k.Sort == "" {
		return []string{k.Partition}
	}
	return []string{k.Partition, k.Sort}
}

func (k keySchema) has(name string) bool { return slices.Contains(k.names(), name) }

// of is the part of item that is its key.
func (k keySchema) of(item attr.Map) attr.Map {
	key := make(attr.Map, 2)
	for _, name := range k.names() {
		key[name] = item[name]
	}
	return key
}

func (d *definition) arn() string { return arnPrefix + d.Name }

func (d *definition) index(name string) (index, error) {
	for _, i := range d.Indexes {
		if i.Name == name {
			return i, nil
		}
	}
	return index{}, invalid("The table does not have the specified index: %s", name)
}

// project is the part of an item that the index holds.
func (i index) project(table keySchema, item attr.Map) attr.Map {
	if i.Projection == "ALL" {
		return item
	}
	part := make(attr.Map)
	for name, v := range item {
		if table.has(name) || i.Key.has(name) || slices.Contains(i.Include, name) {
			part[name] = v
		}
	}
	return part
}

var tableNamePattern = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,255}$`)

// tableName takes a name or an ARN.
func tableName(nameOrARN string) (string, error) {
	name := strings.TrimPrefix(nameOrARN, arnPrefix)
	switch {
	case name == "":
		return "", invalid("The parameter 'TableName' is required but was not present in the request")
	case len(name) < 3 || len(name) > 255:
		return "", invalid("TableName must be at least 3 characters long and at most 255 characters long")
	case !tableNamePattern.MatchString(name):
		return "", violates(nameOrARN, "tableName", "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")
	}
	return name, nil
}
