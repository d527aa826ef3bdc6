//go:build ignore

package cognito

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// decodeObject decodes a JSON object the way that RFC 8725 asks for: what two parsers could read differently is no
// object. So the text must be valid UTF-8, no object in it may have a member twice at any depth, and nothing may follow
// it. Numbers stay as they are written ([json.Number]).
func decodeObject(text []byte) (map[string]any, error) {
	if !utf8.Valid(text) || !json.Valid(text) {
		return nil, errors.New("not valid JSON")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	value, err := decodeValue(decoder)
	if err != nil {
		return nil, err
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, errors.New("not a JSON object")
	}
	return object, nil
}

// decodeValue recurses at most half as deep as the text is long, which the length of a token bounds.
func decodeValue(decoder *json.Decoder) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, errors.New("not valid JSON")
	}
	switch token {
	case json.Delim('{'):
		return decodeMembers(decoder)
	case json.Delim('['):
		return decodeElements(decoder)
	}
	return token, nil
}

func decodeMembers(decoder *json.Decoder) (map[string]any, error) {
	object := map[string]any{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, errors.New("not valid JSON")
		}
		key, _ := name.(string) // the grammar allows nothing else here
		if _, twice := object[key]; twice {
			return nil, errors.New("a JSON member appears twice")
		}
		if object[key], err = decodeValue(decoder); err != nil {
			return nil, err
		}
	}
	_, err := decoder.Token()
	return object, err
}

func decodeElements(decoder *json.Decoder) ([]any, error) {
	array := []any{}
	for decoder.More() {
		element, err := decodeValue(decoder)
		if err != nil {
			return nil, err
		}
		array = append(array, element)
	}
	_, err := decoder.Token()
	return array, err
}
