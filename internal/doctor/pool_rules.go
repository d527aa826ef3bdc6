package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// required are the attributes that the product sets at sign-up.
var required = []string{"email", "name", "phone_number"}

// poolRules are in the order of the report.
func (d *doctor) poolRules() []rule[*types.UserPoolType] {
	return []rule[*types.UserPoolType]{
		{"pool.sign-in", signInByEmail},
		{"pool.case", caseInsensitive},
		{"pool.attributes", requiredAttributes},
		{"pool.mutable-attributes", mutableAttributes},
		{"pool.verification", ownPages(d, phoneVerified)},
		{"pool.attribute-updates", d.verifiedBeforeUpdate},
		{"pool.password-policy", passwordPolicy},
		{"pool.self-sign-up", selfSignUp},
		{"pool.invitation", invitation},
		{"pool.sms", smsSender},
		{"pool.recovery", recovery},
		{"pool.pre-sign-up", preSignUp},
		{"pool.deletion-protection", d.poolDeletionProtection},
	}
}

// ownPages turns a problem that concerns only the product's own sign-up and sign-in into a warning where there are
// hosted pages too.
func ownPages[T any](d *doctor, check func(T) finding) func(T) finding {
	return func(settings T) finding {
		f := check(settings)
		if d.DomainURL != "" && f.status == Problem {
			f.status = Warning
			f.summary += " by the product's own API; the hosted pages are not concerned"
		}
		return f
	}
}

func signInByEmail(p *types.UserPoolType) finding {
	change := Change{
		Console:        "Create user pool › Options for sign-in identifiers: Email alone" + newPool,
		CloudFormation: "UsernameAttributes: [email], without AliasAttributes",
		CDK:            "signInAliases: { email: true }",
	}
	switch {
	case slices.Contains(p.AliasAttributes, types.AliasAttributeTypeEmail):
		return problem(
			change,
			"email is an alias (AliasAttributes): people can't sign in until it is verified, and sign-up can't use it as the user name",
		)
	case !slices.Contains(p.UsernameAttributes, types.UsernameAttributeTypeEmail):
		return problem(change, "people can't sign in by email (UsernameAttributes lacks email)")
	}
	return fine("people sign in by email")
}

func caseInsensitive(p *types.UserPoolType) finding {
	if c := p.UsernameConfiguration; c != nil && c.CaseSensitive != nil && !*c.CaseSensitive {
		return fine("the case of an email does not matter")
	}
	return problem(Change{
		Console:        "Create user pool by the console, which makes user names case-insensitive" + newPool,
		CloudFormation: "UsernameConfiguration: { CaseSensitive: false }",
		CDK:            "signInCaseSensitive: false",
	}, "user names are case-sensitive: Ada@example.com and ada@example.com would be two accounts")
}

func requiredAttributes(p *types.UserPoolType) finding {
	var demanded []string
	for _, a := range p.SchemaAttributes {
		// Cognito also lists the subject as required, but sets it itself.
		if name := aws.ToString(a.Name); aws.ToBool(a.Required) && name != "sub" {
			demanded = append(demanded, name)
		}
	}
	change := Change{
		Console:        "Create user pool › Required attributes for sign-up: email, name, phone_number and no other" + newPool,
		CloudFormation: "Schema: an entry for each of email, name and phone_number with Required: true, Mutable: true",
		CDK:            "standardAttributes: { email, fullname, phoneNumber: each { required: true, mutable: true } }",
	}
	if missing := without(required, demanded); missing != nil {
		return problem(change, "the attributes %s are not required at sign-up", list(missing))
	}
	if extra := without(demanded, required); extra != nil {
		return problem(
			change,
			"the attributes %s are required at sign-up, which the product does not ask for: every sign-up fails",
			list(extra),
		)
	}
	return fine("sign-up requires email, name and phone_number")
}

func mutableAttributes(p *types.UserPoolType) finding {
	var fixed []string
	for _, a := range p.SchemaAttributes {
		if name := aws.ToString(a.Name); slices.Contains(required, name) && !aws.ToBool(a.Mutable) {
			fixed = append(fixed, name)
		}
	}
	if fixed == nil {
		return fine("people can change their email, name and phone number")
	}
	return problem(Change{
		CloudFormation: "Schema: Mutable: true for " + list(fixed) + newPool,
		CDK:            "standardAttributes: mutable: true for " + list(fixed),
	}, "the attributes %s can't be changed after sign-up", list(fixed))
}

func phoneVerified(p *types.UserPoolType) finding {
	if slices.Contains(p.AutoVerifiedAttributes, types.VerifiedAttributeTypePhoneNumber) {
		return fine("Cognito sends the sign-up code to the phone number")
	}
	return problem(Change{
		Console:        "Authentication › Sign-up › Attribute verification and user account confirmation: Send SMS message, verify phone number",
		CloudFormation: "AutoVerifiedAttributes: [phone_number, email]",
		CDK:            "autoVerify: { phone: true, email: true }",
	}, "AutoVerifiedAttributes lacks phone_number: nobody gets the SMS that confirms a sign-up")
}

