package dynamo_test

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
)

// consumption counts what was consumed: calls, read units, and write units of the table and of its index.
type consumption struct {
	calls, read, write, indexWrite float64
}

// meter adds up what clients consume, which it makes DynamoDB report with each response.
type meter struct {
	mu   sync.Mutex
	used consumption
}

// reset returns what was consumed since the previous reset.
func (m *meter) reset() consumption {
	m.mu.Lock()
	defer m.mu.Unlock()
	used := m.used
	m.used = consumption{}
	return used
}

// measure meters every client that is created from cfg.
func (m *meter) measure(cfg *aws.Config) {
	cfg.APIOptions = append(cfg.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Meter",
			func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
				askForConsumption(in.Parameters)
				out, metadata, err := next.HandleInitialize(ctx, in)
				if err == nil {
					m.count(out.Result)
				}
				return out, metadata, err
			}), middleware.Before)
	})
}

func askForConsumption(parameters any) {
	const asked = types.ReturnConsumedCapacityIndexes
	switch in := parameters.(type) {
	case *dynamodb.GetItemInput:
		in.ReturnConsumedCapacity = asked
	case *dynamodb.QueryInput:
		in.ReturnConsumedCapacity = asked
	case *dynamodb.PutItemInput:
		in.ReturnConsumedCapacity = asked
	case *dynamodb.UpdateItemInput:
		in.ReturnConsumedCapacity = asked
	case *dynamodb.TransactWriteItemsInput:
		in.ReturnConsumedCapacity = asked
	}
}

func (m *meter) count(result any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.used.calls++
	switch out := result.(type) {
	case *dynamodb.GetItemOutput:
		m.used.read += aws.ToFloat64(out.ConsumedCapacity.CapacityUnits)
	case *dynamodb.QueryOutput:
		m.used.read += aws.ToFloat64(out.ConsumedCapacity.CapacityUnits)
	case *dynamodb.PutItemOutput:
		m.addWrite(out.ConsumedCapacity)
	case *dynamodb.UpdateItemOutput:
		m.addWrite(out.ConsumedCapacity)
	case *dynamodb.TransactWriteItemsOutput:
		for i := range out.ConsumedCapacity {
			m.addWrite(&out.ConsumedCapacity[i])
		}
	}
}

func (m *meter) addWrite(c *types.ConsumedCapacity) {
	m.used.write += aws.ToFloat64(c.Table.CapacityUnits)
	for _, index := range c.GlobalSecondaryIndexes {
		m.used.indexWrite += aws.ToFloat64(index.CapacityUnits)
	}
}
