// Command local is the whole product on one machine, with no AWS account: the production server, unchanged, against
// loopback stand-ins for Cognito and DynamoDB, and a page that shows the messages that would have been sent. `local
// seed` adds demo data to what it keeps, and ends. `local backend` runs everything except the product, for a server
// that is started separately, and prints the settings that such a server needs.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/internal/phone"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/server/app"
	"github.com/unicornpursuit/unicornpursuit/server/local/demo"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
	"github.com/unicornpursuit/unicornpursuit/web"
)

// defaults are the product's variables for a run on a laptop; variables that are set win.
var defaults = map[string]string{
	"LISTEN_ADDR":           "127.0.0.1:8080",
	"ADMIN_ADDR":            "off",
	"ENVIRONMENT":           "development",
	"ALLOWED_EMAIL_DOMAINS": "unicornpursuit.com,example.com,*.example.com",
	"SHUTDOWN_DELAY":        "0s",
	"OUTBOX_ADDR":           "127.0.0.1:8025",
	"LOCAL_DATA":            ".local",
	"LOCAL_ADMINS":          "admin@example.com",
	"LOCAL_SEED":            "false",
	"LOCAL_MODES":           "",
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "The local run stopped:", err)
		os.Exit(1)
	}
}

// The commands in addition to the local run itself.
const (
	seedCommand    = "seed"
	backendCommand = "backend"
)

func run(ctx context.Context, arguments []string, output io.Writer) (err error) {
	command := strings.Join(arguments, " ")
	if command != "" && command != seedCommand && command != backendCommand {
		return fmt.Errorf(
			"unknown command %q: there are %s, %s, and the local run without a command", command, seedCommand, backendCommand,
		)
	}
	if err := errors.Join(localaws.Shield(), setMissing(defaults)); err != nil {
		return err
	}
	backend, err := startBackend(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, backend.Close()) }()
	if command == seedCommand || os.Getenv("LOCAL_SEED") == "true" {
		if err := seed(ctx, backend); err != nil || command == seedCommand {
			return err
		}
	}
	outboxURL, err := serveOutbox(ctx, os.Getenv("OUTBOX_ADDR"), backend.Cognito)
	if err != nil {
		return fmt.Errorf("OUTBOX_ADDR: %w", err)
	}
	key, err := sealingKey(filepath.Join(os.Getenv("LOCAL_DATA"), "session.key"))
	if err != nil {
		return err
	}
	if command == backendCommand {
		return serveBackend(ctx, output, backend.Environment(), key, outboxURL)
	}
	if err := setBackend(backend.Environment()); err != nil {
		return err
	}
	missing := map[string]string{"SESSION_KEYS": key, "PUBLIC_URL": publicURL(os.Getenv("LISTEN_ADDR"))}
	if err := setMissing(missing); err != nil {
		return err
	}
	return serve(ctx, outboxURL)
}

func startBackend(ctx context.Context) (*localaws.AWS, error) {
	modes, err := dynamotest.ParseModes(os.Getenv("LOCAL_MODES"))
	if err != nil {
		return nil, fmt.Errorf("LOCAL_MODES: %w", err)
	}
	countries, err := phone.ParseCountries(os.Getenv("ALLOWED_PHONE_COUNTRIES"))
	if err != nil {
		return nil, fmt.Errorf("ALLOWED_PHONE_COUNTRIES: %w", err)
	}
	return localaws.Start(ctx, localaws.Config{
		Dir:            os.Getenv("LOCAL_DATA"),
		EmailDomains:   strings.Split(os.Getenv("ALLOWED_EMAIL_DOMAINS"), ","),
		PhoneCountries: countries,
		Admins:         strings.Split(os.Getenv("LOCAL_ADMINS"), ","),
		OnMessage:      logMessage,
		Modes:          modes,
		Address:        cmp.Or(os.Getenv("PUBLIC_URL"), publicURL(os.Getenv("LISTEN_ADDR"))),
	})
}

// backendReport is what `local backend` prints, as one line of JSON: what a server has to have in its environment to
// work with the stand-ins (all but addresses of its own), and where the messages are shown.
type backendReport struct {
	Environment map[string]string `json:"environment"`
	Outbox      string            `json:"outbox"`
}

