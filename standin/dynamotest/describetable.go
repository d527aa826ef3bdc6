package dynamotest

import (
	"maps"
	"slices"
	"time"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// tableDescription is TableDescription on the wire. A table is ACTIVE as soon as it is created.
type tableDescription struct {
	TableName                 string
	TableId                   string
	TableArn                  string
	TableStatus               string
	CreationDateTime          float64 // seconds since 1970
	AttributeDefinitions      []attributeDefinition
	KeySchema                 []keySchemaElement
	BillingModeSummary        *billingModeSummary `json:",omitempty"`
	ProvisionedThroughput     throughputDescription
	GlobalSecondaryIndexes    []indexDescription `json:",omitempty"`
	DeletionProtectionEnabled bool
	ItemCount                 int
	TableSizeBytes            int
}

type billingModeSummary struct{ BillingMode string }

type throughputDescription struct {
	throughput
	NumberOfDecreasesToday int
}

type indexDescription struct {
	IndexName             string
	IndexArn              string
	IndexStatus           string
	KeySchema             []keySchemaElement
	Projection            projectionShape
	ProvisionedThroughput throughputDescription
	ItemCount             int
	IndexSizeBytes        int
}

type tableNameInput struct{ TableName string }

type describeTableOutput struct{ Table tableDescription }

func (t *tx) describeTable(in *tableNameInput) (*describeTableOutput, error) {
	tbl, err := t.table(in.TableName)
	if err != nil {
		return nil, namedNotFound(err, in.TableName)
	}
	d := tbl.describe()
	if err := tbl.measure(&d); err != nil {
		return nil, err
	}
	return &describeTableOutput{d}, nil
}

// namedNotFound adds the table's name, which only the operations on tables report.
func namedNotFound(err error, name string) error {
	e := asAPIError(err)
	if e.kind == dynamoNamespace+"ResourceNotFoundException" {
		e.message = "Requested resource not found: Table: " + name + " not found"
	}
	return e
}

func (t *tx) deleteTable(in *tableNameInput) (*tableOutput, error) {
	tbl, err := t.table(in.TableName)
	if err != nil {
		return nil, namedNotFound(err, in.TableName)
	}
	if tbl.DeletionProtection {
		return nil, invalid(
			"Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
		)
	}
	d := tbl.describe()
	d.TableStatus = "DELETING"
	return &tableOutput{d}, t.bolt.Bucket(tablesBucket).DeleteBucket([]byte(tbl.Name))
}

func (d *definition) describe() tableDescription {
	described := tableDescription{
		TableName:                 d.Name,
		TableId:                   d.ID,
		TableArn:                  d.arn(),
		TableStatus:               "ACTIVE",
		CreationDateTime:          float64(d.CreatedAt.UnixMilli()) / float64(time.Second/time.Millisecond),
		KeySchema:                 d.Key.elements(),
		ProvisionedThroughput:     throughputDescription{throughput: d.Throughput},
		DeletionProtectionEnabled: d.DeletionProtection,
	}
	for _, name := range attributeNames(d.Attributes) {
		described.AttributeDefinitions = append(described.AttributeDefinitions, attributeDefinition{name, d.Attributes[name]})
	}
	if d.BillingMode == "PAY_PER_REQUEST" {
		described.BillingModeSummary = &billingModeSummary{d.BillingMode}
	}
	for _, i := range d.Indexes {
		described.GlobalSecondaryIndexes = append(described.GlobalSecondaryIndexes, indexDescription{
			IndexName:             i.Name,
			IndexArn:              d.arn() + "/index/" + i.Name,
			IndexStatus:           "ACTIVE",
			KeySchema:             i.Key.elements(),
			Projection:            projectionShape{i.Projection, i.Include},
			ProvisionedThroughput: throughputDescription{throughput: i.Throughput},
		})
	}
	return described
}

func attributeNames(attributes map[string]string) []string {
	return slices.Sorted(maps.Keys(attributes))
}

func (k keySchema) elements() []keySchemaElement {
	elements := []keySchemaElement{{k.Partition, "HASH"}}
	if k.Sort != "" {
		elements = append(elements, keySchemaElement{k.Sort, "RANGE"})
	}
	return elements
}

// measure counts items and bytes, which the service does every six hours or so.
func (t *table) measure(d *tableDescription) error {
	return t.eachItem(func(_ rowKey, item attr.Map) error {
		d.ItemCount++
		d.TableSizeBytes += item.ItemSize()
		for n, i := range t.Indexes {
			if i.Key.presentIn(item) {
				d.GlobalSecondaryIndexes[n].ItemCount++
				d.GlobalSecondaryIndexes[n].IndexSizeBytes += i.project(t.Key, item).ItemSize()
			}
		}
		return nil
	})
}

// eachItem calls f for each item of the table. The row key is valid only during the call.
func (t *table) eachItem(f func(row rowKey, item attr.Map) error) error {
	return t.root.Bucket(itemsBucket).ForEach(func(row, data []byte) error {
		item, err := decodeItem(data)
		if err != nil {
			return err
		}
		return f(row, item)
	})
}
