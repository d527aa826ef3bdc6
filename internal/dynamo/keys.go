package dynamo

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// The attributes of the table itself.
const (
	partitionKey      = "PK"
	sortKey           = "SK"
	indexName         = "GSI1"
	indexPartitionKey = "GSI1PK"
	indexSortKey      = "GSI1SK"
	expiryAttribute   = "expiresAt"
)

// The prefixes and constants of keys. The package comment shows the key of each item.
const (
	projectPrefix  = "PROJECT#"
	projectSort    = "PROJECT"
	projectsIndex  = "PROJECTS"
	tallyPrefix    = "TALLY#"
	talliesPrefix  = "TALLIES#"
	sessionPrefix  = "SESSION#"
	sessionsPrefix = "SESSIONS#"
	auditDays      = "AUDIT"
	actorPrefix    = "ACTOR#"
	emailPrefix    = "EMAIL#"
	deletions      = "DELETIONS"
)

// key returns the primary key of an item.
func key(partition, sort string) item {
	return item{partitionKey: text(partition), sortKey: text(sort)}
}

// voterKey has a prefix that the role of the PostConfirmation function names too (infra/lib/identity-stack.ts).
func voterKey(subject string) item { return key("VOTER#"+subject, "VOTER") }

// mailboxKey is that of a mailbox, by its digest.
func mailboxKey(mailbox string) item { return key("MAILBOX#"+mailbox, "MAILBOX") }

func projectKey(id string) item { return key(projectPrefix+id, projectSort) }

func tallyKey(projectID string, shard int) item {
	return key(projectPrefix+projectID, tallyPrefix+strconv.Itoa(shard))
}

func talliesPartition(shard int) string { return talliesPrefix + strconv.Itoa(shard) }

// changeKey sorts projects and tallies in the index by when they last changed.
func changeKey(at time.Time, projectID string) string { return formatInstant(at) + "#" + projectID }

func sessionKey(idHash string) item { return key(sessionPrefix+idHash, "SESSION") }

func generationKey(subject string) item { return key("SUBJECT#"+subject, "GENERATION") }

func spentKey(idHash string) item { return key("SPENT#"+idHash, "SPENT") }

func shardKey(day string, shard int) string { return "AUDIT#" + day + "#" + strconv.Itoa(shard) }

// deletionKey sorts by when the deletion began.
func deletionKey(d account.Deletion) item {
	return key(deletions, formatInstant(d.Begun)+"#"+d.Subject)
}

// limitKey hashes the key: it holds email addresses, phone numbers and client addresses, which must not show in a
// listing of the table or in its metrics of hot keys. DynamoDB also limits the length of a key, and clients choose
// these.
func limitKey(name string) item {
	sum := sha256.Sum256([]byte(name))
	return key("LIMIT#"+hex.EncodeToString(sum[:]), "LIMIT")
}