// serveBackend keeps the stand-ins running until ctx ends, for the program that reads the report.
func serveBackend(ctx context.Context, output io.Writer, environment map[string]string, key, outboxURL string) error {
	environment["SESSION_KEYS"] = key
	environment["ALLOWED_EMAIL_DOMAINS"] = os.Getenv("ALLOWED_EMAIL_DOMAINS")
	if err := json.NewEncoder(output).Encode(backendReport{Environment: environment, Outbox: outboxURL}); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// seed adds the demo data.
func seed(ctx context.Context, backend *localaws.AWS) error {
	fmt.Fprintln(os.Stderr, "Adding demo data …") // stdout is for output that programs read
	trail := dynamo.NewAuditStore(backend.Table, audit.DefaultRetention, time.Now)
	added, err := demo.Seed(ctx, demo.Stores{
		Ballots:  dynamo.NewBallotStore(backend.Table, trail, time.Now),
		Projects: dynamo.NewProjectStore(backend.Table, time.Now),
	}, time.Now())
	if err != nil {
		return fmt.Errorf("demo data: %w", err)
	}
	fmt.Fprintln(os.Stderr, "Demo data:", added)
	return nil
}

// setBackend points the product at the stand-ins, whatever AWS account the environment is set up for. Only the issuer
// of tokens may be another one: with COGNITO_ISSUER set, that provider's variables are left as they are, and hosted
// sign-in is at its pages. The secret of the stand-in's app client is nothing to that provider.
func setBackend(environment map[string]string) error {
	_, ownIssuer := os.LookupEnv("COGNITO_ISSUER")
	for name, value := range environment {
		_, set := os.LookupEnv(name)
		if ownIssuer && (set && strings.HasPrefix(name, "COGNITO_") || name == "COGNITO_CLIENT_SECRET") {
			continue
		}
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}

func serve(ctx context.Context, outboxURL string) error {
	config, err := app.ParseConfig()
	if err != nil {
		return err
	}
	slog.SetLogLoggerLevel(config.LogLevel)
	product, err := app.Listen(ctx, config)
	if err != nil {
		return err
	}
	base := publicURL(product.Addr().String())
	fmt.Printf("\nProduct     %s\nPlayground  %s/graphiql\nOutbox      %s\n", base, base, outboxURL)
	if config.DomainURL.Host != "" {
		fmt.Printf("Sign in     %s/auth/sign-in\n", base)
	}
	if !web.AppBuilt() {
		fmt.Println(
			"\nThe web app is not built into this binary; `make run` builds it. The playground and the API work without.",
		)
	}
	fmt.Println()
	return product.Serve(ctx)
}

func setMissing(values map[string]string) error {
	for name, value := range values {
		if _, set := os.LookupEnv(name); !set {
			if err := os.Setenv(name, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// publicURL is the URL at which a browser on this machine reaches a listener's address.
func publicURL(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil || host == "" || host == "127.0.0.1" {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// sealingKey keeps one key per data directory, so that sessions last over restarts.
func sealingKey(path string) (string, error) {
	key, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		raw := make([]byte, session.KeySize)
		_, _ = rand.Read(raw) // never fails (crypto/rand)
		key = []byte(base64.StdEncoding.EncodeToString(raw))
		err = os.WriteFile(path, key, 0o600)
	}
	return string(key), err
}

func logMessage(m cognitotest.Message) {
	slog.Info("message that would have been sent", "to", m.To, "medium", m.Medium, "text", m.Text)
}

// serveOutbox serves the messages until ctx ends and returns the page's address.
func serveOutbox(ctx context.Context, address string, messages *cognitotest.Server) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return "", err
	}
	if !listener.Addr().(*net.TCPAddr).IP.IsLoopback() {
		return "", errors.Join(
			errors.New("the messages hold one-time passwords, so they are shown on a loopback address only"),
			listener.Close(),
		)
	}
	server := &http.Server{
		Handler:           outboxHandler(messages.Outbox),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       5 * time.Second,
		WriteTimeout:      10 * time.Second,
	}
	go func() { _ = server.Serve(listener) }() // ends with Close
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return "http://" + listener.Addr().String(), nil
}
