package lambda_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

const (
	email     = "ada@example.com"
	phone     = "+442079460018"
	password  = "Correct-Horse-7-Battery"
	tableName = "votes"
)

// account is an AWS account with the user pool whose triggers are the binaries, and the table.
type account struct {
	cognito *cognitotest.Server
	dynamo  *dynamotest.Server
	pool    cognitotest.Pool
	users   *cip.Client
}

func newAccount(t *testing.T, domains string, countries ...string) *account {
	t.Helper()
	a := &account{dynamo: dynamotest.Start(t)}
	if err := dynamo.NewTable(a.dynamo.Config(), tableName, dynamo.Unhurried(20)).Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	var err error
	if a.cognito, err = cognitotest.New(cognitotest.Config{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.cognito.Close() })
	a.pool, err = a.cognito.EnsurePool(cognitotest.PoolSpec{
		Name: "pool",
		PreSignUp: forwardPreSignUp(start(t, "presignup", map[string]string{
			"ALLOWED_EMAIL_DOMAINS": domains, "ALLOWED_PHONE_COUNTRIES": strings.Join(countries, ","),
		})),
		PostConfirmation: forwardPostConfirmation(start(t, "postconfirmation", a.tableEnvironment())),
	})
	if err != nil {
		t.Fatal(err)
	}
	a.users = cip.New(cip.Options{Region: "eu-west-1", BaseEndpoint: aws.String(a.cognito.URL()), Credentials: a.dynamo.Config().Credentials})
	return a
}

// tableEnvironment is what Lambda gives a function with a role, and where the table is.
func (a *account) tableEnvironment() map[string]string {
	return map[string]string{
		"TABLE_NAME": tableName, "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL_DYNAMODB": a.dynamo.URL(),
		"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_SESSION_TOKEN": "local",
	}
}

// cognitoEvent is an event of a user pool's trigger (Developer Guide, "Customizing user pool workflows with Lambda triggers").
func cognitoEvent(source, poolID, clientID, username string, request, response map[string]any) map[string]any {
	return map[string]any{
		"version": "1", "triggerSource": source, "region": "eu-west-1", "userPoolId": poolID, "userName": username,
		"callerContext": map[string]any{"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": clientID},
		"request":       request, "response": response,
	}
}

