package dynamotest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"time"
)

// A ClientRequestToken makes a transaction idempotent for ten minutes. maxToken is its maximum length.
const (
	tokenLifetime = 10 * time.Minute
	maxToken      = 36
)

// rememberedTransaction is what is stored for a token.
type rememberedTransaction struct {
	Request []byte // hash of the actions
	Until   time.Time
	Reads   map[string]float64 // units that a repeat consumes, by table
}

// requestHash is equal for equal actions: JSON writes maps in the order of their keys.
func (in *transactWriteItemsInput) requestHash() ([]byte, error) {
	data, err := json.Marshal(in.TransactItems)
	sum := sha256.Sum256(data)
	return sum[:], err
}

// recall reports whether a transaction repeats one whose token is stored, and what the repeat consumes by table.
func (t *tx) recall(in *transactWriteItemsInput) (used map[string]usage, repeated bool, err error) {
	data := t.bolt.Bucket(tokensBucket).Get([]byte(in.ClientRequestToken))
	if in.ClientRequestToken == "" || data == nil {
		return nil, false, nil
	}
	var past rememberedTransaction
	if err := json.Unmarshal(data, &past); err != nil {
		return nil, false, err
	}
	if !t.now.Before(past.Until) {
		return nil, false, nil
	}
	hash, err := in.requestHash()
	if err != nil {
		return nil, false, err
	}
	if !bytes.Equal(hash, past.Request) {
		return nil, false, newError(
			"IdempotentParameterMismatchException",
			"The provided token has been used with a different request",
		)
	}
	used = make(map[string]usage)
	for name, n := range past.Reads {
		used[name] = usage{table: n}
	}
	return used, true, nil
}

// remember stores the token of a transaction that succeeded, and drops expired ones.
func (t *tx) remember(in *transactWriteItemsInput, used transactionUsage) error {
	if err := t.forgetTokens(); err != nil || in.ClientRequestToken == "" {
		return err
	}
	hash, err := in.requestHash()
	if err != nil {
		return err
	}
	r := rememberedTransaction{Request: hash, Until: t.now.Add(tokenLifetime), Reads: map[string]float64{}}
	for name, u := range used.reads {
		r.Reads[name] = u.table
	}
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	token := []byte(in.ClientRequestToken)
	if err := t.bolt.Bucket(tokenEndsBucket).Put(endKey(r.Until, in.ClientRequestToken), token); err != nil {
		return err
	}
	return t.bolt.Bucket(tokensBucket).Put(token, data)
}

// forgetTokens deletes the expired tokens, in the order of their expiry.
func (t *tx) forgetTokens() error {
	tokens, ends := t.bolt.Bucket(tokensBucket), t.bolt.Bucket(tokenEndsBucket)
	cursor := ends.Cursor()
	later := endKey(t.now.Add(time.Nanosecond), "")
	for end, token := cursor.First(); end != nil && bytes.Compare(end, later) < 0; end, token = cursor.First() {
		if err := tokens.Delete(token); err != nil {
			return err
		}
		if err := cursor.Delete(); err != nil {
			return err
		}
	}
	return nil
}

// endKey sorts tokens by when they expire.
func endKey(end time.Time, token string) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(end.UnixNano())), token...)
}
