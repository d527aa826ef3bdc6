package cognitotest_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

// target is the pool under test, for one case.
type target struct {
	*testing.T
	ctx              context.Context
	sdk              *cip.Client
	poolID, clientID string
	// code reads the newest code that was sent; nil if that is impossible.
	code func() string
}

// conformanceCase is one statement about Cognito's behaviour.
type conformanceCase struct {
	name        string
	needsOutbox bool
	run         func(*target)
}

func allCases() []conformanceCase {
	return slices.Concat(signUpCases(), signInCases(), sessionCases(), adminCases(), mfaCases(), accountCases())
}

func TestConformance(t *testing.T) {
	cases := allCases()
	base := conformanceTarget(t)
	for _, c := range cases {
		if c.needsOutbox && base.code == nil {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			// A response that lacks a part of Cognito's ends its case, but not the suite.
			defer func() {
				if surprise := recover(); surprise != nil {
					t.Errorf("an answer that the case can't read: %v", surprise)
				}
			}()
			one := base
			one.T, one.ctx = t, t.Context()
			c.run(&one)
		})
	}
}

// conformanceTarget is the pool that the environment names, or a stand-in's.
func conformanceTarget(t *testing.T) target {
	t.Helper()
	if endpoint := os.Getenv("COGNITO_CONFORMANCE_ENDPOINT"); endpoint != "" {
		cfg, err := config.LoadDefaultConfig(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return target{
			sdk:      cip.NewFromConfig(cfg, func(o *cip.Options) { o.BaseEndpoint = &endpoint }),
			poolID:   os.Getenv("COGNITO_CONFORMANCE_POOL_ID"),
			clientID: os.Getenv("COGNITO_CONFORMANCE_CLIENT_ID"),
		}
	}
	server := cognitotest.Start(t)
	pool := ensurePool(t, server, func(p *cognitotest.PoolSpec) {
		p.MFA = cognitotest.MFASpec{Mode: cognitotest.MFAOptional, SMS: true, TOTP: true}
	})
	return target{
		sdk: newSDK(server.URL()), poolID: pool.ID, clientID: pool.ClientID,
		code: func() string { return server.Outbox()[0].Code },
	}
}

// newEmail is an address that no other case uses, deleted with its user.
func (c *target) newEmail() string {
	email := fmt.Sprintf("Conformance.%016x@example.com", rand.Uint64())
	c.Cleanup(func() {
		// The case may not have created the user, or may have deleted it: both are
		// fine.
		_, _ = c.sdk.AdminDeleteUser(context.WithoutCancel(c.ctx), &cip.AdminDeleteUserInput{UserPoolId: &c.poolID, Username: &email})
	})
	return email
}

func (c *target) signUpInput(email string) *cip.SignUpInput {
	return signUpInput(cognitotest.Pool{ClientID: c.clientID}, email)
}

// confirmedUser makes a user who can sign in, without a message being sent.
func (c *target) confirmedUser() (email string) {
	c.Helper()
	email = c.newEmail()
	c.adminCreate(email)
	c.setPassword(email, testPassword, true)
	return email
}

func (c *target) adminCreate(email string) *cip.AdminCreateUserOutput {
	c.Helper()
	return must(c.sdk.AdminCreateUser(c.ctx, &cip.AdminCreateUserInput{
		UserPoolId: &c.poolID, Username: &email, MessageAction: types.MessageActionTypeSuppress,
		TemporaryPassword: aws.String("Temporary-Pass-1"),
		UserAttributes: attributes("email", email, "email_verified", "true", "name", "Ada Lovelace",
			"phone_number", testPhone, "phone_number_verified", "true"),
	}))(c.T)
}

func (c *target) setPassword(email, password string, permanent bool) {
	c.Helper()
	must(c.sdk.AdminSetUserPassword(c.ctx, &cip.AdminSetUserPasswordInput{
		UserPoolId: &c.poolID, Username: &email, Password: &password, Permanent: permanent,
	}))(c.T)
}

func (c *target) confirm(email, code string) error {
	_, err := c.sdk.ConfirmSignUp(c.ctx, &cip.ConfirmSignUpInput{ClientId: &c.clientID, Username: &email, ConfirmationCode: &code})
	return err
}

func (c *target) auth(flow types.AuthFlowType, parameters map[string]string) (*cip.InitiateAuthOutput, error) {
	return c.sdk.InitiateAuth(c.ctx, &cip.InitiateAuthInput{ClientId: &c.clientID, AuthFlow: flow, AuthParameters: parameters})
}

func (c *target) passwordAuth(email, password string) (*cip.InitiateAuthOutput, error) {
	return c.auth(types.AuthFlowTypeUserPasswordAuth, map[string]string{"USERNAME": email, "PASSWORD": password})
}

func (c *target) signIn(email string) *types.AuthenticationResultType {
	c.Helper()
	out := must(c.passwordAuth(email, testPassword))(c.T)
	if out.AuthenticationResult == nil {
		c.Fatalf("no tokens but challenge %q", out.ChallengeName)
	}
	return out.AuthenticationResult
}

func (c *target) getUser(token *string) (*cip.GetUserOutput, error) {
	return c.sdk.GetUser(c.ctx, &cip.GetUserInput{AccessToken: token})
}

// otherCode is a well-formed code that is not the given one.
func otherCode(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}
