package app_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

// BenchmarkViewer compares a warm viewer query with a bearer token with its floor: a plain HTTP handler that looks the
// token up by its hash, asks the same table for the same item by hand, and writes the same answer. The table is a stub
// that answers at once, so that the two differ in what the product does. Both include the client of the benchmark.
//
//	go test ./server/app -run '^$' -bench Viewer -benchtime 3s
func BenchmarkViewer(b *testing.B) {
	backend := startAWS(b, localaws.Config{})
	url := "http://" + startInstance(b).Addr().String()
	signUp(b, backend, url, "ada@example.com")
	session := signIn(b, url, "ada@example.com")

	table := stubTable(b, session.Viewer.Id)
	b.Setenv("AWS_ENDPOINT_URL_DYNAMODB", table)
	product := "http://" + startInstance(b).Addr().String() + "/graphql"
	floor := floorOfViewer(b, table, session.Tokens.AccessToken)
	body, err := json.Marshal(map[string]any{"query": `{ viewer { id groups voter { remainingPoints votes { points } } } }`})
	if err != nil {
		b.Fatal(err)
	}
	want := askBench(b, floor, session.Tokens.AccessToken, body)
	if got := askBench(b, product, session.Tokens.AccessToken, body); got != want {
		b.Fatalf("the product answers %s, the floor %s", got, want)
	}
	run := func(address string) func(b *testing.B) {
		return func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				askBench(b, address, session.Tokens.AccessToken, body)
			}
		}
	}
	b.Run("floor", run(floor))
	b.Run("product", run(product))
}

func askBench(b *testing.B, url, token string, body []byte) string {
	request, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	return string(answer)
}

// stubTable answers every GetItem with the voter record of a subject.
func stubTable(b *testing.B, subject string) string {
	item := []byte(`{"Item":{"PK":{"S":"VOTER#` + subject + `"},"SK":{"S":"VOTER"},"registeredAt":{"S":"2026-01-02T03:04:05.000Z"},"votes":{"M":{}}}}`)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.Header().Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(item)), 10))
		_, _ = w.Write(item)
	}))
	b.Cleanup(server.Close)
	return server.URL
}

// floorOfViewer is the least that a server has to do for the query of BenchmarkViewer.
func floorOfViewer(b *testing.B, table, token string) string {
	subjects := map[[sha256.Size]byte]string{sha256.Sum256([]byte(token)): subjectOf(b, token)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		subject, known := subjects[sha256.Sum256([]byte(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")))]
		if !known {
			http.Error(w, "unauthenticated", http.StatusUnauthorized)
			return
		}
		key := `{"TableName":"unicorn-pursuit","ConsistentRead":true,"Key":{"PK":{"S":"VOTER#` + subject + `"},"SK":{"S":"VOTER"}}}`
		request, _ := http.NewRequestWithContext(r.Context(), http.MethodPost, table, strings.NewReader(key))
		request.Header.Set("X-Amz-Target", "DynamoDB_20120810.GetItem")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			http.Error(w, "unavailable", http.StatusServiceUnavailable)
			return
		}
		defer response.Body.Close()
		var found struct{ Item map[string]map[string]any }
		if json.NewDecoder(response.Body).Decode(&found) != nil || found.Item["votes"] == nil {
			http.Error(w, "unavailable", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"data":{"viewer":{"id":"`+subject+`","groups":[],"voter":{"remainingPoints":[1,2,3,4,5],"votes":[]}}}}`)
	}))
	b.Cleanup(server.Close)
	return server.URL
}

func subjectOf(b *testing.B, token string) string {
	var claims struct{ Sub string }
	payload := strings.Split(token, ".")[1]
	if err := json.NewDecoder(base64.NewDecoder(base64.RawURLEncoding, strings.NewReader(payload))).Decode(&claims); err != nil {
		b.Fatal(err)
	}
	return claims.Sub
}
