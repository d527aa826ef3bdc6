package dynamo

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// tallyShards is how many counters the votes for a project are spread over. A transaction holds its items for some ten
// milliseconds, and another that arrives meanwhile is cancelled: one counter could take less than a hundred votes a
// second; eight take several hundred, which is where a partition's limit of 1,000 write units (a transactional write
// takes two) would apply anyway. The shards are also the partitions of the index of changes, so that the votes for all
// projects are spread over eight of those. Projects have the shards that they were created with: another number would
// need tallies for existing ones.
const tallyShards = 8

// tallyShardOf is always the same for a voter, so that a vote is retracted where it was counted.
func tallyShardOf(subject string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(subject)) // never fails
	return int(h.Sum32() % tallyShards)
}

// emptyTally is the item of a counter at zero.
func emptyTally(projectID string, shard int, at time.Time) item {
	it := tallyKey(projectID, shard)
	it[indexPartitionKey], it[indexSortKey] = text(talliesPartition(shard)), text(changeKey(at, projectID))
	for _, name := range []string{"points", "votes", "version"} {
		it[name] = number(0)
	}
	return it
}

func decodeTally(it item) (voting.Tally, error) {
	r := reader{item: it}
	tally := voting.Tally{
		ProjectID: strings.TrimPrefix(r.text(partitionKey), projectPrefix),
		Points:    int(r.number("points")), Votes: int(r.number("votes")), Version: r.number("version"),
	}
	shard, err := strconv.Atoi(strings.TrimPrefix(r.text(sortKey), tallyPrefix))
	if err != nil || shard < 0 {
		r.fail(sortKey)
	}
	if r.err != nil {
		return voting.Tally{}, fmt.Errorf("tally item: %w", r.err)
	}
	tally.Shard = shard
	return tally, nil
}
