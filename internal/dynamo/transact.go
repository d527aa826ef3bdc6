package dynamo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// patience is how long a write waits for others that hold one of its items, or for capacity: until its context ends, or
// it has used up its attempts. The waits are random between zero and a bound that doubles, so that writes that
// conflicted once do not conflict again.
type patience struct {
	// attempts counts the first one.
	attempts int
	// firstWait bounds the wait after the first attempt, longestWait each.
	firstWait, longestWait time.Duration
}

// throttledWait is the lowest bound of a wait for capacity: an immediate retry only adds to the load.
const throttledWait = 100 * time.Millisecond

// transact executes all of the actions or none. The SDK retries an attempt whose response is lost, throttled or late
// with the same client request token, so that DynamoDB executes the actions once. A cancellation is definite: nothing
// was written, and the next attempt has a new token. Errors: transactionRefused, fault.Unavailable.
func (t *Table) transact(ctx context.Context, p patience, actions ...types.TransactWriteItem) error {
	return t.patiently(ctx, p, func() error {
		// A new input each time: the SDK writes the token into it, where the next attempt would find it.
		_, err := t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: actions})
		return err
	})
}

// patiently retries a write that DynamoDB reports as not made for a temporary reason.
func (t *Table) patiently(ctx context.Context, p patience, write func() error) error {
	for attempt := 1; ; attempt++ {
		err := t.domainError(write())
		throttled := errors.Is(err, errThrottled)
		if !throttled && !errors.Is(err, errConflict) || attempt == p.attempts {
			return err
		}
		if !p.wait(ctx, attempt, throttled) {
			if errors.Is(ctx.Err(), context.Canceled) {
				return context.Canceled
			}
			return err
		}
	}
}

// wait reports whether it has waited the whole time.
func (p patience) wait(ctx context.Context, attempt int, throttled bool) bool {
	bound := p.longestWait
	if doublings := attempt - 1; doublings < 16 {
		bound = min(bound, p.firstWait<<doublings)
	}
	if throttled {
		bound = max(bound, throttledWait)
	}
	timer := time.NewTimer(rand.N(bound))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// The causes of the fault.Unavailable of a write that DynamoDB has not made for a temporary reason.
var (
	// errConflict means that a transaction held an item.
	errConflict = errors.New("TransactionConflict")
	// errThrottled means that there was no capacity for a part of a transaction. The SDK does not see this, since it is
	// among the reasons.
	errThrottled = errors.New("throttled")
)

// The codes of cancellation reasons that this package distinguishes.
const (
	reasonNone            = "None"
	reasonConditionFailed = "ConditionalCheckFailed"
	reasonConflict        = "TransactionConflict"
	reasonInvalid         = "ValidationError"
	reasonTooLarge        = "ItemCollectionSizeLimitExceeded"
	reasonThrottled       = "ThrottlingError"
	reasonExceeded        = "ProvisionedThroughputExceeded"
)

// transactionRefused means that conditions of a transaction did not hold.
type transactionRefused struct {
	reasons []types.CancellationReason
}

func (*transactionRefused) Error() string { return "condition of a transaction failed" }

// of reports whether the condition of an action, counted from 0, did not hold. current is its present item, if the
// action requested it; nil if there is none.
func (e *transactionRefused) of(action int) (current item, refused bool) {
	if action >= len(e.reasons) || aws.ToString(e.reasons[action].Code) != reasonConditionFailed {
		return nil, false
	}
	return e.reasons[action].Item, true
}

// cancellation distinguishes the reasons of a cancelled transaction. A condition that does not hold outweighs the
// others, which are temporary: the transaction would fail without them too.
func (t *Table) cancellation(operation string, reasons []types.CancellationReason) error {
	var cause error
	for _, r := range reasons {
		switch code := aws.ToString(r.Code); code {
		case reasonConditionFailed:
			return &transactionRefused{reasons}
		case reasonInvalid, reasonTooLarge:
			return t.mistaken(operation, code)
		case reasonConflict:
			cause = cmp.Or(cause, errConflict)
		case reasonThrottled, reasonExceeded:
			cause = fmt.Errorf("%w: %s", errThrottled, code)
		case reasonNone:
		default:
			return unavailable(operation, errors.New(code))
		}
	}
	return unavailable(operation, cmp.Or(cause, errors.New("cancelled without a reason")))
}

// updateAction is an update as an action of a transaction.
func (t *Table) updateAction(u update) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.name, Key: u.key,
		UpdateExpression: &u.change, ConditionExpression: &u.condition, ExpressionAttributeValues: u.values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}}
}

// putAction is the put of an item that does not exist yet.
func (t *Table) putAction(it item) types.TransactWriteItem {
	return types.TransactWriteItem{Put: &types.Put{
		TableName: &t.name, Item: it, ConditionExpression: aws.String("attribute_not_exists(PK)"),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}}
}
