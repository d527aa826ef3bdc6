package dynamo_test

import (
	"errors"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// holding is the change of nothing but the mailbox that a voter holds.
func holding(v voting.Voter, mailbox string) voting.Change {
	before := v.Mailbox
	v.Mailbox = mailbox
	return voting.Change{Voter: v, MailboxBefore: before}
}

func (s stores) voter(t *testing.T, name string) voting.Voter {
	t.Helper()
	return must[voting.Voter](t)(s.ballots.Ensure(t.Context(), name))
}

// wantHolder checks by a voter without a mailbox who holds one.
func (s stores) wantHolder(t *testing.T, mailbox, want string) {
	t.Helper()
	err := s.ballots.Commit(t.Context(), holding(s.voter(t, "probe"), mailbox))
	var taken *voting.MailboxTakenError
	if errors.As(err, &taken) && taken.Holder == want && errors.Is(err, voting.ErrMailboxTaken) {
		return
	}
	if err == nil && want == "" {
		wantErr(t, s.ballots.Commit(t.Context(), holding(s.voter(t, "probe"), "")), nil)
		return
	}
	t.Errorf("%s: %v, want held by %q", mailbox, err, want)
}

func TestAMailboxIsHeldByOneVoter(t *testing.T) {
	t.Parallel()
	_, table := newStandIn(t)
	s := newStores(table)
	project := s.create(t, 1)
	change := cast(s.voter(t, "ada"), project.ID, 5, s.now.Now())
	change.Voter.Mailbox = "m1"
	wantErr(t, s.ballots.Commit(t.Context(), change), nil)
	if ada := s.voter(t, "ada"); ada.Mailbox != "m1" || len(ada.Votes) != 1 {
		t.Errorf("%+v", ada)
	}
	s.wantHolder(t, "m1", "ada")

	change = cast(s.voter(t, "bob"), project.ID, 4, s.now.Now())
	change.Voter.Mailbox = "m1"
	wantErr(t, s.ballots.Commit(t.Context(), change), voting.ErrMailboxTaken)
	s.wantTally(t, project.ID, 5, 1)
	if bob := s.voter(t, "bob"); bob.Mailbox != "" || bob.Version != 0 {
		t.Errorf("%+v", bob)
	}
	change.GoneHolder = "somebody else"
	wantErr(t, s.ballots.Commit(t.Context(), change), voting.ErrMailboxTaken)
	change.GoneHolder = "ada"
	wantErr(t, s.ballots.Commit(t.Context(), change), nil)
	s.wantHolder(t, "m1", "bob")

	// Ada's record does not know of it, and gives up what is not hers any more.
	wantErr(t, s.ballots.Commit(t.Context(), holding(s.voter(t, "ada"), "m2")), nil)
	s.wantHolder(t, "m1", "bob")
	s.wantHolder(t, "m2", "ada")
	wantErr(t, s.ballots.Commit(t.Context(), holding(s.voter(t, "ada"), "")), nil)
	s.wantHolder(t, "m2", "")
	if ada := s.voter(t, "ada"); ada.Mailbox != "" || len(ada.Votes) != 1 {
		t.Errorf("%+v", ada)
	}
	s.wantTally(t, project.ID, 9, 2)
}

func TestAMailboxIsExchangedThroughFaults(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	s := newStores(table)
	wantErr(t, s.ballots.Commit(t.Context(), holding(s.voter(t, "ada"), "m1")), nil)
	for _, kind := range []dynamotest.FaultKind{dynamotest.DropReply, dynamotest.Conflict, dynamotest.Throttle} {
		for _, count := range []int{1, 2, always} {
			for _, mailbox := range []string{"m2", "m1"} {
				server.Inject(transactionFault(kind, count))
				ada := s.voter(t, "ada")
				err := s.ballots.Commit(t.Context(), holding(ada, mailbox))
				server.ClearFaults()
				if err != nil && !fault.IsUnavailable(err) {
					t.Fatalf("fault %d, %d times: %v", kind, count, err)
				}
				held, free := mailbox, ada.Mailbox
				if err != nil {
					held, free = ada.Mailbox, mailbox
				}
				if held != free {
					s.wantHolder(t, free, "")
				}
				s.wantHolder(t, held, "ada")
			}
		}
	}
}
