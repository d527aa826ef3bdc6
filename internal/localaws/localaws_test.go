package localaws_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func start(t *testing.T, c localaws.Config) *localaws.AWS {
	t.Helper()
	backend, err := localaws.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return backend
}

func signUp(t *testing.T, backend *localaws.AWS, email string) error {
	t.Helper()
	return signUpAt(t, backend, backend.Pool, email)
}

// signUpAt signs up by the app client of a pool, with the proof of its secret if there is one.
func signUpAt(t *testing.T, backend *localaws.AWS, pool cognitotest.Pool, email string) error {
	t.Helper()
	client := cognitoidentityprovider.New(cognitoidentityprovider.Options{
		Region: localaws.Region, BaseEndpoint: aws.String(backend.Cognito.URL()),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	attribute := func(name, value string) types.AttributeType {
		return types.AttributeType{Name: aws.String(name), Value: aws.String(value)}
	}
	var proof *string
	if pool.ClientSecret != "" {
		mac := hmac.New(sha256.New, []byte(pool.ClientSecret))
		mac.Write([]byte(email + pool.ClientID))
		proof = aws.String(base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	_, err := client.SignUp(t.Context(), &cognitoidentityprovider.SignUpInput{
		ClientId: &pool.ClientID, SecretHash: proof, Username: aws.String(email), Password: aws.String("Correct-Horse-7-Battery"),
		UserAttributes: []types.AttributeType{attribute("email", email), attribute("name", "Ada"), attribute("phone_number", "+442079460018")},
	})
	return err
}

func TestARestartKeepsThePoolTheAddressAndTheMessages(t *testing.T) {
	config := localaws.Config{Dir: t.TempDir()}
	first := start(t, config)
	if err := signUp(t, first, "ada@example.com"); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := start(t, config)
	t.Cleanup(func() { _ = second.Close() })
	if second.Pool != first.Pool {
		t.Errorf("pool %+v became %+v", first.Pool, second.Pool)
	}
	if messages := second.Cognito.Outbox(); len(messages) != 1 || messages[0].Code == "" {
		t.Errorf("messages %+v", messages)
	}
}

func TestTwoCopiesRunSideBySide(t *testing.T) {
	first := start(t, localaws.Config{Dir: t.TempDir()})
	t.Cleanup(func() { _ = first.Close() })
	second := start(t, localaws.Config{Dir: t.TempDir()})
	t.Cleanup(func() { _ = second.Close() })
	if first.Cognito.URL() == second.Cognito.URL() || first.Dynamo.URL() == second.Dynamo.URL() {
		t.Error("they share an address")
	}
}

// Who knows the client id can call Cognito directly, and gets nowhere without the secret.
func TestThePoolCanNotBeUsedPastTheProduct(t *testing.T) {
	backend := start(t, localaws.Config{})
	t.Cleanup(func() { _ = backend.Close() })
	for id, secret := range map[string]string{"no proof": "", "another secret": "guessed"} {
		pool := backend.Pool
		pool.ClientSecret = secret
		if err := signUpAt(t, backend, pool, "ada@example.com"); err == nil {
			t.Errorf("%s: signed up", id)
		}
	}
	if err := signUp(t, backend, "ada@example.com"); err != nil {
		t.Error(err)
	}
}

// A client without a secret, and everybody who has the secret, meets the pool's own check.
func TestThePoolChecksTheEmailDomainToo(t *testing.T) {
	backend := start(t, localaws.Config{EmailDomains: []string{"example.com"}})
	t.Cleanup(func() { _ = backend.Close() })
	if err := signUp(t, backend, "ada@example.com"); err != nil {
		t.Error(err)
	}
	if err := signUp(t, backend, "ada@evil.test"); err == nil {
		t.Error("a domain that is not allowed signed up")
	}
}

func TestThePoolChecksThePhoneCountryToo(t *testing.T) {
	for country, allowed := range map[string]bool{"GB": true, "DE": false} {
		backend := start(t, localaws.Config{PhoneCountries: account.PhoneCountries{country}})
		t.Cleanup(func() { _ = backend.Close() })
		if err := signUp(t, backend, "ada@example.com"); (err == nil) != allowed {
			t.Errorf("a British number where %s is allowed: %v", country, err)
		}
	}
}

func TestAFolderInUseIsSaidToBe(t *testing.T) {
	dir := t.TempDir()
	first, err := localaws.Start(t.Context(), localaws.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Close() }()
	_, err = localaws.Start(t.Context(), localaws.Config{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "in use by another local run") {
		t.Errorf("got %v", err)
	}
}
