// Command smoke checks from outside that a deployment answers as the product does: that it runs and reaches its
// upstreams, that its security headers arrive, that its schema is not published. It only reads, and signs nobody up;
// the AWS account behind it is what `server doctor` checks.
//
//	go run ./server/smoke https://vote.example.com
//
// Exit status: 0 all is well, 1 a check failed, 2 the command line is wrong.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"
)

// The exit statuses.
const (
	success = iota
	failure
	misuse
)

// timeout bounds all checks together.
const timeout = time.Minute

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	cancel()
	os.Exit(status)
}

// run executes a command line, and returns the exit status.
func run(ctx context.Context, arguments []string, out, problems io.Writer) int {
	if len(arguments) != 1 {
		fmt.Fprintln(problems, "usage: smoke URL, such as https://vote.example.com")
		return misuse
	}
	base, err := url.Parse(arguments[0])
	if err != nil || (base.Scheme != "https" && base.Scheme != "http") || base.Host == "" {
		fmt.Fprintf(problems, "smoke: %q is not a URL such as https://vote.example.com\n", arguments[0])
		return misuse
	}
	d := deployment{
		base:   base,
		client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	status := success
	for _, c := range checks {
		if err := c.holds(ctx, d); err != nil {
			fmt.Fprintf(out, "FAILED  %s: %v\n", c.name, err)
			status = failure
			continue
		}
		fmt.Fprintf(out, "ok      %s\n", c.name)
	}
	return status
}
