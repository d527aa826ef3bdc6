package dynamotest_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/uuid"
)

func (f *fixture) transact(items ...types.TransactWriteItem) error {
	_, err := f.TransactWriteItems(f.t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: items})
	return err
}

func (f *fixture) putAction(sk string, attributes doc) types.TransactWriteItem {
	return types.TransactWriteItem{Put: &types.Put{TableName: &f.table, Item: keyed(sk, attributes)}}
}

func (f *fixture) updateAction(sk, update string, values doc) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{TableName: &f.table, Key: key(sk), UpdateExpression: &update, ExpressionAttributeValues: values.item()}}
}

func (f *fixture) checkAction(sk, condition string, values doc) types.TransactWriteItem {
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName: &f.table, Key: key(sk), ConditionExpression: &condition, ExpressionAttributeValues: values.item(),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}}
}

// reasons are those of a cancelled transaction.
func reasons(t *testing.T, err error) []types.CancellationReason {
	t.Helper()
	var cancelled *types.TransactionCanceledException
	if !errors.As(err, &cancelled) {
		t.Fatalf("error is %v, want TransactionCanceledException", err)
	}
	return cancelled.CancellationReasons
}

func TestConformanceTransactWrite(t *testing.T) {
	f := newFixture(t)
	t.Run("put, update, delete and check take effect together", func(t *testing.T) {
		f := f.in(t)
		f.put("updated", doc{"n": 1})
		f.put("deleted", doc{"n": 1})
		f.put("checked", doc{"n": 1})
		wantNoError(t, f.transact(
			f.putAction("put", doc{"n": 1}),
			f.updateAction("updated", "ADD n :one", doc{":one": 1}),
			types.TransactWriteItem{Delete: &types.Delete{TableName: &f.table, Key: key("deleted")}},
			f.checkAction("checked", "n = :one", doc{":one": 1}),
		))
		f.wantItem("put", doc{"n": 1})
		f.wantItem("updated", doc{"n": 2})
		f.wantItem("deleted", nil)
		f.wantItem("checked", doc{"n": 1})
	})
	t.Run("a failed condition cancels all, with reasons in order and the item where asked", func(t *testing.T) {
		f := f.in(t)
		f.put("held", doc{"n": 5})
		err := f.transact(f.putAction("not written", doc{"n": 1}), f.checkAction("held", "n < :five", doc{":five": 5}), f.checkAction("absent", "attribute_exists(PK)", nil))
		wantError(t, err, "TransactionCanceledException", "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]")
		got := reasons(t, err)
		for i, want := range []string{"None", "ConditionalCheckFailed", "ConditionalCheckFailed"} {
			if aws.ToString(got[i].Code) != want {
				t.Errorf("reason %d is %v, want %s", i, got[i], want)
			}
		}
		if aws.ToString(got[1].Message) != "The conditional request failed" || got[0].Message != nil {
			t.Errorf("messages of the reasons are %v and %v", got[0].Message, got[1].Message)
		}
		wantAttributes(t, got[1].Item, doc{"PK": "p", "SK": "held", "n": 5})
		if got[2].Item != nil {
			t.Errorf("item that does not exist is %v", got[2].Item)
		}
		f.wantItem("not written", nil)
	})
}

func TestConformanceTransactWriteErrors(t *testing.T) {
	f := newFixture(t)
	t.Run("an update that does not fit its item cancels all with ValidationError", func(t *testing.T) {
		f := f.in(t)
		f.put("text", doc{"n": "text"})
		err := f.transact(f.putAction("not written", doc{"n": 1}), f.updateAction("text", "ADD n :one", doc{":one": 1}))
		got := reasons(t, err)
		if aws.ToString(got[0].Code) != "None" || aws.ToString(got[1].Code) != "ValidationError" {
			t.Errorf("reasons are %v and %v", aws.ToString(got[0].Code), aws.ToString(got[1].Code))
		}
		f.wantItem("not written", nil)
	})
	t.Run("an expression that is wrong fails the request", func(t *testing.T) {
		f := f.in(t)
		err := f.transact(f.updateAction("x", "SET status = :one", doc{":one": 1}))
		wantError(t, err, validation, "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: status")
	})
	t.Run("a table that does not exist fails the request", func(t *testing.T) {
		f := f.in(t)
		err := f.transact(types.TransactWriteItem{Delete: &types.Delete{TableName: aws.String("no-such-table"), Key: key("x")}})
		wantError(t, err, "ResourceNotFoundException", "Requested resource not found")
	})
	t.Run("one item may be in one action only", func(t *testing.T) {
		f := f.in(t)
		err := f.transact(f.putAction("twice", doc{"n": 1}), f.checkAction("twice", "attribute_exists(PK)", nil))
		wantError(t, err, validation, "Transaction request cannot include multiple operations on one item")
	})
	t.Run("an item of a transaction is one action", func(t *testing.T) {
		f := f.in(t)
		both := f.putAction("a", doc{"n": 1})
		both.Delete = &types.Delete{TableName: &f.table, Key: key("b")}
		wantError(t, f.transact(both), validation, "TransactItems can only contain one of Check, Put, Update or Delete")
	})
	t.Run("100 actions are the limit", func(t *testing.T) {
		f := f.in(t)
		var actions []types.TransactWriteItem
		for i := range 101 {
			actions = append(actions, f.putAction(fmt.Sprint(i), doc{"n": i}))
		}
		wantError(t, f.transact(actions...), validation, "Member must have length less than or equal to 100")
		wantNoError(t, f.transact(actions[:100]...))
	})
}

