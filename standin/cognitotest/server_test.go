package cognitotest_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func TestOnlyLoopbackIsBound(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0"} {
		if s, err := cognitotest.New(cognitotest.Config{Addr: addr}); err == nil {
			t.Errorf("%s: started at %s", addr, s.URL())
			_ = s.Close()
		}
	}
}

// call posts a raw request and returns the status and the body.
func call(t *testing.T, server *cognitotest.Server, target, body string) (int, string) {
	t.Helper()
	request := must(http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL(), strings.NewReader(body)))(t)
	request.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+target)
	response := must(http.DefaultClient.Do(request))(t)
	defer response.Body.Close()
	return response.StatusCode, string(must(io.ReadAll(response.Body))(t))
}

func TestWhatIsNotImplementedFailsWithItsName(t *testing.T) {
	server := cognitotest.Start(t)
	for _, c := range []struct{ target, body, want string }{
		{"AdminLinkProviderForUser", `{}`, `{"__type":"UnknownOperationException","message":"cognitotest does not implement the operation \"AdminLinkProviderForUser\""}`},
		{"RespondToAuthChallenge", `{"ClientId":"x","ChallengeName":"WEB_AUTHN"}`, `{"__type":"UnimplementedParameterException","message":"cognitotest does not implement the challenge \"WEB_AUTHN\" of RespondToAuthChallenge"}`},
		{"ConfirmSignUp", `{"ClientId":"x","Username":"a@b.example","ConfirmationCode":"1","ForceAliasCreation":true}`, `{"__type":"UnimplementedParameterException","message":"cognitotest does not implement ForceAliasCreation true"}`},
		{"ConfirmSignUp", `{"Session":"x"}`, `{"__type":"UnimplementedParameterException","message":"cognitotest does not implement the parameter \"Session\" of ConfirmSignUp"}`},
		{"InitiateAuth", `{"ClientId":"x","AuthFlow":"USER_AUTH"}`, `{"__type":"UnimplementedParameterException","message":"cognitotest does not implement the flow \"USER_AUTH\" of InitiateAuth"}`},
		{"SignUp", `not json`, `{"__type":"SerializationException","message":"The request is not the JSON that SignUp takes"}`},
	} {
		if status, body := call(t, server, c.target, c.body); status != http.StatusBadRequest || body != c.want {
			t.Errorf("%s: %d %s\nwant %s", c.target, status, body, c.want)
		}
	}
}

// Clients such as amazon-cognito-identity-js send these with every call.
func TestWhatAWSIgnoresIsAccepted(t *testing.T) {
	f := setup(t)
	visitor := &types.UserContextDataType{IpAddress: aws.String("192.0.2.1"), EncodedData: aws.String("eyJ4Ijp7fX0=")}
	analytics := &types.AnalyticsMetadataType{AnalyticsEndpointId: aws.String("endpoint")}
	in := signUpInput(f.pool, testEmail)
	in.UserContextData, in.AnalyticsMetadata = visitor, analytics
	must(f.sdk.SignUp(f.ctx, in))(t)
	must(f.sdk.ResendConfirmationCode(f.ctx, &cip.ResendConfirmationCodeInput{
		ClientId: &f.pool.ClientID, Username: in.Username, UserContextData: visitor, AnalyticsMetadata: analytics,
	}))(t)
	must(f.sdk.ConfirmSignUp(f.ctx, &cip.ConfirmSignUpInput{
		ClientId: &f.pool.ClientID, Username: in.Username, ConfirmationCode: aws.String(f.lastCode()), ForceAliasCreation: false,
		UserContextData: visitor, AnalyticsMetadata: analytics,
	}))(t)
	if status, body := call(t, f.server, "ConfirmSignUp", `{"ClientId":"`+f.pool.ClientID+`","Username":"`+testEmail+`","ConfirmationCode":"1","ForceAliasCreation":false}`); status != http.StatusBadRequest || !strings.Contains(body, "Current status is CONFIRMED") {
		t.Errorf("ForceAliasCreation false: %d %s", status, body)
	}
	must(f.sdk.InitiateAuth(f.ctx, &cip.InitiateAuthInput{
		ClientId: &f.pool.ClientID, AuthFlow: types.AuthFlowTypeUserPasswordAuth, UserContextData: visitor, AnalyticsMetadata: analytics,
		AuthParameters: map[string]string{"USERNAME": testEmail, "PASSWORD": testPassword},
	}))(t)
	must(f.sdk.ForgotPassword(f.ctx, &cip.ForgotPasswordInput{
		ClientId: &f.pool.ClientID, Username: in.Username, UserContextData: visitor, AnalyticsMetadata: analytics,
	}))(t)
	must(f.sdk.ConfirmForgotPassword(f.ctx, &cip.ConfirmForgotPasswordInput{
		ClientId: &f.pool.ClientID, Username: in.Username, ConfirmationCode: aws.String(f.lastCode()), Password: aws.String(newPassword),
		UserContextData: visitor, AnalyticsMetadata: analytics,
	}))(t)
}

