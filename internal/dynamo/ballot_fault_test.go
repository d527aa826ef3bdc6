package dynamo_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// always is more faults than any call can meet.
const always = 1000

func transactionFault(kind dynamotest.FaultKind, count int) dynamotest.Fault {
	return dynamotest.Fault{Operation: "TransactWriteItems", Kind: kind, Count: count, Delay: time.Minute}
}

func TestAVoteThroughFaultsIsCastOnceOrNotAtAll(t *testing.T) {
	t.Parallel()
	type calls = map[string]int
	for name, c := range map[string]struct {
		faults []dynamotest.Fault
		made   bool
		calls  calls // nil: they depend on the time that it takes
	}{
		"no fault":                                     {nil, true, calls{"TransactWriteItems": 1}},
		"the answer is lost":                           {[]dynamotest.Fault{transactionFault(dynamotest.DropReply, 1)}, true, calls{"TransactWriteItems": 2}},
		"every answer is lost":                         {[]dynamotest.Fault{transactionFault(dynamotest.DropReply, always)}, true, calls{"TransactWriteItems": 3, "GetItem": 1}},
		"the answer is lost, then errors":              {[]dynamotest.Fault{transactionFault(dynamotest.DropReply, 1), transactionFault(dynamotest.InternalError, always)}, true, calls{"TransactWriteItems": 3, "GetItem": 1}},
		"the answer is lost, then throttling":          {[]dynamotest.Fault{transactionFault(dynamotest.DropReply, 1), transactionFault(dynamotest.Throttle, always)}, true, calls{"TransactWriteItems": 3, "GetItem": 1}},
		"the answer is lost, then a conflict":          {[]dynamotest.Fault{transactionFault(dynamotest.DropReply, 1), transactionFault(dynamotest.Conflict, 1)}, true, calls{"TransactWriteItems": 3}},
		"two errors":                                   {[]dynamotest.Fault{transactionFault(dynamotest.InternalError, 2)}, true, calls{"TransactWriteItems": 3}},
		"errors without end":                           {[]dynamotest.Fault{transactionFault(dynamotest.InternalError, always)}, false, calls{"TransactWriteItems": 3, "GetItem": 1}},
		"throttled twice":                              {[]dynamotest.Fault{transactionFault(dynamotest.Throttle, 2)}, true, calls{"TransactWriteItems": 3}},
		"throttled without end":                        {[]dynamotest.Fault{transactionFault(dynamotest.Throttle, always)}, false, calls{"TransactWriteItems": 3, "GetItem": 1}},
		"twenty conflicts":                             {[]dynamotest.Fault{transactionFault(dynamotest.Conflict, 20)}, true, calls{"TransactWriteItems": 21}},
		"conflicts without end":                        {[]dynamotest.Fault{transactionFault(dynamotest.Conflict, always)}, false, calls{"TransactWriteItems": 24, "GetItem": 1}},
		"items throttled":                              {[]dynamotest.Fault{transactionFault(dynamotest.ThrottleItem, 5)}, true, calls{"TransactWriteItems": 6}},
		"items throttled without end":                  {[]dynamotest.Fault{transactionFault(dynamotest.ThrottleItem, always)}, false, calls{"TransactWriteItems": 24, "GetItem": 1}},
		"the answer is lost, then items throttled":     {[]dynamotest.Fault{transactionFault(dynamotest.DropReply, 1), transactionFault(dynamotest.ThrottleItem, 1)}, true, calls{"TransactWriteItems": 3}},
		"conflicts, and the last answer lost":          {[]dynamotest.Fault{transactionFault(dynamotest.Conflict, 3), transactionFault(dynamotest.DropReply, always)}, true, nil},
		"one hang":                                     {[]dynamotest.Fault{transactionFault(dynamotest.Delay, 1)}, true, calls{"TransactWriteItems": 2}},
		"every attempt hangs":                          {[]dynamotest.Fault{transactionFault(dynamotest.Delay, always)}, true, nil}, // and takes effect late
		"every answer is lost, and the first one read": {[]dynamotest.Fault{transactionFault(dynamotest.DropReply, always), {Operation: "GetItem", Kind: dynamotest.DropReply, Count: 1}}, true, calls{"TransactWriteItems": 3, "GetItem": 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			patience := patient
			if slices.ContainsFunc(c.faults, func(f dynamotest.Fault) bool { return f.Kind == dynamotest.Delay }) {
				patience = dynamo.Unhurried(2)
			}
			server, table := newStandIn(t, patience)
			s := newStores(table)
			project := s.create(t, 1)
			voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
			ctx, event := underWay(t.Context(), 1, s.now.Now())
			wantErr(t, s.trail.Append(t.Context(), eventAt(s.now.Now(), 0)), nil) // the day's first
			server.ResetCalls()
			for _, f := range c.faults {
				server.Inject(f)
			}
			err := s.ballots.Commit(ctx, cast(voter, project.ID, 5, s.now.Now()))
			if calls := server.Calls(); c.calls != nil && !reflect.DeepEqual(calls, c.calls) {
				t.Errorf("calls %v, want %v", calls, c.calls)
			}
			server.ClearFaults()
			if err != nil && !fault.IsUnavailable(err) || (err == nil) != c.made || event.Written() != c.made {
				t.Errorf("error %v, event written: %t; made: %t", err, event.Written(), c.made)
			}
			s.wantOutcome(t, project.ID, c.made)
		})
	}
}

