package doctor

import (
	"context"
	"crypto/subtle"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const clientFirst = "the app client has to be readable first"

// maxAccessToken is how long an access token should live: Cognito goes on accepting it for that long after a sign-out
// elsewhere.
const maxAccessToken = time.Hour

func (d *doctor) appClient(ctx context.Context) []Check {
	client, found := d.describeClient(ctx)
	checks := []Check{found.named("client")}
	if client == nil {
		return append(checks, skip(d.clientRules(), clientFirst)...)
	}
	return append(checks, apply(d.clientRules(), client)...)
}

func (d *doctor) skipAppClient(because string) []Check {
	return append([]Check{skipped(because).named("client")}, skip(d.clientRules(), because)...)
}

func (d *doctor) describeClient(ctx context.Context) (*types.UserPoolClientType, finding) {
	out, err := d.cognito.DescribeUserPoolClient(
		ctx,
		&cip.DescribeUserPoolClientInput{UserPoolId: &d.UserPoolID, ClientId: &d.ClientID},
	)
	switch {
	case err == nil && out.UserPoolClient != nil:
		return out.UserPoolClient, fine(
			"the app client %q is one of this user pool",
			aws.ToString(out.UserPoolClient.ClientName),
		)
	case notFound(err):
		return nil, problem(
			Change{Setting: "COGNITO_CLIENT_ID", Console: "Applications › App clients: Client ID"},
			"the user pool has no app client %s",
			d.ClientID,
		)
	}
	return nil, d.unchecked(err, "cognito-idp:DescribeUserPoolClient", d.poolARN())
}

// clientRules are in the order of the report.
func (d *doctor) clientRules() []rule[*types.UserPoolClientType] {
	rules := []rule[*types.UserPoolClientType]{
		{"client.password-flow", ownPages(d, passwordFlow)},
		{"client.refresh", refresh},
		{"client.existence-errors", existenceErrors},
		{"client.revocation", revocation},
		{"client.secret", d.secret},
		{"client.visitors", visitors},
		{"client.access-token", accessToken},
		{"client.refresh-token", d.refreshToken},
		{"client.challenge", d.challenge},
		{"client.read-attributes", readAttributes},
		{"client.write-attributes", writeAttributes},
	}
	if d.DomainURL != "" {
		rules = append(rules, rule[*types.UserPoolClientType]{"client.hosted-pages", d.hostedPages})
	}
	return rules
}

func passwordFlow(c *types.UserPoolClientType) finding {
	if slices.Contains(c.ExplicitAuthFlows, types.ExplicitAuthFlowsTypeAllowUserPasswordAuth) {
		return fine("people may sign in with a password")
	}
	return problem(Change{
		Console:        "App client › Edit › Authentication flows: Sign in with username and password (ALLOW_USER_PASSWORD_AUTH)",
		CloudFormation: "ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, …]",
		CDK:            "authFlows: { userPassword: true }",
	}, "ExplicitAuthFlows lacks ALLOW_USER_PASSWORD_AUTH: nobody can sign in with a password")
}

func refresh(c *types.UserPoolClientType) finding {
	// An app client without flows has Cognito's defaults, which include this one.
	flow := len(c.ExplicitAuthFlows) == 0 ||
		slices.Contains(c.ExplicitAuthFlows, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth)
	rotation := c.RefreshTokenRotation
	rotates := rotation != nil && rotation.Feature == types.FeatureTypeEnabled
	change := Change{
		Console:        "App client › Edit › Refresh token rotation: enabled, with a grace period of 60 seconds, and without ALLOW_REFRESH_TOKEN_AUTH",
		CloudFormation: "RefreshTokenRotation: { Feature: ENABLED, RetryGracePeriodSeconds: 60 }, and no ALLOW_REFRESH_TOKEN_AUTH in ExplicitAuthFlows",
		CDK:            "refreshTokenRotationGracePeriod: Duration.seconds(60)",
	}
	switch {
	case flow && rotates:
		return problem(
			change,
			"refresh tokens rotate, and ALLOW_REFRESH_TOKEN_AUTH is on as well: the two contradict each other",
		)
	case rotates && aws.ToInt32(rotation.RetryGracePeriodSeconds) == 0:
		return warning(change, "refresh tokens rotate without a grace period: who loses an answer to a refresh is signed out")
	case rotates:
		return fine("sessions can be refreshed; refresh tokens rotate")
	case flow:
		return fine("sessions can be refreshed; refresh tokens do not rotate")
	}
	return problem(
		change,
		"sessions can't be refreshed: neither ALLOW_REFRESH_TOKEN_AUTH nor refresh token rotation is on",
	)
}

func existenceErrors(c *types.UserPoolClientType) finding {
	if c.PreventUserExistenceErrors == types.PreventUserExistenceErrorTypesEnabled {
		return fine("Cognito does not reveal whether an account exists")
	}
	return problem(Change{
		Console:        "App client › Edit › Advanced security configurations: Prevent user existence errors",
		CloudFormation: "PreventUserExistenceErrors: ENABLED",
		CDK:            "preventUserExistenceErrors: true",
	}, "Cognito reveals to anyone whether an account exists (PreventUserExistenceErrors is not ENABLED)")
}

func revocation(c *types.UserPoolClientType) finding {
	if aws.ToBool(c.EnableTokenRevocation) {
		return fine("tokens can be revoked")
	}
	return problem(Change{
		Console:        "App client › Edit › Advanced security configurations: Enable token revocation",
		CloudFormation: "EnableTokenRevocation: true",
		CDK:            "enableTokenRevocation: true",
	}, "tokens can't be revoked (EnableTokenRevocation is off): they live on after a sign-out")
}

// visitors checks that threat protection, where the pool has it, can tell people apart.
func visitors(c *types.UserPoolClientType) finding {
	switch {
	case aws.ToString(c.ClientSecret) == "":
		return skipped("Cognito takes the address of a person only from an app client with a secret")
	case aws.ToBool(c.EnablePropagateAdditionalUserContextData):
		return fine("Cognito learns the address that a person comes from")
	}
	return warning(Change{
		Console:        "App client › Edit › Advanced security configurations: Accept additional user context data (with a client secret)",
		CloudFormation: "GenerateSecret: true, EnablePropagateAdditionalUserContextData: true",
		CDK:            "generateSecret: true, enablePropagateAdditionalUserContextData: true",
	}, "Cognito does not learn the address that a person comes from: to its threat protection, everybody is this server")
}

// secret compares the secrets in constant time, as is usual, and shows neither.
func (d *doctor) secret(c *types.UserPoolClientType) finding {
	theirs, ours := aws.ToString(c.ClientSecret), d.ClientSecret
	change := Change{Setting: "COGNITO_CLIENT_SECRET", Console: "Applications › App clients: Client secret"}
	switch {
	case theirs == "" && ours == "":
		return warning(Change{
			Setting:        "COGNITO_CLIENT_ID and COGNITO_CLIENT_SECRET of a new app client: an existing one can't be given a secret",
			Console:        "Applications › App clients › Create app client: Traditional web application",
			CloudFormation: "GenerateSecret: true",
			CDK:            "generateSecret: true",
		}, "the app client has no secret: whoever knows its id can use the user pool past the product and its limits")
	case theirs == "":
		return problem(change, "COGNITO_CLIENT_SECRET is set, but the app client has no secret: Cognito refuses every call")
	case ours == "":
		return problem(
			change,
			"the app client has a secret, but COGNITO_CLIENT_SECRET is not set: Cognito refuses every call",
		)
	case subtle.ConstantTimeCompare([]byte(theirs), []byte(ours)) != 1:
		return problem(change, "COGNITO_CLIENT_SECRET is not the secret of the app client")
	}
	return fine("COGNITO_CLIENT_SECRET is the secret of the app client")
}
