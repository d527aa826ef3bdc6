package audit

import (
	"slices"
	"testing"
	"time"
)

func TestAnIDIsAULIDOfItsMoment(t *testing.T) {
	at := time.UnixMilli(1469918176385).UTC() // the example of the ULID specification: its time is 01ARYZ6S41
	id := new(ids).next(at)
	if len(id) != 26 || id[:10] != "01ARYZ6S41" {
		t.Errorf("id %s", id)
	}
	if got, ok := TimeOf(id); !ok || !got.Equal(at) {
		t.Errorf("time of %s: %s, %t", id, got, ok)
	}
}

func TestIDsIncreaseThoughTheClockDoesNot(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	clock := []time.Time{now, now, now, now.Add(-time.Hour), now.Add(time.Millisecond), now}
	g := new(ids)
	var got []string
	for _, at := range clock {
		got = append(got, g.next(at))
	}
	if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(clock) {
		t.Errorf("ids %v", got)
	}
}

func TestIDsCarryOverTheirHalves(t *testing.T) {
	now := time.UnixMilli(1)
	g := &ids{high: 1<<16 | 7, low: 1<<64 - 1}
	before := encodeID(g.high, g.low)
	if after := g.next(now); after <= before || after != encodeID(1<<16|8, 0) {
		t.Errorf("%s after %s", after, before)
	}
}

func TestTheFirstIDOfAMomentPartsTheEventsBeforeItFromThoseSince(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 30, 0, int(5*time.Millisecond), time.UTC)
	g := new(ids)
	before, since := g.next(at.Add(-time.Millisecond)), g.next(at)
	for _, bound := range []time.Time{at, at.Add(-time.Nanosecond)} { // rounded up to at
		if first := FirstIDAt(bound); before >= first || first > since {
			t.Errorf("%s, %s, %s", before, first, since)
		}
	}
	if FirstIDAt(time.Time{}) != "00000000000000000000000000" || FirstIDAt(time.Unix(1<<60, 0)) > LastID {
		t.Error("moments beyond the range of ids")
	}
}

func TestWhatIsNoIDHasNoTime(t *testing.T) {
	for _, text := range []string{
		"", "01ARYZ6S41", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "01ARYZ6S41TSV4RRFFQ69G5FAVX", "01aryz6s41tsv4rrffq69g5fav",
		"01ARYZ6S41TSV4RRFFQ69G5FAU", "01ARYZ6S41TSV4RRFFQ69G5FA\x00", "VOTER#01ARYZ6S41TSV4RRFFQ6",
	} {
		if at, ok := TimeOf(text); ok {
			t.Errorf("%q was taken for an id of %s", text, at)
		}
	}
	if _, ok := TimeOf(LastID); !ok {
		t.Error("the last id is one")
	}
}
