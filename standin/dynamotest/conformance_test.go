package dynamotest_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/google/uuid"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// The conformance suite consists of the tests whose names begin with TestConformance. They use only the SDK.

// newClient is a client for the endpoint under test.
func newClient(t *testing.T) *dynamodb.Client {
	t.Helper()
	endpoint := os.Getenv("DYNAMODB_CONFORMANCE_ENDPOINT")
	if endpoint == "" {
		return dynamodb.NewFromConfig(dynamotest.Start(t).Config())
	}
	settings, err := config.LoadDefaultConfig(t.Context(), config.WithBaseEndpoint(endpoint))
	if err != nil {
		t.Fatal(err)
	}
	return dynamodb.NewFromConfig(settings)
}

// fixture is a table of its own in the shape that the product uses, and a client for it.
type fixture struct {
	*dynamodb.Client
	t     *testing.T
	table string
}

// newFixture makes a table with the key PK, SK and the index GSI1 of the key GSI1PK, GSI1SK.
func newFixture(t *testing.T, change ...func(*dynamodb.CreateTableInput)) *fixture {
	t.Helper()
	return newFixtureOn(t, newClient(t), change...)
}

func newFixtureOn(t *testing.T, client *dynamodb.Client, change ...func(*dynamodb.CreateTableInput)) *fixture {
	t.Helper()
	f := &fixture{Client: client, t: t, table: "conformance-" + uuid.NewString()}
	in := tableInput(f.table)
	for _, c := range change {
		c(in)
	}
	f.create(in)
	return f
}

// in is the fixture for a subtest.
func (f *fixture) in(t *testing.T) *fixture { return &fixture{Client: f.Client, t: t, table: f.table} }

func tableInput(name string) *dynamodb.CreateTableInput {
	return &dynamodb.CreateTableInput{
		TableName:   aws.String(name),
		BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			attribute("PK", "S"), attribute("SK", "S"), attribute("GSI1PK", "S"), attribute("GSI1SK", "S"),
		},
		KeySchema: keySchema("PK", "SK"),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName:  aws.String("GSI1"),
			KeySchema:  keySchema("GSI1PK", "GSI1SK"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
		}},
	}
}

// sortedBy makes a table without index whose sort key is SK of the given type.
func sortedBy(kind types.ScalarAttributeType) func(*dynamodb.CreateTableInput) {
	return func(in *dynamodb.CreateTableInput) {
		in.AttributeDefinitions = []types.AttributeDefinition{attribute("PK", "S"), attribute("SK", kind)}
		in.GlobalSecondaryIndexes = nil
	}
}

func (f *fixture) create(in *dynamodb.CreateTableInput) {
	f.t.Helper()
	if _, err := f.CreateTable(f.t.Context(), in); err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { // the test's own context is over by now
		_, _ = f.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: in.TableName})
	})
	waiter := dynamodb.NewTableExistsWaiter(f.Client, func(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay, o.MaxDelay = time.Millisecond, time.Second })
	if err := waiter.Wait(f.t.Context(), &dynamodb.DescribeTableInput{TableName: in.TableName}, time.Minute); err != nil {
		f.t.Fatal(err)
	}
}

func attribute(name string, kind types.ScalarAttributeType) types.AttributeDefinition {
	return types.AttributeDefinition{AttributeName: aws.String(name), AttributeType: kind}
}

func keySchema(names ...string) []types.KeySchemaElement {
	kinds := []types.KeyType{types.KeyTypeHash, types.KeyTypeRange}
	var schema []types.KeySchemaElement
	for i, name := range names {
		schema = append(schema, types.KeySchemaElement{AttributeName: aws.String(name), KeyType: kinds[i]})
	}
	return schema
}

// doc is an item, key or set of values in Go's own types: see value.
type doc map[string]any

// number is an N as text; ns and bs are sets of numbers and binaries ([]string is one of strings).
type (
	number string
	ns     []string
	bs     [][]byte
)

func (d doc) item() map[string]types.AttributeValue {
	if d == nil {
		return nil
	}
	item := make(map[string]types.AttributeValue)
	for name, v := range d {
		item[name] = value(v)
	}
	return item
}

