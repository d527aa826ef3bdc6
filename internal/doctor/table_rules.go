package doctor

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// tableRules are in the order of the report.
func (d *doctor) tableRules() []rule[*types.TableDescription] {
	return []rule[*types.TableDescription]{
		{"table.key", tableKey},
		{"table.index", tableIndex},
		{"table.encryption", tableEncryption},
		{"table.deletion-protection", d.tableDeletionProtection},
		{"table.billing", d.tableBilling},
	}
}

// keyText spells a key schema: its attributes in order, with their types.
func keyText(schema []types.KeySchemaElement, attributes []types.AttributeDefinition) string {
	kind := make(map[string]types.ScalarAttributeType, len(attributes))
	for _, a := range attributes {
		kind[aws.ToString(a.AttributeName)] = a.AttributeType
	}
	text := ""
	for _, element := range schema {
		name := aws.ToString(element.AttributeName)
		text += fmt.Sprintf("%s %s (%s) ", element.KeyType, name, kind[name])
	}
	return text
}

// stringKey is what keyText says of a key of two string attributes.
func stringKey(partition, sort string) string {
	return fmt.Sprintf("HASH %s (S) RANGE %s (S) ", partition, sort)
}

func tableKey(t *types.TableDescription) finding {
	if got := keyText(t.KeySchema, t.AttributeDefinitions); got != stringKey("PK", "SK") {
		return problem(Change{
			Console:        "Create table: partition key PK, String; sort key SK, String; fixed when a table is created, so make a new one",
			CloudFormation: "KeySchema: [{ AttributeName: PK, KeyType: HASH }, { AttributeName: SK, KeyType: RANGE }], both S in AttributeDefinitions",
			CDK:            "partitionKey: { name: 'PK', type: AttributeType.STRING }, sortKey: { name: 'SK', type: AttributeType.STRING }",
		}, "the key of the table is %sand must be %s", got, "HASH PK (S) RANGE SK (S)")
	}
	return fine("the key is PK and SK, both strings")
}

func tableIndex(t *types.TableDescription) finding {
	change := Change{
		Console:        "Table › Indexes › Create index: partition key GSI1PK, String; sort key GSI1SK, String; name GSI1; attribute projections: All",
		CloudFormation: "GlobalSecondaryIndexes: [{ IndexName: GSI1, KeySchema: GSI1PK (HASH), GSI1SK (RANGE), Projection: { ProjectionType: ALL } }]",
		CDK:            "globalSecondaryIndexes: [{ indexName: 'GSI1', partitionKey: GSI1PK, sortKey: GSI1SK, projectionType: ProjectionType.ALL }]",
	}
	for _, index := range t.GlobalSecondaryIndexes {
		if aws.ToString(index.IndexName) != indexName {
			continue
		}
		got := keyText(index.KeySchema, t.AttributeDefinitions)
		switch {
		case got != stringKey("GSI1PK", "GSI1SK"):
			return problem(change, "the key of the index GSI1 is %sand must be HASH GSI1PK (S) RANGE GSI1SK (S)", got)
		case index.Projection == nil || index.Projection.ProjectionType != types.ProjectionTypeAll:
			return problem(change, "the index GSI1 does not project all attributes (ProjectionType must be ALL)")
		case index.IndexStatus != types.IndexStatusActive:
			return problem(Change{}, "the index GSI1 is %s, not ACTIVE", index.IndexStatus)
		}
		return fine("the index GSI1 is ACTIVE, on GSI1PK and GSI1SK, with all attributes")
	}
	return problem(change, "the table has no index GSI1")
}

// tableEncryption can hardly fail: DynamoDB encrypts every table, with a key of its own if none is named.
func tableEncryption(t *types.TableDescription) finding {
	sse := t.SSEDescription
	switch {
	case sse == nil || sse.SSEType == "":
		return fine("encrypted at rest, with a key that AWS owns")
	case sse.InaccessibleEncryptionDateTime != nil:
		return problem(Change{
			Console: "KMS › Customer managed keys: enable the key, and allow DynamoDB its use",
		}, "DynamoDB can't use the table's KMS key")
	}
	return fine("encrypted at rest, with a key in KMS")
}

func (d *doctor) tableDeletionProtection(t *types.TableDescription) finding {
	if aws.ToBool(t.DeletionProtectionEnabled) {
		return fine("the table is protected against deletion")
	}
	return d.unsafe(Change{
		Console:        "Table › Additional settings › Deletion protection: Turn on",
		CloudFormation: "DeletionProtectionEnabled: true",
		CDK:            "deletionProtection: true",
		CLI:            "aws dynamodb update-table --table-name " + d.TableName + " --deletion-protection-enabled",
	}, "the table, with every vote, can be deleted by one call")
}

func (d *doctor) tableBilling(t *types.TableDescription) finding {
	if t.BillingModeSummary != nil && t.BillingModeSummary.BillingMode == types.BillingModePayPerRequest {
		return fine("capacity is on-demand")
	}
	return warning(Change{
		Console:        "Table › Additional settings › Read/write capacity: On-demand",
		CloudFormation: "BillingMode: PAY_PER_REQUEST",
		CDK:            "billing: Billing.onDemand()",
		CLI:            "aws dynamodb update-table --table-name " + d.TableName + " --billing-mode PAY_PER_REQUEST",
	}, "capacity is provisioned: when everybody votes at once, DynamoDB refuses what exceeds it")
}
