package dynamotest_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/uuid"
)

func TestConformanceTables(t *testing.T) {
	f := newFixture(t)
	t.Run("a table is described as it was made", func(t *testing.T) {
		out, err := f.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &f.table})
		if err != nil {
			t.Fatal(err)
		}
		d := out.Table
		if aws.ToString(d.TableName) != f.table || d.TableStatus != types.TableStatusActive || d.BillingModeSummary.BillingMode != types.BillingModePayPerRequest {
			t.Errorf("table is %+v", d)
		}
		if len(d.KeySchema) != 2 || aws.ToString(d.KeySchema[0].AttributeName) != "PK" || d.KeySchema[1].KeyType != types.KeyTypeRange || len(d.AttributeDefinitions) != 4 {
			t.Errorf("key is %+v with attributes %+v", d.KeySchema, d.AttributeDefinitions)
		}
		i := d.GlobalSecondaryIndexes[0]
		if aws.ToString(i.IndexName) != "GSI1" || i.IndexStatus != types.IndexStatusActive || i.Projection.ProjectionType != types.ProjectionTypeAll || len(i.KeySchema) != 2 {
			t.Errorf("index is %+v", i)
		}
	})
	t.Run("a name is taken once", func(t *testing.T) {
		_, err := f.CreateTable(t.Context(), tableInput(f.table))
		wantError(t, err, "ResourceInUseException", "")
	})
	t.Run("a deleted table is not found", func(t *testing.T) {
		gone := newFixture(t)
		_, err := gone.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &gone.table})
		wantNoError(t, err)
		_, err = gone.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String("none-" + uuid.NewString())})
		wantError(t, err, "ResourceNotFoundException", "Requested resource not found: Table: none-")
		_, err = gone.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: aws.String("none-" + uuid.NewString())})
		wantError(t, err, "ResourceNotFoundException", "Requested resource not found: Table: none-")
	})
	t.Run("a protected table is not deleted", func(t *testing.T) {
		protected := newFixture(t, func(in *dynamodb.CreateTableInput) { in.DeletionProtectionEnabled = aws.Bool(true) })
		_, err := protected.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &protected.table})
		wantError(t, err, validation, "protected against deletion")
	})
	t.Run("a table with provisioned throughput", func(t *testing.T) {
		provisioned := newFixture(t, sortedBy("S"), func(in *dynamodb.CreateTableInput) {
			in.BillingMode, in.ProvisionedThroughput = types.BillingModeProvisioned, &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(2), WriteCapacityUnits: aws.Int64(1)}
		})
		out, err := provisioned.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &provisioned.table})
		wantNoError(t, err)
		if n := aws.ToInt64(out.Table.ProvisionedThroughput.ReadCapacityUnits); n != 2 {
			t.Errorf("read capacity is %d, want 2", n)
		}
	})
}

func TestConformanceTableErrors(t *testing.T) {
	client := newClient(t)
	cases := []struct {
		name   string
		change func(*dynamodb.CreateTableInput)
	}{
		{"name of two letters", func(in *dynamodb.CreateTableInput) { in.TableName = aws.String("ab") }},
		{"name with a space", func(in *dynamodb.CreateTableInput) { in.TableName = aws.String("a table") }},
		{"key attribute without a type", func(in *dynamodb.CreateTableInput) { in.AttributeDefinitions = in.AttributeDefinitions[1:] }},
		{"type for an attribute that is no key", func(in *dynamodb.CreateTableInput) {
			in.AttributeDefinitions = append(in.AttributeDefinitions, attribute("x", "S"))
		}},
		{"sort key before the partition key", func(in *dynamodb.CreateTableInput) {
			in.KeySchema[0].KeyType, in.KeySchema[1].KeyType = types.KeyTypeRange, types.KeyTypeHash
		}},
		{"throughput on demand", func(in *dynamodb.CreateTableInput) {
			in.ProvisionedThroughput = &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(1), WriteCapacityUnits: aws.Int64(1)}
		}},
		{"provisioned table without throughput", func(in *dynamodb.CreateTableInput) { in.BillingMode = types.BillingModeProvisioned }},
		{"index name used twice", func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, in.GlobalSecondaryIndexes[0])
		}},
		{"projection that includes nothing", func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].Projection = &types.Projection{ProjectionType: types.ProjectionTypeInclude}
		}},
	}
	for _, c := range cases {
		t.Run("a "+c.name+" is refused", func(t *testing.T) {
			in := tableInput("conformance-" + uuid.NewString())
			c.change(in)
			_, err := client.CreateTable(t.Context(), in)
			wantError(t, err, validation, "")
		})
	}
}

func TestConformanceTimeToLive(t *testing.T) {
	f := newFixture(t)
	describe := func(t *testing.T) *types.TimeToLiveDescription {
		t.Helper()
		out, err := f.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: &f.table})
		if err != nil {
			t.Fatal(err)
		}
		return out.TimeToLiveDescription
	}
	update := func(attribute string, enabled bool) error {
		_, err := f.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{
			TableName: &f.table, TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: &attribute, Enabled: &enabled},
		})
		return err
	}
	t.Run("a new table has none", func(t *testing.T) {
		if d := describe(t); d.TimeToLiveStatus != types.TimeToLiveStatusDisabled {
			t.Errorf("status is %s", d.TimeToLiveStatus)
		}
	})
	t.Run("it is enabled for one attribute", func(t *testing.T) {
		wantNoError(t, update("expiresAt", true))
		if d := describe(t); d.TimeToLiveStatus != types.TimeToLiveStatusEnabled && d.TimeToLiveStatus != types.TimeToLiveStatusEnabling || aws.ToString(d.AttributeName) != "expiresAt" {
			t.Errorf("description is %+v", d)
		}
		wantError(t, update("other", true), validation, "")
	})
}
