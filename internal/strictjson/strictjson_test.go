package strictjson_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/strictjson"
)

func nested(levels int) string {
	return `{"a":` + strings.Repeat("[", levels-1) + strings.Repeat("]", levels-1) + `}`
}

func TestObjectsAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]map[string]any{
		`{}`:                    {},
		" \t\r\n{ \n } \t\r\n ": {},
		`{"a":1,"b":-2.50e+10,"c":12345678901234567890,"d":0}`:             {"a": json.Number("1"), "b": json.Number("-2.50e+10"), "c": json.Number("12345678901234567890"), "d": json.Number("0")},
		`{"a":true,"b":false,"c":null,"d":"","e":[],"f":{}}`:               {"a": true, "b": false, "c": nil, "d": "", "e": []any{}, "f": map[string]any{}},
		`{ "a" : [ 1 , "x" , [ ] , { "b" : null } ] , "b" : { "a" : 1 } }`: {"a": []any{json.Number("1"), "x", []any{}, map[string]any{"b": nil}}, "b": map[string]any{"a": json.Number("1")}},
		`{"a":"[{\"}],:","b":"\\","c":"\\\\\"","":1}`:                      {"a": `[{"}],:`, "b": `\`, "c": `\\"`, "": json.Number("1")},
		`{"\u0061":"\u00e9\n\t\/\ud83e\udd84\u0000","é":"🦄"}`:              {"a": "é\n\t/🦄\x00", "é": "🦄"},
		`{"a":"\\ud800","b":"\ufffd","c":"` + "\ufffd" + `"}`:              {"a": `\ud800`, "b": "\ufffd", "c": "\ufffd"},
		`{"a":1,"A":2}`: {"a": json.Number("1"), "A": json.Number("2")}, // names have case
		`{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":1}]}`:                           {"a": map[string]any{"x": json.Number("1")}, "b": map[string]any{"x": json.Number("1")}, "c": []any{map[string]any{"x": json.Number("1")}, map[string]any{"x": json.Number("1")}}},
		`{"a":"` + strings.Repeat("[", 100) + `\"` + strings.Repeat("{", 99) + `"}`: {"a": strings.Repeat("[", 100) + `"` + strings.Repeat("{", 99)},
	} {
		if got, err := strictjson.Object([]byte(text)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %#v, %v", text, got, err)
		}
	}
	if _, err := strictjson.Object([]byte(nested(strictjson.MaxDepth))); err != nil {
		t.Errorf("nested to the bound: %v", err)
	}
}

func TestWhatReadersCouldTakeDifferentlyIsRefused(t *testing.T) {
	t.Parallel()
	for want, texts := range map[error][]string{
		strictjson.ErrEncoding: {
			"{\"a\":\"\xff\"}", "{\"\xc3\":1}", "{\"a\":\"\xed\xa0\x80\"}", "{\"a\":\"\xc0\x80\"}", "\xff\xfe{}",
			`{"a":"\ud800"}`, `{"a":"\udc00"}`, `{"a":"\ud800x\udc00"}`, `{"a":"\udc00\ud800"}`, `{"a":"\ud83e\ud83e\udd84"}`, `{"a":"\ud83e\n"}`,
			`{"\ud800":1}`, `{"a":["\uDBFF\uE000"]}`,
		},
		strictjson.ErrSyntax: {
			"", " ", "{", "}", `{"a"}`, `{"a":}`, `{"a":1,}`, `{,}`, `{a:1}`, `{'a':1}`, `{"a":1}{}`, `{"a":1} x`, "{}\x00", "\ufeff{}", `{"a":01}`, `{"a":+1}`,
			`{"a":NaN}`, `{"a":.5}`, "{\"a\":\"\n\"}", `{"a":"\x"}`, `{"a":"\u12"}`, `{"a":1 "b":2}`, `/**/{}`, `{"a":[1,]}`, `{"a":"`, strings.Repeat("[", 20_000),
		},
		strictjson.ErrNotObject: {"null", "1", `"a"`, "[]", " [{}] ", "true", "-1"},
		strictjson.ErrDuplicate: {
			`{"a":1,"a":1}`, `{"a":1,"\u0061":2}`, `{"x":{"a":1,"a":2}}`, `{"x":[[{"a":null,"a":null}]]}`, `{"":1,"":2}`, `{"é":1,"\u00e9":1}`,
		},
		strictjson.ErrDepth: {nested(strictjson.MaxDepth + 1), `{"x":1,"y":` + nested(strictjson.MaxDepth) + `}`},
	} {
		for _, text := range texts {
			if got, err := strictjson.Object([]byte(text)); !errors.Is(err, want) || strings.Contains(err.Error(), text) && text != "" && text != " " {
				t.Errorf("%.60q: %v, %v; want %v", text, got, err, want)
			}
		}
	}
}

// FuzzObject looks for a text that is taken though encoding/json reads it otherwise.
func FuzzObject(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"a":1,"a":2}`, `{"a":{"b":1,"\u0062":2}}`, `[1]`, `{"a":[1,]}`, "{\"a\":\"\xff\"}", `{} {}`, `{"a":1e999}`,
		`{"a":"\ud83e\udd84","b":[true,false,null,{}]}`, `{"a":"\ud800"}`, nested(40),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := strictjson.Object(text)
		if err != nil {
			return
		}
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		var want map[string]any
		if err := decoder.Decode(&want); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %v, want %v, %v", text, got, want, err)
		}
	})
}

func BenchmarkObject(b *testing.B) {
	text := []byte(`{"operationName":"Viewer","query":"query Viewer {\n viewer { id email name }\n}","variables":{"a":[1,{"b":"c"}]}}`)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := strictjson.Object(text); err != nil {
			b.Fatal(err)
		}
	}
}
