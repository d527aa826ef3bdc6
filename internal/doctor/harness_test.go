package doctor

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

const tableName = "unicorn-pursuit"

// deployment is the stand-ins for AWS behind a proxy that can change what they answer.
type deployment struct {
	Config
	cognito *cognitotest.Server
	dynamo  *dynamotest.Server
	proxy   *proxy
}

// deploy sets up a pool, a client and a table that are as they should be.
func deploy(t *testing.T, change ...func(*cognitotest.PoolSpec)) *deployment {
	t.Helper()
	d := &deployment{cognito: cognitotest.Start(t), dynamo: dynamotest.Start(t)}
	spec := cognitotest.PoolSpec{
		Name: "voters", AutoVerified: []string{"phone_number", "email"},
		MFA:        cognitotest.MFASpec{Mode: "OPTIONAL", TOTP: true, SMS: true},
		Invitation: cognitotest.InvitationSpec{SMS: "{username}, {####}", EmailSubject: "Welcome", EmailText: "{username}<br>{####}<br>"},
		PreSignUp:  func(context.Context, cognitotest.SignUpEvent) error { return nil },
		Client:     cognitotest.ClientSpec{Secret: true, PropagateUserContext: true},
	}
	for _, c := range change {
		c(&spec)
	}
	pool, err := d.cognito.EnsurePool(spec)
	if err != nil {
		t.Fatal(err)
	}
	d.proxy = startProxy(t, d.cognito.URL(), d.dynamo.URL())
	d.Config = Config{
		AWS: aws.Config{
			Region: "eu-west-1", BaseEndpoint: aws.String(d.proxy.server.URL),
			Credentials: credentials.NewStaticCredentialsProvider("test", "very-secret-key", ""),
		},
		UserPoolID: pool.ID, ClientID: pool.ClientID, ClientSecret: pool.ClientSecret,
		Issuer: d.proxy.server.URL + "/" + pool.ID, JWKSURL: pool.JWKSURL,
		PublicURL: "https://vote.example.com", TableName: tableName,
		SessionKeys: 1, SessionLifetime: 30 * 24 * time.Hour, ChallengeLifetime: 3 * time.Minute, Production: true,
	}
	d.createTable(t, rightTable(), "expiresAt", true)
	d.proxy.edit("DescribeUserPool", at("UserPool", "DeletionProtection", "ACTIVE")) // the stand-in's pools can't be deleted
	return d
}

// rightTable is the table as infrastructure code makes it.
func rightTable() *dynamodb.CreateTableInput {
	key := func(hash, sort string) []types.KeySchemaElement {
		return []types.KeySchemaElement{
			{AttributeName: &hash, KeyType: types.KeyTypeHash}, {AttributeName: &sort, KeyType: types.KeyTypeRange},
		}
	}
	in := &dynamodb.CreateTableInput{
		TableName: aws.String(tableName), BillingMode: types.BillingModePayPerRequest, DeletionProtectionEnabled: aws.Bool(true),
		KeySchema: key("PK", "SK"),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName: aws.String("GSI1"), KeySchema: key("GSI1PK", "GSI1SK"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
		}},
	}
	for _, name := range []string{"PK", "SK", "GSI1PK", "GSI1SK"} {
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{AttributeName: aws.String(name), AttributeType: types.ScalarAttributeTypeS})
	}
	return in
}

// createTable makes a table; expiry is the TTL attribute, empty for none.
func (d *deployment) createTable(t *testing.T, in *dynamodb.CreateTableInput, expiry string, recoverable bool) {
	t.Helper()
	client := dynamodb.NewFromConfig(d.dynamo.Config())
	if _, err := client.CreateTable(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if expiry != "" {
		_, err := client.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{
			TableName:               in.TableName,
			TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: &expiry, Enabled: aws.Bool(true)},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := client.UpdateContinuousBackups(t.Context(), &dynamodb.UpdateContinuousBackupsInput{
		TableName:                        in.TableName,
		PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: &recoverable},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// reported runs the doctor and returns the checks that are neither ok nor skipped.
func (d *deployment) reported(t *testing.T) map[string]Check {
	t.Helper()
	reported := map[string]Check{}
	for _, c := range Run(t.Context(), d.Config).Checks {
		if c.Status != OK && c.Status != Skipped {
			reported[c.Name] = c
		}
	}
	return reported
}

// proxy stands in front of the stand-ins. It edits or replaces the answers of operations.
type proxy struct {
	server *httptest.Server
	mu     sync.Mutex
	edits  map[string][]func(map[string]any)
	refuse map[string]string // operation to exception
}

func startProxy(t *testing.T, cognito, dynamo string) *proxy {
	p := &proxy{edits: map[string][]func(map[string]any){}, refuse: map[string]string{}}
	targets := map[string]*httputil.ReverseProxy{}
	for service, address := range map[string]string{"AWSCognitoIdentityProviderService": cognito, "DynamoDB_20120810": dynamo} {
		to, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		targets[service] = &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }, ModifyResponse: p.modify}
	}
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		service, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		body, _ := io.ReadAll(r.Body) // only then does the server notice that a caller has gone
		r.Body = io.NopCloser(bytes.NewReader(body))
		if bytes.Contains(body, []byte(`"IndexName"`)) {
			operation += ".index"
		}
		p.mu.Lock()
		exception := p.refuse[operation]
		p.mu.Unlock()
		if exception == "hang" {
			<-r.Context().Done()
			return
		}
		if exception != "" {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"__type":"com.amazon.coral.service#%s","message":"User: arn:aws:iam::123456789012:user/eve is not welcome"}`, exception)
			return
		}
		targets[service].ServeHTTP(w, r)
	}))
	t.Cleanup(p.server.Close)
	return p
}

// edit changes the JSON of the answers of an operation.
func (p *proxy) edit(operation string, change func(map[string]any)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.edits[operation] = append(p.edits[operation], change)
}

// fail has an operation answer with an exception, or "hang". "Query.index" is a query of the index, and "Query" one of the table.
func (p *proxy) fail(exception string, operations ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, operation := range operations {
		p.refuse[operation] = exception
	}
}

func (p *proxy) modify(r *http.Response) error {
	_, operation, _ := strings.Cut(r.Request.Header.Get("X-Amz-Target"), ".")
	p.mu.Lock()
	edits := p.edits[operation]
	p.mu.Unlock()
	if len(edits) == 0 || r.StatusCode != http.StatusOK {
		return nil
	}
	var answer map[string]any
	if err := json.NewDecoder(r.Body).Decode(&answer); err != nil {
		return err
	}
	for _, change := range edits {
		change(answer)
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	for _, name := range []string{"Content-Length", "X-Amz-Crc32"} {
		r.Header.Del(name)
	}
	return nil
}

// at sets a member of an object of an answer, or removes it where the value is nil.
func at(object, member string, value any) func(map[string]any) {
	return func(answer map[string]any) {
		inner, ok := answer[object].(map[string]any)
		switch {
		case !ok:
			panic("the answer has no " + object)
		case value == nil:
			delete(inner, member)
		default:
			inner[member] = value
		}
	}
}
