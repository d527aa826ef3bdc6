package dynamotest

import (
	"fmt"
	"slices"

	"github.com/google/uuid"
)

type attributeDefinition struct{ AttributeName, AttributeType string }

type keySchemaElement struct{ AttributeName, KeyType string }

type projectionShape struct {
	ProjectionType   string
	NonKeyAttributes []string `json:",omitempty"`
}

type indexInput struct {
	IndexName             string
	KeySchema             []keySchemaElement
	Projection            projectionShape
	ProvisionedThroughput *throughput
}

type createTableInput struct {
	TableName                 string
	AttributeDefinitions      []attributeDefinition
	KeySchema                 []keySchemaElement
	GlobalSecondaryIndexes    []indexInput
	BillingMode               string
	ProvisionedThroughput     *throughput
	DeletionProtectionEnabled bool
	// Accepted, since they change nothing that a client of the stand-in could see.
	SSESpecification *struct {
		Enabled                 bool
		SSEType, KMSMasterKeyId string
	}
	TableClass string
	Tags       []struct{ Key, Value string }
}

type tableOutput struct{ TableDescription tableDescription }

// maxIndexes is DynamoDB's limit for the global secondary indexes of a table.
const maxIndexes = 20

func (t *tx) createTableOp(in *createTableInput) (*tableOutput, error) {
	d, err := in.definition()
	if err != nil {
		return nil, err
	}
	d.ID, d.CreatedAt = uuid.NewString(), t.now.UTC()
	if t.bolt.Bucket(tablesBucket).Bucket([]byte(d.Name)) != nil {
		return nil, newError("ResourceInUseException", "Table already exists: %s", d.Name)
	}
	tbl, err := t.createTable(d)
	if err != nil {
		return nil, err
	}
	return &tableOutput{tbl.describe()}, nil
}

// definition checks a request and returns the table that it asks for.
func (in *createTableInput) definition() (d definition, err error) {
	if d.Name, err = tableName(in.TableName); err != nil {
		return d, err
	}
	if err = in.checkNames(); err != nil {
		return d, err
	}
	if d.BillingMode, err = oneOf("billingMode", in.BillingMode, "PROVISIONED", "PAY_PER_REQUEST"); err != nil {
		return d, err
	}
	if d.Throughput, err = checkThroughput(d.BillingMode, in.ProvisionedThroughput); err != nil {
		return d, err
	}
	d.DeletionProtection = in.DeletionProtectionEnabled
	if d.Attributes, err = in.attributes(); err != nil {
		return d, err
	}
	if d.Key, err = newKeySchema(in.KeySchema, d.Attributes); err != nil {
		return d, err
	}
	if in.GlobalSecondaryIndexes != nil && len(in.GlobalSecondaryIndexes) == 0 {
		return d, invalidParameter("List of GlobalSecondaryIndexes is empty")
	}
	if len(in.GlobalSecondaryIndexes) > maxIndexes {
		return d, invalidParameter("GlobalSecondaryIndex count exceeds the per-table limit of %d", maxIndexes)
	}
	for _, i := range in.GlobalSecondaryIndexes {
		if err = d.addIndex(i); err != nil {
			return d, err
		}
	}
	return d, d.checkAttributesUsed()
}

// attributes returns the type of each attribute that is defined.
func (in *createTableInput) attributes() (map[string]string, error) {
	types := make(map[string]string)
	for _, a := range in.AttributeDefinitions {
		if types[a.AttributeName] != "" {
			return nil, invalidParameter("Duplicate AttributeName in AttributeDefinitions: %s", a.AttributeName)
		}
		if a.AttributeType != "S" && a.AttributeType != "N" && a.AttributeType != "B" {
			return nil, violates(
				a.AttributeType, "attributeDefinitions.1.member.attributeType", "Member must satisfy enum value set: [B, N, S]",
			)
		}
		types[a.AttributeName] = a.AttributeType
	}
	return types, nil
}

// checkNames bounds the names of attributes, before the check that they fit together.
func (in *createTableInput) checkNames() error {
	var names []string
	for _, a := range in.AttributeDefinitions {
		names = append(names, a.AttributeName)
	}
	schemas := [][]keySchemaElement{in.KeySchema}
	for _, i := range in.GlobalSecondaryIndexes {
		schemas = append(schemas, i.KeySchema)
		names = append(names, i.Projection.NonKeyAttributes...)
	}
	for _, e := range slices.Concat(schemas...) {
		names = append(names, e.AttributeName)
	}
	for _, name := range names {
		if err := checkKeyName("attributeName", name); err != nil {
			return err
		}
	}
	return nil
}

