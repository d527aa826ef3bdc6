// Command standin serves stand-ins for Amazon Cognito user pools and Amazon DynamoDB on loopback, to any SDK. The
// README says what they support and what they don't.
//
//	go run ./standin -cognito 127.0.0.1:9229 -dynamodb 127.0.0.1:8000 -data .standin
//
// It prints one JSON object per line: first the addresses of the services, then each SMS and email that Cognito would
// have sent. It serves until SIGINT or SIGTERM. Exit status: 0 for that, 1 for a failure, 2 for an invalid command
// line.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

func main() {
	o, err := parse(os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil: // package flag has printed the error
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err = serve(ctx, o, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "standin:", err)
		os.Exit(1)
	}
}

// options are the command-line options.
type options struct {
	cognito, dynamodb string // addresses
	data              string // folder; empty: nothing is kept
	modes             dynamotest.Modes
	pool              cognitotest.PoolSpec
}

func parse(arguments []string, usage io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("standin", flag.ContinueOnError)
	flags.SetOutput(usage)
	flags.StringVar(&o.cognito, "cognito", "127.0.0.1:9229", "loopback address of the stand-in for Cognito")
	flags.StringVar(&o.dynamodb, "dynamodb", "127.0.0.1:8000", "loopback address of the stand-in for DynamoDB")
	flags.StringVar(&o.data, "data", "", "folder that keeps users, items and signing keys (default: nothing is kept)")
	flags.Func("modes", "what DynamoDB does under load, such as conflicts=20ms,lag=500ms,throttle=5,pages=2,unswept", func(text string) error {
		var err error
		o.modes, err = dynamotest.ParseModes(text)
		return err
	})
	pool := &o.pool
	flags.StringVar(&pool.Name, "pool", "standin", "name of the user pool, which exists once the command prints its id")
	flags.StringVar(&pool.Region, "region", "eu-west-1", "AWS region in the id of the pool")
	flags.StringVar(&pool.MFA.Mode, "mfa", cognitotest.MFAOff, "multi-factor authentication: OFF, OPTIONAL or ON")
	var methods []string
	list(flags, &methods, "mfa-methods", "comma-separated: SMS, TOTP, EMAIL; what -mfa needs")
	client := &pool.Client
	flags.StringVar(&client.Name, "client", "web", "name of the app client")
	flags.BoolVar(&client.Secret, "client-secret", false, "give the app client a secret")
	flags.BoolVar(&client.UnknownAlternates, "alternate-unknown", false, "refuse every other code for an unknown name")
	flags.BoolVar(&client.RefreshRotation, "rotate", false, "replace refresh tokens at each use")
	flags.DurationVar(&client.RotationGrace, "rotation-grace", 0, "how long a replaced refresh token works, at most 60s")
	flags.DurationVar(&client.AccessTokenValidity, "access-token-validity", time.Hour, "5m to 24h")
	flags.DurationVar(&client.RefreshTokenValidity, "refresh-token-validity", 30*24*time.Hour, "1h to 87600h")
	list(flags, &client.CallbackURLs, "callback-urls", "comma-separated; turns the hosted pages on")
	list(flags, &client.LogoutURLs, "logout-urls", "comma-separated")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	client.Flows = []string{cognitotest.FlowUserPassword, cognitotest.FlowUserSRP}
	if !client.RefreshRotation {
		client.Flows = append(client.Flows, cognitotest.FlowRefreshToken)
	}
	err = setMethods(&pool.MFA, methods)
	if flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if err != nil {
		fmt.Fprintln(usage, err)
		flags.Usage()
	}
	return o, err
}

func setMethods(mfa *cognitotest.MFASpec, methods []string) error {
	for _, method := range methods {
		switch method {
		case "SMS":
			mfa.SMS = true
		case "TOTP":
			mfa.TOTP = true
		case "EMAIL":
			mfa.Email = true
		default:
			return fmt.Errorf("-mfa-methods: %q is none of SMS, TOTP and EMAIL", method)
		}
	}
	return nil
}

// list defines a flag that holds several values.
func list(flags *flag.FlagSet, values *[]string, name, usage string) {
	flags.Func(name, usage, func(text string) error {
		*values = strings.Split(text, ",")
		return nil
	})
}

// report is the first line of output: what a client needs.
type report struct {
	Cognito  cognito  `json:"cognito"`
	DynamoDB dynamodb `json:"dynamodb"`
}

type cognito struct {
	Endpoint     string `json:"endpoint"`
	Region       string `json:"region"`
	UserPoolID   string `json:"userPoolId"`
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret,omitempty"`
	Issuer       string `json:"issuer"`
	JWKSURL      string `json:"jwksUrl"`
}

type dynamodb struct {
	Endpoint string `json:"endpoint"`
	Region   string `json:"region"`
}

// message is a further line of output.
type message struct {
	Message cognitotest.Message `json:"message"`
}

// lines writes one object per line. The stand-in for Cognito calls it from several goroutines.
type lines struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lines) write(object any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return json.NewEncoder(l.w).Encode(object)
}

// serve runs both stand-ins until ctx ends.
func serve(ctx context.Context, o options, output io.Writer) (err error) {
	if o.data != "" {
		if err := os.MkdirAll(o.data, 0o700); err != nil { // it holds signing keys
			return err
		}
	}
	out := &lines{w: output}
	dynamo, err := dynamotest.New(dynamotest.Config{
		Path: file(o.data, "dynamodb.db"), Addr: o.dynamodb, SweepInterval: time.Minute, Modes: o.modes,
	})
	if err != nil {
		return fmt.Errorf("dynamodb: %w", err)
	}
	defer func() { err = errors.Join(err, dynamo.Close()) }()
	pools, err := cognitotest.New(cognitotest.Config{
		Path: file(o.data, "cognito.db"), Addr: o.cognito,
		OnMessage: func(m cognitotest.Message) { _ = out.write(message{m}) }, // the outbox keeps it anyway
	})
	if err != nil {
		return fmt.Errorf("cognito: %w", err)
	}
	defer func() { err = errors.Join(err, pools.Close()) }()
	pool, err := pools.EnsurePool(o.pool)
	if err != nil {
		return err
	}
	err = out.write(report{
		Cognito: cognito{
			Endpoint: pools.URL(), Region: o.pool.Region, UserPoolID: pool.ID, ClientID: pool.ClientID,
			ClientSecret: pool.ClientSecret, Issuer: pool.Issuer, JWKSURL: pool.JWKSURL,
		},
		DynamoDB: dynamodb{Endpoint: dynamo.URL(), Region: o.pool.Region},
	})
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// file is where a stand-in keeps its state; empty if nothing is kept.
func file(folder, name string) string {
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, name)
}