func forwardPreSignUp(f *function) cognitotest.PreSignUp {
	return func(ctx context.Context, e cognitotest.SignUpEvent) error {
		_, err := f.trigger(ctx, cognitoEvent(e.TriggerSource, e.PoolID, e.ClientID, e.Username,
			map[string]any{"userAttributes": e.Attributes, "validationData": e.ValidationData, "clientMetadata": e.ClientMetadata},
			map[string]any{"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false}))
		return err
	}
}

func forwardPostConfirmation(f *function) cognitotest.PostConfirmation {
	return func(ctx context.Context, e cognitotest.ConfirmationEvent) error {
		_, err := f.trigger(ctx, cognitoEvent(e.TriggerSource, e.PoolID, e.ClientID, e.Username,
			map[string]any{"userAttributes": e.Attributes, "clientMetadata": e.ClientMetadata}, map[string]any{}))
		return err
	}
}

func attributes(email string) []types.AttributeType {
	return []types.AttributeType{
		{Name: aws.String("email"), Value: &email}, {Name: aws.String("name"), Value: aws.String("Ada")},
		{Name: aws.String("phone_number"), Value: aws.String(phone)},
	}
}

func (a *account) signUp(ctx context.Context, email string) (*cip.SignUpOutput, error) {
	return a.users.SignUp(ctx, &cip.SignUpInput{
		ClientId: &a.pool.ClientID, Username: &email, Password: aws.String(password), UserAttributes: attributes(email),
	})
}

func (a *account) confirm(ctx context.Context, email string) error {
	code := a.cognito.Outbox()[0].Code
	_, err := a.users.ConfirmSignUp(ctx, &cip.ConfirmSignUpInput{ClientId: &a.pool.ClientID, Username: &email, ConfirmationCode: &code})
	return err
}

func TestASignUpFromADomainThatIsNotAllowedIsRefusedByTheUserPool(t *testing.T) {
	a := newAccount(t, "example.com,*.example.org")
	for _, refused := range []string{"eve@example.net", "eve@sub.example.com", "eve@example.org", "eve@notexample.com"} {
		_, err := a.signUp(t.Context(), refused)
		var refusal *types.UserLambdaValidationException
		if !errors.As(err, &refusal) || !strings.Contains(refusal.ErrorMessage(), "email domain not allowed") {
			t.Errorf("%s: %v", refused, err)
		}
	}
	for _, allowed := range []string{email, "Grace@Sub.Example.ORG"} {
		if out, err := a.signUp(t.Context(), allowed); err != nil || out.UserConfirmed {
			t.Errorf("%s: %v, %+v", allowed, err, out)
		}
	}
}

func TestASignUpFromACountryThatIsNotAllowedIsRefusedByTheUserPool(t *testing.T) {
	for name, test := range map[string]struct {
		countries []string
		refused   bool
	}{"its own": {[]string{"DE", "GB"}, false}, "any": {nil, false}, "another": {[]string{"DE"}, true}} {
		a := newAccount(t, "example.com", test.countries...)
		_, err := a.signUp(t.Context(), email)
		var refusal *types.UserLambdaValidationException
		switch {
		case !test.refused && err != nil:
			t.Errorf("%s: %v", name, err)
		case test.refused && (!errors.As(err, &refusal) || !strings.Contains(refusal.ErrorMessage(), "of a country that is not allowed")):
			t.Errorf("%s: %v", name, err)
		}
		if sent := len(a.cognito.Outbox()); test.refused && sent > 0 {
			t.Errorf("%s: %d messages", name, sent)
		}
	}
}

func TestAnAdministratorCanNotInviteFromADomainThatIsNotAllowed(t *testing.T) {
	a := newAccount(t, "example.com")
	_, err := a.users.AdminCreateUser(t.Context(), &cip.AdminCreateUserInput{
		UserPoolId: &a.pool.ID, Username: aws.String("eve@example.net"), UserAttributes: attributes("eve@example.net"),
	})
	var refusal *types.UserLambdaValidationException
	if !errors.As(err, &refusal) {
		t.Errorf("%v", err)
	}
}

func TestASignUpIsRefusedWhereTheDomainsAreNotConfigured(t *testing.T) {
	for _, domains := range []string{"", " ", "example.com,", "no domain"} {
		a := newAccount(t, domains)
		_, err := a.signUp(t.Context(), email)
		var refusal *types.UserLambdaValidationException
		if !errors.As(err, &refusal) {
			t.Errorf("%q: %v", domains, err)
		}
	}
}

func TestAConfirmedAccountHasAVoterRecord(t *testing.T) {
	a := newAccount(t, "example.com")
	registered, err := a.signUp(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.confirm(t.Context(), email); err != nil {
		t.Fatal(err)
	}
	before := a.dynamo.Calls()["PutItem"]
	voter, err := dynamo.NewVoterStore(dynamo.NewTable(a.dynamo.Config(), tableName, dynamo.Unhurried(20)), time.Now).Ensure(t.Context(), *registered.UserSub)
	if err != nil || voter.RegisteredAt.IsZero() || before != 1 || a.dynamo.Calls()["PutItem"] != before {
		t.Errorf("%v, %+v, %v: the record was not there", err, voter, a.dynamo.Calls())
	}
}

func TestAConfirmationSucceedsWhereTheTableFails(t *testing.T) {
	a := newAccount(t, "example.com")
	if _, err := a.signUp(t.Context(), email); err != nil {
		t.Fatal(err)
	}
	a.dynamo.Inject(dynamotest.Fault{Operation: "GetItem", Count: 100, Kind: dynamotest.InternalError})
	if err := a.confirm(t.Context(), email); err != nil {
		t.Error(err)
	}
}
