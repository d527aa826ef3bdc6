package doctor

import (
	"fmt"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

// misconfiguration is one thing that is wrong, and what the one check that finds it must say.
type misconfiguration struct {
	name   string
	spec   func(*cognitotest.PoolSpec) // of the pool and the client
	make   func(*deployment)
	check  string
	status Status
	says   []string // in the summary or in the change
}

func (m misconfiguration) run(t *testing.T) {
	t.Helper()
	spec := m.spec
	if spec == nil {
		spec = func(*cognitotest.PoolSpec) {}
	}
	d := deploy(t, spec)
	if m.make != nil {
		m.make(d)
	}
	got := d.reported(t)
	c, found := got[m.check]
	if !found || len(got) != 1 || c.Status != m.status {
		t.Fatalf("want %s alone as a %s, got %+v", m.check, m.status, got)
	}
	text := c.Summary + fmt.Sprint(c.Change)
	for _, word := range m.says {
		if !strings.Contains(text, word) {
			t.Errorf("%q does not say %q", text, word)
		}
	}
}

// poolWith answers DescribeUserPool with one member that differs.
func poolWith(member string, value any) func(*deployment) {
	return func(d *deployment) { d.proxy.edit("DescribeUserPool", at("UserPool", member, value)) }
}

// inviteOnly answers DescribeUserPool as for a pool without self sign-up.
func inviteOnly(d *deployment) {
	d.proxy.edit("DescribeUserPool", func(answer map[string]any) {
		pool := answer["UserPool"].(map[string]any)
		pool["AdminCreateUserConfig"].(map[string]any)["AllowAdminCreateUserOnly"] = true
	})
}

// inviteBy answers DescribeUserPool with other texts of invitations.
func inviteBy(email, sms string) func(*deployment) {
	return poolWith("AdminCreateUserConfig", map[string]any{
		"InviteMessageTemplate": map[string]any{"EmailMessage": email, "SMSMessage": sms},
	})
}

// attribute changes one entry of the pool's schema.
func attribute(name, member string, value any) func(*deployment) {
	return func(d *deployment) {
		d.proxy.edit("DescribeUserPool", func(answer map[string]any) {
			pool := answer["UserPool"].(map[string]any)
			for _, entry := range pool["SchemaAttributes"].([]any) {
				if a := entry.(map[string]any); a["Name"] == name {
					a[member] = value
				}
			}
		})
	}
}

// addAttribute adds an attribute that sign-up requires.
func addAttribute(name string) func(*deployment) {
	return func(d *deployment) {
		d.proxy.edit("DescribeUserPool", func(answer map[string]any) {
			pool := answer["UserPool"].(map[string]any)
			pool["SchemaAttributes"] = append(pool["SchemaAttributes"].([]any),
				map[string]any{"Name": name, "AttributeDataType": "String", "Required": true, "Mutable": true})
		})
	}
}

func TestEachMisconfigurationOfThePoolIsFoundByItsCheck(t *testing.T) {
	for _, m := range []misconfiguration{
		{"email as an alias", nil, func(d *deployment) {
			poolWith("AliasAttributes", []string{"email"})(d)
			poolWith("UsernameAttributes", nil)(d)
		}, "pool.sign-in", Problem, []string{"AliasAttributes", "UsernameAttributes: [email]", "signInAliases"}},
		{"no sign-in by email", nil, poolWith("UsernameAttributes", []string{"phone_number"}), "pool.sign-in", Problem, []string{"UsernameAttributes: [email]"}},
		{"case-sensitive names", nil, poolWith("UsernameConfiguration", map[string]any{"CaseSensitive": true}), "pool.case", Problem, []string{"CaseSensitive: false"}},
		{"case by default", nil, poolWith("UsernameConfiguration", nil), "pool.case", Problem, []string{"signInCaseSensitive: false"}},
		{"name not required", nil, attribute("name", "Required", false), "pool.attributes", Problem, []string{"attributes name are", "Required: true"}},
		{"too much required", nil, addAttribute("family_name"), "pool.attributes", Problem, []string{"family_name"}},
		{"email fixed", nil, attribute("email", "Mutable", false), "pool.mutable-attributes", Problem, []string{"Mutable: true for email"}},
		{"phone number unverified", nil, poolWith("AutoVerifiedAttributes", []string{"email"}), "pool.verification", Problem, []string{"AutoVerifiedAttributes: [phone_number"}},
		{"a pool for hosted pages alone", hosted, func(d *deployment) {
			d.DomainURL = "https://sign-in.example.com"
			poolWith("AutoVerifiedAttributes", []string{"email"})(d)
			poolWith("UserAttributeUpdateSettings", map[string]any{"AttributesRequireVerificationBeforeUpdate": []string{"email"}})(d)
		}, "pool.verification", Warning, []string{"the hosted pages are not concerned"}},
		{"updates at once", nil, poolWith("UserAttributeUpdateSettings", map[string]any{"AttributesRequireVerificationBeforeUpdate": []string{"phone_number"}}),
			"pool.attribute-updates", Problem, []string{"lacks email", "AttributesRequireVerificationBeforeUpdate", "keepOriginal"}},
		{"no update settings", nil, poolWith("UserAttributeUpdateSettings", nil), "pool.attribute-updates", Problem, []string{"lacks email, phone_number"}},
		{"short passwords", func(p *cognitotest.PoolSpec) {
			p.PasswordPolicy = cognitotest.PasswordPolicy{MinLength: 8, RequireUpper: true, RequireLower: true, RequireDigits: true}
		}, nil, "pool.password-policy", Problem, []string{"MinimumLength is 8 and must be 12", "RequireSymbols is false and must be true"}},
		{"long passwords", func(p *cognitotest.PoolSpec) {
			p.PasswordPolicy = cognitotest.PasswordPolicy{MinLength: 16, RequireUpper: true, RequireLower: true, RequireDigits: true, RequireSymbols: true}
		}, nil, "pool.password-policy", Problem, []string{"MinimumLength is 16 and must be 12"}},
		{"invitation only", nil, inviteOnly, "pool.self-sign-up", Problem,
			[]string{"AllowAdminCreateUserOnly: false", "selfSignUpEnabled"}},
		{"invitations in Cognito's words", nil, inviteBy("", ""), "pool.invitation", Warning, []string{"email", "InviteMessageTemplate", "userInvitation"}},
		{"text messages in Cognito's words", nil, inviteBy("Password:<br>{####}<br>", ""), "pool.invitation", Warning, []string{"text message"}},
		{"a full stop after the temporary password", nil, inviteBy("Your password: {####}.", "{####}"), "pool.invitation", Warning, []string{"email", "copy"}},
		{"a quotation mark before it", nil, inviteBy("{####}", "Your password:\n\"{####} "), "pool.invitation", Warning, []string{"text message", "copy"}},
		{"no SMS role", nil, poolWith("SmsConfiguration", nil), "pool.sms", Problem, []string{"SnsCallerArn"}},
		{"no external id", nil, poolWith("SmsConfiguration", map[string]any{"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}), "pool.sms", Problem, []string{"ExternalId"}},
		{"SNS sandbox", nil, poolWith("SmsConfigurationFailure", "SNSSandbox"), "pool.sms", Problem, []string{"sandbox"}},
		{"SMS role without rights", nil, poolWith("SmsConfigurationFailure", "InvalidSmsRoleAccessPolicyException"), "pool.sms", Problem, []string{"InvalidSmsRole"}},
		{"recovery by email alone", nil, poolWith("AccountRecoverySetting", map[string]any{"RecoveryMechanisms": []any{map[string]any{"Name": "verified_email", "Priority": 1}}}),
			"pool.recovery", Problem, []string{"verified_phone_number"}},
		{"no PreSignUp trigger", func(p *cognitotest.PoolSpec) { p.PreSignUp = nil }, nil, "pool.pre-sign-up", Warning, []string{"PreSignUp"}},
		{"pool unprotected", nil, poolWith("DeletionProtection", "INACTIVE"), "pool.deletion-protection", Problem, []string{"DeletionProtection: ACTIVE"}},
		{"MFA off", func(p *cognitotest.PoolSpec) { p.MFA = cognitotest.MFASpec{} }, nil, "pool.mfa", Warning, []string{"MfaConfiguration: OPTIONAL"}},
		{"another issuer", nil, func(d *deployment) { d.Issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_ZZZZZZZZZ" }, "issuer", Problem,
			[]string{"COGNITO_ISSUER=https://cognito-idp.eu-west-1.amazonaws.com/"}},
		{"issuer of the newer kind", nil, poolWith("IssuerConfiguration", map[string]any{"Type": "UPDATED"}), "issuer", Problem,
			[]string{"COGNITO_ISSUER=https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_"}},
	} {
		t.Run(m.name, m.run)
	}
}

func TestTheIssuersOfAWSAreTaken(t *testing.T) {
	for issuer, kind := range map[string]string{
		"https://cognito-idp.eu-west-1.amazonaws.com/":        "ORIGINAL",
		"https://issuer-cognito-idp.eu-west-1.amazonaws.com/": "UPDATED",
	} {
		d := deploy(t)
		d.Issuer = issuer + d.UserPoolID
		poolWith("IssuerConfiguration", map[string]any{"Type": kind})(d)
		if got := d.reported(t); len(got) != 0 {
			t.Errorf("%s: %v", issuer, got)
		}
	}
}

func TestTheSecondFactorsOfAPoolAreNamed(t *testing.T) {
	d := deploy(t, func(p *cognitotest.PoolSpec) {
		p.MFA = cognitotest.MFASpec{Mode: "ON", TOTP: true}
	})
	for _, c := range Run(t.Context(), d.Config).Checks {
		if c.Name == "pool.mfa" && c.Summary != "MFA is required: authenticator app" {
			t.Errorf("%+v", c)
		}
	}
}