// wantOutcome checks that a vote of five points is in record, tally and trail, or in none of them.
func (s stores) wantOutcome(t *testing.T, project string, made bool) {
	t.Helper()
	once := 0
	if made {
		once = 1
	}
	s.wantTally(t, project, 5*once, once)
	if voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject)); voter.Version != int64(once) || len(voter.Votes) != once {
		t.Errorf("voter %+v", voter)
	}
	if events, _ := wholeTrail(t, s.trail, audit.Filter{}, 10); len(events) != 1+once {
		t.Errorf("%d events", len(events))
	}
}

func TestWhereNothingAnswersAVoteEndsWithinThreeSeconds(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t, dynamo.Unhurried(1))
	s := newStores(table)
	project := s.create(t, 1)
	voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	server.Inject(dynamotest.Fault{Operation: "*", Kind: dynamotest.Delay, Count: always, Delay: time.Minute})
	start := time.Now()
	if err := s.ballots.Commit(t.Context(), cast(voter, project.ID, 5, s.now.Now())); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestAVoteWhoseCallerGivesUpIsCancelled(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]dynamotest.FaultKind{"in a request": dynamotest.Delay, "between two": dynamotest.Conflict} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, table := newStandIn(t)
			s := newStores(table)
			project := s.create(t, 1)
			voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
			server.Inject(transactionFault(kind, always))
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(20*time.Millisecond, cancel)
			err := s.ballots.Commit(ctx, cast(voter, project.ID, 5, s.now.Now()))
			if !errors.Is(err, context.Canceled) || fault.IsUnavailable(err) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A change whose response was lost is recognised by its id even if the project has been withdrawn since.
func TestAVoteMadeBeforeAWithdrawalIsNotRefusedByIt(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	s := newStores(table)
	project := s.create(t, 1)
	voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	server.Inject(transactionFault(dynamotest.DropReply, 1))
	server.Inject(transactionFault(dynamotest.Conflict, 1))
	withdrawn := make(chan error, 1)
	changes := 0
	now := func() time.Time { // called for the index key of the change, before it is sent
		if changes++; changes == 1 {
			go func() { withdrawn <- s.projects.Withdraw(context.WithoutCancel(t.Context()), project.ID, s.now.Now()) }()
		}
		return s.now.Now()
	}
	err := dynamo.NewBallotStore(table, s.trail, now).Commit(t.Context(), cast(voter, project.ID, 5, s.now.Now()))
	wantErr(t, <-withdrawn, nil)
	again := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	switch {
	case err == nil && again.Version == 1:
		s.wantTally(t, project.ID, 5, 1)
	case errors.Is(err, voting.ErrProjectNotFound) && again.Version == 0:
		s.wantTally(t, project.ID, 0, 0)
	default:
		t.Errorf("error %v, voter %+v", err, again)
	}
}

