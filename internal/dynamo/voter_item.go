package dynamo

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

func encodeVotes(votes []voting.Vote) types.AttributeValue {
	byPoints := make(item, len(votes))
	for _, v := range votes {
		byPoints[strconv.Itoa(v.Points)] = fields(encodeVote(v))
	}
	return fields(byPoints)
}

// encodeVote omits the points, which are the vote's key in its map.
func encodeVote(v voting.Vote) item {
	return item{"project": text(v.ProjectID), "castAt": instant(v.CastAt)}
}

func encodeReceipts(receipts []voting.Receipt) types.AttributeValue {
	list := make([]types.AttributeValue, len(receipts))
	for i, r := range receipts {
		it := encodeVote(r.Vote)
		it["key"], it["points"] = text(r.Key), number(int64(r.Vote.Points))
		if r.From != "" {
			it["from"] = text(r.From)
		}
		list[i] = fields(it)
	}
	return &types.AttributeValueMemberL{Value: list}
}

func decodeVoter(subject string, it item) (voting.Voter, error) {
	r := reader{item: it}
	voter := voting.Voter{
		ID: subject, RegisteredAt: r.instant("registeredAt"), Version: r.optionalNumber("version"),
		Mailbox: r.optionalText("mailbox"),
	}
	votes := r.fields("votes")
	voter.Votes = slices.Grow(voter.Votes, len(votes))
	for points, value := range votes {
		vote, err := decodeVote(points, value)
		if err != nil {
			return voting.Voter{}, fmt.Errorf("voter item: vote: %w", err)
		}
		voter.Votes = append(voter.Votes, vote)
	}
	for _, value := range r.optionalList("receipts") {
		receipt, err := decodeReceipt(value)
		if err != nil {
			return voting.Voter{}, fmt.Errorf("voter item: receipt: %w", err)
		}
		voter.Receipts = append(voter.Receipts, receipt)
	}
	if r.err != nil {
		return voting.Voter{}, fmt.Errorf("voter item: %w", r.err)
	}
	slices.SortFunc(voter.Votes, func(a, b voting.Vote) int { return b.Points - a.Points })
	return voter, nil
}

func decodeVote(points string, value types.AttributeValue) (voting.Vote, error) {
	n, err := strconv.Atoi(points)
	if err != nil || n < voting.MinPoints || n > voting.MaxPoints {
		return voting.Vote{}, errors.New("points outside the values")
	}
	r := readerOf(value)
	vote := voting.Vote{Points: n, ProjectID: r.text("project"), CastAt: r.instant("castAt")}
	return vote, r.err
}

func decodeReceipt(value types.AttributeValue) (voting.Receipt, error) {
	r := readerOf(value)
	vote := voting.Vote{Points: int(r.number("points")), ProjectID: r.text("project"), CastAt: r.instant("castAt")}
	return voting.Receipt{Key: r.text("key"), Vote: vote, From: r.optionalText("from")}, r.err
}
