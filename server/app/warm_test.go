package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/client"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/server/app"
)

// The documents of a warm instance. It trusts them, as in production.
const (
	warmViewer = `query Warm { viewer { id email name phoneNumberVerified voter { remainingPoints votes { points project { id title } } } } }`
	warmBoard  = `query Board { leaderboard(first: 100) { totalVotes entries { rank points project { id title owner { name } voteCount } } } }`
)

// warm is the product in the shape of production, with its logs on, where somebody with five votes has just been. Its
// clock stands still, so that a viewer reads nothing but the voter, from a table that gives the same answer at once.
type warm struct {
	*app.Handler
	table                *replay
	clock                fakeClock
	bearer, cookie, none http.Header
}

// startWarm starts one, and asks it for everything once.
func startWarm(tb testing.TB) *warm {
	tb.Helper()
	backend := startAWS(tb, localaws.Config{})
	w := &warm{table: startReplay(tb, backend.Dynamo.URL())}
	for name, value := range map[string]string{
		"PUBLIC_URL": "https://vote.example.com", "ENVIRONMENT": "production", "AD_HOC_DOCUMENTS": "true",
		"AWS_ENDPOINT_URL_DYNAMODB": w.table.URL, "TRUSTED_DOCUMENTS": manifestOf(tb, warmViewer, warmBoard),
	} {
		tb.Setenv(name, value)
	}
	signedIn := fillBallot(tb, backend, startProduct(tb))
	config, err := app.ParseConfig()
	if err != nil {
		tb.Fatal(err)
	}
	w.clock.stop()
	config.Now = w.clock.now
	if w.Handler, err = app.NewHandler(tb.Context(), config); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { w.Close(context.Background()) })
	w.none = http.Header{"Content-Type": {"application/json"}, "User-Agent": {"test"}}
	w.bearer = w.none.Clone()
	w.bearer.Set("Authorization", "Bearer "+signedIn)
	w.cookie = w.none.Clone()
	w.cookie.Set("GraphQL-Preflight", "1")
	w.cookie.Set("Cookie", w.signIn(tb))
	for _, credentials := range []http.Header{w.bearer, w.cookie} {
		if got := w.ask(tb, credentials, warmViewer); strings.Count(got, `"points":`) != 5 {
			tb.Fatal(got)
		}
	}
	if got := w.ask(tb, w.none, warmBoard); strings.Count(got, `"rank":`) != 5 {
		tb.Fatal(got)
	}
	w.table.frozen.Store(true)
	return w
}