func checkKeyName(parameter, name string) error {
	switch {
	case name == "":
		return violates(name, parameter, "Member must have length greater than or equal to 1")
	case len(name) > maxKeyName:
		return violates(name, parameter, fmt.Sprintf("Member must have length less than or equal to %d", maxKeyName))
	}
	return nil
}

func checkThroughput(billingMode string, given *throughput) (throughput, error) {
	switch {
	case billingMode == "PAY_PER_REQUEST" && given != nil:
		return throughput{}, invalidParameter(
			"Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
		)
	case billingMode == "PAY_PER_REQUEST":
		return throughput{}, nil
	case given == nil:
		return throughput{}, invalidParameter(
			"ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
		)
	case given.ReadCapacityUnits < 1 || given.WriteCapacityUnits < 1:
		return throughput{}, violates(
			fmt.Sprint(min(given.ReadCapacityUnits, given.WriteCapacityUnits)),
			"provisionedThroughput",
			"Member must have value greater than or equal to 1",
		)
	default:
		return *given, nil
	}
}

func newKeySchema(elements []keySchemaElement, attributes map[string]string) (keySchema, error) {
	if len(elements) == 0 || len(elements) > 2 {
		return keySchema{}, violates(
			fmt.Sprint(elements), "keySchema", "Member must have length less than or equal to 2 and greater than or equal to 1",
		)
	}
	if elements[0].KeyType != "HASH" {
		return keySchema{}, invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
	}
	key := keySchema{Partition: elements[0].AttributeName}
	if len(elements) == 2 {
		if elements[1].KeyType != "RANGE" {
			return keySchema{}, invalid("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
		}
		key.Sort = elements[1].AttributeName
		if key.Sort == key.Partition {
			return keySchema{}, invalid("Both the Hash Key and the Range Key element in the KeySchema have the same name")
		}
	}
	for _, name := range key.names() {
		if attributes[name] == "" {
			return keySchema{}, invalidParameter(
				"Some index key attributes are not defined in AttributeDefinitions. Keys: %v, AttributeDefinitions: %v",
				key.names(),
				attributeNames(attributes),
			)
		}
	}
	return key, nil
}

func (d *definition) addIndex(in indexInput) error {
	if !tableNamePattern.MatchString(in.IndexName) {
		return violates(
			in.IndexName,
			"globalSecondaryIndexes.1.member.indexName",
			"Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
		)
	}
	if _, err := d.index(in.IndexName); err == nil {
		return invalidParameter("Duplicate index name: %s", in.IndexName)
	}
	key, err := newKeySchema(in.KeySchema, d.Attributes)
	if err != nil {
		return err
	}
	p := in.Projection
	switch {
	case p.ProjectionType == "":
		return invalidParameter("Unknown ProjectionType: null")
	case p.ProjectionType != "INCLUDE" && len(p.NonKeyAttributes) > 0:
		return invalidParameter("ProjectionType is %s, but NonKeyAttributes is specified", p.ProjectionType)
	case p.ProjectionType == "INCLUDE" && len(p.NonKeyAttributes) == 0:
		return invalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
	case len(slices.Compact(slices.Sorted(slices.Values(p.NonKeyAttributes)))) < len(p.NonKeyAttributes):
		return invalidParameter("NonKeyAttributes names an attribute twice: %v", p.NonKeyAttributes)
	}
	if _, err := oneOf("globalSecondaryIndexes.1.member.projection.projectionType", p.ProjectionType, "ALL", "INCLUDE", "KEYS_ONLY"); err != nil {
		return err
	}
	provisioned, err := checkThroughput(d.BillingMode, in.ProvisionedThroughput)
	if err != nil {
		return err
	}
	d.Indexes = append(
		d.Indexes,
		index{
			Name:       in.IndexName,
			Key:        key,
			Projection: p.ProjectionType,
			Include:    p.NonKeyAttributes,
			Throughput: provisioned,
		},
	)
	return nil
}

// checkAttributesUsed refuses the definition of an attribute that is no key.
func (d *definition) checkAttributesUsed() error {
	for name := range d.Attributes {
		used := d.Key.has(name) || slices.ContainsFunc(d.Indexes, func(i index) bool { return i.Key.has(name) })
		if !used {
			return invalidParameter(
				"Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
			)
		}
	}
	return nil
}
