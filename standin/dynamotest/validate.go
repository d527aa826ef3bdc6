package dynamotest

import (
	"strings"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// DynamoDB's limits for items, in bytes, and for the nesting of values.
const (
	maxItemSize      = 400 << 10
	maxPartitionSize = 2048
	maxSortSize      = 1024
	maxDepth         = 32
	maxName          = 65535 // of an attribute
	maxKeyName       = 255   // of an attribute that is a key, projected by name, or the expiry
)

// errKeyMismatch is the error for a key that does not fit the table.
var errKeyMismatch = invalid("The provided key element does not match the schema")

// key checks a Key parameter and returns its row key.
func (d *definition) key(key attr.Map) (rowKey, error) {
	names := d.Key.names()
	if len(key) != len(names) {
		return nil, errKeyMismatch
	}
	for _, name := range names {
		v, ok := key[name]
		if !ok || v.Type() != d.Attributes[name] {
			return nil, errKeyMismatch
		}
	}
	if err := d.checkKeyValues(key); err != nil {
		return nil, err
	}
	return d.Key.row(key), nil
}

// itemKey checks the key attributes of a whole item and returns its row key.
func (d *definition) itemKey(item attr.Map) (rowKey, error) {
	for _, name := range d.Key.names() {
		v, ok := item[name]
		if !ok {
			return nil, invalidParameter("Missing the key %s in the item", name)
		}
		if v.Type() != d.Attributes[name] {
			return nil, invalidParameter("Type mismatch for key %s expected: %s actual: %s", name, d.Attributes[name], v.Type())
		}
	}
	if err := d.checkKeyValues(item); err != nil {
		return nil, err
	}
	return d.Key.row(item), nil
}

func (d *definition) checkKeyValues(item attr.Map) error {
	for _, name := range d.Key.names() {
		if kind := emptyKind(item[name]); kind != "" {
			return invalid(
				"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty %s value. Key: %s",
				kind,
				name,
			)
		}
	}
	if item[d.Key.Partition].Size() > maxPartitionSize {
		return invalidParameter("Size of hashkey has exceeded the maximum size limit of%d bytes", maxPartitionSize)
	}
	if d.Key.Sort != "" && item[d.Key.Sort].Size() > maxSortSize {
		return invalidParameter("Aggregated size of all range keys has exceeded the size limit of %d bytes", maxSortSize)
	}
	return nil
}

// emptyKind is "string" or "binary" for an empty value of that type, else "".
func emptyKind(v attr.Value) string {
	switch v {
	case attr.String(""):
		return "string"
	case attr.Binary(""):
		return "binary"
	default:
		return ""
	}
}

// checkIndexKeys checks those attributes of an item that are keys of indexes.
func (d *definition) checkIndexKeys(item attr.Map) error {
	for _, i := range d.Indexes {
		for _, name := range i.Key.names() {
			v, ok := item[name]
			if !ok || d.Key.has(name) {
				continue
			}
			if v.Type() != d.Attributes[name] {
				return invalidParameter(
					"Type mismatch for Index Key %s Expected: %s Actual: %s IndexName: %s", name, d.Attributes[name], v.Type(), i.Name,
				)
			}
			if kind := emptyKind(v); kind != "" {
				return invalid(
					"One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty %s value. IndexName: %s, IndexKey: %s",
					kind,
					i.Name,
					name,
				)
			}
			if limit := i.Key.sizeLimit(name); v.Size() > limit {
				return invalidParameter(
					"Size of index key %s has exceeded the maximum size limit of %d bytes. IndexName: %s", name, limit, i.Name,
				)
			}
		}
	}
	return nil
}

func (k keySchema) sizeLimit(name string) int {
	if name == k.Partition {
		return maxPartitionSize
	}
	return maxSortSize
}

// checkValues checks what a request contains as values, item or part of an item.
func checkValues(values attr.Map) error {
	for name, v := range values {
		if name == "" {
			return invalidParameter("Attribute name must not be empty")
		}
		if len(name) > maxName {
			return invalidParameter("Attribute name is too large, must be less than %d bytes", maxName+1)
		}
		if attr.Depth(v) > maxDepth {
			return invalid(
				"Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
			)
		}
	}
	return nil
}

// oneOf checks a parameter with a fixed list of values, the first of which is the default.
func oneOf(parameter, value string, allowed ...string) (string, error) {
	if value == "" {
		return allowed[0], nil
	}
	for _, a := range allowed {
		if value == a {
			return value, nil
		}
	}
	return "", violates(value, parameter, "Member must satisfy enum value set: ["+strings.Join(allowed, ", ")+"]")
}
