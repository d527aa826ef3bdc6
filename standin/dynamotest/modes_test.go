package dynamotest_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

func inModes(m dynamotest.Modes) func(*dynamotest.Config) {
	return func(c *dynamotest.Config) { c.Modes = m }
}

func TestModesAreReadFromText(t *testing.T) {
	for text, want := range map[string]dynamotest.Modes{
		"":                         {},
		"conflicts=20ms":           {Hold: 20 * time.Millisecond},
		"lag=2s":                   {IndexLag: 2 * time.Second},
		"lag=3, pages=2":           {IndexLagWrites: 3, PageItems: 2},
		"throttle=5,unswept":       {ThrottleEvery: 5, Unswept: true},
		"pages=0":                  {},
		"throttle=1":               {},
		"lag":                      {},
		"conflicts=-1s":            {},
		"chaos":                    {},
		"unswept,conflicts=5parts": {},
	} {
		got, err := dynamotest.ParseModes(text)
		if refused := want == (dynamotest.Modes{}) && text != ""; got != want || (err != nil) != refused {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

// Transaction conflict handling in the developer guide: "A PutItem, UpdateItem, or DeleteItem request for an item
// conflicts with an ongoing TransactWriteItems request that includes the same item", and so does an item of another
// transaction.
func TestATransactionHoldsItsItems(t *testing.T) {
	_, f := newStandIn(t, inModes(dynamotest.Modes{Hold: time.Hour}))
	ctx, cancel := context.WithCancel(t.Context())
	for _, sk := range []string{"held", "free"} {
		f.put(sk, doc{"n": 1})
	}
	token := aws.String("one")
	in := &dynamodb.TransactWriteItemsInput{ClientRequestToken: token, TransactItems: []types.TransactWriteItem{f.updateAction("held", "ADD n :one", doc{":one": 1})}}
	var over sync.WaitGroup
	over.Go(func() { _, _ = f.TransactWriteItems(ctx, in) })
	defer over.Wait()
	defer cancel()                                              // which ends the hold
	for f.update("held", "ADD n :one", doc{":one": 1}) == nil { // until the transaction has begun
		continue
	}

	wantError(t, f.update("held", "ADD n :one", doc{":one": 1}), "TransactionConflictException", "")
	_, err := f.PutItem(ctx, &dynamodb.PutItemInput{TableName: &f.table, Item: key("held")})
	wantError(t, err, "TransactionConflictException", "")
	_, err = f.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &f.table, Key: key("held")})
	wantError(t, err, "TransactionConflictException", "")
	got := reasons(t, f.transact(f.checkAction("free", "n = :one", doc{":one": 1}), f.updateAction("held", "ADD n :one", doc{":one": 1})))
	if aws.ToString(got[0].Code) != "None" || aws.ToString(got[1].Code) != "TransactionConflict" {
		t.Errorf("reasons are %v and %v", aws.ToString(got[0].Code), aws.ToString(got[1].Code))
	}
	_, err = f.TransactGetItems(ctx, &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{{Get: &types.Get{TableName: &f.table, Key: key("held")}}}})
	wantError(t, err, "TransactionCanceledException", "[TransactionConflict]")
	_, err = f.TransactWriteItems(ctx, in)
	wantError(t, err, "TransactionInProgressException", "")

	wantNoError(t, f.update("free", "ADD n :one", doc{":one": 1}))
	if _, err := f.GetItem(ctx, &dynamodb.GetItemInput{TableName: &f.table, Key: key("held"), ConsistentRead: aws.Bool(true)}); err != nil {
		t.Error(err) // reads still work
	}
}

func TestATransactionTakesEffectAfterItsHoldAndConflictsPass(t *testing.T) {
	_, f := newStandIn(t, inModes(dynamotest.Modes{Hold: time.Millisecond}))
	f.put("n", doc{"n": 0})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for made := 0; made < 5; {
				if err := f.transact(f.updateAction("n", "ADD n :one", doc{":one": 1})); err != nil {
					wantError(t, err, "TransactionCanceledException", "[TransactionConflict]")
				} else {
					made++
				}
			}
		})
	}
	all.Wait()
	f.wantItem("n", doc{"n": 20})
}

// The repeat of a transaction that was made is not a conflict, whoever holds the items by now.
func TestARepeatOfATransactionIsNoConflict(t *testing.T) {
	_, f := newStandIn(t, inModes(dynamotest.Modes{Hold: time.Millisecond}))
	ctx, cancel := context.WithCancel(t.Context())
	in := &dynamodb.TransactWriteItemsInput{ClientRequestToken: aws.String("one"), TransactItems: []types.TransactWriteItem{f.putAction("n", doc{"n": 1})}}
	_, err := f.TransactWriteItems(ctx, in)
	wantNoError(t, err)
	var over sync.WaitGroup
	over.Go(func() {
		for ctx.Err() == nil {
			_ = f.transact(f.updateAction("n", "ADD n :one", doc{":one": 1}))
		}
	})
	for range 20 {
		_, err := f.TransactWriteItems(t.Context(), in)
		wantNoError(t, err)
	}
	cancel()
	over.Wait()
}