func TestPagesOnLoopbackMayCallWhatBrowsersCall(t *testing.T) {
	v := visit(t)
	for path, method := range map[string]string{
		"/": "POST", "/oauth2/token": "POST", "/oauth2/revoke": "POST", "/oauth2/userInfo": "GET",
		"/" + v.pool.ID + "/.well-known/jwks.json": "GET", "/" + v.pool.ID + "/.well-known/openid-configuration": "GET",
	} {
		for origin, allowed := range map[string]string{
			"http://localhost:3000": "http://localhost:3000", "https://127.0.0.1:8443": "https://127.0.0.1:8443", "http://[::1]:3000": "http://[::1]:3000",
			"https://evil.example": "", "http://localhost.evil.example": "", "null": "", "": "",
		} {
			preflight := v.do("OPTIONS", v.server.URL()+path, nil, "Origin", origin,
				"Access-Control-Request-Method", method, "Access-Control-Request-Headers", "content-type,x-amz-target")
			reply := v.do(method, v.server.URL()+path, nil, "Origin", origin)
			if preflight.StatusCode != http.StatusOK || preflight.Header.Get("Access-Control-Allow-Origin") != allowed ||
				reply.Header.Get("Access-Control-Allow-Origin") != allowed || reply.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s for %q: %d %v, then %v", path, origin, preflight.StatusCode, preflight.Header, reply.Header)
			}
			if allowed != "" && (preflight.Header.Get("Access-Control-Allow-Methods") != method || preflight.Header.Get("Access-Control-Allow-Headers") != "content-type,x-amz-target") {
				t.Errorf("%s for %q: %v", path, origin, preflight.Header)
			}
		}
	}
	if page := v.do("GET", v.server.URL()+"/login?"+v.request().Encode(), nil, "Origin", "http://localhost:3000"); page.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("the sign-in page can be read by other pages")
	}
}

func TestWrongPasswordAndUnknownUserAnswerTheSameBytes(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	body := func(email string) string {
		return `{"ClientId":"` + f.pool.ClientID + `","AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":{"USERNAME":"` + email + `","PASSWORD":"Wrong-Password-1"}}`
	}
	status1, known := call(t, f.server, "InitiateAuth", body(testEmail))
	status2, unknown := call(t, f.server, "InitiateAuth", body("nobody@example.com"))
	if status1 != status2 || known != unknown {
		t.Errorf("%d %s\n%d %s", status1, known, status2, unknown)
	}
}

func TestStateSurvivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cognito.db")
	open := func() *fixture {
		server := must(cognitotest.New(cognitotest.Config{Path: path}))(t)
		pool := ensurePool(t, server, func(p *cognitotest.PoolSpec) { p.Client.Secret = true })
		return &fixture{T: t, server: server, pool: pool, sdk: newSDK(server.URL()), ctx: t.Context()}
	}
	before := open()
	before.confirmedUser(testEmail)
	tokens := before.signIn(testEmail)
	before.signUp("grace@example.com")
	code := before.lastCode()
	if err := before.server.Close(); err != nil {
		t.Fatal(err)
	}

	after := open()
	defer func() { _ = after.server.Close() }()
	if after.pool.ID != before.pool.ID || after.pool.ClientID != before.pool.ClientID || after.pool.ClientSecret != before.pool.ClientSecret {
		t.Errorf("pool %+v became %+v", before.pool, after.pool)
	}
	if outbox := after.server.Outbox(); len(outbox) != 2 || outbox[0].Code != code {
		t.Errorf("outbox %+v", outbox)
	}
	verifiedClaims(t, fetchJWKS(t, after.pool), *tokens.AccessToken)
	must(after.getUser(*tokens.AccessToken))(t)
	after.signIn(testEmail)
	if err := after.confirm("grace@example.com", code); err != nil {
		t.Errorf("confirm with the code from before the restart: %v", err)
	}
	if data := must(os.ReadFile(path))(t); strings.Contains(string(data), testPassword) {
		t.Error("the file holds a password in the clear")
	}
}

