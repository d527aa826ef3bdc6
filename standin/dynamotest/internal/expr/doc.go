// Package expr parses and evaluates DynamoDB's expressions: condition, filter,
// key condition, update and projection. A Scope holds the names and values of one
// request, resolves them, and knows which of them no expression used.
//
// The grammar is in grammar.go, for the participle parser generator; what a parsed
// expression means is checked once, against the scope, before it meets an item. All
// errors are texts for a ValidationException. The package knows no tables.
package expr
