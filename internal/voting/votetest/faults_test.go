package votetest_test

import (
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/client"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

var (
	seeds     = flag.Int("vote.seeds", int(50*share), "how many histories to make")
	firstSeed = flag.Uint64("vote.seed", 1, "the seed of the first, to repeat one that failed")
)

const (
	voters   = 3
	clients  = 3 // of each voter, at the same time
	requests = 5 // of each client
	// deadline is when a request counts as lost: longer than the product takes for anything.
	deadline = 10 * time.Second
)

// poll is people with tokens, the processes that they vote at, and the table.
type poll struct {
	backend *localaws.AWS
	servers *servers
	service *voting.Service
	tokens  [voters]string
	subject [voters]string
	began   time.Time
	// cleared counts the votes that clear took back, which no event shows.
	cleared [voters]int64
}

func newPoll(t *testing.T) *poll {
	t.Helper()
	backend, err := localaws.Start(t.Context(), localaws.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = backend.Close() })
	p := &poll{backend: backend, servers: startServers(t, backend), service: newService(backend.Table), began: time.Now()}
	for voter := range voters {
		p.enrol(t, voter)
	}
	return p
}

// enrol makes an account as an administrator would, with email and phone number verified, and signs it in.
func (p *poll) enrol(t *testing.T, voter int) {
	t.Helper()
	const temporary, password = "Temporary-1-Password", "Correct-Horse-7-Battery"
	email := fmt.Sprintf("voter%d@example.com", voter)
	pool := cip.New(cip.Options{
		Region: localaws.Region, BaseEndpoint: aws.String(p.backend.Cognito.URL()), Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	attributes := []types.AttributeType{}
	for name, value := range map[string]string{
		"email": email, "email_verified": "true", "name": "A Voter", "phone_number": fmt.Sprintf("+44207946001%d", voter), "phone_number_verified": "true",
	} {
		attributes = append(attributes, types.AttributeType{Name: &name, Value: &value})
	}
	if _, err := pool.AdminCreateUser(t.Context(), &cip.AdminCreateUserInput{
		UserPoolId: &p.backend.Pool.ID, Username: &email, TemporaryPassword: aws.String(temporary), MessageAction: types.MessageActionTypeSuppress, UserAttributes: attributes,
	}); err != nil {
		t.Fatal(err)
	}
	api := client.New(p.servers.url(0), http.DefaultClient)
	challenged, err := client.SignIn(t.Context(), api, client.SignInInput{Email: email, Password: temporary, Transport: client.SessionTransportTokens})
	if err != nil || challenged.SignIn.Challenge == nil {
		t.Fatalf("signIn: %v", err)
	}
	challenge, ok := (*challenged.SignIn.Challenge).(*client.ChallengeFieldsNewPasswordChallenge)
	if !ok {
		t.Fatalf("signIn: %T", *challenged.SignIn.Challenge)
	}
	answered, err := client.AnswerChallenge(t.Context(), api, client.AnswerChallengeInput{Handle: challenge.Handle, NewPassword: aws.String(password)})
	if err != nil || answered.AnswerChallenge.Session == nil {
		t.Fatalf("answerChallenge: %v", err)
	}
	p.tokens[voter], p.subject[voter] = answered.AnswerChallenge.Session.Tokens.AccessToken, answered.AnswerChallenge.Session.Viewer.Id
}

func TestNoVoteIsLostOrDoubledUnderFaults(t *testing.T) {
	p := newPoll(t)
	operations, unknowns := 0, 0
	for seed := *firstSeed; seed < *firstSeed+uint64(*seeds); seed++ {
		h := p.history(t, seed)
		if !porcupine.CheckOperations(model, h.operations) {
			t.Fatalf("seed %d: votes were lost or doubled; repeat it by -args -vote.seed=%d -vote.seeds=1\n%s", seed, seed, h)
		}
		p.checkTallies(t, seed, h)
		p.clear(t, h)
		operations += len(h.operations)
		for _, o := range h.operations {
			if o.Output.(answer).code == unknown {
				unknowns++
			}
		}
	}
	p.checkEvents(t)
	t.Logf("%d seeds, %d requests, %d of them without an answer, %d processes killed", *seeds, operations, unknowns, p.servers.killed)
	if unknowns == 0 || p.servers.killed == 0 {
		t.Error("no fault had an effect: this showed nothing")
	}
}

// history is what happened with one seed.
type history struct {
	ids [projects + 1]string

	mu         sync.Mutex
	operations []porcupine.Operation
}

func (h *history) add(o porcupine.Operation) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.operations = append(h.operations, o)
}

func (h *history) String() string {
	text := ""
	for _, o := range h.operations {
		text += fmt.Sprintf("%d..%d %+v: %+v\n", o.Call, o.Return, o.Input, o.Output)
	}
	return text
}

// history has all voters vote at the same time while answers fail and a process is killed, and then reads the result.
func (p *poll) history(t *testing.T, seed uint64) *history {
	h := &history{}
	for i := 1; i <= projects; i++ {
		created, err := p.service.Create(t.Context(), who(fmt.Sprint("owner ", seed)), voting.Pitch{Title: fmt.Sprintf("Project %d", i), Summary: "What it is about"}, "")
		if err != nil {
			t.Fatal(err)
		}
		h.ids[i] = created.ID
	}
	random := rand.New(rand.NewPCG(seed, 0))
	p.inject(random)
	var group sync.WaitGroup
	for voter := range voters {
		for c := range clients {
			group.Go(func() { p.vote(t, h, seed, voter, c) })
		}
	}
	p.servers.replace(t, random.IntN(2))
	group.Wait()
	p.backend.Dynamo.ClearFaults()
	p.servers.settle(t) // a vote whose client gave up may still be on its way
	for voter := range voters {
		p.read(t, h, voter)
	}
	return h
}

// inject has some of the next calls fail.
func (p *poll) inject(random *rand.Rand) {
	kinds := []dynamotest.FaultKind{dynamotest.DropReply, dynamotest.InternalError, dynamotest.Throttle, dynamotest.Conflict}
	for range 12 {
		operation := []string{"TransactWriteItems", "TransactWriteItems", "TransactWriteItems", "GetItem", "Query"}[random.IntN(5)]
		p.backend.Dynamo.Inject(dynamotest.Fault{Operation: operation, Kind: kinds[random.IntN(len(kinds))], Count: 1 + random.IntN(3)})
	}
}

// vote is one client of a voter. The clients of a voter draw from the same requests, so that some are sent by several at a time.
func (p *poll) vote(t *testing.T, h *history, seed uint64, voter, c int) {
	random := rand.New(rand.NewPCG(seed, uint64(1+voter*clients+c)))
	for range requests {
		key := 1 + random.IntN(9) // what a key stands for is the same for all clients
		same := rand.New(rand.NewPCG(seed, uint64(1000*voter+key)))
		r := request{voter: voter, key: key, project: 1 + same.IntN(projects), points: 1 + same.IntN(5)}
		r.kind = []kind{cast, cast, move, move, retract}[same.IntN(5)]
		patience := deadline
		if random.IntN(8) == 0 {
			patience = time.Duration(random.IntN(4)) * time.Millisecond // gives up, and sends it again one day
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		call := p.sinceStart()
		a := p.send(ctx, h, seed, r, random.IntN(2))
		cancel()
		back := p.sinceStart()
		if a.code == unknown {
			back = math.MaxInt64 // it may still happen
		}
		h.add(operation(call, back, r, a))
	}
}

func (p *poll) sinceStart() int64 { return int64(time.Since(p.began)) }

// send calls one of the processes, or the other one if that was killed.
func (p *poll) send(ctx context.Context, h *history, seed uint64, r request, server int) answer {
	api := client.NewBearer(p.servers.url(server), p.tokens[r.voter], http.DefaultClient)
	name := fmt.Sprintf("%d-%d", seed, r.key)
	if r.kind == move {
		got, err := client.MoveVote(ctx, api, client.MoveVoteInput{ProjectId: h.ids[r.project], Points: r.points, ClientMutationId: &name})
		if err != nil {
			return answer{code: unknown}
		}
		return answer{code: codeOf(got.MoveVote.UserErrors)}
	}
	if r.kind == retract {
		got, err := client.RetractVote(ctx, api, client.RetractVoteInput{ProjectId: h.ids[r.project], ClientMutationId: &name})
		if err != nil {
			return answer{code: unknown}
		}
		return answer{code: codeOf(got.RetractVote.UserErrors)}
	}
	got, err := client.CastVote(ctx, api, client.CastVoteInput{ProjectId: h.ids[r.project], Points: r.points, ClientMutationId: &name})
	if err != nil {
		return answer{code: unknown}
	}
	return answer{code: codeOf(got.CastVote.UserErrors)}
}

func codeOf(userErrors []client.UserErrorFields) string {
	if len(userErrors) == 0 {
		return done
	}
	return string(userErrors[0].Code)
}

// read adds what a voter's record holds once everything has come to rest.
func (p *poll) read(t *testing.T, h *history, voter int) {
	t.Helper()
	call := p.sinceStart()
	record, err := p.service.Voter(t.Context(), p.subject[voter])
	if err != nil {
		t.Fatal(err)
	}
	var a answer
	for _, vote := range record.Votes {
		for i, id := range h.ids {
			if id == vote.ProjectID {
				a.votes[vote.Points] = i
			}
		}
	}
	h.add(operation(call, p.sinceStart(), request{voter: voter, kind: read}, a))
}

// checkTallies compares the counters with the votes, in the table itself.
func (p *poll) checkTallies(t *testing.T, seed uint64, h *history) {
	t.Helper()
	var points, votes [projects + 1]int
	for voter := range voters {
		record, err := p.service.Voter(t.Context(), p.subject[voter])
		if err != nil {
			t.Fatal(err)
		}
		if len(record.Votes) > voting.MaxPoints || len(record.RemainingPoints()) != voting.MaxPoints-len(record.Votes) {
			t.Fatalf("seed %d: voter %d has %+v", seed, voter, record.Votes)
		}
		for _, vote := range record.Votes {
			for i, id := range h.ids {
				if id == vote.ProjectID {
					points[i], votes[i] = points[i]+vote.Points, votes[i]+1
				}
			}
		}
	}
	store := newFeed(p.backend.Table)
	for i := 1; i <= projects; i++ {
		_, tallies, err := store.Project(t.Context(), h.ids[i])
		if err != nil {
			t.Fatal(err)
		}
		for _, tally := range tallies {
			points[i], votes[i] = points[i]-tally.Points, votes[i]-tally.Votes
		}
		if points[i] != 0 || votes[i] != 0 {
			t.Fatalf("seed %d: the tallies of project %d differ from its votes by %d points and %d votes\n%s", seed, i, points[i], votes[i], h)
		}
	}
}

// clear takes all votes back, for the next seed.
func (p *poll) clear(t *testing.T, h *history) {
	t.Helper()
	for voter := range voters {
		for _, id := range h.ids[1:] {
			if _, err := p.service.Retract(t.Context(), who(p.subject[voter]), id, ""); err == nil { // most have no vote to retract
				p.cleared[voter]++
			}
		}
		record, err := p.service.Voter(t.Context(), p.subject[voter])
		if err != nil || len(record.Votes) > 0 {
			t.Fatalf("%+v, %v", record.Votes, err)
		}
	}
}

// changes are the mutations that change votes.
var changes = []string{"castVote", "moveVote", "retractVote"}

// checkEvents compares the trail with the records: no vote was cast without its event. A repetition has one too, so there may be more.
func (p *poll) checkEvents(t *testing.T) {
	t.Helper()
	trail := dynamo.NewAuditStore(p.backend.Table, audit.DefaultRetention, time.Now)
	for voter := range voters {
		record, err := p.service.Voter(t.Context(), p.subject[voter])
		if err != nil {
			t.Fatal(err)
		}
		events := int64(0)
		for after := ""; ; {
			page, err := trail.ByActor(t.Context(), p.subject[voter], 100, after)
			if err != nil {
				t.Fatal(err)
			}
			for _, edge := range page.Edges {
				if n := edge.Node; n.Outcome == audit.OutcomeSuccess && slices.Contains(changes, n.Action) {
					events++
				}
			}
			if !page.PageInfo.HasNextPage {
				break
			}
			after = *page.PageInfo.EndCursor
		}
		if record.Version == 0 || events < record.Version-p.cleared[voter] {
			t.Errorf("voter %d: %d changes and %d events", voter, record.Version, events)
		}
	}
}
