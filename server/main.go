// Command server is the product as it is deployed. It is configured by environment variables; `server --help` lists
// them.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/unicornpursuit/unicornpursuit/server/app"
)

const usage = `Unicorn Pursuit: the GraphQL backend-for-frontend and its web app.

  server                  serve the product
  server doctor [--json]  check the user pool, the app client and the table, and print what to change;
                          it changes nothing. Exit status: 0 all is well, 1 there is something to change
                          or that could not be checked, 2 it could not run

It is configured by environment variables and by those of the AWS SDK (AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB, …):`

// The exit statuses.
const (
	success = iota
	failure
	misuse // of the command line or in the configuration
)

func main() {
	flag.Usage = func() {
		fmt.Println(usage)
		_ = app.WriteHelp(os.Stdout)
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	status := run(ctx, flag.Args())
	stop()
	os.Exit(status)
}

// run carries out a command line, and returns the exit status.
func run(ctx context.Context, arguments []string) int {
	command := serve
	switch strings.Join(arguments, " ") {
	case "":
	case "doctor":
		command = examine(false)
	case "doctor --json", "doctor -json":
		command = examine(true)
	case "doctor --help", "doctor -help", "doctor -h":
		flag.Usage()
		return success
	default:
		fmt.Fprintf(os.Stderr, "server: unknown command %q (server --help lists the commands)\n", arguments)
		return misuse
	}
	config, err := app.ParseConfig()
	if err != nil {
		fmt.Fprintf(os.Stderr, "The configuration has problems (server --help lists the variables):\n%v\n", err)
		return misuse
	}
	return command(ctx, config)
}

func serve(ctx context.Context, config app.Config) int {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: config.LogLevel})))
	if err := app.Run(ctx, config); err != nil {
		slog.Error("stopped", "error", err)
		return failure
	}
	return success
}

// examine returns the command that checks a deployment.
func examine(asJSON bool) func(context.Context, app.Config) int {
	return func(ctx context.Context, config app.Config) int {
		switch healthy, err := app.Doctor(ctx, config, os.Stdout, asJSON); {
		case err != nil:
			fmt.Fprintf(os.Stderr, "server doctor: %v\n", err)
			return misuse
		case !healthy:
			return failure
		}
		return success
	}
}
