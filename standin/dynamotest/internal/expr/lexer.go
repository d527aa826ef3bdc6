package expr

import (
	"errors"
	"fmt"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// Error is DynamoDB's text for the ValidationException about an expression.
type Error string

func (e Error) Error() string { return string(e) }

func failf(format string, args ...any) error { return Error(fmt.Sprintf(format, args...)) }

// DynamoDB's limits for an expression: its bytes, its operators, the levels of a document path, and the bytes of an
// attribute's name.
const (
	maxLength    = 4096
	maxOperators = 300
	maxLevels    = 32
	maxName      = 65535
)

var tokens = lexer.MustSimple([]lexer.SimpleRule{
	{Name: "Keyword", Pattern: `(?i:AND|OR|NOT|BETWEEN|IN|SET|REMOVE|ADD|DELETE)\b`},
	{Name: "Ident", Pattern: `[A-Za-z][A-Za-z0-9_]*`},
	{Name: "NameRef", Pattern: `#[A-Za-z0-9_]+`},
	{Name: "ValueRef", Pattern: `:[A-Za-z0-9_]+`},
	{Name: "Int", Pattern: `0|[1-9][0-9]*`},
	{Name: "Compare", Pattern: `<>|<=|>=|[=<>]`},
	{Name: "Punct", Pattern: `[()\[\],.+\-]`},
	{Name: "space", Pattern: `[ \t\r\n\f]+`},
})

// newParser builds the parser for a grammar. Two tokens of lookahead distinguish a function call from a path.
func newParser[G any]() *participle.Parser[G] {
	return participle.MustBuild[G](
		participle.Lexer(tokens),
		participle.CaseInsensitive("Keyword"),
		participle.UseLookahead(2),
	)
}

// parse reads text as grammar G, and words a failure as DynamoDB does.
func parse[G any](parser *participle.Parser[G], text string) (*G, error) {
	if text == "" {
		return nil, Error("The expression can not be empty;")
	}
	if len(text) > maxLength {
		return nil, failf("Expression size has exceeded the maximum allowed size; expression size: %d", len(text))
	}
	tree, err := parser.ParseString("", text)
	var failure participle.Error
	if errors.As(err, &failure) {
		return nil, syntaxError(text, failure.Position().Offset)
	}
	if err != nil {
		return nil, err
	}
	if n := any(tree).(counted).operators(); n > maxOperators {
		return nil, failf("The expression contains too many operators; operator count: %d", n)
	}
	return tree, nil
}

// syntaxError names the token at offset, and the text near it: from the token before to the token after.
func syntaxError(text string, offset int) error {
	type span struct{ start, end int }
	before, at, after := span{offset, offset}, span{offset, offset}, span{}
	for _, s := range spans(text) {
		start, end := s[0], s[1]
		switch {
		case end <= offset:
			before = span{start, end}
		case at.end == offset:
			at = span{start, end}
		case after.end == 0:
			after = span{start, end}
		}
	}
	if at.end == offset {
		return failf("Syntax error; token: %q, near: %q", "<EOF>", text[before.start:before.end])
	}
	return failf("Syntax error; token: %q, near: %q", text[at.start:at.end], text[before.start:max(at.end, after.end)])
}

// spans are the tokens of text by start and end; a byte that begins no token is one of its own.
func spans(text string) [][2]int {
	var found [][2]int
	for start := 0; start < len(text); {
		lex, err := tokens.LexString("", text[start:])
		if err != nil {
			return found
		}
		token, err := lex.Next()
		length := len(token.Value)
		var failure participle.Error
		if errors.As(err, &failure) {
			token.Pos, length = failure.Position(), 1
		} else if token.EOF() {
			return found
		}
		start += token.Pos.Offset
		found = append(found, [2]int{start, start + length})
		start += length
	}
	return found
}
