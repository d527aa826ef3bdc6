// Command server is the product as it is deployed. It is configured by environment variables; `server --help` lists them.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/unicornpursuit/unicornpursuit/server/internal/app"
)

func main() {
	flag.Usage = func() {
		fmt.Println("Unicorn Pursuit: the GraphQL backend-for-frontend and its web app.\n\nIt is configured by environment variables, beside those of the AWS SDK (AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB, …):")
		_ = app.WriteHelp(os.Stdout)
	}
	flag.Parse()
	config, err := app.ParseConfig()
	if err != nil {
		fmt.Fprintf(os.Stderr, "The configuration has problems (server --help lists the variables):\n%v\n", err)
		os.Exit(2)
	}
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: config.LogLevel})))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err = app.Run(ctx, config)
	stop()
	if err != nil {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}
