package doctor

import (
	"context"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const poolFirst = "the user pool has to be readable first"

// newPool is the end of the advice on settings that can't be changed in an existing user pool.
const newPool = "; fixed when a user pool is created, so make a new one"

func (d *doctor) poolARN() string {
	return "arn:aws:cognito-idp:" + d.region() + ":*:userpool/" + d.UserPoolID
}

// region is that of the user pool, by its id.
func (d *doctor) region() string {
	region, _, _ := strings.Cut(d.UserPoolID, "_")
	return region
}

// accounts checks the user pool and its app client.
func (d *doctor) accounts(ctx context.Context) []Check {
	var pool, client []Check
	var running sync.WaitGroup
	running.Go(func() { pool = d.userPool(ctx) })
	running.Go(func() { client = d.appClient(ctx) })
	running.Wait()
	// For the app client of a pool that does not exist, Cognito answers as for a missing client
	if pool[0].Status == Problem {
		client = d.skipAppClient(poolFirst)
	}
	return append(pool, client...)
}

func (d *doctor) skipAccounts(because string) []Check {
	return append(d.skipUserPool(because), d.skipAppClient(because)...)
}

func (d *doctor) userPool(ctx context.Context) []Check {
	mfa := make(chan Check, 1)
	go func() { mfa <- d.mfa(ctx) }()
	pool, found := d.describePool(ctx)
	checks := []Check{found.named("pool")}
	if pool == nil {
		checks = append(checks, skip(d.poolRules(), poolFirst)...)
	} else {
		checks = append(checks, apply(d.poolRules(), pool)...)
	}
	return append(checks, <-mfa, d.issuer(ctx, pool).named("issuer"))
}

func (d *doctor) skipUserPool(because string) []Check {
	checks := append([]Check{skipped(because).named("pool")}, skip(d.poolRules(), because)...)
	return append(checks, skipped(because).named("pool.mfa"), d.issuer(context.Background(), nil).named("issuer"))
}

func (d *doctor) describePool(ctx context.Context) (*types.UserPoolType, finding) {
	out, err := d.cognito.DescribeUserPool(ctx, &cip.DescribeUserPoolInput{UserPoolId: &d.UserPoolID})
	if err == nil && out.UserPool != nil {
		return out.UserPool, fine("the user pool %q answers", aws.ToString(out.UserPool.Name))
	}
	if !notFound(err) {
		return nil, d.unchecked(err, "cognito-idp:DescribeUserPool", d.poolARN())
	}
	change := Change{Setting: "COGNITO_USER_POOL_ID, and credentials of the account that has the user pool"}
	if asked := d.cognito.Options().Region; asked != d.region() {
		change.Setting = "AWS_REGION=" + d.region()
		return nil, problem(change, "the user pool is one of %s, but AWS_REGION is %s", d.region(), asked)
	}
	return nil, problem(change, "there is no user pool %s in this account", d.UserPoolID)
}

// mfa reports which second factors people can choose.
func (d *doctor) mfa(ctx context.Context) Check {
	const name = "pool.mfa"
	out, err := d.cognito.GetUserPoolMfaConfig(ctx, &cip.GetUserPoolMfaConfigInput{UserPoolId: &d.UserPoolID})
	if notFound(err) {
		return skipped(poolFirst).named(name)
	}
	if err != nil || out.MfaConfiguration == "" { // AWS always says one of OFF, ON and OPTIONAL
		return d.unchecked(err, "cognito-idp:GetUserPoolMfaConfig", d.poolARN()).named(name)
	}
	return mfaFinding(out).named(name)
}

func mfaFinding(c *cip.GetUserPoolMfaConfigOutput) finding {
	change := Change{
		Console:        "Authentication › Sign-in › Multi-factor authentication: Optional MFA, with authenticator apps and SMS messages",
		CloudFormation: "MfaConfiguration: OPTIONAL, EnabledMfas: [SOFTWARE_TOKEN_MFA, SMS_MFA]",
		CDK:            "mfa: Mfa.OPTIONAL, mfaSecondFactor: { otp: true, sms: true }",
	}
	var factors []string
	if c.SoftwareTokenMfaConfiguration != nil && c.SoftwareTokenMfaConfiguration.Enabled {
		factors = append(factors, "authenticator app")
	}
	if c.SmsMfaConfiguration != nil {
		factors = append(factors, "SMS")
	}
	if c.EmailMfaConfiguration != nil {
		factors = append(factors, "email")
	}
	switch {
	case c.MfaConfiguration == types.UserPoolMfaTypeOff:
		return warning(change, "MFA is off: nobody can protect an account by a second factor")
	case len(factors) == 0:
		return warning(change, "MFA is %s, but no factor is enabled", strings.ToLower(string(c.MfaConfiguration)))
	case c.MfaConfiguration == types.UserPoolMfaTypeOn:
		return fine("MFA is required: %s", strings.Join(factors, ", "))
	}
	return fine("MFA is optional: %s", strings.Join(factors, ", "))
}
