package httpapi

import (
	"bytes"
	"encoding/json"
	"iter"
	"unicode/utf8"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

// maxNesting is how deep the JSON of a request may nest. Inputs of the schema nest three deep; the bound keeps
// recursion over variables shallow.
const maxNesting = 32

// jsonSpace is what JSON takes for white space.
const jsonSpace = " \t\r\n"

// checkJSON refuses what is not exactly one JSON value in UTF-8 of bounded depth. encoding/json alone would replace
// invalid UTF-8 silently, so that a password would not be the one that was sent.
func checkJSON(text []byte) *problem.Problem {
	switch {
	case !utf8.Valid(text):
		return problem.BadRequest("The body is not valid UTF-8.")
	case nesting(text) > maxNesting:
		return problem.BadRequest("The body nests too deep.")
	case !json.Valid(text):
		return problem.BadRequest("The body is not valid JSON.")
	}
	return nil
}

// nesting returns how deep the brackets outside strings nest. For text that is not JSON the figure has no meaning.
func nesting(text []byte) int {
	depth, deepest := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i = endOfString(text, i) - 1
		case '{', '[':
			depth++
			deepest = max(deepest, depth)
		case '}', ']':
			depth--
		}
	}
	return deepest
}

// members yields the names, with their quotes, and the values of a JSON object that checkJSON has passed. encoding/json
// would read into a struct at once, but does not report duplicates, and its tokens cost an allocation each.
func members(object []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		for i := skipSpace(object, 1); object[i] == '"'; {
			end := endOfString(object, i)
			name := plainName(object[i:end])
			i = skipSpace(object, skipSpace(object, end)+1) // past the colon
			end = endOfValue(object, i)
			if !yield(name, bytes.TrimRight(object[i:end], jsonSpace)) {
				return
			}
			if i = skipSpace(object, end); object[i] == ',' {
				i = skipSpace(object, i+1)
			}
		}
	}
}

// plainName rewrites a name with escapes, so that none hides a duplicate.
func plainName(quoted []byte) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted
	}
	name, _ := decodeString(quoted)
	plain, err := json.Marshal(name)
	if err != nil {
		return quoted // no string fails to encode
	}
	return plain
}

func skipSpace(text []byte, i int) int {
	for text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r' {
		i++
	}
	return i
}

// endOfString returns the index behind the string that begins at i, or the length of a text in which it does not end.
func endOfString(text []byte, i int) int {
	for i++; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// endOfValue returns the index of the comma or bracket behind the value that begins at i in an object.
func endOfValue(object []byte, i int) int {
	for depth := 0; ; {
		switch object[i] {
		case '"':
			i = endOfString(object, i) - 1
		case '{', '[':
			depth++
		case ',':
			if depth == 0 {
				return i
			}
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
		}
		i++
	}
}

// decodeString reads a JSON string, or null as the empty one.
func decodeString(value []byte) (text string, ok bool) {
	if value[0] == '"' && bytes.IndexByte(value, '\\') < 0 {
		return string(value[1 : len(value)-1]), true
	}
	err := json.Unmarshal(value, &text)
	return text, err == nil
}

// decodeObject reads a JSON object, or null as none. Numbers stay as they were written: a float64 would change large
// integers.
func decodeObject(value []byte) (object map[string]any, ok bool) {
	if string(value) == "null" {
		return nil, true
	}
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	err := decoder.Decode(&object)
	return object, err == nil
}
