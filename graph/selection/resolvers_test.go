package selection_test

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/graph/model"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/page"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// resolvers return, for each place in a response, a random value, an error or a panic: the same ones for the same seed,
// whoever asks and in whatever order. The place is what gqlgen's context of the field says, so that one that is wrong
// shows.
type resolvers struct {
	exec.ResolverRoot // those of the root types, in whose place intercept answers
	seed              uint64
	standings         []*voting.Standings

	mu     sync.Mutex
	called []string
}

var hashSeed = maphash.MakeSeed()

// random returns the source for the field that ctx is of.
func (r *resolvers) random(ctx context.Context) *rand.Rand {
	field := graphql.GetFieldContext(ctx)
	place := fmt.Sprintf("%s %s %s.%s %t %t %d", graphql.GetPath(ctx), field.Field.Alias, field.Object, field.Field.Name,
		field.IsMethod, field.IsResolver, len(field.Field.Selections))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.called = append(r.called, place)
	return rand.New(rand.NewPCG(r.seed, maphash.String(hashSeed, place)))
}

func (r *resolvers) calls() string {
	slices.Sort(r.called)
	return strings.Join(r.called, "\n")
}

func resolve[T any](ctx context.Context, r *resolvers) (value T, err error) {
	random := r.random(ctx)
	switch random.IntN(12) {
	case 0:
		return value, errors.New("failed on purpose")
	case 1:
		panic("on purpose")
	}
	filler{random, r.standings}.fill(reflect.ValueOf(&value).Elem())
	return value, nil
}

// roots are the resolvers of the root types, whose methods say what their fields return.
var roots = map[string]reflect.Type{
	"Query":        reflect.TypeFor[exec.QueryResolver](),
	"Mutation":     reflect.TypeFor[exec.MutationResolver](),
	"Subscription": reflect.TypeFor[exec.SubscriptionResolver](),
}

// intercept answers for the resolvers of the root types.
func (r *resolvers) intercept(ctx context.Context, next graphql.Resolver) (any, error) {
	field := graphql.GetFieldContext(ctx)
	of, isRoot := roots[field.Object]
	if !isRoot || strings.HasPrefix(field.Field.Name, "__") {
		return next(ctx)
	}
	if field.Object == "Subscription" {
		return r.events(ctx)
	}
	random := r.random(ctx)
	if random.IntN(20) == 0 {
		return nil, errors.New("failed on purpose")
	}
	method, _ := of.MethodByName(strings.ToUpper(field.Field.Name[:1]) + field.Field.Name[1:])
	value := reflect.New(method.Type.Out(0)).Elem()
	filler{random, r.standings}.fill(value)
	return value.Interface(), nil
}

// events returns a stream of a few leaderboards.
func (r *resolvers) events(ctx context.Context) (any, error) {
	events := make(chan model.Leaderboard, 3)
	defer close(events)
	fill := filler{r.random(ctx), r.standings}
	for range cap(events) {
		events <- fill.leaderboard()
	}
	return (<-chan model.Leaderboard)(events), nil
}

func (r *resolvers) Project() exec.ProjectResolver { return projectResolver{r} }
func (r *resolvers) Vote() exec.VoteResolver       { return voteResolver{r} }
func (r *resolvers) Voter() exec.VoterResolver     { return voterResolver{r} }
func (r *resolvers) Session() exec.SessionResolver { return sessionResolver{r} }
func (r *resolvers) Viewer() exec.ViewerResolver   { return viewerResolver{r} }

type projectResolver struct{ *resolvers }

func (r projectResolver) ViewerVote(ctx context.Context, _ *voting.Project) (*voting.Vote, error) {
	return resolve[*voting.Vote](ctx, r.resolvers)
}

func (r projectResolver) ViewerIsOwner(ctx context.Context, _ *voting.Project) (bool, error) {
	return resolve[bool](ctx, r.resolvers)
}

type voteResolver struct{ *resolvers }

func (r voteResolver) Project(ctx context.Context, _ *voting.Vote) (voting.Project, error) {
	return resolve[voting.Project](ctx, r.resolvers)
}

type voterResolver struct{ *resolvers }

func (r voterResolver) Eligibility(ctx context.Context, _ *voting.Voter) (voting.Eligibility, error) {
	return resolve[voting.Eligibility](ctx, r.resolvers)
}

type sessionResolver struct{ *resolvers }

func (r sessionResolver) Viewer(ctx context.Context, _ *session.Session) (session.Principal, error) {
	return resolve[session.Principal](ctx, r.resolvers)
}