// manifestOf is the file of a manifest with documents.
func manifestOf(tb testing.TB, documents ...string) string {
	tb.Helper()
	byID := map[string]string{}
	for i, document := range documents {
		byID[fmt.Sprint(i)] = document
	}
	content, err := json.Marshal(byID)
	if err != nil {
		tb.Fatal(err)
	}
	path := filepath.Join(tb.TempDir(), "documents.json")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// fillBallot has one person pitch five projects and another vote for each of them, and returns the voter's token.
func fillBallot(tb testing.TB, backend *localaws.AWS, url string) (token string) {
	tb.Helper()
	tokens := map[string]string{}
	for _, email := range []string{"grace@example.com", "ada@example.com"} {
		signUp(tb, backend, url, email)
		verifyEmail(tb, backend, email)
		tokens[email] = signIn(tb, url, email).Tokens.AccessToken
	}
	pitch := client.NewBearer(url+"/graphql", tokens["grace@example.com"], http.DefaultClient)
	vote := client.NewBearer(url+"/graphql", tokens["ada@example.com"], http.DefaultClient)
	for points := 1; points <= 5; points++ {
		created, err := client.CreateProject(tb.Context(), pitch, client.CreateProjectInput{
			Title: fmt.Sprint("Project ", points), Summary: "What it is about.",
		})
		if err != nil || created.CreateProject.Project == nil {
			tb.Fatalf("%v %+v", err, created)
		}
		cast, err := client.CastVote(tb.Context(), vote, client.CastVoteInput{
			ProjectId: created.CreateProject.Project.Id, Points: points,
		})
		if err != nil || len(cast.CastVote.UserErrors) > 0 {
			tb.Fatalf("%v %+v", err, cast)
		}
	}
	return tokens["ada@example.com"]
}

// signIn starts a cookie session of the voter, and returns the cookie.
func (w *warm) signIn(tb testing.TB) string {
	tb.Helper()
	body := fmt.Sprintf(`{"query":"mutation { signIn(input: {email: \"ada@example.com\", password: \"%s\"}) { session { expiresAt } } }"}`,
		password)
	recorder := httptest.NewRecorder()
	w.ServeHTTP(recorder, newRequest(w.none, []byte(body)))
	cookies := recorder.Result().Cookies()
	if len(cookies) == 0 {
		tb.Fatalf("no session: %s", recorder.Body)
	}
	return cookies[0].Name + "=" + cookies[0].Value
}

// ask returns the answer to a document.
func (w *warm) ask(tb testing.TB, header http.Header, document string) string {
	tb.Helper()
	recorder := httptest.NewRecorder()
	w.ServeHTTP(recorder, newRequest(header, bodyOf(tb, document)))
	if recorder.Code != http.StatusOK || strings.Contains(recorder.Body.String(), `"errors"`) {
		tb.Fatalf("%d %s", recorder.Code, recorder.Body)
	}
	return recorder.Body.String()
}

func bodyOf(tb testing.TB, document string) []byte {
	tb.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": map[string]any{}})
	if err != nil {
		tb.Fatal(err)
	}
	return body
}

func newRequest(header http.Header, body []byte) *http.Request {
	return &http.Request{
		Method: http.MethodPost, URL: &url.URL{Path: "/graphql"}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Host: "vote.example.com", RemoteAddr: "192.0.2.1:12345", ContentLength: int64(len(body)),
		Body: io.NopCloser(bytes.NewReader(body)), RequestURI: "/graphql",
	}
}

// discard is a response that nobody reads.
type discard struct{ header http.Header }

func (d discard) Header() http.Header            { return d.header }
func (d discard) WriteHeader(int)                {}
func (d discard) Write(body []byte) (int, error) { return len(body), nil }

// serve has the product answer a request without a network.
func (w *warm) serve(header http.Header, body []byte) {
	w.ServeHTTP(discard{http.Header{}}, newRequest(header, body))
}

// replay passes calls on to a table and then, frozen, answers each operation as it was last answered.
type replay struct {
	*httptest.Server
	frozen  atomic.Bool
	answers sync.Map // of *recorded, by the operation
}

type recorded struct {
	header http.Header
	body   []byte
}

func startReplay(tb testing.TB, table string) *replay {
	tb.Helper()
	r := &replay{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		operation := request.Header.Get("X-Amz-Target")
		if known, ok := r.answers.Load(operation); ok && r.frozen.Load() {
			maps.Copy(w.Header(), known.(*recorded).header)
			_, _ = w.Write(known.(*recorded).body)
			return
		}
		upstream, err := http.NewRequestWithContext(request.Context(), request.Method, table, bytes.NewReader(body))
		if err != nil {
			panic(err)
		}
		upstream.Header = request.Header.Clone()
		response, err := http.DefaultClient.Do(upstream)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer func() { _ = response.Body.Close() }()
		answer, _ := io.ReadAll(response.Body)
		if response.StatusCode == http.StatusOK {
			r.answers.Store(operation, &recorded{response.Header.Clone(), answer})
		}
		maps.Copy(w.Header(), response.Header)
		w.WriteHeader(response.StatusCode)
		_, _ = w.Write(answer)
	}))
	tb.Cleanup(r.Close)
	return r
}

// tableClient is the SDK with its defaults, and the connections that the product has.
func (w *warm) tableClient(tb testing.TB) *dynamodb.Client {
	tb.Helper()
	config, err := config.LoadDefaultConfig(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return dynamodb.NewFromConfig(config)
}

// readVoter is the least that a viewer costs: one call of the SDK.
func readVoter(tb testing.TB, table *dynamodb.Client) {
	_, err := table.GetItem(tb.Context(), &dynamodb.GetItemInput{
		TableName: aws.String(localaws.TableName), ConsistentRead: aws.Bool(true),
		Key: map[string]types.AttributeValue{
			"PK": &types.AttributeValueMemberS{Value: "VOTER#x"}, "SK": &types.AttributeValueMemberS{Value: "VOTER"},
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkWarm has a warm instance answer without a network on the client's side.
//
//	go test ./server/app -run '^$' -bench Warm -benchtime 3s
func BenchmarkWarm(b *testing.B) {
	w := startWarm(b)
	for name, work := range map[string]struct {
		header   http.Header
		document string
	}{
		"viewer by bearer": {w.bearer, warmViewer}, "viewer by cookie": {w.cookie, warmViewer}, "board": {w.none, warmBoard},
		"typename": {w.none, "{__typename}"},
	} {
		body := bodyOf(b, work.document)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w.serve(work.header, body)
			}
		})
	}
	b.Run("call of the SDK", func(b *testing.B) {
		table := w.tableClient(b)
		b.ReportAllocs()
		for b.Loop() {
			readVoter(b, table)
		}
	})
}
