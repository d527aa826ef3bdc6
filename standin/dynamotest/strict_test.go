package dynamotest_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The tests in this file cover documented behaviour of DynamoDB in which other emulators are known to differ, so that
// the conformance suite can run against those.

func TestATransactionalGetProjectsOnlyWhatIsAsked(t *testing.T) {
	_, f := newStandIn(t)
	f.put("a", doc{"n": 1, "m": 2})
	out, err := f.TransactGetItems(t.Context(), &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{
		{Get: &types.Get{TableName: &f.table, Key: key("a"), ProjectionExpression: aws.String("n")}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	wantAttributes(t, out.Responses[0].Item, doc{"n": 1})
}

func TestAQueryForAnEmptyKeyIsRefused(t *testing.T) {
	_, f := newStandIn(t)
	_, err := f.Query(t.Context(), f.queryInput("", doc{":p": ""}))
	wantError(t, err, validation, "The AttributeValue for a key attribute cannot contain an empty string value. Key: PK")
}

func TestMembersOfNumberSetsCompareByValue(t *testing.T) {
	_, f := newStandIn(t)
	f.put("a", doc{"s": ns{"1", "2"}})
	wantNoError(t, f.update("a", "DELETE s :s", doc{":s": ns{"2.0"}}))
	f.wantItem("a", doc{"s": ns{"1"}})
}

func TestTimeToLiveIsSwitchedOnlyOnce(t *testing.T) {
	_, f := newStandIn(t)
	update := func(enabled bool) error {
		_, err := f.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{
			TableName: &f.table, TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("expiresAt"), Enabled: &enabled},
		})
		return err
	}
	wantError(t, update(false), validation, "TimeToLive is already disabled")
	wantNoError(t, update(true))
	wantError(t, update(true), validation, "TimeToLive is already enabled")
	wantNoError(t, update(false))
}

func TestPointInTimeRecoveryIsRemembered(t *testing.T) {
	_, f := newStandIn(t)
	_, err := f.UpdateContinuousBackups(t.Context(), &dynamodb.UpdateContinuousBackupsInput{
		TableName: &f.table, PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: aws.Bool(true)},
	})
	wantNoError(t, err)
	out, err := f.DescribeContinuousBackups(t.Context(), &dynamodb.DescribeContinuousBackupsInput{TableName: &f.table})
	if err != nil {
		t.Fatal(err)
	}
	if s := out.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus; s != types.PointInTimeRecoveryStatusEnabled {
		t.Errorf("point in time recovery is %s", s)
	}
	_, err = f.DescribeContinuousBackups(t.Context(), &dynamodb.DescribeContinuousBackupsInput{TableName: aws.String("none")})
	wantError(t, err, "TableNotFoundException", "Table not found: none")
}

func TestConcurrentTransactionsKeepTheirInvariant(t *testing.T) {
	_, f := newStandIn(t)
	f.put("from", doc{"n": 100})
	f.put("to", doc{"n": 0})
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			for range 20 { // twice the balance: half of the transfers must fail
				err := f.transact(
					types.TransactWriteItem{Update: &types.Update{
						TableName: &f.table, Key: key("from"), UpdateExpression: aws.String("ADD n :less"), ConditionExpression: aws.String("n > :zero"),
						ExpressionAttributeValues: doc{":less": -1, ":zero": 0}.item(),
					}},
					f.updateAction("to", "ADD n :one", doc{":one": 1}),
				)
				if err != nil {
					wantError(t, err, "TransactionCanceledException", "[ConditionalCheckFailed, None]")
				}
			}
		})
	}
	all.Wait()
	f.wantItem("from", doc{"n": 0})
	f.wantItem("to", doc{"n": 100})
}

func TestSegmentsOfAScanAreDisjoint(t *testing.T) {
	_, f := newStandIn(t)
	for i := range 50 {
		_, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: doc{"PK": fmt.Sprint(i), "SK": "s"}.item()})
		wantNoError(t, err)
	}
	seen := map[any]int{}
	for i := range int32(7) {
		out, err := f.Scan(t.Context(), &dynamodb.ScanInput{TableName: &f.table, Segment: aws.Int32(i), TotalSegments: aws.Int32(7)})
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range out.Items {
			seen[plain(item["PK"])]++
		}
	}
	for pk, n := range seen {
		if n != 1 {
			t.Errorf("partition %v is in %d segments", pk, n)
		}
	}
	if len(seen) != 50 {
		t.Errorf("segments hold %d partitions, want 50", len(seen))
	}
}
