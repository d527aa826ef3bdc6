package lambda_test

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

const (
	temporary     = "Temporary-Horse-7"
	policyQuery   = `{ signUpPolicy { emailDomains } }`
	viewerQuery   = `{ viewer { email } }`
	signInQuery   = `mutation($input: SignInInput!) { signIn(input: $input) { session { expiresAt } challenge { ... on NewPasswordChallenge { handle } } userErrors { code } } }`
	answerQuery   = `mutation($input: AnswerChallengeInput!) { answerChallenge(input: $input) { session { expiresAt } userErrors { code } } }`
	sessionCookie = "__Host-unicornpursuit-session="
)

func TestTheProductAnswersThroughAFunctionURL(t *testing.T) {
	_, environment := startBackend(t)
	f := start(t, "server", environment)
	encoded := newEvent(t, policyQuery, nil)
	encoded["body"], encoded["isBase64Encoded"] = base64.StdEncoding.EncodeToString([]byte(encoded["body"].(string))), true
	for name, e := range map[string]event{"text": newEvent(t, policyQuery, nil), "base64": encoded} {
		a := f.ask(t, e)
		if a.StatusCode != http.StatusOK || a.value(t, "data", "signUpPolicy", "emailDomains").([]any)[0] != "example.com" {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
		if a.Headers["Content-Type"] != "application/graphql-response+json; charset=utf-8" || a.Headers["Strict-Transport-Security"] == "" {
			t.Errorf("%s: %v", name, a.Headers)
		}
	}
	if a := f.ask(t, newEvent(t, "", nil).get("/readyz")); a.StatusCode != http.StatusOK {
		t.Errorf("/readyz: %d %s", a.StatusCode, a.body)
	}
	if a := f.ask(t, newEvent(t, policyQuery, nil).header("origin", "https://evil.example.net")); a.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: %d %s", a.StatusCode, a.body)
	}
}

// invite makes an account that has to choose a password at its first sign-in.
func invite(t *testing.T, backend *localaws.AWS) {
	t.Helper()
	users := cip.New(cip.Options{Region: localaws.Region, BaseEndpoint: aws.String(backend.Cognito.URL()), Credentials: backend.Dynamo.Config().Credentials})
	_, err := users.AdminCreateUser(t.Context(), &cip.AdminCreateUserInput{
		UserPoolId: &backend.Pool.ID, Username: aws.String(email), TemporaryPassword: aws.String(temporary),
		MessageAction: types.MessageActionTypeSuppress, UserAttributes: attributes(email),
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestABrowserSignsInThroughAFunctionURL(t *testing.T) {
	backend, environment := startBackend(t)
	invite(t, backend)
	environment["PLAYGROUND"] = "true" // this browser's documents are not the app's
	f := start(t, "server", environment)

	challenged := f.ask(t, newEvent(t, signInQuery, map[string]any{"email": email, "password": temporary, "transport": "COOKIE"}))
	handle := challenged.value(t, "data", "signIn", "challenge", "handle")
	answering := newEvent(t, answerQuery, map[string]any{"handle": handle, "newPassword": password})
	answering["cookies"] = challenged.jar(t)
	signedIn := f.ask(t, answering)
	// One cookie set and one cleared: several Set-Cookie headers can't be one header.
	if len(signedIn.Cookies) != 2 || signedIn.Headers["Set-Cookie"] != "" {
		t.Fatalf("cookies %q, headers %v: %s", signedIn.Cookies, signedIn.Headers, signedIn.body)
	}
	session := signedIn.jar(t)
	if len(session) != 1 || !strings.HasPrefix(session[0], sessionCookie) {
		t.Fatalf("%q", session)
	}

	inField, inHeader := newEvent(t, viewerQuery, nil), newEvent(t, viewerQuery, nil).header("cookie", session[0])
	inField["cookies"], inHeader["cookies"] = session, session
	for name, e := range map[string]event{"field": inField, "header": inHeader} {
		if a := f.ask(t, e); a.value(t, "data", "viewer", "email") != email {
			t.Errorf("cookie in the %s: %s", name, a.body)
		}
	}
	for _, secret := range []string{password, temporary, session[0], strings.TrimPrefix(session[0], sessionCookie), handle.(string)} {
		if strings.Contains(f.log.String(), secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
}

// trail returns the actions and addresses of the audit trail.
func trail(t *testing.T, backend *localaws.AWS) (events []string) {
	t.Helper()
	store := dynamo.NewAuditStore(dynamo.NewTable(backend.Dynamo.Config(), localaws.TableName, dynamo.Unhurried(20)), time.Hour, time.Now)
	page, err := store.Events(t.Context(), audit.Filter{}, 50, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, edge := range page.Edges {
		events = append(events, edge.Node.Action+" "+edge.Node.IPAddress)
	}
	return events
}

func TestAnAnswerEndsOnceItsAuditEventIsWritten(t *testing.T) {
	backend, environment := startBackend(t)
	f := start(t, "server", environment)
	f.ask(t, newEvent(t, signInQuery, map[string]any{"email": email, "password": password, "transport": "COOKIE"}))
	// Lambda would freeze the process now: whatever is not written may never be.
	if events := trail(t, backend); !slices.Equal(events, []string{"signIn 198.51.100.7"}) {
		t.Errorf("%q", events)
	}
}

func TestOnlyTheDistributionThatKnowsTheSecretIsAnswered(t *testing.T) {
	backend, environment := startBackend(t)
	environment["ORIGIN_SECRET"] = originSecret
	f := start(t, "server", environment)
	for _, secret := range []string{"", "guessed", originSecret + " "} {
		if a := f.ask(t, newEvent(t, policyQuery, nil).header("x-origin-secret", secret)); a.StatusCode != http.StatusForbidden {
			t.Errorf("with secret %q: %d %s", secret, a.StatusCode, a.body)
		}
	}
	var expected []string
	for viewer, client := range map[string]string{
		"192.0.2.9:46532":            "192.0.2.9",
		"2001:db8::c4a:42838":        "2001:db8::c4a",
		"[2001:db8:0:1::c4a]:42838":  "2001:db8:0:1::c4a",
		"":                           "198.51.100.7", // CloudFront was not configured to send it
		"<script>alert(1)</script>:": "",
	} {
		e := newEvent(t, signInQuery, map[string]any{"email": email, "password": password, "transport": "COOKIE"})
		if a := f.ask(t, e.header("x-origin-secret", originSecret).header("cloudfront-viewer-address", viewer)); a.StatusCode != http.StatusOK {
			t.Errorf("%q: %d %s", viewer, a.StatusCode, a.body)
		}
		expected = append(expected, "signIn "+client)
	}
	events := trail(t, backend)
	slices.Sort(events)
	slices.Sort(expected)
	if !slices.Equal(events, expected) {
		t.Errorf("%q, not %q", events, expected)
	}
	if strings.Contains(f.log.String(), originSecret) {
		t.Error("the log holds the secret")
	}
}

func TestAServerThatIsConfiguredWronglyDoesNotStart(t *testing.T) {
	for variable, value := range map[string]string{
		"PUBLIC_URL": "", "ORIGIN_SECRET": "short", "TRUSTED_PROXIES": "198.51.100.7", "ALLOWED_EMAIL_DOMAINS": "",
	} {
		_, environment := startBackend(t)
		environment[variable] = value
		f := start(t, "server", environment)
		<-f.stopped
		if !strings.Contains(f.log.String(), variable+":") && !strings.Contains(f.log.String(), `"`+variable+`"`) {
			t.Errorf("%s is not named: %s", variable, f.log)
		}
	}
}
