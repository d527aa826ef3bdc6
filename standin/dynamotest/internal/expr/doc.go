// Package expr parses and evaluates DynamoDB's expressions: condition, filter, key
// condition, update and projection. A Scope holds the names and values of one
// request, resolves them, and tracks which of them no expression has used.
//
// The grammar is in grammar.go, for the participle parser generator; the meaning of
// a parsed expression is checked once, against the scope, before it is evaluated on
// an item. All errors are texts for a ValidationException. The package is
// independent of tables.
package expr
