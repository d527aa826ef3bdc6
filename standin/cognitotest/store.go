package cognitotest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// Buckets. Keys that start with a pool id separate pools within a bucket.
const (
	bucketPools      = "pools"      // pool id -> poolRecord
	bucketClients    = "clients"    // client id -> clientRecord
	bucketUsers      = "users"      // pool id / sub -> userRecord
	bucketEmails     = "emails"     // pool id / folded email -> sub
	bucketGroups     = "groups"     // pool id / group name -> groupRecord
	bucketSessions   = "sessions"   // pool id / sub / origin_jti -> sessionRecord
	bucketRefresh    = "refresh"    // SHA-256 of a refresh token -> refreshRecord
	bucketChallenges = "challenges" // SHA-256 of a Session -> challengeRecord
	bucketKeys       = "keys"       // position -> PKCS #8 private key
	bucketOutbox     = "outbox"     // sequence number -> Message

	bucketAuthCodes      = "auth codes"      // SHA-256 of an authorization code -> authCodeRecord
	bucketDomainSessions = "domain sessions" // SHA-256 of the hosted pages' cookie -> domainSessionRecord
)

var buckets = []string{
	bucketPools, bucketClients, bucketUsers, bucketEmails, bucketGroups,
	bucketSessions, bucketRefresh, bucketChallenges, bucketKeys, bucketOutbox,
	bucketAuthCodes, bucketDomainSessions,
}

// store is the bbolt file. bbolt allows one writer at a time, and the operations
// rely on that serialisation.
type store struct {
	db        *bbolt.DB
	temporary bool
}

func openStore(path string) (*store, error) {
	st := &store{temporary: path == ""}
	if st.temporary {
		file, err := os.CreateTemp("", "cognitotest-*.db")
		if err != nil {
			return nil, fmt.Errorf("cognitotest: %w", err)
		}
		path = file.Name()
		if err := file.Close(); err != nil {
			return nil, fmt.Errorf("cognitotest: %w", err)
		}
	}
	var err error
	// A bounded wait: a second process with the same file must report that, and not
	// hang.
	options := &bbolt.Options{Timeout: 2 * time.Second, NoSync: st.temporary, NoFreelistSync: true}
	if st.db, err = bbolt.Open(path, 0o600, options); err != nil {
		return nil, fmt.Errorf("cognitotest: open %s: %w", path, err)
	}
	err = st.db.Update(func(t *bbolt.Tx) error {
		for _, name := range buckets {
			if _, err := t.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cognitotest: open %s: %w", path, err), st.close())
	}
	return st, nil
}

func (st *store) close() error {
	path := st.db.Path()
	err := st.db.Close()
	if st.temporary && path != "" {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// tx is one transaction: a snapshot of the state. A record that cannot be read or
// written makes the whole transaction fail at its end, so operations do not handle
// storage errors one by one.
type tx struct {
	*bbolt.Tx
	now  time.Time
	sent []Message
	err  error
}

// view runs f on a read-only snapshot.
func (s *Server) view(f func(*tx) error) error {
	return s.store.db.View(func(b *bbolt.Tx) error {
		t := &tx{Tx: b, now: s.now()}
		return errors.Join(f(t), t.err)
	})
}

// update runs f as the only writer. After a refusal (*apiError) it commits; any
// other error rolls back. Messages go out after the commit.
func (s *Server) update(f func(*tx) error) error {
	var refusal *apiError
	var sent []Message
	err := s.store.db.Update(func(b *bbolt.Tx) error {
		t := &tx{Tx: b, now: s.now()}
		err := f(t)
		sent = t.sent
		if t.err == nil && errors.As(err, &refusal) {
			return nil
		}
		return errors.Join(err, t.err)
	})
	if err != nil {
		return err
	}
	if s.onMessage != nil {
		for _, m := range sent {
			s.onMessage(m)
		}
	}
	if refusal != nil {
		return refusal
	}
	return nil
}

// load reads one record; it returns false for a missing one.
func load[T any](t *tx, bucket, key string) (record T, found bool) {
	data := t.Bucket([]byte(bucket)).Get([]byte(key))
	if data == nil {
		return record, false
	}
	if err := json.Unmarshal(data, &record); err != nil {
		t.err = errors.Join(t.err, fmt.Errorf("read %s: %w", bucket, err))
		return record, false
	}
	return record, true
}

func save[T any](t *tx, bucket, key string, record T) {
	data, err := json.Marshal(record)
	if err == nil {
		err = t.Bucket([]byte(bucket)).Put([]byte(key), data)
	}
	if err != nil {
		t.err = errors.Join(t.err, fmt.Errorf("write %s: %w", bucket, err))
	}
}

func (t *tx) remove(bucket, key string) {
	if err := t.Bucket([]byte(bucket)).Delete([]byte(key)); err != nil {
		t.err = errors.Join(t.err, fmt.Errorf("delete from %s: %w", bucket, err))
	}
}

// keysWithPrefix lists the keys of a bucket that start with prefix, in order.
func (t *tx) keysWithPrefix(bucket, prefix string) []string {
	var keys []string
	cursor := t.Bucket([]byte(bucket)).Cursor()
	for k, _ := cursor.Seek([]byte(prefix)); k != nil && strings.HasPrefix(string(k), prefix); k, _ = cursor.Next() {
		keys = append(keys, string(k))
	}
	return keys
}
