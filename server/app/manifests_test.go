package app_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/graph/trusted"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/server/app"
)

// The manifests that build tools wrote of a client's documents; the README next to them says how.
const manifests = "../../graph/trusted/testdata"

func TestAnOperatorsManifestsAreServedInProduction(t *testing.T) {
	startAWS(t, localaws.Config{})
	inProduction(t)
	t.Setenv("TRUSTED_DOCUMENTS", manifests+"/client-preset.json, "+manifests+"/relay.json")
	b := newBrowser(t, startProduct(t))

	known, problems := trusted.Read(manifests)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	asked := 0
	for _, d := range slices.Concat(known[1].Documents, known[3].Documents) { // of the client preset, and of Relay
		if !strings.Contains(d.Text, "query ") {
			continue
		}
		asked++
		bare := strings.TrimPrefix(d.ID, "sha256:")
		for _, member := range []map[string]any{
			{"documentId": d.ID}, {"documentId": bare}, {"documentId": "sha256:" + bare},
			{"extensions": map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": d.ID}}},
			{"extensions": map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": bare}}},
			{"query": d.Text}, {"query": strings.ReplaceAll(d.Text, "updatedAt", "updatedAt __typename")},
		} {
			body, query := marshal(t, member), url.Values{}
			for name, value := range member {
				if text, ok := value.(string); ok {
					query.Set(name, text)
				} else {
					query.Set(name, marshal(t, value))
				}
			}
			if a := b.send(t, body); a.code() != "" || a.Data["leaderboard"] == nil {
				t.Errorf("POST %s: %s", body, a.body)
			}
			response, err := b.Get(b.url + "/graphql?" + query.Encode())
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode != http.StatusOK {
				t.Errorf("GET %s: %s", query, response.Status)
			}
		}
	}
	if asked != 2 {
		t.Errorf("%d queries", asked)
	}
	for body, code := range map[string]string{
		`{"documentId":"ffff"}`:                                                         "PERSISTED_QUERY_NOT_FOUND",
		`{"extensions":{"persistedQuery":{"sha256Hash":"ffff"}}}`:                       "PERSISTED_QUERY_NOT_SUPPORTED",
		`{"query":"{ leaderboard { totalVotes } }"}`:                                    "DOCUMENT_NOT_TRUSTED",
		`{"query":"{ __schema { queryType { name } } }"}`:                               "DOCUMENT_NOT_TRUSTED",
		`{"query":"{ viewer { id } }","documentId":"` + known[1].Documents[0].ID + `"}`: "DOCUMENT_NOT_TRUSTED",
	} {
		if a := b.send(t, body); a.code() != code || a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
}

func marshal(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryProblemOfAManifestIsReportedAtTheStart(t *testing.T) {
	startAWS(t, localaws.Config{})
	folder := t.TempDir()
	for name, content := range map[string]string{
		"a.json": `{"1": "{ viewer { shoeSize } }", "2": 2, "3": "{ viewer { ` + strings.Repeat("id ", 600) + `} }"}`,
		"b.json": `{"4": "{ viewer { id } }"}`,
		"c.json": `{"4": "{ viewer { email } }"}`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("TRUSTED_DOCUMENTS", folder+",/nowhere.json")
	_, err := app.ParseConfig()
	if err == nil {
		t.Fatal("started")
	}
	for _, want := range []string{
		"a.json: 1: line 1: Cannot query field \"shoeSize\"", "a.json: 2: must be the text of a document", "a.json: 3: The document ", "/nowhere.json: no such file",
		"c.json: 4: another document has this id, in " + filepath.Join(folder, "b.json"),
	} {
		found := false
		for line := range strings.SplitSeq(err.Error(), "\n") {
			found = found || strings.HasPrefix(line, "TRUSTED_DOCUMENTS: ") && strings.Contains(line, want)
		}
		if !found {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
}
