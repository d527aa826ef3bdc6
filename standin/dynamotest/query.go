package dynamotest

import (
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/expr"
)

type queryInput struct {
	KeyConditionExpression *string
	ScanIndexForward       *bool
	pageInput
}

func (t *tx) query(in *queryInput) (*pageOutput, error) {
	if in.KeyConditionExpression == nil {
		return nil, invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")
	}
	p, scope, err := t.newPage(&in.pageInput, namedText{"KeyConditionExpression", in.KeyConditionExpression})
	if err != nil {
		return nil, err
	}
	key, err := scope.KeyCondition(*in.KeyConditionExpression, p.view.key.Partition, p.view.key.Sort)
	if err != nil {
		return nil, err
	}
	if err := scope.Unused(); err != nil {
		return nil, err
	}
	if err := p.view.checkCondition(key); err != nil {
		return nil, err
	}
	if err := p.checkFilter(); err != nil {
		return nil, err
	}
	if p.start != nil && p.view.index == nil && p.view.key.Sort == "" {
		return nil, invalid("The provided starting key is invalid: a query of one item has no next page")
	}
	within := keySpan(key)
	if p.start != nil && !within.contains(p.start) {
		return nil, invalid("The provided starting key is outside query boundaries based on provided conditions")
	}
	return p.read(within, in.ScanIndexForward == nil || *in.ScanIndexForward)
}

// checkCondition checks the types of a key condition's values.
func (v *view) checkCondition(c *expr.KeyCondition) error {
	if err := v.checkKeyValue(v.key.Partition, c.Partition); err != nil {
		return err
	}
	if c.Sort == nil {
		return nil
	}
	for _, value := range c.Sort.Values {
		if err := v.checkKeyValue(v.key.Sort, value); err != nil {
			return err
		}
	}
	return nil
}

func (v *view) checkKeyValue(name string, value attr.Value) error {
	if value.Type() != v.table.Attributes[name] {
		return invalidParameter("Condition parameter type does not match schema type")
	}
	if kind := emptyKind(value); kind != "" {
		return invalid(
			"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty %s value. Key: %s",
			kind,
			name,
		)
	}
	return nil
}

// checkFilter refuses a filter on the key, which belongs in the key condition.
func (p *page) checkFilter() error {
	for _, path := range p.filter.Paths() {
		if p.view.key.has(path.Top()) {
			return invalid(
				"Filter Expression can only contain non-primary key attributes: Primary key attribute: %s",
				path.Top(),
			)
		}
	}
	return nil
}

type scanInput struct {
	Segment, TotalSegments *int
	pageInput
}

// maxSegments is DynamoDB's limit for the segments of a parallel scan.
const maxSegments = 1_000_000

func (t *tx) scan(in *scanInput) (*pageOutput, error) {
	within, err := in.span()
	if err != nil {
		return nil, err
	}
	p, scope, err := t.newPage(&in.pageInput)
	if err != nil {
		return nil, err
	}
	if err := scope.Unused(); err != nil {
		return nil, err
	}
	if p.start != nil && !within.contains(p.start) {
		return nil, invalid("The provided starting key is outside the segment of the scan")
	}
	return p.read(within, true)
}

func (in *scanInput) span() (span, error) {
	switch {
	case in.Segment == nil && in.TotalSegments == nil:
		return span{}, nil
	case in.TotalSegments == nil:
		return span{}, invalid(
			"The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
		)
	case in.Segment == nil:
		return span{}, invalid(
			"The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
		)
	case *in.TotalSegments < 1 || *in.TotalSegments > maxSegments:
		return span{}, violates("", "totalSegments", "Member must have value between 1 and 1000000")
	case *in.Segment < 0 || *in.Segment >= *in.TotalSegments:
		return span{}, invalid(
			"The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: %d is not less than TotalSegments: %d",
			*in.Segment,
			*in.TotalSegments,
		)
	default:
		return segmentSpan(*in.Segment, *in.TotalSegments), nil
	}
}
