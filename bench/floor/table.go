package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/unicornpursuit/unicornpursuit/bench/fixture"
)

// ballot has the project of each vote by its points, from 1 on.
type ballot [fixture.Values + 1]string

// appendOwn appends the caller's vote for a project.
func (b *ballot) appendOwn(out []byte, project string) []byte {
	if b != nil {
		for points := 1; points <= fixture.Values; points++ {
			if b[points] == project {
				return append(strconv.AppendInt(append(out, `{"points":`...), int64(points), 10), '}')
			}
		}
	}
	return append(out, "null"...)
}

// table calls DynamoDB with requests signed by hand.
type table struct {
	url, host, name string
	client          *http.Client
	day             atomic.Pointer[signingKey]
}

func newTable(url, name string) *table {
	return &table{
		url: url + "/", host: strings.TrimPrefix(url, "http://"), name: name,
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1024}},
	}
}

// votes reads the votes of a voter.
func (t *table) votes(ctx context.Context, subject string) (*ballot, error) {
	body, err := t.call(ctx, "GetItem",
		`{"ConsistentRead":true,"Key":{"PK":{"S":"VOTER#`+subject+`"},"SK":{"S":"VOTER"}},"TableName":"`+t.name+`"}`)
	if err != nil {
		return nil, err
	}
	var found struct {
		Item struct {
			Votes struct {
				M map[string]struct {
					M struct {
						Project struct{ S string }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(body, &found); err != nil {
		return nil, err
	}
	var b ballot
	for points, vote := range found.Item.Votes.M {
		n, err := strconv.Atoi(points)
		if err != nil || n < 1 || n > fixture.Values {
			return nil, fmt.Errorf("a vote of %q points", points)
		}
		b[n] = vote.M.Project.S
	}
	return &b, nil
}

// call makes one call and returns the body of its answer.
func (t *table) call(ctx context.Context, operation, body string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	target := "DynamoDB_20120810." + operation
	now := time.Now().UTC()
	request.Header["Content-Type"] = []string{"application/x-amz-json-1.0"}
	request.Header["X-Amz-Target"] = []string{target}
	request.Header["X-Amz-Date"] = []string{now.Format("20060102T150405Z")}
	request.Header["Authorization"] = []string{t.authorization(now, target, body)}
	response, err := t.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer := bytes.NewBuffer(make([]byte, 0, max(response.ContentLength, 512)))
	if _, err := io.Copy(answer, response.Body); err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %d %s", operation, response.StatusCode, answer)
	}
	return answer.Bytes(), nil
}

// signingKey is that of a day.
type signingKey struct {
	day string
	key []byte
}

const region = "eu-west-1"

// authorization signs a request by AWS Signature Version 4, with the key pair that the benchmark gives every system.
func (t *table) authorization(now time.Time, target, body string) string {
	stamp := now.Format("20060102T150405Z")
	day := stamp[:len("20060102")]
	scope := day + "/" + region + "/dynamodb/aws4_request"
	const signed = "content-type;host;x-amz-date;x-amz-target"
	hash := sha256.Sum256([]byte(body))
	canonical := "POST\n/\n\ncontent-type:application/x-amz-json-1.0\nhost:" + t.host + "\nx-amz-date:" + stamp +
		"\nx-amz-target:" + target + "\n\n" + signed + "\n" + hex.EncodeToString(hash[:])
	hash = sha256.Sum256([]byte(canonical))
	key := t.day.Load()
	if key == nil || key.day != day {
		key = &signingKey{day, derive("AWS4secret", day, region, "dynamodb", "aws4_request")}
		t.day.Store(key)
	}
	signature := mac(key.key, "AWS4-HMAC-SHA256\n"+stamp+"\n"+scope+"\n"+hex.EncodeToString(hash[:]))
	return "AWS4-HMAC-SHA256 Credential=key/" + scope + ", SignedHeaders=" + signed +
		", Signature=" + hex.EncodeToString(signature)
}

func derive(secret string, parts ...string) []byte {
	key := []byte(secret)
	for _, part := range parts {
		key = mac(key, part)
	}
	return key
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
