package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	ddb "github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// running is the command as started by a test: its first line of output, and a way to read the rest.
type running struct {
	report report
	lines  *bufio.Scanner
	end    func()
}

func start(t *testing.T, arguments ...string) running {
	t.Helper()
	var usage bytes.Buffer
	o, err := parse(append([]string{"-cognito", "127.0.0.1:0", "-dynamodb", "127.0.0.1:0"}, arguments...), &usage)
	if err != nil {
		t.Fatalf("%v\n%s", err, usage.String())
	}
	ctx, cancel := context.WithCancel(t.Context())
	output, w := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := serve(ctx, o, w)
		_ = w.Close() // ends the output of a command that failed
		ended <- err
	}()
	r := running{lines: bufio.NewScanner(output)}
	r.end = func() {
		cancel()
		if err, running := <-ended; running && err != nil {
			t.Error(err)
		}
		close(ended)
		r.end = func() {}
	}
	t.Cleanup(func() { r.end() })
	if !r.lines.Scan() {
		t.Fatal(<-ended)
	}
	if err := json.Unmarshal(r.lines.Bytes(), &r.report); err != nil {
		t.Fatalf("%v: %s", err, r.lines.Bytes())
	}
	return r
}

var anybody = credentials.NewStaticCredentialsProvider("any", "any", "")

func (r running) cognito() *cip.Client {
	c := r.report.Cognito
	return cip.New(cip.Options{Region: c.Region, BaseEndpoint: &c.Endpoint, Credentials: anybody})
}

func (r running) signIn(t *testing.T, email, password string) (*cip.InitiateAuthOutput, error) {
	return r.cognito().InitiateAuth(t.Context(), &cip.InitiateAuthInput{
		ClientId: &r.report.Cognito.ClientID, AuthFlow: types.AuthFlowTypeUserPasswordAuth,
		AuthParameters: map[string]string{"USERNAME": email, "PASSWORD": password},
	})
}

func TestASignUpIsConfirmedByTheCodeOfAPrintedMessage(t *testing.T) {
	const email, password = "ada@example.com", "correct-Horse-7-battery"
	folder := t.TempDir()
	r := start(t, "-data", folder)
	client := r.report.Cognito.ClientID
	signedUp := make(chan error, 1)
	go func() { // the message is printed before the response is sent, so the output must be read meanwhile
		_, err := r.cognito().SignUp(t.Context(), &cip.SignUpInput{
			ClientId: &client, Username: aws.String(email), Password: aws.String(password),
			UserAttributes: []types.AttributeType{
				{Name: aws.String("email"), Value: aws.String(email)}, {Name: aws.String("name"), Value: aws.String("Ada")},
				{Name: aws.String("phone_number"), Value: aws.String("+442079460018")},
			},
		})
		signedUp <- err
	}()
	var sent message
	if !r.lines.Scan() || json.Unmarshal(r.lines.Bytes(), &sent) != nil || sent.Message.Code == "" {
		t.Fatalf("printed %q, want a message with a code", r.lines.Text())
	}
	if err := <-signedUp; err != nil {
		t.Fatal(err)
	}
	_, err := r.cognito().ConfirmSignUp(t.Context(), &cip.ConfirmSignUpInput{
		ClientId: &client, Username: aws.String(email), ConfirmationCode: &sent.Message.Code,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.signIn(t, email, password); err != nil {
		t.Fatal(err)
	}
	r.end()

	again := start(t, "-data", folder)
	if again.report.Cognito.UserPoolID != r.report.Cognito.UserPoolID || again.report.Cognito.ClientID != client {
		t.Errorf("a restart made %+v of %+v", again.report.Cognito, r.report.Cognito)
	}
	if _, err := again.signIn(t, email, password); err != nil {
		t.Errorf("after a restart: %v", err)
	}
}

func TestDynamoDBAnswersTheSDK(t *testing.T) {
	r := start(t, "-modes", "pages=2")
	d := r.report.DynamoDB
	client := ddb.New(ddb.Options{Region: d.Region, BaseEndpoint: &d.Endpoint, Credentials: anybody})
	_, err := client.DescribeTable(t.Context(), &ddb.DescribeTableInput{TableName: aws.String("nothing")})
	if err == nil || !strings.Contains(err.Error(), "ResourceNotFoundException") {
		t.Errorf("%v, want ResourceNotFoundException", err)
	}
}

func TestTheOptionsReachThePool(t *testing.T) {
	r := start(t, "-mfa", "ON", "-mfa-methods", "TOTP,EMAIL", "-client-secret", "-callback-urls", "http://localhost/a,http://localhost/b")
	c := r.report.Cognito
	if c.ClientSecret == "" {
		t.Error("no client secret")
	}
	mfa, err := r.cognito().GetUserPoolMfaConfig(t.Context(), &cip.GetUserPoolMfaConfigInput{UserPoolId: &c.UserPoolID})
	if err != nil {
		t.Fatal(err)
	}
	if mfa.MfaConfiguration != "ON" || mfa.SoftwareTokenMfaConfiguration == nil || mfa.EmailMfaConfiguration == nil ||
		mfa.SmsMfaConfiguration != nil {
		t.Errorf("MFA is %+v", mfa)
	}
	client, err := r.cognito().DescribeUserPoolClient(t.Context(), &cip.DescribeUserPoolClientInput{
		UserPoolId: &c.UserPoolID, ClientId: &c.ClientID,
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := client.UserPoolClient.CallbackURLs; len(got) != 2 {
		t.Errorf("callback URLs are %v", got)
	}
}

func TestAMistakeOnTheCommandLineIsNamed(t *testing.T) {
	for argument, want := range map[string]string{
		"serve":             `unexpected argument "serve"`,
		"-mfa-methods=FAX":  `"FAX" is none of SMS, TOTP and EMAIL`,
		"-modes=chaos":      "there are conflicts, lag, throttle, pages and unswept",
		"-rotation-grace=1": "rotation-grace",
		"-bogus":            "bogus",
	} {
		var usage bytes.Buffer
		if _, err := parse([]string{argument}, &usage); err == nil || !strings.Contains(usage.String(), want) ||
			!strings.Contains(usage.String(), "-dynamodb") {
			t.Errorf("%s: %v, and printed %q, want %q and the flags", argument, err, usage.String(), want)
		}
	}
}

func TestAnAddressThatIsNotLoopbackIsRefused(t *testing.T) {
	for _, flag := range []string{"-cognito", "-dynamodb"} {
		o, err := parse([]string{"-cognito=127.0.0.1:0", "-dynamodb=127.0.0.1:0", flag + "=0.0.0.0:0"}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if err := serve(t.Context(), o, io.Discard); err == nil || !strings.Contains(err.Error(), "loopback") {
			t.Errorf("%s: %v, want a refusal", flag, err)
		}
	}
}