// Global secondary indexes in the developer guide: changes "are propagated to the global secondary index
// asynchronously", so that an application has to handle a query that returns older data.
func TestAnIndexIsBehindByTime(t *testing.T) {
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	_, f := newStandIn(t, inModes(dynamotest.Modes{IndexLag: time.Second}), func(c *dynamotest.Config) { c.Clock = func() time.Time { return now } })
	indexed := func(sort string, n int) doc { return doc{"GSI1PK": "g", "GSI1SK": sort, "n": n} }
	f.put("a", indexed("1", 1))
	f.wantKeys(f.indexInput())
	now = now.Add(time.Second)
	f.wantKeys(f.indexInput(), "a")

	f.put("b", indexed("2", 1))
	f.put("a", indexed("3", 2)) // sorts after b, once the index shows it
	f.put("c", indexed("0", 1))
	wantNoError(t, f.update("c", "REMOVE GSI1PK", nil))
	wantN := func(want int) {
		t.Helper()
		out, err := f.Query(t.Context(), f.indexInput())
		if err != nil {
			t.Fatal(err)
		}
		if last := plain(out.Items[len(out.Items)-1]["n"]); last != fmt.Sprint("N:", want) {
			t.Errorf("n is %v, want %d", last, want)
		}
	}
	f.wantKeys(f.indexInput(), "a")
	wantN(1)
	f.wantItem("a", indexed("3", 2)) // the table is up to date
	now = now.Add(time.Second)
	f.wantKeys(f.indexInput(), "b", "a")
	wantN(2)
}

func TestAnIndexIsBehindByWrites(t *testing.T) {
	s, f := newStandIn(t, inModes(dynamotest.Modes{IndexLagWrites: 2}))
	for _, sk := range []string{"a", "b", "c", "d"} {
		f.put(sk, doc{"GSI1PK": "g", "GSI1SK": sk})
	}
	f.wantKeys(f.indexInput(), "a", "b")
	backward := f.indexInput()
	backward.ScanIndexForward, backward.Limit = aws.Bool(false), aws.Int32(1)
	f.wantKeys(backward, "b", "a")
	if _, err := f.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &f.table, Key: key("a")}); err != nil {
		t.Fatal(err)
	}
	f.wantKeys(f.indexInput(), "a", "b", "c")
	paged := f.indexInput()
	paged.Limit = aws.Int32(1)
	f.wantKeys(paged, "a", "b", "c")
	s.SettleIndexes()
	f.wantKeys(f.indexInput(), "b", "c", "d")
}

// Error handling in the developer guide, and TransactionCanceledException in the API reference.
func TestCallsAreThrottledInTurn(t *testing.T) {
	_, f := newStandIn(t, inModes(dynamotest.Modes{ThrottleEvery: 2}))
	get := func() error {
		_, err := f.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &f.table, Key: key("a")})
		return err
	}
	wantNoError(t, get())
	wantError(t, get(), "ProvisionedThroughputExceededException", "")
	wantNoError(t, get())
	wantError(t, f.transact(f.putAction("a", nil), f.putAction("b", nil)), "TransactionCanceledException", "[ThrottlingError, None]")
	wantNoError(t, get())
	wantError(t, f.transact(f.putAction("a", nil)), "TransactionCanceledException", "[ProvisionedThroughputExceeded]")
	retrying := &fixture{t: t, table: f.table, Client: dynamodb.NewFromConfig(dynamotest.Start(t, inModes(dynamotest.Modes{ThrottleEvery: 2})).Config())}
	retrying.create(tableInput(f.table)) // which is not a call on items
	for range 4 {
		retrying.put("a", doc{"n": 1}) // a further attempt gets through
	}
}

// Paginating table query results in the developer guide: a page ends at 1 MB, whatever the limit, and only the absence
// of LastEvaluatedKey marks the end.
func TestPagesHaveFewItems(t *testing.T) {
	_, f := newStandIn(t, inModes(dynamotest.Modes{PageItems: 2}))
	for _, sk := range []string{"a", "b", "c"} {
		f.put(sk, nil)
	}
	in := f.queryInput("", nil)
	in.Limit = aws.Int32(100)
	if pages := f.pages(in); len(pages) != 2 || len(pages[0]) != 2 {
		t.Errorf("pages are %v", pages)
	}
	in = f.queryInput("", nil)
	in.Limit = aws.Int32(1)
	if pages := f.pages(in); len(pages) < 3 || len(pages[0]) != 1 {
		t.Errorf("pages are %v", pages)
	}
	out, err := f.Scan(t.Context(), &dynamodb.ScanInput{TableName: &f.table})
	if err != nil || len(out.Items) != 2 || out.LastEvaluatedKey == nil {
		t.Errorf("a scan gives %v, %v", out, err)
	}
}

func TestExpiredItemsAreKept(t *testing.T) {
	s, f := newStandIn(t, inModes(dynamotest.Modes{Unswept: true}))
	_, err := f.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{
		TableName: &f.table, TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("expiresAt"), Enabled: aws.Bool(true)},
	})
	wantNoError(t, err)
	f.put("a", doc{"expiresAt": int(time.Now().Add(-time.Hour).Unix())})
	if n, err := s.SweepExpired(); n != 0 || err != nil {
		t.Errorf("%d swept, %v", n, err)
	}
	if len(f.get("a")) == 0 {
		t.Error("the item is gone")
	}
}
