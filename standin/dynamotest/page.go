package dynamotest

import (
	"fmt"
	"slices"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/expr"
)

// maxPageSize is how much data one call of Query or Scan reads, before the filter.
const maxPageSize = 1 << 20

// pageInput is what Query and Scan have in common.
type pageInput struct {
	TableName            string
	IndexName            string
	ConsistentRead       bool
	ExclusiveStartKey    attr.Map
	FilterExpression     *string
	ProjectionExpression *string
	substitutions
	Limit                  *int
	Select                 string
	ReturnConsumedCapacity capacityMode
}

type pageOutput struct {
	Items            []attr.Map `json:",omitzero"` // absent, not empty, if only the count was requested
	Count            int
	ScannedCount     int
	LastEvaluatedKey attr.Map          `json:",omitempty"`
	ConsumedCapacity *consumedCapacity `json:",omitempty"`
}

// page is a checked request for one page of a view.
type page struct {
	in         *pageInput
	view       *view
	start      []byte // nil: from the beginning
	filter     *expr.Condition
	projection *expr.Projection
}

// newPage checks and compiles what Query and Scan share. The scope is for the operation's own expressions, passed as
// others.
func (t *tx) newPage(in *pageInput, others ...namedText) (*page, *expr.Scope, error) {
	if err := in.check(); err != nil {
		return nil, nil, err
	}
	given := slices.Concat(
		others,
		[]namedText{{"ProjectionExpression", in.ProjectionExpression}, {"FilterExpression", in.FilterExpression}},
	)
	scope, err := in.scope(given...)
	if err != nil {
		return nil, nil, err
	}
	p := &page{in: in}
	if p.filter, err = scope.Condition("FilterExpression", in.FilterExpression); err != nil {
		return nil, nil, err
	}
	if p.projection, err = scope.Projection(in.ProjectionExpression); err != nil {
		return nil, nil, err
	}
	if p.view, err = t.view(in.TableName, in.IndexName); err != nil {
		return nil, nil, err
	}
	if err := p.checkIndex(); err != nil {
		return nil, nil, err
	}
	p.start, err = p.view.start(in.ExclusiveStartKey)
	return p, scope, err
}

func (in *pageInput) check() error {
	if err := in.ReturnConsumedCapacity.check(); err != nil {
		return err
	}
	if in.Limit != nil && *in.Limit < 1 {
		return violates(fmt.Sprint(*in.Limit), "limit", "Member must have value greater than or equal to 1")
	}
	_, err := oneOf("select", in.Select, "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT")
	if err != nil {
		return err
	}
	switch {
	case in.Select == "ALL_PROJECTED_ATTRIBUTES" && in.IndexName == "":
		return invalid("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
	case in.Select == "SPECIFIC_ATTRIBUTES" && in.ProjectionExpression == nil:
		return invalid("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES")
	case in.Select != "" && in.Select != "SPECIFIC_ATTRIBUTES" && in.ProjectionExpression != nil:
		return invalid("Cannot specify the ProjectionExpression when choosing to get %s", selected[in.Select])
	}
	return nil
}

// selected is the text for the values of Select in an error.
var selected = map[string]string{
	"ALL_ATTRIBUTES":           "ALL_ATTRIBUTES",
	"ALL_PROJECTED_ATTRIBUTES": "ALL_PROJECTED_ATTRIBUTES",
	"COUNT":                    "only the Count",
}

// checkIndex refuses what an index cannot provide: consistent reads, and attributes that it does not contain.
func (p *page) checkIndex() error {
	i := p.view.index
	switch {
	case i == nil:
		return nil
	case p.in.ConsistentRead:
		return invalid("Consistent reads are not supported on global secondary indexes")
	case i.Projection == "ALL":
		return nil
	case p.in.Select == "ALL_ATTRIBUTES":
		return invalidParameter(
			"Select type ALL_ATTRIBUTES is not supported for global secondary index %s because its projection type is not ALL",
			i.Name,
		)
	}
	for _, path := range p.projection.Paths() {
		name := path.Top()
		if !i.Key.has(name) && !p.view.table.Key.has(name) && !slices.Contains(i.Include, name) {
			return invalidParameter("Global secondary index %s does not project [%s]", i.Name, name)
		}
	}
	return nil
}

// read reads items until the limit, the page size or the end of the span.
func (p *page) read(within span, forward bool) (*pageOutput, error) {
	out := &pageOutput{}
	if p.in.Select != "COUNT" {
		out.Items = []attr.Map{}
	}
	size := 0
	var last attr.Map
	err := p.view.walk(within, p.start, forward, func(item attr.Map) (bool, error) {
		if out.ScannedCount > 0 && size+item.ItemSize() > maxPageSize {
			out.LastEvaluatedKey = p.view.keyOf(last)
			return true, nil
		}
		size += item.ItemSize()
		last = item
		out.add(item, p)
		if out.ScannedCount == p.limit() {
			out.LastEvaluatedKey = p.view.keyOf(item)
			return true, nil
		}
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	out.ConsumedCapacity = p.in.ReturnConsumedCapacity.report(p.view.table.Name, p.usage(size), unspecified)
	return out, nil
}

// limit is the most items that the page evaluates; zero for no limit.
func (p *page) limit() int {
	most := p.view.table.tx.modes.PageItems
	if p.in.Limit != nil && (most == 0 || *p.in.Limit < most) {
		return *p.in.Limit
	}
	return most
}

// add counts an item, and adds it to the page if it passes the filter.
func (out *pageOutput) add(item attr.Map, p *page) {
	out.ScannedCount++
	if !p.filter.Holds(item) {
		return
	}
	out.Count++
	if out.Items != nil {
		out.Items = append(out.Items, p.projection.Apply(item))
	}
}

func (p *page) usage(size int) (u usage) {
	n := readUnits(size, p.in.ConsistentRead)
	if p.view.index == nil {
		u.table = n
	} else {
		u.addIndex(p.view.index.Name, n)
	}
	return u
}
