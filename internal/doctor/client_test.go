package doctor

import (
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

// clientWith answers DescribeUserPoolClient with one member that differs.
func clientWith(member string, value any) func(*deployment) {
	return func(d *deployment) { d.proxy.edit("DescribeUserPoolClient", at("UserPoolClient", member, value)) }
}

func rotating(p *cognitotest.PoolSpec) {
	p.Client.RefreshRotation, p.Client.RotationGrace = true, time.Minute
}

func withoutSecret(p *cognitotest.PoolSpec) {
	p.Client.Secret, p.Client.PropagateUserContext = false, false
}

func TestEachMisconfigurationOfTheAppClientIsFoundByItsCheck(t *testing.T) {
	for _, m := range []misconfiguration{
		{"no password flow", nil, clientWith("ExplicitAuthFlows", []string{"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}), "client.password-flow", Problem,
			[]string{"ALLOW_USER_PASSWORD_AUTH", "userPassword: true"}},
		{"default flows", nil, clientWith("ExplicitAuthFlows", nil), "client.password-flow", Problem, []string{"ALLOW_USER_PASSWORD_AUTH"}},
		{"no refresh", nil, clientWith("ExplicitAuthFlows", []string{"ALLOW_USER_PASSWORD_AUTH"}), "client.refresh", Problem,
			[]string{"neither ALLOW_REFRESH_TOKEN_AUTH nor", "RefreshTokenRotation"}},
		{"rotation and refresh flow", rotating, clientWith("ExplicitAuthFlows", []string{"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}), "client.refresh", Problem,
			[]string{"contradict", "no ALLOW_REFRESH_TOKEN_AUTH"}},
		{"rotation without grace", func(p *cognitotest.PoolSpec) { p.Client.RefreshRotation = true }, nil, "client.refresh", Warning, []string{"RetryGracePeriodSeconds: 60"}},
		{"existence errors", func(p *cognitotest.PoolSpec) { p.Client.PreventUserExistenceErrors = cognitotest.ExistenceErrorsLegacy }, nil,
			"client.existence-errors", Problem, []string{"PreventUserExistenceErrors: ENABLED"}},
		{"no revocation", nil, clientWith("EnableTokenRevocation", false), "client.revocation", Problem, []string{"EnableTokenRevocation: true"}},
		{"secret not configured", nil, func(d *deployment) { d.ClientSecret = "" }, "client.secret", Problem, []string{"COGNITO_CLIENT_SECRET is not set"}},
		{"secret of a client without", withoutSecret, func(d *deployment) { d.ClientSecret = "s" }, "client.secret", Problem, []string{"has no secret"}},
		{"no secret", withoutSecret, nil, "client.secret", Warning, []string{"past the product", "GenerateSecret: true"}},
		{"visitors unknown to Cognito", func(p *cognitotest.PoolSpec) { p.Client.PropagateUserContext = false }, nil, "client.visitors", Warning,
			[]string{"everybody is this server", "EnablePropagateAdditionalUserContextData: true"}},
		{"another secret", nil, func(d *deployment) { d.ClientSecret += "x" }, "client.secret", Problem, []string{"is not the secret"}},
		{"long access tokens", func(p *cognitotest.PoolSpec) { p.Client.AccessTokenValidity = 2 * time.Hour }, nil, "client.access-token", Warning,
			[]string{"2h0m0s", "AccessTokenValidity: 60"}},
		{"long access tokens, in hours", nil, func(d *deployment) {
			clientWith("TokenValidityUnits", nil)(d)
			clientWith("AccessTokenValidity", 24)(d)
			clientWith("RefreshTokenValidity", 30)(d)
		}, "client.access-token", Warning, []string{"24h0m0s"}},
		{"short refresh tokens", func(p *cognitotest.PoolSpec) { p.Client.RefreshTokenValidity = 24 * time.Hour }, nil, "client.refresh-token", Problem,
			[]string{"24h0m0s, less than SESSION_LIFETIME (720h0m0s)", "RefreshTokenValidity", "SESSION_LIFETIME=24h0m0s"}},
		{"challenges that end early", nil, func(d *deployment) { d.ChallengeLifetime = 5 * time.Minute }, "client.challenge", Problem,
			[]string{"after 3m0s", "they have 5m0s", "CHALLENGE_LIFETIME=3m0s"}},
		{"challenges that could last longer", func(p *cognitotest.PoolSpec) { p.Client.AuthSessionValidity = 10 * time.Minute }, nil, "client.challenge", Warning,
			[]string{"waits 10m0s", "CHALLENGE_LIFETIME=10m0s"}},
		{"unreadable phone number", nil, clientWith("ReadAttributes", []string{"email", "email_verified", "name"}), "client.read-attributes", Problem,
			[]string{"phone_number, phone_number_verified", "ReadAttributes"}},
		{"unwritable name", nil, clientWith("WriteAttributes", []string{"email", "phone_number"}), "client.write-attributes", Problem, []string{"write name", "WriteAttributes"}},
	} {
		t.Run(m.name, m.run)
	}
}

func hosted(p *cognitotest.PoolSpec) {
	p.Client.CallbackURLs, p.Client.LogoutURLs = []string{"https://vote.example.com/auth/callback"}, []string{"https://vote.example.com/"}
}

func TestTheHostedPagesAreCheckedWhereThereAreSome(t *testing.T) {
	domain := func(d *deployment) { d.DomainURL = "https://sign-in.example.com" }
	for _, m := range []misconfiguration{
		{"no hosted pages", nil, domain, "client.hosted-pages", Problem, []string{"AllowedOAuthFlows lacks code", "CallbackURLs lacks https://vote.example.com/auth/callback"}},
		{"another callback", func(p *cognitotest.PoolSpec) { p.Client.CallbackURLs = []string{"http://localhost:8080/auth/callback"} }, domain,
			"client.hosted-pages", Problem, []string{"CallbackURLs: [https://vote.example.com/auth/callback]"}},
		{"no way back from signing out", hosted, func(d *deployment) { domain(d); clientWith("LogoutURLs", nil)(d) },
			"client.hosted-pages", Problem, []string{"LogoutURLs: [https://vote.example.com/]"}},
		{"implicit grant", hosted, func(d *deployment) { domain(d); clientWith("AllowedOAuthFlows", []string{"implicit"})(d) },
			"client.hosted-pages", Problem, []string{"AllowedOAuthFlows lacks code"}},
		{"few scopes", hosted, func(d *deployment) { domain(d); clientWith("AllowedOAuthScopes", []string{"openid"})(d) },
			"client.hosted-pages", Problem, []string{"email, phone, profile, aws.cognito.signin.user.admin"}},
	} {
		t.Run(m.name, m.run)
	}
	d := deploy(t, hosted)
	domain(d)
	if got := d.reported(t); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
