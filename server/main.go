// Command server is the product as it is deployed. It is configured by environment variables; `server --help` lists
// them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/unicornpursuit/unicornpursuit/server/app"
)

// The exit statuses.
const (
	success = iota
	failure // of the server, or something that the doctor found
	misuse  // of the command line or in the configuration
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// statusError ends the command with an exit status. If it holds no error, everything has been reported already.
type statusError struct {
	status int
	err    error
}

func (e statusError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

// run executes a command line, and returns the exit status.
func run(ctx context.Context, arguments []string, stdout, stderr io.Writer) int {
	root := newCommand(stdout)
	root.SetArgs(arguments)
	root.SetOut(stdout)
	root.SetErr(stderr)
	command, err := root.ExecuteContextC(ctx)
	if err == nil {
		return success
	}
	var ended statusError
	if errors.As(err, &ended) {
		if ended.err != nil {
			fmt.Fprintf(stderr, "%s: %v\n", command.CommandPath(), ended.err)
		}
		return ended.status
	}
	fmt.Fprintf(stderr, "%s: %v\nRun '%s --help' for what there is.\n", command.CommandPath(), err, command.CommandPath())
	return misuse
}

// newCommand returns the root of the command line; without a subcommand it serves.
func newCommand(stdout io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:   "server",
		Short: "Serve the product: the GraphQL backend-for-frontend and its web app",
		Long: "Unicorn Pursuit: the GraphQL backend-for-frontend and its web app.\n\n" +
			"Without a command it serves the product until SIGINT or SIGTERM. It is configured by environment variables and by\n" +
			"those of the AWS SDK (AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB, …):\n\n" + app.Help(),
		Args:              cobra.NoArgs,
		Version:           app.Build().String(),
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		RunE:              configured(serve),
	}
	root.SetVersionTemplate("{{.Version}}\n")
	asJSON := false
	doctor := &cobra.Command{
		Use:   "doctor",
		Short: "Check the user pool, the app client and the table, and print what to change",
		Long: "Checks the user pool, the app client and the table, and prints what to change. It changes nothing.\n\n" +
			"Exit status: 0 all is well, 1 there is something to change or that could not be checked, 2 it could not run.",
		Args: cobra.NoArgs,
		RunE: configured(func(ctx context.Context, config app.Config) error {
			healthy, err := app.Doctor(ctx, config, stdout, asJSON)
			if err != nil {
				return statusError{misuse, err}
			}
			if !healthy {
				return statusError{failure, nil}
			}
			return nil
		}),
	}
	doctor.Flags().BoolVar(&asJSON, "json", false, "print the findings as JSON")
	root.AddCommand(doctor, &cobra.Command{
		Use:   "config",
		Short: "Check the configuration, and print it without its secrets",
		Args:  cobra.NoArgs,
		RunE: configured(func(_ context.Context, config app.Config) error {
			return config.Write(stdout)
		}),
	}, &cobra.Command{
		Use:   "version",
		Short: "Print the version, the commit and the version of Go",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(stdout, app.Build())
			return err
		},
	})
	return root
}

// configured returns a command that needs the configuration.
func configured(do func(context.Context, app.Config) error) func(*cobra.Command, []string) error {
	return func(command *cobra.Command, _ []string) error {
		config, err := app.ParseConfig()
		if err != nil {
			return statusError{misuse, fmt.Errorf(
				"the configuration has problems ('server --help' describes the variables):\n%w", err)}
		}
		return do(command.Context(), config)
	}
}

func serve(ctx context.Context, config app.Config) error {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: config.LogLevel})))
	tuneMemory()
	if err := app.Run(ctx, config); err != nil {
		slog.ErrorContext(ctx, "stopped", "error", err)
		return statusError{failure, nil}
	}
	return nil
}
