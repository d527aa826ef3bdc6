package votetest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// present are accounts that are all there.
type present struct{}

func (present) Exists(context.Context, string) (bool, error) { return true, nil }

// instances returns services that share a table, and fold subaddresses.
func instances(t *testing.T, backend *localaws.AWS, n int) []*voting.Service {
	t.Helper()
	all := make([]*voting.Service, n)
	for i := range all {
		table := dynamo.NewTable(backend.Dynamo.Config(), localaws.TableName, dynamo.Unhurried(20))
		store := newFeed(table)
		all[i] = voting.New(voting.Config{
			Ballots:  dynamo.NewBallotStore(table, dynamo.NewAuditStore(table, time.Hour, time.Now), time.Now),
			Projects: store, Board: voting.NewBoard(voting.BoardConfig{Feed: store, Now: time.Now}), Now: time.Now,
			Mailboxes: voting.Mailboxes{Separators: "+"}, Accounts: present{},
		})
	}
	return all
}

// graced is one of the accounts of a mailbox.
func graced(i int) account.Identity {
	who := who(fmt.Sprint("grace ", i))
	who.Email = fmt.Sprintf("grace+%d@example.com", i)
	return who
}

// Whichever accounts of a mailbox vote at the same time, and at whichever instances: one of them does, until it lets the
// mailbox go.
func TestOneMailboxOneVoterAtATime(t *testing.T) {
	backend, err := localaws.Start(t.Context(), localaws.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = backend.Close() })
	services := instances(t, backend, 2)
	project, err := services[0].Create(t.Context(), who("owner"), voting.Pitch{Title: "Project", Summary: "What it is about"}, "")
	if err != nil {
		t.Fatal(err)
	}
	const accounts = 8
	for round := 1; round <= 3; round++ {
		var all sync.WaitGroup
		var holder atomic.Int64
		for i := range accounts {
			all.Go(func() {
				ballot := voting.Ballot{ProjectID: project.ID, Points: 6 - round}
				_, _, err := services[i%2].Move(t.Context(), graced(round*accounts+i), ballot)
				switch {
				case err == nil && !holder.CompareAndSwap(0, int64(round*accounts+i)):
					t.Errorf("round %d: a second voter", round)
				case err != nil && !errors.Is(err, voting.ErrMailboxTaken):
					t.Errorf("round %d: %v", round, err)
				}
			})
		}
		all.Wait()
		if _, tallies, err := newFeed(backend.Table).Project(t.Context(), project.ID); err != nil || votesOf(tallies) != round {
			t.Errorf("round %d: %d votes, %v", round, votesOf(tallies), err)
		}
		if got := mailboxes(t, backend); got != 2 { // the owner's and Grace's
			t.Errorf("round %d: %d mailboxes", round, got)
		}
		if err := services[0].ReleaseMailbox(t.Context(), graced(int(holder.Load())).Subject); err != nil {
			t.Error(err)
		}
		if got := mailboxes(t, backend); got != 1 {
			t.Errorf("round %d: %d mailboxes after the release", round, got)
		}
	}
}

func votesOf(tallies []voting.Tally) (votes int) {
	for _, tally := range tallies {
		votes += tally.Votes
	}
	return votes
}

// mailboxes counts the items of mailboxes.
func mailboxes(t *testing.T, backend *localaws.AWS) (n int) {
	t.Helper()
	client := dynamodb.NewFromConfig(backend.Dynamo.Config())
	for pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: aws.String(localaws.TableName)}); pages.HasMorePages(); {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			if key, ok := item["PK"].(*types.AttributeValueMemberS); ok && strings.HasPrefix(key.Value, "MAILBOX#") {
				n++
			}
		}
	}
	return n
}
