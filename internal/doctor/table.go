package doctor

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The attributes and the index that the product needs; internal/dynamo says what for.
const (
	indexName       = "GSI1"
	expiryAttribute = "expiresAt"
)

const tableFirst = "the table has to be readable first"

func (d *doctor) tableARN() string {
	return "arn:aws:dynamodb:" + d.dynamo.Options().Region + ":*:table/" + d.TableName
}

func (d *doctor) table(ctx context.Context) []Check {
	var described []Check
	var expiry, backups finding
	var running sync.WaitGroup
	running.Go(func() { described = d.describeTable(ctx) })
	running.Go(func() { expiry = d.expiry(ctx) })
	running.Go(func() { backups = d.backups(ctx) })
	running.Wait()
	return append(described, expiry.named("table.expiry"), backups.named("table.backups"))
}

func (d *doctor) skipTable(because string) []Check {
	checks := append([]Check{skipped(because).named("table")}, skip(d.tableRules(), because)...)
	return append(checks, skipped(because).named("table.expiry"), skipped(because).named("table.backups"))
}

func (d *doctor) describeTable(ctx context.Context) []Check {
	out, err := d.dynamo.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &d.TableName})
	var found finding
	switch {
	case err == nil && out.Table != nil && out.Table.TableStatus != types.TableStatusActive &&
		out.Table.TableStatus != types.TableStatusUpdating:
		found = problem(Change{}, "the table %s is %s, not ACTIVE", d.TableName, out.Table.TableStatus)
	case err == nil && out.Table != nil:
		return append(
			[]Check{fine("the table %s is %s", d.TableName, out.Table.TableStatus).named("table")},
			apply(d.tableRules(), out.Table)...)
	case notFound(err):
		found = problem(Change{
			Setting:        "TABLE_NAME, AWS_REGION, and credentials of the account that has the table",
			CloudFormation: "AWS::DynamoDB::Table with TableName: " + d.TableName,
			CDK:            "new TableV2(this, …, { tableName })",
		}, "there is no table %s in %s", d.TableName, d.dynamo.Options().Region)
	default:
		found = d.unchecked(err, "dynamodb:DescribeTable", d.tableARN())
	}
	return append([]Check{found.named("table")}, skip(d.tableRules(), tableFirst)...)
}

func (d *doctor) expiry(ctx context.Context) finding {
	out, err := d.dynamo.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &d.TableName})
	if notFound(err) {
		return skipped(tableFirst)
	}
	if err != nil || out.TimeToLiveDescription == nil {
		return d.unchecked(err, "dynamodb:DescribeTimeToLive", d.tableARN())
	}
	change := Change{
		Console:        "Table › Additional settings › Time to Live (TTL): expiresAt",
		CloudFormation: "TimeToLiveSpecification: { AttributeName: expiresAt, Enabled: true }",
		CDK:            "timeToLiveAttribute: 'expiresAt'",
		CLI: "aws dynamodb update-time-to-live --table-name " + d.TableName +
			" --time-to-live-specification Enabled=true,AttributeName=" + expiryAttribute,
	}
	ttl := out.TimeToLiveDescription
	switch name := aws.ToString(ttl.AttributeName); {
	case ttl.TimeToLiveStatus != types.TimeToLiveStatusEnabled && ttl.TimeToLiveStatus != types.TimeToLiveStatusEnabling:
		return problem(change, "TTL is off: expired sessions and counters stay for ever")
	case name != expiryAttribute:
		return problem(
			change, "TTL is on the attribute %s, not on expiresAt: expired sessions and counters stay for ever", name,
		)
	}
	return fine("expired items are deleted, by expiresAt")
}

func (d *doctor) backups(ctx context.Context) finding {
	out, err := d.dynamo.DescribeContinuousBackups(ctx, &dynamodb.DescribeContinuousBackupsInput{TableName: &d.TableName})
	if notFound(err) {
		return skipped(tableFirst)
	}
	if err != nil || out.ContinuousBackupsDescription == nil {
		return d.unchecked(err, "dynamodb:DescribeContinuousBackups", d.tableARN())
	}
	recovery := out.ContinuousBackupsDescription.PointInTimeRecoveryDescription
	if recovery != nil && recovery.PointInTimeRecoveryStatus == types.PointInTimeRecoveryStatusEnabled {
		return fine("point-in-time recovery is on")
	}
	return d.unsafe(Change{
		Console:        "Table › Backups › Point-in-time recovery (PITR): Turn on",
		CloudFormation: "PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }",
		CDK:            "pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true }",
		CLI: "aws dynamodb update-continuous-backups --table-name " + d.TableName +
			" --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true",
	}, "point-in-time recovery is off: votes that are lost stay lost")
}
