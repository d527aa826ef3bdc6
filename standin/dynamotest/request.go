package dynamotest

import (
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/expr"
)

// substitutions are the parameters that give an expression its names and values.
type substitutions struct {
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues attr.Map
}

// namedText is an expression and the name of its parameter.
type namedText struct {
	name string
	text *string
}

// scope refuses names or values if the request has no expression.
func (s *substitutions) scope(expressions ...namedText) (*expr.Scope, error) {
	if err := checkValues(s.ExpressionAttributeValues); err != nil {
		return nil, err
	}
	given, takesValues := false, ""
	for _, e := range expressions {
		given = given || e.text != nil
		if e.name != "ProjectionExpression" {
			takesValues = e.name
		}
	}
	switch {
	case given:
		return expr.NewScope(s.ExpressionAttributeNames, s.ExpressionAttributeValues)
	case s.ExpressionAttributeNames != nil:
		return nil, invalid("ExpressionAttributeNames can only be specified when using expressions")
	case s.ExpressionAttributeValues != nil:
		return nil, invalid("ExpressionAttributeValues can only be specified when using expressions: %s is null", takesValues)
	default:
		return expr.NewScope(nil, nil)
	}
}
