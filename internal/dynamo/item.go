package dynamo

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// item is an item, or the values of an expression, as DynamoDB has them.
type item = map[string]types.AttributeValue

// instantLayout is RFC 3339 in UTC of a fixed width, so that instants sort as text.
const instantLayout = "2006-01-02T15:04:05.000Z"

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func blob(b []byte) types.AttributeValue { return &types.AttributeValueMemberB{Value: b} }

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

func fields(it item) types.AttributeValue { return &types.AttributeValueMemberM{Value: it} }

func instant(t time.Time) types.AttributeValue { return text(formatInstant(t)) }

func formatInstant(t time.Time) string { return t.UTC().Format(instantLayout) }

// epoch rounds up to whole seconds, so that nothing ends early.
func epoch(t time.Time) types.AttributeValue {
	return number(t.Add(time.Second - time.Nanosecond).Unix())
}

// reader decodes the attributes of an item. It keeps the first error, which names the attribute and never its value.
type reader struct {
	item item
	err  error
}

// readerOf decodes a map within an item.
func readerOf(value types.AttributeValue) reader {
	m, ok := value.(*types.AttributeValueMemberM)
	if !ok {
		return reader{err: errors.New("not a map")}
	}
	return reader{item: m.Value}
}

func attribute[T types.AttributeValue](r *reader, name string) (value T) {
	value, ok := r.item[name].(T)
	if !ok {
		r.fail(name)
	}
	return value
}

func (r *reader) fail(name string) {
	if r.err == nil {
		r.err = fmt.Errorf("attribute %q is missing or malformed", name)
	}
}

func (r *reader) text(name string) string {
	if value := attribute[*types.AttributeValueMemberS](r, name); value != nil {
		return value.Value
	}
	return ""
}

// optionalText is empty for a missing attribute.
func (r *reader) optionalText(name string) string {
	if _, ok := r.item[name]; !ok {
		return ""
	}
	return r.text(name)
}

func (r *reader) blob(name string) []byte {
	if value := attribute[*types.AttributeValueMemberB](r, name); value != nil {
		return value.Value
	}
	return nil
}

func (r *reader) number(name string) int64 {
	value := attribute[*types.AttributeValueMemberN](r, name)
	if value == nil {
		return 0
	}
	n, err := strconv.ParseInt(value.Value, 10, 64)
	if err != nil {
		r.fail(name)
	}
	return n
}

// optionalNumber is zero for a missing attribute.
func (r *reader) optionalNumber(name string) int64 {
	if _, ok := r.item[name]; !ok {
		return 0
	}
	return r.number(name)
}

func (r *reader) fields(name string) item {
	if value := attribute[*types.AttributeValueMemberM](r, name); value != nil {
		return value.Value
	}
	return nil
}

// optionalList is empty for a missing attribute.
func (r *reader) optionalList(name string) []types.AttributeValue {
	if _, ok := r.item[name]; !ok {
		return nil
	}
	if value := attribute[*types.AttributeValueMemberL](r, name); value != nil {
		return value.Value
	}
	return nil
}

func (r *reader) instant(name string) time.Time {
	t, err := time.Parse(instantLayout, r.text(name))
	if err != nil {
		r.fail(name)
	}
	return t
}

// optionalInstant is zero for a missing attribute.
func (r *reader) optionalInstant(name string) time.Time {
	if _, ok := r.item[name]; !ok {
		return time.Time{}
	}
	return r.instant(name)
}

func (r *reader) epoch(name string) time.Time { return time.Unix(r.number(name), 0).UTC() }
