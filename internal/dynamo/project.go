package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// ProjectStore keeps the projects with their tallies. It is a [voting.ProjectStore].
//
// The item of a project has title, summary, ownerId, ownerName, createdAt and version, and withdrawnAt once it is
// withdrawn. The item of a tally has points, votes and version, and withdrawnAt once its project is withdrawn, so that
// the transaction of a vote need not check the project. Both are indexed by when they last changed.
type ProjectStore struct {
	table *Table
	now   func() time.Time
	// reported has the malformed items that have been logged.
	reported reportedItems
}

// NewProjectStore returns the store in a table, with a clock for the times of changes.
func NewProjectStore(t *Table, now func() time.Time) *ProjectStore {
	return &ProjectStore{table: t, now: now}
}

// withdrawalPatience retries more often than votePatience: nine items must be free at the same time, which is rare
// while many votes are being cast. The deadline of the call ends it.
var withdrawalPatience = patience{attempts: 200, firstWait: 10 * time.Millisecond, longestWait: 100 * time.Millisecond}

// projectAction is the place of the project in its transactions; its tallies follow.
const projectAction = 0

// Create adds a project with its tallies. Errors: fault.Unavailable.
func (s *ProjectStore) Create(ctx context.Context, p voting.Project) (voting.Project, error) {
	if !validProjectID(p.ID) {
		return voting.Project{}, fmt.Errorf("project id %q is none", p.ID)
	}
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	now := s.now()
	created := encodeProject(p, now)
	actions := []types.TransactWriteItem{s.table.putAction(created)}
	for shard := range tallyShards {
		actions = append(actions, s.table.putAction(emptyTally(p.ID, shard, now)))
	}
	err := s.table.transact(ctx, votePatience, actions...)
	var refused *transactionRefused
	if errors.As(err, &refused) {
		existing, _ := refused.of(projectAction)
		return decodeProject(existing)
	}
	if err != nil {
		return voting.Project{}, err
	}
	return decodeProject(created)
}

// Update replaces the parts of a project that can change. If it already has exactly these values, an earlier attempt of
// this update, whose response was lost, may have set them. Errors: voting.ErrStale, voting.ErrProjectNotFound,
// fault.Unavailable.
func (s *ProjectStore) Update(ctx context.Context, p voting.Project) (voting.Project, error) {
	if !validProjectID(p.ID) {
		return voting.Project{}, voting.ErrProjectNotFound
	}
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	updated, err := s.table.updated(ctx, update{
		key:       projectKey(p.ID),
		change:    "SET title = :title, summary = :summary, ownerName = :name, version = :next, GSI1SK = :changed",
		condition: "version = :read AND attribute_not_exists(withdrawnAt)",
		values: item{
			":title": text(p.Title), ":summary": text(p.Summary), ":name": text(p.Owner.Name),
			":read": number(p.Version), ":next": number(p.Version + 1), ":changed": text(changeKey(s.now(), p.ID)),
		},
	}, types.ReturnValueAllNew)
	var refused *conditionFailed
	if !errors.As(err, &refused) {
		if err != nil {
			return voting.Project{}, err
		}
		return decodeProject(updated)
	}
	if refused.current == nil {
		return voting.Project{}, voting.ErrProjectNotFound
	}
	current, err := decodeProject(refused.current)
	switch {
	case err != nil:
		return voting.Project{}, err
	case current.Withdrawn():
		return voting.Project{}, voting.ErrProjectNotFound
	case current.Version == p.Version+1 && current.Title == p.Title &&
		current.Summary == p.Summary && current.Owner.Name == p.Owner.Name:
		return current, nil
	}
	return voting.Project{}, voting.ErrStale
}

// Withdraw marks a project and its tallies as withdrawn, in one transaction. Votes that are being cast may hold the
// tallies meanwhile; it waits and retries. Errors: voting.ErrProjectNotFound, fault.Unavailable.
func (s *ProjectStore) Withdraw(ctx context.Context, id string, at time.Time) error {
	if !validProjectID(id) {
		return voting.ErrProjectNotFound
	}
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	mark := update{
		key:       projectKey(id),
		change:    "SET withdrawnAt = :at, GSI1SK = :changed ADD version :one",
		condition: "attribute_exists(PK) AND attribute_not_exists(withdrawnAt)",
		values:    item{":at": instant(at), ":changed": text(changeKey(s.now(), id)), ":one": number(1)},
	}
	actions := []types.TransactWriteItem{s.table.updateAction(mark)}
	for shard := range tallyShards {
		mark.key = tallyKey(id, shard)
		actions = append(actions, s.table.updateAction(mark))
	}
	err := s.table.transact(ctx, withdrawalPatience, actions...)
	var refused *transactionRefused
	if !errors.As(err, &refused) {
		return err
	}
	current, refusing := refused.of(projectAction)
	switch {
	case !refusing:
		return s.table.mistaken("TransactWriteItems", "project without its tallies")
	case current == nil:
		return voting.ErrProjectNotFound
	}
	return nil
}

// Project returns a project and its tallies, in one consistent read. Errors: voting.ErrProjectNotFound,
// fault.Unavailable.
func (s *ProjectStore) Project(ctx context.Context, id string) (voting.Project, []voting.Tally, error) {
	if !validProjectID(id) {
		return voting.Project{}, nil, voting.ErrProjectNotFound
	}
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	found, err := s.table.queryUpTo(ctx, 1+tallyShards, &dynamodb.QueryInput{
		ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("PK = :project"),
		ExpressionAttributeValues: item{":project": text(projectPrefix + id)},
	})
	if err != nil {
		return voting.Project{}, nil, err
	}
	if len(found) == 0 {
		return voting.Project{}, nil, voting.ErrProjectNotFound
	}
	project, err := decodeProject(found[0]) // PROJECT sorts before TALLY
	if err != nil {
		return voting.Project{}, nil, err
	}
	tallies := make([]voting.Tally, len(found)-1)
	for i, it := range found[1:] {
		if tallies[i], err = decodeTally(it); err != nil {
			return voting.Project{}, nil, err
		}
	}
	return project, tallies, nil
}
