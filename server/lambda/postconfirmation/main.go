// Command postconfirmation is the Lambda function that Cognito calls once an account has been confirmed (its trigger
// PostConfirmation). It creates the voter record, so that a voter counts as registered from then on. It may run twice
// for an account, and nothing depends on it: the product creates a missing record when it first needs it.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/config"

	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	table := os.Getenv("TABLE_NAME")
	if table == "" {
		fatal("TABLE_NAME is not set: it is the name of the product's table")
	}
	aws, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		fatal(fmt.Sprintf("configuration of AWS: %v", err))
	}
	lambda.Start(trigger{voters: dynamo.NewVoterStore(dynamo.NewTable(aws, table), time.Now)}.handle)
}

func fatal(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}

type trigger struct{ voters voting.VoterStore }

// handle creates the voter record of a newly confirmed account. It never fails: the account is confirmed by now, so an
// error would only look as if the code had been refused, and the person would try the used code again and again.
func (t trigger) handle(
	ctx context.Context,
	event events.CognitoEventUserPoolsPostConfirmation,
) (events.CognitoEventUserPoolsPostConfirmation, error) {
	if event.TriggerSource != "PostConfirmation_ConfirmSignUp" {
		return event, nil // PostConfirmation_ConfirmForgotPassword: the account is not new
	}
	subject := event.Request.UserAttributes["sub"]
	if subject == "" {
		slog.ErrorContext(ctx, "voter record not created: the event has no sub")
		return event, nil
	}
	if _, err := t.voters.Ensure(ctx, subject); err != nil {
		slog.ErrorContext(ctx, "voter record not created: the product creates it later", "subject", subject, "error", err)
	}
	return event, nil
}