type viewerResolver struct{ *resolvers }

func (r viewerResolver) Email(ctx context.Context, _ *session.Principal) (string, error) {
	return resolve[string](ctx, r.resolvers)
}

func (r viewerResolver) EmailVerified(ctx context.Context, _ *session.Principal) (bool, error) {
	return resolve[bool](ctx, r.resolvers)
}

func (r viewerResolver) Name(ctx context.Context, _ *session.Principal) (string, error) {
	return resolve[string](ctx, r.resolvers)
}

func (r viewerResolver) PhoneNumber(ctx context.Context, _ *session.Principal) (*string, error) {
	return resolve[*string](ctx, r.resolvers)
}

func (r viewerResolver) PhoneNumberVerified(ctx context.Context, _ *session.Principal) (bool, error) {
	return resolve[bool](ctx, r.resolvers)
}

func (r viewerResolver) Groups(ctx context.Context, _ *session.Principal) ([]string, error) {
	return resolve[[]string](ctx, r.resolvers)
}

func (r viewerResolver) Voter(ctx context.Context, _ *session.Principal) (voting.Voter, error) {
	return resolve[voting.Voter](ctx, r.resolvers)
}

func (r viewerResolver) Mfa(ctx context.Context, _ *session.Principal) (account.MFAStatus, error) {
	return resolve[account.MFAStatus](ctx, r.resolvers)
}

func (r viewerResolver) Sessions(ctx context.Context, _ *session.Principal) ([]session.ActiveSession, error) {
	return resolve[[]session.ActiveSession](ctx, r.resolvers)
}

func (r viewerResolver) Activity(ctx context.Context, _ *session.Principal, _ int, _ *string) (audit.Page, error) {
	return resolve[audit.Page](ctx, r.resolvers)
}

// filler makes random values of Go types.
type filler struct {
	*rand.Rand
	standings []*voting.Standings
}

// texts have what JSON has to escape, what HTML would, and what is not valid UTF-8.
var texts = []string{"", "Ada", "a \"quoted\" \\ text\n\tand\r more \x00\x1f\x7f", "<b>&amp;</b>", "Grüße, 世界 🦄 \u2028", "\xff broken \xc3"}

var challenges = []exec.SignInChallenge{
	exec.SmsMfaChallenge{Handle: "h"}, exec.TotpSetupChallenge{Handle: "h"}, exec.ResetPasswordChallenge{Email: "x"}, nil,
	exec.SelectMfaChallenge{Methods: []account.MFAMethod{account.MFAMethodSMS}},
}

func (f filler) fill(v reflect.Value) {
	switch value := v.Addr().Interface().(type) {
	case *model.Leaderboard:
		*value = f.leaderboard()
		return
	case *model.ProjectConnection:
		*value = f.projects()
		return
	case *time.Time:
		if f.IntN(4) > 0 {
			*value = time.Unix(f.Int64N(1<<33), f.Int64N(2)*f.Int64N(1e9)).In(time.FixedZone("", 3600*f.IntN(9)))
		}
		return
	case *exec.SignInChallenge:
		*value = challenges[f.IntN(len(challenges))]
		return
	case *page.Info:
		*value = page.NewInfo(f.IntN(2) == 0, texts[f.IntN(len(texts))])
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(texts[f.IntN(len(texts))])
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(f.Int64() >> f.IntN(64) * int64(1-2*f.IntN(2)))
	case reflect.Bool:
		v.SetBool(f.IntN(2) == 0)
	case reflect.Pointer:
		if f.IntN(4) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem())
		}
	case reflect.Slice:
		if n := f.IntN(5) - 1; n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				f.fill(v.Index(i))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.fill(v.Field(i))
			}
		}
	}
}

// leaderboard is one of some standings; without standings, its methods panic.
func (f filler) leaderboard() model.Leaderboard {
	l := model.Leaderboard{Standings: f.standings[f.IntN(len(f.standings))], First: f.IntN(9)}
	if f.IntN(2) == 0 {
		l.Window.OpensAt = time.Unix(f.Int64N(1<<33), 0)
	}
	switch f.IntN(8) {
	case 0:
		l.Standings = nil
	case 1:
		l.Ended = errors.New("the session has ended")
	}
	return l
}

func (f filler) projects() model.ProjectConnection {
	connection, err := model.NewProjectConnection(f.standings[f.IntN(len(f.standings))], voting.ProjectQuery{First: f.IntN(6)})
	if err != nil {
		panic(err)
	}
	return connection
}
