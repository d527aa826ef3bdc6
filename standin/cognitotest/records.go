package cognitotest

import (
	"slices"
	"strings"
	"time"
)

// poolRecord is a stored user pool.
type poolRecord struct {
	ID                string
	Spec              PoolSpec
	Created, Modified time.Time
}

// clientRecord is a stored app client.
type clientRecord struct {
	ID, PoolID, Secret string
	Spec               ClientSpec
	Created, Modified  time.Time
}

// preventsExistenceErrors reports whether responses must hide that a user is
// unknown.
func (c clientRecord) preventsExistenceErrors() bool {
	return c.Spec.PreventUserExistenceErrors == ExistenceErrorsPrevented
}

// User states, as in UserStatus.
const (
	statusUnconfirmed         = "UNCONFIRMED"
	statusConfirmed           = "CONFIRMED"
	statusForceChangePassword = "FORCE_CHANGE_PASSWORD"
	statusResetRequired       = "RESET_REQUIRED"
)

// userRecord is a stored user. Its username is its sub.
type userRecord struct {
	Sub, PoolID       string
	Attributes        map[string]string // without sub
	Status            string
	Enabled           bool
	Password          passwordHash
	TemporaryUntil    time.Time // when a temporary password expires
	Created, Modified time.Time

	SignUpCode     codeRecord   // awaits ConfirmSignUp
	ResetCode      codeRecord   // sent by ForgotPassword or AdminResetUserPassword
	AttributeCodes []codeRecord // await VerifyUserAttribute, one per address at most
	Confirmations  window       // calls of ConfirmSignUp
	Resends        window       // resent confirmation codes
	Lockout        lockout
	Groups         []string // sorted
	Quotas         quotas
	MFA            mfaRecord
}

func (u userRecord) key() string { return u.PoolID + "/" + u.Sub }

// codeRecord is a code that was sent. A zero one means that none is awaited.
type codeRecord struct {
	Code        string
	Attribute   string // phone_number or email
	Destination string // the attribute's value when the code was sent
	ExpiresAt   time.Time
}

// groupRecord is a stored group.
type groupRecord struct {
	Name, PoolID, Description string
	Precedence                *int32
	Created, Modified         time.Time
}

// window holds the times of recent attempts, for quotas per hour.
type window []time.Time

// full reports whether limit attempts fall within the period that ends now.
func (w window) full(now time.Time, limit int, period time.Duration) bool {
	return len(w.recent(now, period)) >= limit
}

// add records an attempt and drops those before the period.
func (w *window) add(now time.Time, period time.Duration) {
	*w = append(w.recent(now, period), now)
}

func (w window) recent(now time.Time, period time.Duration) window {
	return slices.DeleteFunc(slices.Clone(w), func(at time.Time) bool { return now.Sub(at) >= period })
}

func (t *tx) poolByName(name string) (poolRecord, bool) {
	for _, id := range t.keysWithPrefix(bucketPools, "") {
		if pool, found := load[poolRecord](t, bucketPools, id); found && pool.Spec.Name == name {
			return pool, true
		}
	}
	return poolRecord{}, false
}

func (t *tx) clientByName(poolID, name string) (clientRecord, bool) {
	for _, id := range t.keysWithPrefix(bucketClients, "") {
		client, found := load[clientRecord](t, bucketClients, id)
		if found && client.PoolID == poolID && client.Spec.Name == name {
			return client, true
		}
	}
	return clientRecord{}, false
}

// pool finds the pool of an admin operation.
func (t *tx) pool(id string) (poolRecord, error) {
	pool, found := load[poolRecord](t, bucketPools, id)
	if !found {
		return pool, refuse("ResourceNotFoundException", "User pool "+id+" does not exist.")
	}
	return pool, nil
}

// client finds the app client of a public operation, and its pool.
func (t *tx) client(id string) (clientRecord, poolRecord, error) {
	client, found := load[clientRecord](t, bucketClients, id)
	if !found {
		return client, poolRecord{}, refuse("ResourceNotFoundException", "User pool client "+id+" does not exist.")
	}
	pool, err := t.pool(client.PoolID)
	return client, pool, err
}

// user finds a user by sub or by email, ignoring the email's case.
func (t *tx) user(poolID, username string) (userRecord, bool) {
	if sub, found := load[string](t, bucketEmails, emailKey(poolID, username)); found {
		username = sub
	}
	return load[userRecord](t, bucketUsers, poolID+"/"+username)
}

// saveUser stores a user, and derives the verifier of a new password, which depends on
// the user.
func (t *tx) saveUser(u userRecord) {
	if u.Password.fresh != "" {
		u.Password.Verifier = srpVerifier(u, u.Password.fresh)
	}
	save(t, bucketUsers, u.key(), u)
}

// foldEmail is the form in which emails are compared.
func foldEmail(email string) string { return strings.ToLower(email) }

func emailKey(poolID, email string) string { return poolID + "/" + foldEmail(email) }
