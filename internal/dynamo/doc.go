// Package dynamo keeps the product's records in one DynamoDB table: voters with their votes, projects, cookie sessions,
// used challenges, the audit trail and attempt counters. It owns the item shapes, which nothing outside sees, the retry
// policy, and the translation of DynamoDB's errors (errors.go). The rules belong to the domain packages whose store
// interfaces it implements.
//
//	item             PK               SK        GSI1PK        GSI1SK      expiresAt
//	voter            VOTER#subject    VOTER
//	mailbox          MAILBOX#digest   MAILBOX
//	project          PROJECT#id       PROJECT   PROJECTS      changed#id
//	tally            PROJECT#id       TALLY#n   TALLIES#n     changed#id
//	session          SESSION#idhash   SESSION   SESSIONS#sub  created     end of the session
//	generation       SUBJECT#subject  GENERATION                          when no session from before it is left
//	used challenge   SPENT#idhash     SPENT                               some time after the challenge's end
//	audit event      AUDIT#day#shard  ulid      ACTOR#sub     ulid        end of the retention
//	  with no actor  AUDIT#day#shard  ulid      EMAIL#address ulid        end of the retention
//	day with events  AUDIT            day                                 end of its events' retention
//	deletion         DELETIONS        began#sub                           never: until it is finished
//	attempt counter  LIMIT#sha256     LIMIT                               end of the window
//
// expiresAt is the table's TTL attribute, in seconds of the Unix epoch. DynamoDB deletes such items late, up to days,
// so every reader checks the time itself.
package dynamo
