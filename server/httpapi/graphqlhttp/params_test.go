package graphqlhttp

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/internal/strictjson"
)

func TestReadsTheMembersOfARequest(t *testing.T) {
	for body, want := range map[string]graphql.RawParams{
		`{"query":"{a}"}`: {Query: "{a}"},
		" {\n\t\"query\" : \"{a}\" , \"operationName\":\"A\",\"variables\":{\"n\":12345678901234567890},\"extensions\":{\"e\":[null]} } \n": {
			Query: "{a}", OperationName: "A", Variables: map[string]any{"n": json.Number("12345678901234567890")}, Extensions: map[string]any{"e": []any{nil}},
		},
		`{"query":"{a}","operationName":null,"variables":null,"extensions":null}`: {Query: "{a}"},
		// Members with other names or spellings are ignored.
		`{"Query":"{b}","query":"{a}","QUERY":1,"id":[{"query":"{c}"}]}`: {Query: "{a}"},
		// Brackets in strings don't nest, and escapes don't end a string.
		`{"query":"{a}","x":"` + strings.Repeat("[", 100) + `\"` + strings.Repeat("{", 100) + `"}`: {Query: "{a}"},
		`{"\u0071uery":"\u007ba}"}`:                                         {Query: "{a}"},
		`{"documentId":"sha256:1a2b"}`:                                      {Extensions: map[string]any{"documentId": "sha256:1a2b"}},
		`{"extensions":{"documentId":"forged"},"query":"{a}"}`:              {Query: "{a}", Extensions: map[string]any{}},
		`{"documentId":"1","extensions":{"documentId":"2","e":1}}`:          {Extensions: map[string]any{"documentId": "1", "e": json.Number("1")}},
		`{"documentId":null,"query":"{a}"}`:                                 {Query: "{a}"},
		`{"query":null,"extensions":{"persistedQuery":{"sha256Hash":"1"}}}`: {Extensions: map[string]any{"persistedQuery": map[string]any{"sha256Hash": "1"}}},
	} {
		got, p := decodeParams([]byte(body))
		if p != nil || !reflect.DeepEqual(*got, want) {
			t.Errorf("%s: %+v, %v", body, got, p)
		}
	}
}

func TestRefusesMalformedRequests(t *testing.T) {
	nested := func(n int) string {
		return `{"query":"{a}","x":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}`
	}
	if _, p := decodeParams([]byte(nested(strictjson.MaxDepth - 1))); p != nil {
		t.Errorf("nesting at the bound: %s", p.Message)
	}
	for _, body := range []string{
		"", " ", "null", "1", `"query"`, "[]", "{", "}", "{}", `{"query":}`, `{"query":"{a}"`, `{"query":"{a}",}`, `{query:"{a}"}`, `{'query':'{a}'}`,
		`{"query":"{a}"}{"query":"{a}"}`, `{"query":"{a}"} x`, "{\"query\":\"{a}\"}\x00", "\ufeff{\"query\":\"{a}\"}",
		`{"query":null}`, `{"query":""}`, `{"query":1}`, `{"query":true}`, `{"query":["{a}"]}`, `{"query":{"a":1}}`,
		`{"query":"{a}","operationName":1}`, `{"query":"{a}","operationName":["A"]}`, `{"query":"{a}","operationName":{}}`, `{"query":"{a}","operationName":false}`,
		`{"query":"{a}","variables":"{}"}`, `{"query":"{a}","variables":1}`, `{"query":"{a}","variables":[]}`, `{"query":"{a}","variables":true}`,
		`{"query":"{a}","extensions":"{}"}`, `{"query":"{a}","extensions":1}`, `{"query":"{a}","extensions":[]}`, `{"query":"{a}","extensions":false}`,
		`{"documentId":""}`, `{"documentId":null}`, `{"documentId":1}`, `{"documentId":{}}`, `{"documentId":"1","documentId":"1"}`, `{"extensions":{"documentId":"1"}}`,
		`{"query":"{a}","variables":{"a":[{"b":1,"b":1}]}}`, `{"query":"{a}","variables":{"password":"\ud800"}}`, `{"query":"{a}","query":"{a}"}`, `{"query":"{a}","qu\u0065ry":"{b}"}`, `{"query":"{a}","variables":{},"variables":null}`,
		"{\"query\":\"{a}\xff\"}", "{\"query\":\"{a}\",\"\xc3\":1}", "{\"query\":\"a\nb\"}", nested(strictjson.MaxDepth), strings.Repeat("[", MaxBodyBytes), strings.Repeat(`{"a":`, 5000),
	} {
		got, p := decodeParams([]byte(body))
		if p == nil {
			t.Errorf("%.60q is taken: %+v", body, got)
		} else if p.Status != http.StatusBadRequest || p.Message == "" {
			t.Errorf("%.60q: %+v", body, p)
		}
	}
}