// verifiedBeforeUpdate: a pool whose hosted pages confirm sign-ups by a link verifies email alone, and Cognito then
// refuses the setting for the phone number.
func (d *doctor) verifiedBeforeUpdate(p *types.UserPoolType) finding {
	var kept []string
	if s := p.UserAttributeUpdateSettings; s != nil {
		kept = texts(s.AttributesRequireVerificationBeforeUpdate)
	}
	missing := without([]string{"email", "phone_number"}, kept)
	byLink := d.DomainURL != "" && !slices.Contains(p.AutoVerifiedAttributes, types.VerifiedAttributeTypePhoneNumber)
	if missing == nil || byLink && slices.Equal(missing, []string{"phone_number"}) {
		return fine("a new email or phone number counts only once it is verified")
	}
	return problem(Change{
		Console:        "Authentication › Sign-up › Verifying attribute changes: Keep original attribute value active when an update is pending, for email and phone number",
		CloudFormation: "UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [email, phone_number] }, both in AutoVerifiedAttributes as well",
		CDK:            "keepOriginal: { email: true, phone: true }, autoVerify: { email: true, phone: true }",
	}, "AttributesRequireVerificationBeforeUpdate lacks %s: a new value replaces the verified one at once, also where it is mistyped or somebody else's", list(missing))
}

func passwordPolicy(p *types.UserPoolType) finding {
	want := account.DefaultPasswordPolicy
	var got types.PasswordPolicyType
	if p.Policies != nil && p.Policies.PasswordPolicy != nil {
		got = *p.Policies.PasswordPolicy
	}
	var differences []string
	if length := int(aws.ToInt32(got.MinimumLength)); length != want.MinimumLength {
		differences = append(differences, fmt.Sprintf("MinimumLength is %d and must be %d", length, want.MinimumLength))
	}
	for _, class := range []struct {
		name      string
		got, want bool
	}{
		{"RequireUppercase", got.RequireUppercase, want.RequireUppercase},
		{"RequireLowercase", got.RequireLowercase, want.RequireLowercase},
		{"RequireNumbers", got.RequireNumbers, want.RequireDigit},
		{"RequireSymbols", got.RequireSymbols, want.RequireSymbol},
	} {
		if class.got != class.want {
			differences = append(differences, fmt.Sprintf("%s is %t and must be %t", class.name, class.got, class.want))
		}
	}
	if differences == nil {
		return fine(
			"the password policy is the one that forms show: at least %d characters of all four classes",
			want.MinimumLength,
		)
	}
	return problem(Change{
		Console: fmt.Sprintf(
			"Authentication › Authentication methods › Password policy: %d characters; numbers, special, uppercase and lowercase characters",
			want.MinimumLength,
		),
		CloudFormation: fmt.Sprintf(
			"Policies: { PasswordPolicy: { MinimumLength: %d, RequireUppercase: true, RequireLowercase: true, RequireNumbers: true, RequireSymbols: true } }",
			want.MinimumLength,
		),
		CDK: fmt.Sprintf(
			"passwordPolicy: { minLength: %d, requireUppercase: true, requireLowercase: true, requireDigits: true, requireSymbols: true }",
			want.MinimumLength,
		),
	}, "the password policy differs from the one that forms show: %s", strings.Join(differences, "; "))
}

func selfSignUp(p *types.UserPoolType) finding {
	if p.AdminCreateUserConfig == nil || !p.AdminCreateUserConfig.AllowAdminCreateUserOnly {
		return fine("people may sign up by themselves")
	}
	return problem(Change{
		Console:        "Authentication › Sign-up › Self-service sign-up: Enable self-registration",
		CloudFormation: "AdminCreateUserConfig: { AllowAdminCreateUserOnly: false }",
		CDK:            "selfSignUpEnabled: true",
	}, "only administrators may create accounts (AllowAdminCreateUserOnly)")
}

// invitation: people copy the temporary password out of a message, and take what touches it along.
func invitation(p *types.UserPoolType) finding {
	change := Change{
		Console:        "Authentication › Authentication methods › Message templates: Invitation",
		CloudFormation: "AdminCreateUserConfig: { InviteMessageTemplate: { EmailSubject: …, EmailMessage: …, SMSMessage: … } }",
		CDK:            "userInvitation: { emailSubject, emailBody, smsMessage }",
	}
	var texts types.MessageTemplateType
	if c := p.AdminCreateUserConfig; c != nil && c.InviteMessageTemplate != nil {
		texts = *c.InviteMessageTemplate
	}
	for _, message := range []struct {
		name string
		text *string
	}{{"email", texts.EmailMessage}, {"text message", texts.SMSMessage}} {
		switch text := aws.ToString(message.text); {
		case text == "":
			return warning(change, "the %s that invites people is Cognito's own: it does not name the address of the product", message.name)
		case !standsAlone(text):
			return warning(
				change, "in the %s that invites people, the temporary password is not set apart by white space: people copy what touches it, too",
				message.name,
			)
		}
	}
	return fine("invitations have a text of their own")
}

// standsAlone reports whether nothing but white space or an HTML tag touches the place of the temporary password.
func standsAlone(text string) bool {
	before, after, _ := strings.Cut(text, "{####}")
	return (before == "" || strings.HasSuffix(before, ">") || strings.TrimRight(before, " \n") != before) &&
		(after == "" || strings.HasPrefix(after, "<") || strings.TrimLeft(after, " \n") != after)
}