func value(v any) types.AttributeValue {
	switch v := v.(type) {
	case string:
		return &types.AttributeValueMemberS{Value: v}
	case int:
		return &types.AttributeValueMemberN{Value: fmt.Sprint(v)}
	case number:
		return &types.AttributeValueMemberN{Value: string(v)}
	case []byte:
		return &types.AttributeValueMemberB{Value: v}
	case bool:
		return &types.AttributeValueMemberBOOL{Value: v}
	case nil:
		return &types.AttributeValueMemberNULL{Value: true}
	case []string:
		return &types.AttributeValueMemberSS{Value: v}
	case ns:
		return &types.AttributeValueMemberNS{Value: v}
	case bs:
		return &types.AttributeValueMemberBS{Value: v}
	case []any:
		list := []types.AttributeValue{}
		for _, e := range v {
			list = append(list, value(e))
		}
		return &types.AttributeValueMemberL{Value: list}
	case doc:
		return &types.AttributeValueMemberM{Value: v.item()}
	default:
		panic(fmt.Sprintf("no attribute value of a %T", v))
	}
}

// key is the key of the items that most tests use.
func key(sk string) map[string]types.AttributeValue { return doc{"PK": "p", "SK": sk}.item() }

// keyed is an item under key(sk) with further attributes.
func keyed(sk string, attributes doc) map[string]types.AttributeValue {
	item := key(sk)
	maps.Copy(item, attributes.item())
	return item
}

// put stores an item under key(sk) with further attributes.
func (f *fixture) put(sk string, attributes doc) {
	f.t.Helper()
	if _, err := f.PutItem(f.t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: keyed(sk, attributes)}); err != nil {
		f.t.Fatal(err)
	}
}

// get is the item under key(sk) without its key.
func (f *fixture) get(sk string) map[string]types.AttributeValue {
	f.t.Helper()
	out, err := f.GetItem(f.t.Context(), &dynamodb.GetItemInput{TableName: &f.table, Key: key(sk), ConsistentRead: aws.Bool(true)})
	if err != nil {
		f.t.Fatal(err)
	}
	delete(out.Item, "PK")
	delete(out.Item, "SK")
	return out.Item
}

func (f *fixture) wantItem(sk string, want doc) {
	f.t.Helper()
	wantAttributes(f.t, f.get(sk), want)
}

// wantAttributes compares deeply; members of sets come in no order.
func wantAttributes(t *testing.T, got map[string]types.AttributeValue, want doc) {
	t.Helper()
	if len(got) == 0 && len(want) == 0 {
		return
	}
	if g, w := plain(&types.AttributeValueMemberM{Value: got}), plain(value(want)); !reflect.DeepEqual(g, w) {
		t.Errorf("attributes are\n  %v, want\n  %v", g, w)
	}
}

// plain is a value in a form that prints and compares.
func plain(v types.AttributeValue) any {
	switch v := v.(type) {
	case *types.AttributeValueMemberM:
		m := map[string]any{}
		for name, e := range v.Value {
			m[name] = plain(e)
		}
		return m
	case *types.AttributeValueMemberL:
		l := []any{}
		for _, e := range v.Value {
			l = append(l, plain(e))
		}
		return l
	case *types.AttributeValueMemberSS:
		return set("SS", v.Value)
	case *types.AttributeValueMemberNS:
		return set("NS", v.Value)
	case *types.AttributeValueMemberBS:
		return set("BS", v.Value)
	case *types.AttributeValueMemberS:
		return "S:" + v.Value
	case *types.AttributeValueMemberN:
		return "N:" + v.Value
	case *types.AttributeValueMemberB:
		return fmt.Sprintf("B:%x", v.Value)
	case *types.AttributeValueMemberBOOL:
		return v.Value
	default:
		return nil
	}
}

func set[E any](kind string, members []E) map[string]bool {
	s := map[string]bool{kind: true}
	for _, m := range members {
		s[fmt.Sprintf("%v", m)] = true
	}
	return s
}

// wantError checks the code of an error, and that its message has a part.
func wantError(t *testing.T, err error, code, part string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Errorf("error is %v, want %s: %s", err, code, part)
		return
	}
	if api.ErrorCode() != code || !strings.Contains(api.ErrorMessage(), part) {
		t.Errorf("error is\n  %s: %s, want\n  %s: %s", api.ErrorCode(), api.ErrorMessage(), code, part)
	}
}

const validation = "ValidationException"

func wantNoError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("error is %v, want none", err)
	}
}
