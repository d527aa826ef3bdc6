// Package dynamotest is a loopback stand-in for Amazon DynamoDB: a server that speaks
// its wire protocol (JSON 1.0) to the unmodified AWS SDK, for tests and for running the
// product on one machine. Production code does not import it.
//
// Start gives a test a server; New is the plain constructor. State is one bbolt file, and a write transaction of that
// file is what makes operations atomic and serialisable. Inject makes calls fail on request, Calls counts them, and
// Config.Clock replaces the clock. Config.Modes makes the server do what the service does under load or over time. The
// data model is in internal/attr and the expressions are in internal/expr.
//
// # Operations
//
// CreateTable, DescribeTable, ListTables, DeleteTable, UpdateTimeToLive, DescribeTimeToLive,
// UpdateContinuousBackups, DescribeContinuousBackups, GetItem, BatchGetItem, PutItem, UpdateItem,
// DeleteItem, BatchWriteItem, Query, Scan, TransactWriteItems and TransactGetItems, with global
// secondary indexes, all expressions, the published limits and capacity arithmetic.
//
// An operation or parameter that is not among them fails with its name: UnknownOperationException or
// NotImplementedException. This applies to local secondary indexes, streams, UpdateTable, PartiQL, and the legacy
// parameters that expressions replaced (Expected, AttributeUpdates, KeyConditions, and so on).
//
// # Known deviations
//
//   - Signatures, credentials and account limits are not checked; a table name or its ARN is enough.
//   - Tables and indexes are ACTIVE at once and deleted at once; capacity is never exhausted, unless injected
//     or by Modes.ThrottleEvery.
//   - An index is consistent with its table at once, unless Modes say otherwise, and so is every read of a table.
//   - Transactions run one after the other: TransactionConflict comes only from Inject and Modes.Hold.
//   - DescribeTable counts items at once; DynamoDB does so about every six hours.
//   - Scans go in the order of a hash of the partition key, but not of DynamoDB's hash; sets come back sorted.
//   - Items expire when swept (Config.TTLLag, SweepExpired); the service takes up to days.
//   - A sum of more than 38 significant digits is refused.
//   - Parentheses are for conditions and sums; they cannot stand around an operand of a comparison.
//   - Texts of PutItem, UpdateItem and DeleteItem about expressions and values lack the envelope "1 validation error
//     detected: " that the service puts around some of them.
//   - If a request is wrong in several ways, another one of its errors may be reported.
//   - A request over 16 MB gets HTTP 400 instead of 413; bodies are not compressed, and GET / is no health page.
//   - A scan of few items consumes capacity by their size; the service counts each partition that it reads.
//   - ItemCollectionMetrics, which exist for local secondary indexes only, are never returned.
//
// # Conformance
//
// The tests named TestConformance run against this package by default, and against any other endpoint given in
// DYNAMODB_CONFORMANCE_ENDPOINT (with the SDK's usual AWS_* variables for region and credentials):
//
//	AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x \
//	DYNAMODB_CONFORMANCE_ENDPOINT=http://127.0.0.1:8000 go test -run Conformance ./standin/dynamotest
//
// go test -list Conformance names the subjects, and -v the cases. The suite has passed against dynoxide 1.5.0 (cargo
// install dynoxide-rs, 3.2.0) except for conformance_limits_test.go, which has not run there: its cases are those of
// ScyllaDB's tests, which were checked on the service. Where dynoxide differs from the service's documentation, the
// case is in strict_test.go or with the expressions' own tests instead.
package dynamotest
