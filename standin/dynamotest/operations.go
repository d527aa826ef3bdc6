package dynamotest

// operations is the part of the API that is implemented, as doc.go lists it.
var operations = map[string]operation{
	"CreateTable":               writing((*tx).createTableOp),
	"DescribeTable":             reading((*tx).describeTable),
	"DeleteTable":               writing((*tx).deleteTable),
	"ListTables":                reading((*tx).listTables),
	"UpdateTimeToLive":          writing((*tx).updateTimeToLive),
	"DescribeTimeToLive":        reading((*tx).describeTimeToLive),
	"UpdateContinuousBackups":   writing((*tx).updateContinuousBackups),
	"DescribeContinuousBackups": reading((*tx).describeContinuousBackups),
	"GetItem":                   reading((*tx).getItem),
	"BatchGetItem":              reading((*tx).batchGetItem),
	"PutItem":                   writing((*tx).putItem),
	"UpdateItem":                writing((*tx).updateItem),
	"DeleteItem":                writing((*tx).deleteItem),
	"BatchWriteItem":            writing((*tx).batchWriteItem),
	"Query":                     reading((*tx).query),
	"Scan":                      reading((*tx).scan),
	"TransactWriteItems":        writing((*tx).transactWriteItems),
	"TransactGetItems":          reading((*tx).transactGetItems),
}