func TestAProjectIsCreatedOnceThroughFaults(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]dynamotest.FaultKind{"lost answers": dynamotest.DropReply, "errors": dynamotest.InternalError, "conflicts": dynamotest.Conflict} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, table := newStandIn(t)
			s := newStores(table)
			server.Inject(transactionFault(kind, 2))
			first := s.create(t, 1)
			server.Inject(transactionFault(kind, always))
			_, err := s.projects.Create(t.Context(), pitch(2, s.now.Now()))
			if !fault.IsUnavailable(err) {
				t.Errorf("got %v", err)
			}
			server.ClearFaults()
			s.create(t, 2)
			for _, id := range []string{first.ID, projectID(2)} {
				s.wantTally(t, id, 0, 0)
			}
		})
	}
}

func TestAnUpdateIsMadeOnceThoughItsAnswerIsLost(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	s := newStores(table)
	project := s.create(t, 1)
	project.Title = "New"
	server.Inject(dynamotest.Fault{Operation: "UpdateItem", Kind: dynamotest.DropReply, Count: 2})
	if got := must[voting.Project](t)(s.projects.Update(t.Context(), project)); got.Version != 1 || got.Title != "New" {
		t.Errorf("updated %+v", got)
	}
}

func TestAWithdrawalGivesWayToVotesAndGoesOn(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	s := newStores(table)
	project := s.create(t, 1)
	server.Inject(transactionFault(dynamotest.Conflict, 20))
	server.Inject(transactionFault(dynamotest.DropReply, 1))
	wantErr(t, s.projects.Withdraw(t.Context(), project.ID, s.now.Now()), nil)
	server.Inject(transactionFault(dynamotest.InternalError, always))
	if err := s.projects.Withdraw(t.Context(), project.ID, s.now.Now()); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
}

// Every write of a single item can conflict with a transaction, and is then refused at once.
func TestWritesOfOneItemGiveWayToTransactions(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	s := newStores(table)
	sessions := dynamo.NewSessionStore(table)
	project := s.create(t, 1)
	project.Title = "New"
	record := session.Record{IDHash: "hash", Subject: subject, SealedTokens: []byte("sealed")}
	for _, c := range []struct {
		operation string
		write     func() error
	}{
		{"PutItem", func() error { return s.trail.Append(t.Context(), eventAt(s.now.Now(), 0)) }},
		{"UpdateItem", func() error { return ignore(s.projects.Update(t.Context(), project)) }},
		{"PutItem", func() error { return sessions.Create(t.Context(), record) }},
		{"DeleteItem", func() error { return ignore(sessions.Delete(t.Context(), record.IDHash)) }},
		{"DeleteItem", func() error { return sessions.Unspend(t.Context(), "hash", "spender") }},
	} {
		server.ResetCalls()
		server.Inject(dynamotest.Fault{Operation: c.operation, Kind: dynamotest.Conflict, Count: 5})
		wantErr(t, c.write(), nil)
		if calls := server.Calls()[c.operation]; calls < 6 {
			t.Errorf("%s: %d calls", c.operation, calls)
		}
	}
	server.Inject(dynamotest.Fault{Operation: "UpdateItem", Kind: dynamotest.Conflict, Count: always})
	if _, err := s.projects.Update(t.Context(), project); !fault.IsUnavailable(err) {
		t.Errorf("conflicts without end: %v", err)
	}
}
