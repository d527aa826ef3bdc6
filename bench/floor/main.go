// Command floor is the least that a server in Go has to do for the measured work: net/http, JSON by hand, a cache of
// verified tokens, one signed call of DynamoDB, projects in memory. It has no errors for clients, no limits, no
// schema: it shows what the rest costs.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/bench/fixture"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	f := &floor{
		answers: map[string]answer{}, accounts: map[string]fixture.Voter{}, projects: map[string]fixture.Project{},
	}
	data, err := os.ReadFile(os.Getenv("BENCH_DATA"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, &f.poll); err != nil {
		return err
	}
	if f.tokens, err = newTokens(os.Getenv("COGNITO_JWKS_URL")); err != nil {
		return err
	}
	name := os.Getenv("TABLE_NAME")
	if f.sdk, err = newSDK(context.Background(), name); err != nil {
		return err
	}
	if f.table = f.sdk; os.Getenv("FLOOR_SDK") == "" {
		f.table = newTable(os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"), name)
	}
	f.remember()
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is at once
	if err != nil {
		return err
	}
	fmt.Printf(`{"msg":"listening","address":%q}`+"\n", listener.Addr())
	return http.Serve(listener, f)
}

// floor has everything in memory but the voters.
type floor struct {
	poll     fixture.Fixture
	answers  map[string]answer // by document
	accounts map[string]fixture.Voter
	projects map[string]fixture.Project
	places   []place
	newest   []fixture.Project
	votes    int
	tokens   *tokens
	// table is where voters are read: by hand, or with FLOOR_SDK through the AWS SDK.
	table interface {
		votes(ctx context.Context, subject string) (*ballot, error)
	}
	sdk *sdk
}

// answer appends the data of a document for a caller, who is empty for a guest.
type answer func(r *http.Request, q query, caller string, out []byte) ([]byte, error)

// ServeHTTP answers a request for GraphQL.
func (f *floor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var q query
	if err != nil || json.Unmarshal(body, &q) != nil || f.answers[q.Query] == nil {
		http.Error(w, "no such document", http.StatusBadRequest)
		return
	}
	caller := ""
	if token, signedIn := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); signedIn {
		if caller, err = f.tokens.verify(token); err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
	}
	out, err := f.answers[q.Query](r, q, caller, make([]byte, 0, 1<<10))
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	w.Header()["Content-Type"] = []string{"application/json"}
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(out))}
	_, _ = w.Write(out)
}