func TestUnfinishedBusinessSurvivesARestart(t *testing.T) {
	path, clock := filepath.Join(t.TempDir(), "cognito.db"), newClock()
	open := func() *fixture {
		server := must(cognitotest.New(cognitotest.Config{Path: path, Clock: clock.Now}))(t)
		return &fixture{t, server, ensurePool(t, server, withMFA(cognitotest.MFAOptional)), newSDK(server.URL()), clock, t.Context()}
	}
	before := open()
	before.confirmedUser(testEmail)
	access := before.signIn(testEmail).AccessToken
	secret := before.enroll(access)
	before.check(before.prefer(access, nil, aws.Bool(true), nil))
	must(before.updateProfile(access, "email", newEmail))(t)
	emailCode := before.lastCode()
	must(before.forgot(testEmail))(t)
	resetCode := before.lastCode()
	challenge := must(before.auth(testEmail, testPassword))(t)
	before.check(before.server.Close())

	after := open()
	defer func() { _ = after.server.Close() }()
	_, err := after.respond(challenge.ChallengeName, challenge.Session, "SOFTWARE_TOKEN_MFA_CODE", *after.totp(secret, 0))
	wantRefusal(t, err, "ExpiredCodeException", "Your software token has already been used once.")
	must(after.respond(challenge.ChallengeName, challenge.Session, "SOFTWARE_TOKEN_MFA_CODE", *after.totp(secret, 1)))(t)
	after.check(after.verify(access, "email", emailCode))
	after.check(after.reset(newEmail, resetCode, newPassword))
}

func TestALostReplyToAChallengeHasUsedItsSession(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFARequired), func(p *cognitotest.PoolSpec) { p.MFA.Email = false })
	f.confirmedUser(testEmail)
	out := must(f.auth(testEmail, testPassword))(t)
	code := f.lastCode()
	f.server.Inject(cognitotest.Fault{Operation: "RespondToAuthChallenge", Kind: cognitotest.DropReply})
	if _, err := f.respond(out.ChallengeName, out.Session, "SMS_MFA_CODE", code); err == nil {
		t.Error("the reply was not lost")
	}
	_, err := f.respond(out.ChallengeName, out.Session, "SMS_MFA_CODE", code)
	wantRefusal(t, err, "NotAuthorizedException", "Invalid session for the user, session can only be used once.")
}

func TestPoolsAndClientsAreSeparate(t *testing.T) {
	f := setup(t)
	again := ensurePool(t, f.server)
	if again != f.pool {
		t.Errorf("%+v became %+v", f.pool, again)
	}
	mobile := ensurePool(t, f.server, func(p *cognitotest.PoolSpec) { p.Client.Name = "mobile" })
	if mobile.ID != f.pool.ID || mobile.ClientID == f.pool.ClientID {
		t.Errorf("second client %+v", mobile)
	}
	other := ensurePool(t, f.server, func(p *cognitotest.PoolSpec) { p.Name, p.Region = "other", "us-east-1" })
	if !strings.HasPrefix(other.ID, "us-east-1_") || !strings.HasPrefix(f.pool.ID, "eu-west-1_") {
		t.Errorf("pools %s and %s", f.pool.ID, other.ID)
	}
	f.confirmedUser(testEmail)
	f.pool = mobile
	f.signIn(testEmail)
	f.pool = other
	_, err := f.auth(testEmail, testPassword)
	wantRefusal(t, err, "NotAuthorizedException", incorrect)
}

func TestBadPoolSpecsAreRefusedWithEveryProblem(t *testing.T) {
	server := cognitotest.Start(t)
	_, err := server.EnsurePool(cognitotest.PoolSpec{
		RequiredAttributes: []string{"shoe_size"},
		Client: cognitotest.ClientSpec{
			RefreshRotation: true, Flows: []string{cognitotest.FlowRefreshToken}, RotationGrace: time.Hour,
		},
	})
	for _, problem := range []string{"the name is empty", "shoe_size", "rotation", "0 to 60 s"} {
		if err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("%q is not reported in: %v", problem, err)
		}
	}
}

