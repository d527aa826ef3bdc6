package graphqlhttp_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
)

// reply is how a request ended.
type reply struct {
	status     int
	retryAfter string
	body       string
}

func send(t *testing.T, s *httpapitest.Service, body string) reply {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/graphql", strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return reply{}
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := s.Client().Do(request)
	if err != nil {
		t.Error(err)
		return reply{}
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	return reply{response.StatusCode, response.Header.Get("Retry-After"), string(text)}
}

// A full instance refuses what comes in excess, goes on answering its health check and what is urgent, and takes
// everything again once it has room.
func TestAFullInstanceRefusesEarlyAndRecovers(t *testing.T) {
	const full = 4
	begun, proceed := make(chan struct{}), make(chan struct{})
	limits := graphqlhttp.Limits{
		Deadline: time.Hour, Streams: httpapitest.Streams(t),
		Gate: graphqlhttp.NewGate(graphqlhttp.GateConfig{
			Deadline: time.Hour, Max: full, Urgent: func(p *graphql.RawParams) bool { return p.OperationName == "Leave" },
		}),
	}
	s := httpapitest.StartWith(t, httpapitest.Limited(limits, func(context.Context) graphql.ResponseHandler {
		return func(ctx context.Context) *graphql.Response {
			begun <- struct{}{}
			<-proceed
			return httpapitest.Greet(ctx)
		}
	}), nil)
	const ordinary, leaving = `{"query":"query Stay { name }"}`, `{"query":"query Leave { name }","operationName":"Leave"}`
	replies := make(chan reply)
	ask := func(body string) {
		go func() { replies <- send(t, s, body) }()
	}
	for range full {
		ask(ordinary)
		<-begun
	}

	refused := send(t, s, ordinary) // would hang if it were executed
	var answer struct {
		Data   any
		Errors []struct{ Extensions map[string]any }
	}
	if err := json.Unmarshal([]byte(refused.body), &answer); err != nil || len(answer.Errors) != 1 || answer.Data != nil {
		t.Fatalf("%v: %+v", err, refused)
	}
	seconds, _ := answer.Errors[0].Extensions["retryAfter"].(float64)
	if refused.status != 503 || answer.Errors[0].Extensions["code"] != "SERVICE_UNAVAILABLE" ||
		seconds < 1 || refused.retryAfter != strconv.Itoa(int(seconds)) {
		t.Errorf("in excess: %+v", refused)
	}
	response, err := s.Client().Get(s.URL + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("health: %d", response.StatusCode)
	}
	ask(leaving)
	<-begun

	close(proceed)
	for range full + 1 {
		if r := <-replies; r.status != 200 {
			t.Errorf("admitted: %+v", r)
		}
	}
	ask(ordinary)
	<-begun
	if r := <-replies; r.status != 200 {
		t.Errorf("afterwards: %+v", r)
	}
}

// A stream holds no place once it has begun, or a few subscribers would fill the instance.
func TestStreamsThatHaveBegunHoldNoPlace(t *testing.T) {
	streams := testStreams(t)
	values := make(httpapitest.Source)
	s := httpapitest.StartWith(t, httpapitest.Limited(graphqlhttp.Limits{
		Deadline: time.Hour, Streams: streams,
		Gate: graphqlhttp.NewGate(graphqlhttp.GateConfig{Deadline: time.Hour, Max: 1}),
	}, values.Begin), nil)
	for range 3 {
		s.Subscribe(t)
	}
	close(values)
}
