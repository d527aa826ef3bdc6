package doctor

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/config"
)

func TestWhatMayNotBeDescribedNamesTheActionToAllow(t *testing.T) {
	for operation, want := range map[string]struct{ check, action string }{
		"DescribeUserPool":          {"pool", "cognito-idp:DescribeUserPool"},
		"DescribeUserPoolClient":    {"client", "cognito-idp:DescribeUserPoolClient"},
		"GetUserPoolMfaConfig":      {"pool.mfa", "cognito-idp:GetUserPoolMfaConfig"},
		"DescribeTable":             {"table", "dynamodb:DescribeTable"},
		"DescribeTimeToLive":        {"table.expiry", "dynamodb:DescribeTimeToLive"},
		"DescribeContinuousBackups": {"table.backups", "dynamodb:DescribeContinuousBackups"},
	} {
		d := deploy(t)
		d.Issuer = "https://cognito-idp.eu-west-1.amazonaws.com/" + d.UserPoolID
		d.proxy.fail("AccessDeniedException", operation)
		got := d.reported(t)
		c := got[want.check]
		if len(got) != 1 || c.Status != Unknown || !strings.HasPrefix(c.Change.IAM, want.action+" on arn:aws:") {
			t.Errorf("%s: %+v", operation, got)
		}
	}
}

func TestWhatTheServerMayNotDoIsAProblem(t *testing.T) {
	probes := newDoctor(deploy(t).Config).probes()
	if len(probes) != 17 {
		t.Fatalf("%d probes", len(probes))
	}
	for _, p := range probes {
		d := deploy(t)
		d.proxy.fail("AccessDeniedException", p.tried())
		got := d.reported(t)
		c := got[p.name()]
		if len(got) != 1 || c.Status != Problem || !strings.HasPrefix(c.Change.IAM, p.actions+" on arn:aws:") || strings.HasSuffix(c.Change.IAM, "/index/GSI1") != p.onIndex() {
			t.Errorf("%s: %+v", p.tried(), got)
		}
	}
}

// tried is the probe's operation as the proxy names it.
func (p probe) tried() string { return strings.TrimPrefix(p.name(), "iam.") }

// each is every operation that the doctor calls.
func (d *deployment) each() []string {
	all := []string{"DescribeUserPool", "DescribeUserPoolClient", "GetUserPoolMfaConfig", "DescribeTable", "DescribeTimeToLive", "DescribeContinuousBackups"}
	for _, p := range newDoctor(d.Config).probes() {
		all = append(all, p.tried())
	}
	return all
}

func TestTheWordsOfAWSAreNotRepeated(t *testing.T) {
	for _, exception := range []string{"AccessDeniedException", "UnrecognizedClientException", "LimitExceededException", "ResourceNotFoundException", "ValidationException"} {
		d := deploy(t)
		d.proxy.fail(exception, d.each()...)
		report := Run(t.Context(), d.Config)
		if report.Healthy() {
			t.Errorf("%s: healthy", exception)
		}
		if text := fmt.Sprint(report); strings.Contains(text, "eve") || strings.Contains(text, "123456789012") {
			t.Errorf("%s: %s", exception, text)
		}
	}
}

func TestAWSOutOfReachIsUnknown(t *testing.T) {
	d := deploy(t)
	d.AWS.RetryMaxAttempts = 1
	d.proxy.server.Close()
	got := d.reported(t)
	if c := got["pool"]; c.Status != Unknown || !strings.Contains(c.Summary, "refused") {
		t.Errorf("pool: %+v", c)
	}
	if c := got["table"]; c.Status != Unknown || !strings.Contains(c.Summary, "refused") {
		t.Errorf("table: %+v", c)
	}
}

func TestKeysThatVerifyNoTokenAreAProblem(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		says   string
	}{
		"not there":      {404, "", "404"},
		"moved":          {302, "", "302"},
		"not a key set":  {200, "<html>", "JSON Web Key Set"},
		"no key":         {200, `{"keys":[]}`, "no RS256 key"},
		"other keys":     {200, `{"keys":[{"kty":"EC","alg":"ES256","kid":"1"},{"kty":"RSA","alg":"RS512","kid":"2","n":"AA","e":"AQAB"}]}`, "no RS256 key"},
		"encryption key": {200, `{"keys":[{"kty":"RSA","alg":"RS256","use":"enc","kid":"1","n":"AA","e":"AQAB"}]}`, "no RS256 key"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(test.status)
			_, _ = w.Write([]byte(test.body))
		}))
		t.Cleanup(server.Close)
		d := deploy(t)
		d.JWKSURL = server.URL
		got := d.reported(t)
		if c := got["keys"]; len(got) != 1 || c.Status != Problem || !strings.Contains(c.Summary, test.says) || !strings.Contains(c.Change.Setting, "COGNITO_JWKS_URL") {
			t.Errorf("%s: %+v", name, got)
		}
	}
	d := deploy(t)
	d.JWKSURL = "http://127.0.0.1:1/jwks.json"
	if c := d.reported(t)["keys"]; c.Status != Problem || !strings.Contains(c.Summary, "can't be fetched") {
		t.Errorf("unreachable: %+v", c)
	}
}

func TestSessionKeysAreCounted(t *testing.T) {
	for n, want := range map[int]string{0: "no key", 1: "one key", 3: "3 keys"} {
		d := deploy(t)
		d.SessionKeys = n
		for _, c := range Run(t.Context(), d.Config).Checks {
			if c.Name == "session-keys" && (!strings.Contains(c.Summary, want) || (c.Status == OK) != (n > 0)) {
				t.Errorf("%d: %+v", n, c)
			}
		}
	}
}

func TestWhatSteersTheSDKElsewhereIsNamed(t *testing.T) {
	d := deploy(t)
	for _, name := range []string{"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"} {
		t.Setenv(name, os.DevNull)
	}
	for variable, value := range map[string]string{
		"AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true", "AWS_ACCOUNT_ID_ENDPOINT_MODE": "required", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
	} {
		t.Run(variable, func(t *testing.T) {
			t.Setenv(variable, value)
			settings, err := config.LoadDefaultConfig(t.Context(), config.WithRegion("eu-west-1"), config.WithBaseEndpoint(unreachable),
				config.WithCredentialsProvider(d.AWS.Credentials))
			if err != nil {
				t.Fatal(err)
			}
			doctor := *d
			doctor.AWS = settings
			for _, name := range []string{"pool", "table"} {
				c := doctor.reported(t)[name]
				if c.Status != Unknown || !strings.HasPrefix(c.Change.Setting, variable+":") || strings.Contains(c.Change.Setting, "AWS_REGION") {
					t.Errorf("%s: %+v", name, c)
				}
			}
		})
	}
}

// unreachable is an address on loopback where nobody listens: no system gives that port to whoever asks for a free one,
// as it may one that a test has closed.
const unreachable = "http://127.0.0.1:1"

func TestAnEmptyAnswerIsNoAnswer(t *testing.T) {
	d := deploy(t)
	d.proxy.edit("GetUserPoolMfaConfig", func(answer map[string]any) { clear(answer) })
	c := d.reported(t)["pool.mfa"]
	if c.Status != Unknown || !strings.HasSuffix(c.Summary, "GetUserPoolMfaConfig had no usable answer") {
		t.Errorf("%+v", c)
	}
}