func TestThrottleAndInternalErrorApplyNothing(t *testing.T) {
	f := setup(t)
	f.server.Inject(cognitotest.Fault{Operation: "SignUp", Kind: cognitotest.Throttle})
	f.server.Inject(cognitotest.Fault{Operation: "SignUp", Kind: cognitotest.InternalError})
	_, err := f.sdk.SignUp(f.ctx, signUpInput(f.pool, testEmail))
	wantRefusal(t, err, "TooManyRequestsException", "Rate exceeded")
	_, err = f.sdk.SignUp(f.ctx, signUpInput(f.pool, testEmail))
	var internal *types.InternalErrorException
	if !errors.As(err, &internal) {
		t.Errorf("got %v", err)
	}
	f.signUp(testEmail)
	if calls := f.server.Calls()["SignUp"]; calls != 3 {
		t.Errorf("%d calls, want 3", calls)
	}
	f.server.ResetCalls()
	if calls := f.server.Calls(); len(calls) != 0 {
		t.Errorf("calls %v after a reset", calls)
	}
}

func TestDroppedReplyIsApplied(t *testing.T) {
	f := setup(t)
	f.server.Inject(cognitotest.Fault{Operation: "SignUp", Count: 1, Kind: cognitotest.DropReply})
	_, err := f.sdk.SignUp(f.ctx, signUpInput(f.pool, testEmail))
	var api smithy.APIError
	if err == nil || errors.As(err, &api) {
		t.Errorf("got %v, want a broken connection", err)
	}
	_, err = f.sdk.SignUp(f.ctx, signUpInput(f.pool, testEmail))
	wantRefusal(t, err, "UsernameExistsException", "An account with the given email already exists.")
}

func TestDelayEndsWithTheServer(t *testing.T) {
	server := must(cognitotest.New(cognitotest.Config{}))(t)
	server.Inject(cognitotest.Fault{Operation: "*", Kind: cognitotest.Delay, Delay: time.Hour})
	answered := make(chan error, 1)
	go func() {
		_, err := newSDK(server.URL()).GetUser(t.Context(), &cip.GetUserInput{AccessToken: aws.String("x")})
		answered <- err
	}()
	for len(server.Calls()) == 0 { // until the request is waiting in the server
		select {
		case err := <-answered:
			t.Fatalf("answered without a delay: %v", err)
		default:
		}
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	if err := <-answered; err == nil {
		t.Error("a delayed call succeeded on a closed server")
	}
}

func TestOutboxIsBounded(t *testing.T) {
	f := setup(t)
	for i := range 202 {
		f.signUp(fmt.Sprintf("voter%d@example.com", i))
	}
	if n := len(f.server.Outbox()); n != 200 {
		t.Errorf("%d messages, want 200", n)
	}
}

func TestConcurrentSignUpsWithOneEmailMakeOneUser(t *testing.T) {
	f := setup(t)
	const tries = 8
	failures := make(chan error, tries)
	for i := range tries {
		email := testEmail
		if i%2 == 0 {
			email = strings.ToUpper(email)
		}
		go func() {
			_, err := f.sdk.SignUp(f.ctx, signUpInput(f.pool, email))
			failures <- err
		}()
	}
	made := 0
	for range tries {
		if err := <-failures; err == nil {
			made++
		} else {
			wantRefusal(t, err, "UsernameExistsException", "An account with the given email already exists.")
		}
	}
	if made != 1 || len(f.server.Outbox()) != 1 {
		t.Errorf("%d users, %d messages", made, len(f.server.Outbox()))
	}
}

func TestInjectedRandomnessMakesCodesAndIdentifiersRepeatable(t *testing.T) {
	run := func() (cognitotest.Pool, string, string) {
		server := cognitotest.Start(t, func(c *cognitotest.Config) { c.Rand = rand.NewChaCha8([32]byte{7}) })
		pool := ensurePool(t, server)
		out := must(newSDK(server.URL()).SignUp(t.Context(), signUpInput(pool, testEmail)))(t)
		return pool, *out.UserSub, server.Outbox()[0].Code
	}
	pool1, sub1, code1 := run()
	pool2, sub2, code2 := run()
	if pool1.ID != pool2.ID || pool1.ClientID != pool2.ClientID || sub1 != sub2 || code1 != code2 {
		t.Errorf("%s %s %s\n%s %s %s", pool1.ID, sub1, code1, pool2.ID, sub2, code2)
	}
}
