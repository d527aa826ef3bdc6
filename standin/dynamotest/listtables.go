package dynamotest

import "fmt"

// maxListed is DynamoDB's limit for the names in a response, and its default.
const maxListed = 100

type listTablesInput struct {
	ExclusiveStartTableName string
	Limit                   *int
}

type listTablesOutput struct {
	TableNames             []string
	LastEvaluatedTableName string `json:",omitempty"`
}

// listTables sorts by the names' bytes. The service has another order, but there, too, a list can continue after any
// name, even that of a deleted table.
func (t *tx) listTables(in *listTablesInput) (*listTablesOutput, error) {
	limit := maxListed
	if in.Limit != nil {
		limit = *in.Limit
	}
	switch {
	case limit < 1:
		return nil, violates(fmt.Sprint(limit), "limit", "Member must have value greater than or equal to 1")
	case limit > maxListed:
		return nil, violates(fmt.Sprint(limit), "limit", "Member must have value less than or equal to 100")
	case in.ExclusiveStartTableName != "" && !tableNamePattern.MatchString(in.ExclusiveStartTableName):
		return nil, violates(
			in.ExclusiveStartTableName,
			"exclusiveStartTableName",
			"Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
		)
	}
	out := &listTablesOutput{TableNames: []string{}}
	cursor := t.bolt.Bucket(tablesBucket).Cursor()
	for name, _ := cursor.Seek([]byte(in.ExclusiveStartTableName)); name != nil; name, _ = cursor.Next() {
		if string(name) == in.ExclusiveStartTableName {
			continue
		}
		if len(out.TableNames) == limit {
			out.LastEvaluatedTableName = out.TableNames[limit-1]
			break
		}
		out.TableNames = append(out.TableNames, string(name))
	}
	return out, nil
}
