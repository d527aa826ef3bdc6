package doctor

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// another points the deployment at a table that differs from the right one.
func another(t *testing.T, expiry string, recoverable bool, change func(*dynamodb.CreateTableInput)) func(*deployment) {
	return func(d *deployment) {
		t.Helper()
		in := rightTable()
		in.TableName = aws.String("another")
		change(in)
		d.createTable(t, in, expiry, recoverable)
		d.TableName = "another"
	}
}

func TestEachMisconfigurationOfTheTableIsFoundByItsCheck(t *testing.T) {
	same := func(*dynamodb.CreateTableInput) {}
	for _, m := range []misconfiguration{
		{"other names", nil, another(t, "expiresAt", true, func(in *dynamodb.CreateTableInput) {
			in.KeySchema[0].AttributeName, in.AttributeDefinitions[0].AttributeName = aws.String("id"), aws.String("id")
		}), "table.key", Problem, []string{"HASH id (S) RANGE SK (S) and must be HASH PK (S)", "AttributeName: PK"}},
		{"numeric sort key", nil, another(t, "expiresAt", true, func(in *dynamodb.CreateTableInput) {
			in.AttributeDefinitions[1].AttributeType = types.ScalarAttributeTypeN
		}), "table.key", Problem, []string{"RANGE SK (N)"}},
		{"no index", nil, another(t, "expiresAt", true, func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes, in.AttributeDefinitions = nil, in.AttributeDefinitions[:2]
		}), "table.index", Problem, []string{"no index GSI1", "IndexName: GSI1"}},
		{"index without sort key", nil, another(t, "expiresAt", true, func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].KeySchema, in.AttributeDefinitions = in.GlobalSecondaryIndexes[0].KeySchema[:1], in.AttributeDefinitions[:3]
		}), "table.index", Problem, []string{"GSI1SK"}},
		{"index of keys", nil, another(t, "expiresAt", true, func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].Projection.ProjectionType = types.ProjectionTypeKeysOnly
		}), "table.index", Problem, []string{"ProjectionType: ALL"}},
		{"index under construction", nil, func(d *deployment) {
			d.proxy.edit("DescribeTable", func(answer map[string]any) {
				answer["Table"].(map[string]any)["GlobalSecondaryIndexes"].([]any)[0].(map[string]any)["IndexStatus"] = "CREATING"
			})
		}, "table.index", Problem, []string{"CREATING"}},
		{"table under construction", nil, func(d *deployment) { d.proxy.edit("DescribeTable", at("Table", "TableStatus", "CREATING")) }, "table", Problem, []string{"CREATING"}},
		{"no TTL", nil, another(t, "", true, same), "table.expiry", Problem, []string{"TTL is off", "update-time-to-live --table-name another"}},
		{"other TTL", nil, another(t, "ttl", true, same), "table.expiry", Problem, []string{"attribute ttl", "AttributeName: expiresAt"}},
		{"no recovery", nil, another(t, "expiresAt", false, same), "table.backups", Problem, []string{"update-continuous-backups", "PointInTimeRecoveryEnabled: true"}},
		{"table unprotected", nil, another(t, "expiresAt", true, func(in *dynamodb.CreateTableInput) { in.DeletionProtectionEnabled = aws.Bool(false) }),
			"table.deletion-protection", Problem, []string{"DeletionProtectionEnabled: true", "--deletion-protection-enabled"}},
		{"provisioned capacity", nil, another(t, "expiresAt", true, func(in *dynamodb.CreateTableInput) {
			throughput := &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(5), WriteCapacityUnits: aws.Int64(5)}
			in.BillingMode, in.ProvisionedThroughput, in.GlobalSecondaryIndexes[0].ProvisionedThroughput = types.BillingModeProvisioned, throughput, throughput
		}), "table.billing", Warning, []string{"BillingMode: PAY_PER_REQUEST"}},
		{"unusable KMS key", nil, func(d *deployment) {
			d.proxy.edit("DescribeTable", at("Table", "SSEDescription", map[string]any{"SSEType": "KMS", "Status": "ENABLED", "InaccessibleEncryptionDateTime": 1.7e9}))
		}, "table.encryption", Problem, []string{"KMS"}},
	} {
		t.Run(m.name, m.run)
	}
}

func TestMissingSafeguardsAreWarningsOutsideProduction(t *testing.T) {
	d := deploy(t)
	poolWith("DeletionProtection", "INACTIVE")(d)
	another(t, "expiresAt", false, func(in *dynamodb.CreateTableInput) { in.DeletionProtectionEnabled = nil })(d)
	d.Production = false
	got := d.reported(t)
	for _, name := range []string{"pool.deletion-protection", "table.deletion-protection", "table.backups"} {
		if got[name].Status != Warning {
			t.Errorf("%s: %+v", name, got[name])
		}
	}
	if report := Run(t.Context(), d.Config); len(got) != 3 || !report.Healthy() {
		t.Errorf("healthy: %t, %v", report.Healthy(), got)
	}
}

func TestAKMSKeyThatWorksIsFine(t *testing.T) {
	d := deploy(t)
	d.proxy.edit("DescribeTable", at("Table", "SSEDescription", map[string]any{"SSEType": "KMS", "Status": "ENABLED"}))
	if got := d.reported(t); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
