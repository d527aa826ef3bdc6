package doctor

import (
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// maxSkew is the leeway that the product gives the times in tokens.
const maxSkew = 30 * time.Second

// clock is an HTTP client that compares this machine's clock with the Date of the answers.
type clock struct {
	client aws.HTTPClient
	now    func() time.Time

	mu    sync.Mutex
	seen  bool
	skew  time.Duration // of this machine, positive where it is ahead
	delay time.Duration // of the answer from which the skew was computed
}

// Do implements [aws.HTTPClient].
func (c *clock) Do(request *http.Request) (*http.Response, error) {
	sent := c.now()
	response, err := c.client.Do(request)
	if err != nil {
		return nil, err
	}
	if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		c.observe(sent, c.now(), date)
	}
	return response, nil
}

// observe keeps the answer that came fastest, since its time is the most accurate. A Date has whole seconds, rounded
// down.
func (c *clock) observe(sent, received, date time.Time) {
	delay := received.Sub(sent)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.seen || delay < c.delay {
		c.seen, c.delay = true, delay
		c.skew = sent.Add(delay / 2).Sub(date.Add(time.Second / 2))
	}
}

func (c *clock) check() finding {
	c.mu.Lock()
	defer c.mu.Unlock()
	skew := c.skew.Round(time.Second)
	switch {
	case !c.seen:
		return skipped("no answer of AWS contains its time")
	case skew.Abs() <= maxSkew:
		return fine("this machine's clock agrees with that of AWS, within %s", max(skew.Abs(), time.Second))
	}
	direction := "ahead of"
	if skew < 0 {
		direction = "behind"
	}
	return problem(Change{Setting: "time synchronisation on this machine (chrony, systemd-timesyncd)"},
		"this machine's clock is %s %s that of AWS: tokens are refused beyond %s", skew.Abs(), direction, maxSkew)
}
