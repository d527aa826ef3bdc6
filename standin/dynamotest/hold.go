package dynamotest

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"go.etcd.io/bbolt"
)

// With Modes.Hold, a transaction holds its items for a while before it takes effect. A call that touches them meanwhile
// is refused, as the developer guide's "transaction conflict handling" says. Batch writes are not refused: the guide
// does not name them.

// holds are the items held, each by the token of its transaction.
type holds struct {
	mu    sync.Mutex
	items map[string]string
}

// held are the items of a call, and its token.
type held struct {
	token string
	items []string
}

// hold refuses a call that meets items held by another. A transaction holds its own items for the mode's time, until
// release.
func (s *Server) hold(ctx context.Context, c call) (release func(), err error) {
	release = func() {}
	if s.config.Modes.Hold == 0 {
		return release, nil
	}
	h := s.itemsOf(c)
	if err := s.holds.meet(h, c); err != nil || c.name != "TransactWriteItems" || len(h.items) == 0 {
		return release, err
	}
	timer := time.NewTimer(s.config.Modes.Hold)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return func() { s.holds.release(h) }, nil
}

// meet refuses a call, or makes a transaction hold its items.
func (h *holds) meet(of held, c call) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	reasons := make([]cancellationReason, len(of.items))
	met := false
	for i, id := range of.items {
		reasons[i].Code = reasonNone
		by, isHeld := h.items[id]
		switch {
		case !isHeld:
		case of.token != "" && by == of.token:
			return newError("TransactionInProgressException", "Transaction is already in progress")
		case c.name == "PutItem", c.name == "UpdateItem", c.name == "DeleteItem":
			return newError("TransactionConflictException", conflictMessage)
		default:
			reasons[i] = cancellationReason{Code: reasonConflict, Message: conflictMessage}
			met = true
		}
	}
	if met {
		return transactionCanceled(reasons)
	}
	if c.name == "TransactWriteItems" {
		for _, id := range of.items {
			h.hold(id, of.token)
		}
	}
	return nil
}

func (h *holds) hold(id, token string) {
	if h.items == nil {
		h.items = make(map[string]string)
	}
	h.items[id] = token
}

func (h *holds) release(of held) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, id := range of.items {
		delete(h.items, id)
	}
}

// target is what a write, or an action of a transaction, is about.
type target struct {
	TableName string
	Item, Key attr.Map
}

// itemsOf returns what a call writes or, in a transaction, reads. It returns nothing for a wrong request, which the
// operation reports, and for a transaction that has already been made and is only repeated.
func (s *Server) itemsOf(c call) held {
	var h held
	_ = s.db.View(func(bolt *bbolt.Tx) error {
		t := s.newTx(bolt)
		switch c.name {
		case "PutItem", "UpdateItem", "DeleteItem":
			var one target
			if json.Unmarshal(c.body, &one) == nil {
				h.items = []string{t.idOf(one)} // nothing holds the empty id of a wrong key
			}
		case "TransactWriteItems", "TransactGetItems":
			h = t.itemsOfTransaction(c.body)
		}
		return nil
	})
	return h
}

func (t *tx) itemsOfTransaction(body []byte) (h held) {
	var in transactWriteItemsInput
	if decode(body, &in) == nil {
		if _, made, err := t.recall(&in); made || err != nil {
			return h
		}
	}
	var of struct {
		TransactItems      []map[string]*target
		ClientRequestToken string
	}
	if json.Unmarshal(body, &of) != nil {
		return h
	}
	h.token = of.ClientRequestToken
	for _, action := range of.TransactItems {
		id := ""
		for _, one := range action {
			if one != nil {
				id = t.idOf(*one)
			}
		}
		h.items = append(h.items, id)
	}
	if slices.Contains(h.items, "") {
		h.items = nil // the request is wrong
	}
	return h
}

// idOf identifies an item; it is empty if the key is wrong.
func (t *tx) idOf(one target) string {
	tbl, err := t.table(one.TableName)
	if err != nil {
		return ""
	}
	row, err := tbl.itemKey(one.Item)
	if one.Key != nil {
		row, err = tbl.key(one.Key)
	}
	if err != nil {
		return ""
	}
	return itemID(tbl, row)
}

func itemID(t *table, row rowKey) string { return t.Name + "\x00" + string(row) }