type brokenReader struct{ err error }

func (r brokenReader) Read([]byte) (int, error) { return 0, r.err }

func TestTellsASlowBodyFromABrokenOne(t *testing.T) {
	for err, status := range map[error]int{os.ErrDeadlineExceeded: http.StatusRequestTimeout, errors.New("reset"): http.StatusBadRequest} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", io.MultiReader(strings.NewReader("{"), brokenReader{err}))
		r.Header.Set("Content-Type", "application/json")
		if _, p := postParams(r); p == nil || p.Status != status {
			t.Errorf("%v: %+v", err, p)
		}
	}
}

// The ceiling is noise-free, so it may be a hard test; it is for the whole of a request without variables, the writing
// included.
func TestAllocationsOfAPostStayLow(t *testing.T) {
	body := `{"operationName":"Viewer","query":"query Viewer {\n viewer { id }\n}"}`
	response := &graphql.Response{Data: []byte(`{"viewer":null}`)}
	r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
	r.Header.Set("Content-Type", "application/json")
	w := discard{}
	allocations := testing.AllocsPerRun(200, func() {
		r.Body = io.NopCloser(strings.NewReader(body))
		if _, p := postParams(r); p != nil {
			t.Fatal(p.Message)
		}
		if p := writeResponse(w, mediaGraphQL, response); p != nil {
			t.Fatal(p.Message)
		}
	})
	if allocations > 25 {
		t.Errorf("%v allocations", allocations)
	}
}

type discard struct{}

func (discard) Header() http.Header            { return http.Header{} }
func (discard) WriteHeader(int)                {}
func (discard) Write(body []byte) (int, error) { return len(body), nil }

// Whatever is taken means the same to encoding/json.
func FuzzDecodeParams(f *testing.F) {
	for _, seed := range []string{`{"query":"{ name }"}`, `{"query":"{a}","variables":{"a":[1,{"b":"\""}]}}`, "[", `{"query":"{a}"} `, "{ \"query\" :\"\\u007b\" ,\n\"extensions\": null }", `{"documentId":"1","extensions":{"documentId":2}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		params, p := decodeParams(body)
		if (params == nil) == (p == nil) {
			t.Fatalf("%q: %v, %v", body, params, p)
		}
		if p != nil {
			return
		}
		var want map[string]any
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		if err := decoder.Decode(&want); err != nil {
			t.Fatalf("%q is taken: %v", body, err)
		}
		query, _ := want["query"].(string)
		operationName, _ := want["operationName"].(string)
		variables, _ := want["variables"].(map[string]any)
		extensions, _ := want["extensions"].(map[string]any)
		delete(extensions, DocumentID)
		if id, _ := want["documentId"].(string); id != "" && extensions == nil {
			extensions = map[string]any{DocumentID: id}
		} else if id != "" {
			extensions[DocumentID] = id
		}
		expected := graphql.RawParams{Query: query, OperationName: operationName, Variables: variables, Extensions: extensions}
		if !reflect.DeepEqual(*params, expected) {
			t.Errorf("%q: %+v, want %+v", body, params, expected)
		}
	})
}

func TestADocumentMayBeNamedInAGet(t *testing.T) {
	for query, want := range map[string]*graphql.RawParams{
		"documentId=sha256:1a2b&variables={}":                 {Variables: map[string]any{}, Extensions: map[string]any{"documentId": "sha256:1a2b"}},
		`extensions={"persistedQuery":{"sha256Hash":"1a2b"}}`: {Extensions: map[string]any{"persistedQuery": map[string]any{"sha256Hash": "1a2b"}}},
		"documentId=1&documentId=1":                           nil,
		"documentId=":                                         nil,
		"documentId=%ff":                                      nil,
		`extensions={"documentId":"1"}`:                       nil,
		"":                                                    nil,
	} {
		got, p := queryParams(&http.Request{URL: &url.URL{RawQuery: query}})
		if !reflect.DeepEqual(got, want) || (p == nil) != (want != nil) {
			t.Errorf("%s: %+v, %+v", query, got, p)
		}
	}
}

func BenchmarkDecodeParams(b *testing.B) {
	body := []byte(`{"operationName":"CastVote","query":"mutation CastVote($input: CastVoteInput!) {\n castVote(input: $input) {\n  vote { points }\n  userErrors { code message }\n }\n}","variables":{"input":{"projectId":"6ZQ4X2N7LQYV3E5T","points":5,"clientMutationId":"0b9e6b1a"}}}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, p := decodeParams(body); p != nil {
			b.Fatal(p.Message)
		}
	}
}
