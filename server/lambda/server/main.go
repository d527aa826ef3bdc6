// Command server is the product as a Lambda function behind a function URL with InvokeMode RESPONSE_STREAM: the
// alternative to a container, for a vote that is quiet most of the time. It is configured like the container; of its
// variables LISTEN_ADDR, ADMIN_ADDR, SHUTDOWN_DELAY and SHUTDOWN_TIMEOUT mean nothing here, TRUSTED_PROXIES is refused,
// and ORIGIN_SECRET is for it alone.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"

	"github.com/aws/aws-lambda-go/lambdaurl"

	"github.com/unicornpursuit/unicornpursuit/server/app"
)

func main() {
	handler, err := newHandler(context.Background())
	if err != nil {
		fmt.Fprintf(os.Stderr, "The configuration has problems:\n%v\n", err)
		os.Exit(1)
	}
	lambdaurl.Start(handler)
}

func newHandler(ctx context.Context) (http.Handler, error) {
	config, err := app.ParseConfig()
	if err := errors.Join(err, checkProxies(config.TrustedProxies)); err != nil {
		return nil, err
	}
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: config.LogLevel})))
	product, err := app.NewHandler(ctx, config)
	if err != nil {
		return nil, err
	}
	return adapt(product, fromOrigin(config.OriginSecret, product)), nil
}
