package doctor

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func TestADeploymentAsItShouldBePassesEveryCheck(t *testing.T) {
	for name, change := range map[string]func(*cognitotest.PoolSpec){
		"refresh without rotation": func(*cognitotest.PoolSpec) {},
		"refresh with rotation": func(p *cognitotest.PoolSpec) {
			p.Client.RefreshRotation, p.Client.RotationGrace = true, time.Minute
		},
		"client secret": func(p *cognitotest.PoolSpec) { p.Client.Secret = true },
	} {
		t.Run(name, func(t *testing.T) {
			report := Run(t.Context(), deploy(t, change).Config)
			for _, c := range report.Checks {
				if c.Status != OK {
					t.Errorf("%s: %s: %s", c.Name, c.Status, c.Summary)
				}
			}
			if !report.Healthy() || len(report.Checks) < 35 {
				t.Errorf("healthy: %t, %d checks", report.Healthy(), len(report.Checks))
			}
		})
	}
}

func TestNothingIsWrittenToTheTable(t *testing.T) {
	d := deploy(t)
	Run(t.Context(), d.Config)
	out, err := dynamodb.NewFromConfig(d.dynamo.Config()).Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String(tableName)})
	if err != nil || len(out.Items) != 0 {
		t.Errorf("the table has %v, %v", out.Items, err)
	}
	calls := d.dynamo.Calls()
	for _, operation := range []string{"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "TransactWriteItems"} {
		if calls[operation] == 0 {
			t.Errorf("%s was not tried", operation)
		}
	}
}

func TestChecksComeInTheSameOrder(t *testing.T) {
	names := func(r Report) (all []string) {
		for _, c := range r.Checks {
			all = append(all, c.Name)
		}
		return all
	}
	d := deploy(t)
	want := names(Run(t.Context(), d.Config))
	if sorted := slices.Compact(slices.Sorted(slices.Values(want))); len(sorted) != len(want) {
		t.Errorf("a name is there twice: %v", want)
	}
	bare := d.Config
	bare.AWS.Credentials = nil
	none := d.Config
	none.UserPoolID, none.TableName = "eu-west-1_ZZZZZZZZZ", "nowhere"
	for _, c := range []Config{d.Config, bare, none} {
		if got := names(Run(t.Context(), c)); !slices.Equal(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
	}
}

func TestMissingThingsAreReportedOnce(t *testing.T) {
	d := deploy(t)
	d.TableName = "nowhere"
	if got := d.reported(t); len(got) != 1 || got["table"].Status != Problem {
		t.Errorf("no table: %v", got)
	}
	d = deploy(t)
	d.ClientID = "3n4b5urk1ft4fl3mg5e62d9ado"
	if got := d.reported(t); len(got) != 1 || got["client"].Status != Problem {
		t.Errorf("no client: %v", got)
	}
	d = deploy(t)
	d.Issuer = strings.ReplaceAll(d.Issuer, d.UserPoolID, "eu-west-1_ZZZZZZZZZ")
	d.UserPoolID = "eu-west-1_ZZZZZZZZZ"
	if got := d.reported(t); len(got) != 1 || got["pool"].Status != Problem || !strings.Contains(got["pool"].Change.Setting, "COGNITO_USER_POOL_ID") {
		t.Errorf("no pool: %v", got)
	}
	d = deploy(t)
	d.AWS.Credentials = nil
	if got := d.reported(t); len(got) != 1 || got["credentials"].Status != Problem {
		t.Errorf("no credentials: %v", got)
	}
}

func TestAnotherRegionThanThePoolsIsNamed(t *testing.T) {
	d := deploy(t)
	d.AWS.Region = "us-east-1"
	d.proxy.fail("ResourceNotFoundException", d.each()...)
	got := d.reported(t)
	if len(got) != 2 || got["table"].Status != Problem || got["pool"].Change.Setting != "AWS_REGION=eu-west-1" || !strings.Contains(got["pool"].Summary, "us-east-1") {
		t.Errorf("%v", got)
	}
}

func TestAClockThatIsOffIsAProblemFrom30SecondsOn(t *testing.T) {
	for _, test := range []struct {
		skew time.Duration
		want Status
		word string
	}{
		{0, OK, "agrees"}, {25 * time.Second, OK, "agrees"}, {-25 * time.Second, OK, "agrees"},
		{35 * time.Second, Problem, "ahead"}, {-35 * time.Second, Problem, "behind"},
	} {
		d := deploy(t)
		d.Now = func() time.Time { return time.Now().Add(test.skew) }
		report := Run(t.Context(), d.Config)
		last := report.Checks[len(report.Checks)-1]
		if last.Name != "clock" || last.Status != test.want || !strings.Contains(last.Summary, test.word) {
			t.Errorf("%s: %+v", test.skew, last)
		}
	}
}

func TestARunIsBoundedInTime(t *testing.T) {
	d := deploy(t)
	d.proxy.fail("hang", d.each()...)
	hanging := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(hanging.Close)
	d.JWKSURL = hanging.URL
	d.Limit = 200 * time.Millisecond
	begin := time.Now()
	report := Run(t.Context(), d.Config)
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	if report.Healthy() {
		t.Error("healthy, though nothing answered")
	}
	for _, c := range report.Checks {
		if c.Status == Unknown && !strings.Contains(c.Summary, "no answer") {
			t.Errorf("%s: %s", c.Name, c.Summary)
		}
	}
}

func TestNoSecretIsShown(t *testing.T) {
	d := deploy(t, func(p *cognitotest.PoolSpec) { p.Client.Secret = true })
	theirs := d.ClientSecret
	for _, ours := range []string{theirs, "another-secret", ""} {
		d.ClientSecret = ours
		report := Run(t.Context(), d.Config)
		var out bytes.Buffer
		if err := report.WriteText(&out); err != nil {
			t.Fatal(err)
		}
		if err := json.NewEncoder(&out).Encode(report); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{theirs, "another-secret", "very-secret-key"} {
			if strings.Contains(out.String(), secret) {
				t.Errorf("%q is shown", secret)
			}
		}
	}
}
