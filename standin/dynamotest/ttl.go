package dynamotest

import (
	"context"
	"slices"
	"time"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"go.etcd.io/bbolt"
)

type timeToLiveSpecification struct {
	AttributeName string
	Enabled       bool
}

type updateTimeToLiveInput struct {
	TableName               string
	TimeToLiveSpecification timeToLiveSpecification
}

type updateTimeToLiveOutput struct {
	TimeToLiveSpecification timeToLiveSpecification
}

func (t *tx) updateTimeToLive(in *updateTimeToLiveInput) (*updateTimeToLiveOutput, error) {
	tbl, err := t.table(in.TableName)
	if err != nil {
		return nil, namedNotFound(err, in.TableName)
	}
	spec := in.TimeToLiveSpecification
	if err := checkKeyName("timeToLiveSpecification.attributeName", spec.AttributeName); err != nil {
		return nil, err
	}
	switch {
	case spec.Enabled && tbl.TTLAttribute == spec.AttributeName:
		return nil, invalid("TimeToLive is already enabled")
	case spec.Enabled && tbl.TTLAttribute != "":
		return nil, invalid(
			"TimeToLive is active on a different AttributeName: current AttributeName is %s",
			tbl.TTLAttribute,
		)
	case !spec.Enabled && tbl.TTLAttribute == "":
		return nil, invalid("TimeToLive is already disabled")
	case !spec.Enabled && tbl.TTLAttribute != spec.AttributeName:
		return nil, invalid(
			"TimeToLive is active on a different AttributeName: current AttributeName is %s",
			tbl.TTLAttribute,
		)
	case spec.Enabled:
		tbl.TTLAttribute = spec.AttributeName
	default:
		tbl.TTLAttribute = ""
	}
	return &updateTimeToLiveOutput{spec}, tbl.saveDefinition()
}

type describeTimeToLiveOutput struct {
	TimeToLiveDescription struct {
		TimeToLiveStatus string
		AttributeName    string `json:",omitempty"`
	}
}

func (t *tx) describeTimeToLive(in *tableNameInput) (*describeTimeToLiveOutput, error) {
	tbl, err := t.table(in.TableName)
	if err != nil {
		return nil, namedNotFound(err, in.TableName)
	}
	out := &describeTimeToLiveOutput{}
	out.TimeToLiveDescription.TimeToLiveStatus = "DISABLED"
	if tbl.TTLAttribute != "" {
		out.TimeToLiveDescription.TimeToLiveStatus = "ENABLED"
		out.TimeToLiveDescription.AttributeName = tbl.TTLAttribute
	}
	return out, nil
}

// maxTTLAge is how old an expiry may be: DynamoDB keeps an item whose expiry is more than five years in the past.
const maxTTLAge = 5 * 365 * 24 * time.Hour

// SweepExpired deletes the items that expired at least Config.TTLLag ago, unless Modes.Unswept, and returns how many.
// Until then an expired item is read and written like any other, as in DynamoDB, where it can take days.
func (s *Server) SweepExpired() (int, error) {
	if s.config.Modes.Unswept {
		return 0, nil
	}
	deadline := s.config.Clock().Add(-s.config.TTLLag)
	swept := 0
	err := s.db.Update(func(bolt *bbolt.Tx) error {
		t := s.newTx(bolt)
		defer s.lag.note(t)
		return bolt.Bucket(tablesBucket).ForEachBucket(func(name []byte) error {
			tbl, err := t.table(string(name))
			if err != nil || tbl.TTLAttribute == "" {
				return err
			}
			n, err := tbl.sweep(deadline)
			swept += n
			return err
		})
	})
	return swept, err
}

func (t *table) sweep(deadline time.Time) (int, error) {
	expired := make(map[string]attr.Map)
	err := t.eachItem(func(row rowKey, item attr.Map) error {
		if t.expired(item, deadline) {
			expired[string(slices.Clone(row))] = item
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for row, item := range expired {
		if err := t.replace(rowKey(row), item, nil); err != nil {
			return 0, err
		}
	}
	return len(expired), nil
}

// expired holds only for a whole number of seconds; any other value in the attribute never expires.
func (t *table) expired(item attr.Map, deadline time.Time) bool {
	n, ok := item[t.TTLAttribute].(attr.Number)
	if !ok {
		return false
	}
	seconds, ok := n.Int64()
	at := time.Unix(seconds, 0)
	return ok && !at.After(deadline) && deadline.Sub(at) < maxTTLAge
}

func (s *Server) sweepEvery(ctx context.Context, interval time.Duration) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			_, _ = s.SweepExpired() // after a failed sweep, the next one does the work
		}
	}
}