func TestConformanceTransactToken(t *testing.T) {
	f := newFixture(t)
	f.put("n", doc{"n": 1})
	in := &dynamodb.TransactWriteItemsInput{
		ClientRequestToken:     aws.String(uuid.NewString()),
		TransactItems:          []types.TransactWriteItem{f.updateAction("n", "ADD n :one", doc{":one": 1})},
		ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	}
	t.Run("a repeat with the same token takes effect once, and then counts as a read", func(t *testing.T) {
		f := f.in(t)
		out, err := f.TransactWriteItems(t.Context(), in)
		wantNoError(t, err)
		if c := out.ConsumedCapacity[0]; aws.ToFloat64(c.CapacityUnits) != 2 || aws.ToFloat64(c.WriteCapacityUnits) != 2 {
			t.Errorf("capacity of the first is %v, write %v", aws.ToFloat64(c.CapacityUnits), aws.ToFloat64(c.WriteCapacityUnits))
		}
		out, err = f.TransactWriteItems(t.Context(), in)
		wantNoError(t, err)
		if c := out.ConsumedCapacity[0]; aws.ToFloat64(c.CapacityUnits) != 2 || aws.ToFloat64(c.ReadCapacityUnits) != 2 {
			t.Errorf("capacity of the repeat is %v, read %v", aws.ToFloat64(c.CapacityUnits), aws.ToFloat64(c.ReadCapacityUnits))
		}
		f.wantItem("n", doc{"n": 2})
	})
	t.Run("the same token with other actions is refused", func(t *testing.T) {
		f := f.in(t)
		in.TransactItems = []types.TransactWriteItem{f.updateAction("n", "ADD n :one", doc{":one": 2})}
		_, err := f.TransactWriteItems(t.Context(), in)
		wantError(t, err, "IdempotentParameterMismatchException", "")
		f.wantItem("n", doc{"n": 2})
	})
	t.Run("a cancelled transaction may be tried again with its token", func(t *testing.T) {
		f := f.in(t)
		retry := &dynamodb.TransactWriteItemsInput{ClientRequestToken: aws.String(uuid.NewString()), TransactItems: []types.TransactWriteItem{f.checkAction("later", "attribute_exists(PK)", nil)}}
		_, err := f.TransactWriteItems(t.Context(), retry)
		reasons(t, err)
		f.put("later", nil)
		_, err = f.TransactWriteItems(t.Context(), retry)
		wantNoError(t, err)
	})
}

func TestConformanceTransactGet(t *testing.T) {
	f := newFixture(t)
	f.put("a", doc{"n": 1, "m": 2})
	f.put("b", nil)
	get := func(sk string, projection *string) types.TransactGetItem {
		return types.TransactGetItem{Get: &types.Get{TableName: &f.table, Key: key(sk), ProjectionExpression: projection}}
	}
	t.Run("items come in the order of the request, missing ones empty", func(t *testing.T) {
		out, err := f.TransactGetItems(t.Context(), &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{get("none", nil), get("a", aws.String("PK, SK, n")), get("b", aws.String("absent"))}})
		if err != nil {
			t.Fatal(err)
		}
		wantAttributes(t, out.Responses[0].Item, nil)
		wantAttributes(t, out.Responses[1].Item, doc{"PK": "p", "SK": "a", "n": 1})
		if out.Responses[2].Item != nil {
			t.Errorf("an item without projected attributes is %v, want none", out.Responses[2].Item)
		}
	})
	t.Run("one item may be asked for once", func(t *testing.T) {
		_, err := f.TransactGetItems(t.Context(), &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{get("a", nil), get("a", nil)}})
		wantError(t, err, validation, "Transaction request cannot include multiple operations on one item")
	})
	t.Run("a key that does not fit cancels with ValidationError", func(t *testing.T) {
		wrong := get("a", nil)
		wrong.Get.Key = doc{"PK": "p"}.item()
		_, err := f.TransactGetItems(t.Context(), &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{get("a", nil), wrong}})
		got := reasons(t, err)
		if aws.ToString(got[0].Code) != "None" || aws.ToString(got[1].Code) != "ValidationError" {
			t.Errorf("reasons are %v and %v", aws.ToString(got[0].Code), aws.ToString(got[1].Code))
		}
	})
}
