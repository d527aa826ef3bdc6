// Package strictjson reads JSON that no two readers can interpret differently: what RFC 7493 (I-JSON) calls for, and
// what RFC 8725 asks of tokens. It refuses text that is not UTF-8, an escape that stands for half a character, a
// duplicate member of an object, anything after the value, and deep nesting. encoding/json silently replaces the first
// two, so that a password might not be the one that was sent, and takes the last of duplicate members.
//
// Here encoding/json checks the grammar, and this package checks the rest. encoding/json/v2 refuses most of that
// itself: see docs/design.md for why it is not used yet.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxDepth is how deep objects and arrays may nest, the outermost included. Inputs of the schema nest three deep,
// claims of tokens hardly at all; the bound keeps every recursion over the result shallow.
const MaxDepth = 32

// What is wrong with a text. None of them quotes it.
var (
	ErrEncoding  = errors.New("not valid UTF-8")
	ErrSyntax    = errors.New("not valid JSON")
	ErrNotObject = errors.New("not a JSON object")
	ErrDuplicate = errors.New("JSON with a member twice")
	ErrDepth     = errors.New("JSON nested too deep")
)

// Object reads a JSON object. Numbers stay as they are written ([json.Number]): a float64 would change large integers.
func Object(text []byte) (map[string]any, error) {
	if !utf8.Valid(text) {
		return nil, ErrEncoding
	}
	if !json.Valid(text) {
		return nil, ErrSyntax
	}
	r := reader{text: text}
	r.space()
	if text[r.at] != '{' {
		return nil, ErrNotObject
	}
	return r.object(MaxDepth)
}

// Member returns a member of an object, or the zero value of its type for one that is null or not there. ok is false
// for a value of another type.
func Member[T any](object map[string]any, name string) (value T, ok bool) {
	given := object[name]
	if given == nil {
		return value, true
	}
	value, ok = given.(T)
	return value, ok
}

// reader goes through a text that is known to be valid JSON, so that it never looks past the end.
type reader struct {
	text []byte
	at   int
}

func (r *reader) space() {
	for {
		switch r.text[r.at] {
		case ' ', '\n', '\t', '\r':
			r.at++
		default:
			return
		}
	}
}

// value reads the value at r.at, which may nest depth levels deep.
func (r *reader) value(depth int) (any, error) {
	switch r.text[r.at] {
	case '{':
		return r.object(depth)
	case '[':
		return r.array(depth)
	case '"':
		return r.string()
	case 't':
		r.at += len("true")
		return true, nil
	case 'f':
		r.at += len("false")
		return false, nil
	case 'n':
		r.at += len("null")
		return nil, nil
	}
	return r.number(), nil
}

func (r *reader) object(depth int) (map[string]any, error) {
	if depth == 0 {
		return nil, ErrDepth
	}
	object := map[string]any{}
	for r.at++; r.next('}'); {
		name, err := r.string()
		if err != nil {
			return nil, err
		}
		if _, twice := object[name]; twice {
			return nil, ErrDuplicate
		}
		r.space()
		r.at++ // after the colon
		r.space()
		if object[name], err = r.value(depth - 1); err != nil {
			return nil, err
		}
	}
	return object, nil
}

func (r *reader) array(depth int) ([]any, error) {
	if depth == 0 {
		return nil, ErrDepth
	}
	array := []any{}
	for r.at++; r.next(']'); {
		element, err := r.value(depth - 1)
		if err != nil {
			return nil, err
		}
		array = append(array, element)
	}
	return array, nil
}

// next goes to the next element of an object or array, or behind its closing bracket. It reports whether there is one.
func (r *reader) next(closing byte) bool {
	if r.space(); r.text[r.at] == ',' {
		r.at++
		r.space()
	}
	if r.text[r.at] != closing {
		return true
	}
	r.at++
	return false
}

func (r *reader) number() json.Number {
	start := r.at
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case '+', '-', '.', 'e', 'E', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			r.at++
			continue
		}
		break
	}
	return json.Number(r.text[start:r.at])
}

func (r *reader) string() (string, error) {
	start, escaped := r.at, false
	for r.at++; r.text[r.at] != '"'; r.at++ {
		if r.text[r.at] == '\\' {
			escaped = true
			r.at++
		}
	}
	r.at++
	if quoted := r.text[start:r.at]; escaped {
		return unescape(quoted)
	}
	return string(r.text[start+1 : r.at-1]), nil
}

func unescape(quoted []byte) (text string, err error) {
	if hasHalfCharacter(quoted) {
		return "", ErrEncoding
	}
	if err := json.Unmarshal(quoted, &text); err != nil {
		return "", ErrSyntax
	}
	return text, nil
}

// hasHalfCharacter reports whether a string has an escape for one half of a surrogate pair without the other half, for
// which encoding/json would put the replacement character.
func hasHalfCharacter(quoted []byte) bool {
	for {
		i := bytes.IndexByte(quoted, '\\')
		if i < 0 {
			return false
		}
		quoted = quoted[i:]
		first, ok := unicodeEscape(quoted)
		switch {
		case !ok:
			quoted = quoted[2:]
			continue
		case !utf16.IsSurrogate(first):
			quoted = quoted[6:]
			continue
		}
		second, ok := unicodeEscape(quoted[6:])
		if !ok || utf16.DecodeRune(first, second) == utf8.RuneError {
			return true
		}
		quoted = quoted[12:]
	}
}

// unicodeEscape returns what an escape of the form \u1234 stands for.
func unicodeEscape(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	code, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(code), err == nil
}
