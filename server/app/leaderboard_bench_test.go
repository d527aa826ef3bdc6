package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// place is an entry of the leaderboard that BenchmarkLeaderboard asks for.
type place struct {
	Rank    int `json:"rank"`
	Points  int `json:"points"`
	Project struct {
		ID    string `json:"id"`
		Title string `json:"title"`
		Owner struct {
			Name string `json:"name"`
		} `json:"owner"`
	} `json:"project"`
}

// BenchmarkLeaderboard asks for the first hundred places over HTTP while the projects grow in number, as a guest does. Its floor is a
// plain handler that writes the same answer from ready values. Both include the client of the benchmark.
//
//	go test ./server/app -run '^$' -bench Leaderboard
func BenchmarkLeaderboard(b *testing.B) {
	backend := startAWS(b, localaws.Config{})
	anHourAgo := time.Now().Add(-time.Hour)
	projects := dynamo.NewProjectStore(dynamo.NewTable(backend.Dynamo.Config(), localaws.TableName), func() time.Time { return anHourAgo })
	body, err := json.Marshal(map[string]string{"query": `{ leaderboard(first: 100) { totalVotes entries { rank points project { id title owner { name } } } } }`})
	if err != nil {
		b.Fatal(err)
	}
	created := 0
	for _, size := range []int{10, 100, 1_000, 10_000} {
		pitchMany(b, projects, anHourAgo, created, size)
		created = size
		b.Run(fmt.Sprintf("projects=%d", size), func(b *testing.B) {
			product := startProduct(b) + "/graphql"
			want := askBench(b, product, "", body) // loads the board
			floor := floorOfLeaderboard(b, want)
			if got := askBench(b, floor, "", body); strings.TrimSpace(got) != strings.TrimSpace(want) {
				b.Fatalf("the product answers %.200s, the floor %.200s", want, got)
			}
			perFloor := func() time.Duration {
				const rounds = 200
				started := time.Now()
				for range rounds {
					askBench(b, floor, "", body)
				}
				return time.Since(started) / rounds
			}
			before, n := perFloor(), 0
			backend.Dynamo.ResetCalls()
			b.ReportAllocs()
			for b.Loop() {
				askBench(b, product, "", body)
				n++
			}
			seconds := b.Elapsed().Seconds()
			b.ReportMetric(float64(sum(backend.Dynamo.Calls()))/seconds, "calls/s")
			b.ReportMetric(2*seconds*float64(time.Second)/float64(n)/float64(before+perFloor()), "xfloor")
		})
	}
}

// pitchMany adds projects, from number first on, until there are that many.
func pitchMany(b *testing.B, store *dynamo.ProjectStore, at time.Time, first, projects int) {
	b.Helper()
	var group errgroup.Group
	group.SetLimit(16)
	digits := strings.NewReplacer("0", "A", "1", "B", "8", "I", "9", "J") // those that ids don't have
	for i := first; i < projects; i++ {
		group.Go(func() error {
			_, err := store.Create(b.Context(), voting.Project{
				ID:    "AAAAAAAAAAAAAAAAAAAAA" + digits.Replace(fmt.Sprintf("%05d", i)),
				Title: fmt.Sprintf("Project %d", i), Summary: "What it is about, in a sentence or two.", CreatedAt: at.Add(time.Duration(i) * time.Millisecond),
				Owner: voting.ProjectOwner{ID: fmt.Sprint("owner ", i), Name: "Ada Lovelace"},
			})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
}

// floorOfLeaderboard is the least that a server has to do for an answer: it has the values in memory and writes them as JSON.
func floorOfLeaderboard(b *testing.B, answer string) string {
	b.Helper()
	var ready struct {
		Data struct {
			Leaderboard struct {
				TotalVotes int     `json:"totalVotes"`
				Entries    []place `json:"entries"`
			} `json:"leaderboard"`
		} `json:"data"`
	}
	if err := json.Unmarshal([]byte(answer), &ready); err != nil || len(ready.Data.Leaderboard.Entries) == 0 {
		b.Fatalf("%v: %s", err, answer)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(ready)
	}))
	b.Cleanup(server.Close)
	return server.URL
}
