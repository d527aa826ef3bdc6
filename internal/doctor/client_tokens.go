package doctor

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// Cognito's defaults, for an app client that does not set them.
const (
	defaultAccessToken  = time.Hour
	defaultRefreshToken = 30 * 24 * time.Hour
	defaultChallenge    = 3 * time.Minute
)

// units are those of token validity; each kind of token has its own default.
var units = map[types.TimeUnitsType]time.Duration{
	types.TimeUnitsTypeSeconds: time.Second, types.TimeUnitsTypeMinutes: time.Minute,
	types.TimeUnitsTypeHours: time.Hour, types.TimeUnitsTypeDays: 24 * time.Hour,
}

func validity(n int32, unit types.TimeUnitsType, defaultUnit, defaultValidity time.Duration) time.Duration {
	switch length, known := units[unit]; {
	case n == 0:
		return defaultValidity
	case known:
		return time.Duration(n) * length
	}
	return time.Duration(n) * defaultUnit
}

func accessToken(c *types.UserPoolClientType) finding {
	var unit types.TimeUnitsType
	if c.TokenValidityUnits != nil {
		unit = c.TokenValidityUnits.AccessToken
	}
	valid := validity(aws.ToInt32(c.AccessTokenValidity), unit, time.Hour, defaultAccessToken)
	if valid <= maxAccessToken {
		return fine("access tokens are valid for %s", valid)
	}
	return warning(Change{
		Console:        "App client › Edit › Access token expiration: 60 minutes or less",
		CloudFormation: "AccessTokenValidity: 60, TokenValidityUnits: { AccessToken: minutes }",
		CDK:            "accessTokenValidity: Duration.hours(1)",
	}, "access tokens are valid for %s: longer than an hour is longer than a stolen one should be of use", valid)
}

func (d *doctor) refreshToken(c *types.UserPoolClientType) finding {
	var unit types.TimeUnitsType
	if c.TokenValidityUnits != nil {
		unit = c.TokenValidityUnits.RefreshToken
	}
	valid := validity(c.RefreshTokenValidity, unit, 24*time.Hour, defaultRefreshToken)
	if valid >= d.SessionLifetime {
		return fine("refresh tokens are valid for %s, sessions last %s", valid, d.SessionLifetime)
	}
	return problem(Change{
		Setting:        "or SESSION_LIFETIME=" + valid.String() + " instead",
		Console:        "App client › Edit › Refresh token expiration: at least SESSION_LIFETIME",
		CloudFormation: "RefreshTokenValidity, TokenValidityUnits: { RefreshToken }",
		CDK:            "refreshTokenValidity",
	}, "refresh tokens are valid for %s, less than SESSION_LIFETIME (%s): people are signed out early", valid, d.SessionLifetime)
}

func (d *doctor) challenge(c *types.UserPoolClientType) finding {
	valid := defaultChallenge
	if c.AuthSessionValidity != nil {
		valid = time.Duration(*c.AuthSessionValidity) * time.Minute
	}
	change := Change{
		Setting:        "CHALLENGE_LIFETIME=" + valid.String(),
		Console:        "or App client › Edit › Authentication flow session duration",
		CloudFormation: "AuthSessionValidity",
		CDK:            "authSessionValidity",
	}
	switch {
	case valid < d.ChallengeLifetime:
		return problem(change, "Cognito forgets a challenge after %s, and people are told that they have %s (CHALLENGE_LIFETIME)",
			valid, d.ChallengeLifetime)
	case valid > d.ChallengeLifetime:
		return warning(change, "Cognito waits %s for the answer to a challenge, but CHALLENGE_LIFETIME allows %s only",
			valid, d.ChallengeLifetime)
	}
	return fine("a challenge can be answered for %s", valid)
}

func readAttributes(c *types.UserPoolClientType) finding {
	return permitted(
		"read",
		"ReadAttributes",
		c.ReadAttributes,
		[]string{"email", "email_verified", "name", "phone_number", "phone_number_verified"},
	)
}

func writeAttributes(c *types.UserPoolClientType) finding {
	return permitted("write", "WriteAttributes", c.WriteAttributes, required)
}

// permitted checks attribute permissions: an empty list is Cognito's default, which allows all standard attributes.
func permitted(what, property string, allowed, needed []string) finding {
	missing := without(needed, allowed)
	if len(allowed) == 0 || missing == nil {
		return fine("the app client may %s the attributes of an account", what)
	}
	return problem(Change{
		Console:        "App client › Attribute permissions › Edit: " + what + " for " + list(missing),
		CloudFormation: property + ": [" + list(needed) + "]",
		CDK:            what + "Attributes",
	}, "the app client may not %s %s (%s)", what, list(missing), property)
}

// hostedScopes are requested at every hosted sign-in, and Cognito refuses a sign-in that asks for one that is not
// allowed.
var hostedScopes = []string{"openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"}

func (d *doctor) hostedPages(c *types.UserPoolClientType) finding {
	var missing []string
	if !aws.ToBool(c.AllowedOAuthFlowsUserPoolClient) || !slices.Contains(c.AllowedOAuthFlows, types.OAuthFlowTypeCode) {
		missing = append(missing, "AllowedOAuthFlows lacks code")
	}
	if callback := d.PublicURL + "/auth/callback"; !slices.Contains(c.CallbackURLs, callback) {
		missing = append(missing, "CallbackURLs lacks "+callback)
	}
	if front := d.PublicURL + "/"; !slices.Contains(c.LogoutURLs, front) {
		missing = append(missing, "LogoutURLs lacks "+front)
	}
	if scopes := without(hostedScopes, c.AllowedOAuthScopes); scopes != nil {
		missing = append(missing, "AllowedOAuthScopes lacks "+list(scopes))
	}
	if missing == nil {
		return fine("the hosted pages lead back to the product")
	}
	return problem(Change{
		Console: "App client › Login pages › Edit: Allowed callback URLs, Allowed sign-out URLs, Authorization code grant, OpenID Connect scopes",
		CloudFormation: "AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: [code], CallbackURLs: [" + d.PublicURL + "/auth/callback], LogoutURLs: [" +
			d.PublicURL + "/], AllowedOAuthScopes: [" + list(
			hostedScopes,
		) + "]",
		CDK: "oAuth: { flows: { authorizationCodeGrant: true }, callbackUrls, logoutUrls, scopes }",
	}, "hosted sign-in does not work: %s", strings.Join(missing, "; "))
}
