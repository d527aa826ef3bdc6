package cognitotest_test

import (
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

var uuidFormat = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

const usernamePattern = `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`

func signUpCases() []conformanceCase {
	return []conformanceCase{
		{"SignUp/answers with a UUID and a masked phone number", false, signUpAnswers},
		{"SignUp/refuses a password that breaks the policy and names the rule", false, signUpPolicy},
		{"SignUp/counts a space inside a password as a symbol", false, signUpSpaces},
		{"SignUp/refuses missing required attributes by name", false, signUpRequired},
		{"SignUp/refuses malformed values", false, signUpFormats},
		{"SignUp/refuses attributes that a client may not write", false, signUpUnwritable},
		{"SignUp/refuses an email that is taken in another case", false, signUpTaken},
		{"SignUp/lists every violated constraint", false, signUpConstraints},
		{"ConfirmSignUp/confirms, and verifies the phone number only", true, confirmVerifies},
		{"ConfirmSignUp/refuses a wrong code", true, confirmWrongCode},
		{"ConfirmSignUp/refuses a confirmed user", true, confirmTwice},
		{"ConfirmSignUp/answers for an unknown user as for a late code", false, confirmUnknown},
		{"ResendConfirmationCode/voids the code before", true, resendVoids},
		{"ResendConfirmationCode/simulates delivery to an unknown user", false, resendUnknown},
		{"ResendConfirmationCode/refuses a confirmed user", false, resendConfirmed},
	}
}

func signUpAnswers(c *target) {
	out := must(c.sdk.SignUp(c.ctx, c.signUpInput(c.newEmail())))(c.T)
	if out.UserConfirmed || !uuidFormat.MatchString(*out.UserSub) {
		c.Errorf("confirmed %v, sub %q", out.UserConfirmed, *out.UserSub)
	}
	d := out.CodeDeliveryDetails
	if *d.AttributeName != "phone_number" || d.DeliveryMedium != types.DeliveryMediumTypeSms || *d.Destination != "+*******0123" {
		c.Errorf("delivery %s %s %s", *d.AttributeName, d.DeliveryMedium, *d.Destination)
	}
}

func signUpPolicy(c *target) {
	for password, rule := range map[string]string{
		"Short-1":          "Password not long enough",
		"correct-horse-77": "Password must have uppercase characters",
		"CORRECT-HORSE-77": "Password must have lowercase characters",
		"Correct-Horse-xx": "Password must have numeric characters",
		"CorrectHorse7777": "Password must have symbol characters",
	} {
		in := c.signUpInput(c.newEmail())
		in.Password = &password
		_, err := c.sdk.SignUp(c.ctx, in)
		wantRefusal(c, err, "InvalidPasswordException", "Password did not conform with policy: "+rule)
	}
}

func signUpSpaces(c *target) {
	in := c.signUpInput(c.newEmail())
	in.Password = aws.String("Correct Horse 7 Battery")
	if out := must(c.sdk.SignUp(c.ctx, in))(c.T); aws.ToString(out.UserSub) == "" {
		c.Error("no user was made")
	}
}

func signUpRequired(c *target) {
	in := c.signUpInput(c.newEmail())
	in.UserAttributes = attributes("email", *in.Username, "name", "")
	_, err := c.sdk.SignUp(c.ctx, in)
	wantRefusal(c, err, "InvalidParameterException",
		"Attributes did not conform to the schema: name: The attribute is required\nphone_number: The attribute is required\n")
}

func signUpFormats(c *target) {
	for _, phone := range []string{"02065550123", "+1 206 555 0123", "+0206555", "+12345678901234567"} {
		in := c.signUpInput(c.newEmail())
		in.UserAttributes = attributes("email", *in.Username, "name", "Ada", "phone_number", phone)
		_, err := c.sdk.SignUp(c.ctx, in)
		wantRefusal(c, err, "InvalidParameterException", "Invalid phone number format.")
	}
	in := c.signUpInput("ada")
	in.UserAttributes = attributes("name", "Ada", "phone_number", testPhone)
	_, err := c.sdk.SignUp(c.ctx, in)
	wantRefusal(c, err, "InvalidParameterException", "Username should be an email.")
	in = c.signUpInput(c.newEmail())
	in.UserAttributes = attributes("email", "ada@", "name", "Ada", "phone_number", testPhone)
	_, err = c.sdk.SignUp(c.ctx, in)
	wantRefusal(c, err, "InvalidParameterException", "Invalid email address format.")
}

func signUpUnwritable(c *target) {
	for _, name := range []string{"phone_number_verified", "email_verified", "sub"} {
		in := c.signUpInput(c.newEmail())
		in.UserAttributes = append(in.UserAttributes, attributes(name, "true")...)
		_, err := c.sdk.SignUp(c.ctx, in)
		wantRefusal(c, err, "NotAuthorizedException", "A client attempted to write unauthorized attribute")
	}
	in := c.signUpInput(c.newEmail())
	in.UserAttributes = append(in.UserAttributes, attributes("custom:team", "x")...)
	_, err := c.sdk.SignUp(c.ctx, in)
	wantRefusal(c, err, "InvalidParameterException",
		"Attributes did not conform to the schema: Type for attribute {custom:team} could not be determined")
}

func signUpTaken(c *target) {
	email := c.newEmail()
	must(c.sdk.SignUp(c.ctx, c.signUpInput(email)))(c.T)
	_, err := c.sdk.SignUp(c.ctx, c.signUpInput(strings.ToUpper(email)))
	wantRefusal(c, err, "UsernameExistsException", "An account with the given email already exists.")
}

func signUpConstraints(c *target) {
	in := c.signUpInput("ada lovelace@example.com")
	in.Password = aws.String(" with spaces at the ends ")
	_, err := c.sdk.SignUp(c.ctx, in)
	wantRefusal(c, err, "InvalidParameterException", "2 validation errors detected: "+
		"Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: "+usernamePattern+
		`; Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\S]+.*[\S]+$`)

	in = c.signUpInput(strings.Repeat("a", 120) + "@example.com")
	_, err = c.sdk.SignUp(c.ctx, in)
	wantRefusal(c, err, "InvalidParameterException", "1 validation error detected: "+
		"Value at 'username' failed to satisfy constraint: Member must have length less than or equal to 128")

	in = c.signUpInput(c.newEmail())
	in.UserAttributes = attributes("name", strings.Repeat("x", 2049))
	_, err = c.sdk.SignUp(c.ctx, in)
	wantRefusal(c, err, "InvalidParameterException", "1 validation error detected: "+
		"Value at 'userAttributes.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 2048")
}

func confirmVerifies(c *target) {
	email := c.newEmail()
	must(c.sdk.SignUp(c.ctx, c.signUpInput(email)))(c.T)
	if err := c.confirm(strings.ToLower(email), c.code()); err != nil {
		c.Fatal(err)
	}
	user := must(c.sdk.AdminGetUser(c.ctx, &cip.AdminGetUserInput{UserPoolId: &c.poolID, Username: &email}))(c.T)
	got := attributeMap(user.UserAttributes)
	if user.UserStatus != types.UserStatusTypeConfirmed || got["phone_number_verified"] != "true" || got["email_verified"] == "true" {
		c.Errorf("status %s, attributes %v", user.UserStatus, got)
	}
}

func confirmWrongCode(c *target) {
	email := c.newEmail()
	must(c.sdk.SignUp(c.ctx, c.signUpInput(email)))(c.T)
	code := c.code()
	err := c.confirm(email, otherCode(code))
	wantRefusal(c, err, "CodeMismatchException", "Invalid verification code provided, please try again.")
	if err := c.confirm(email, code); err != nil {
		c.Errorf("the right code after a wrong one: %v", err)
	}
}

func confirmTwice(c *target) {
	email := c.newEmail()
	must(c.sdk.SignUp(c.ctx, c.signUpInput(email)))(c.T)
	code := c.code()
	if err := c.confirm(email, code); err != nil {
		c.Fatal(err)
	}
	wantRefusal(c, c.confirm(email, code), "NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED")
}

func confirmUnknown(c *target) {
	err := c.confirm(c.newEmail(), "123456")
	wantRefusal(c, err, "ExpiredCodeException", "Invalid code provided, please request a code again.")
}

func (c *target) resend(email string) (*cip.ResendConfirmationCodeOutput, error) {
	return c.sdk.ResendConfirmationCode(c.ctx, &cip.ResendConfirmationCodeInput{ClientId: &c.clientID, Username: &email})
}

func resendVoids(c *target) {
	email := c.newEmail()
	must(c.sdk.SignUp(c.ctx, c.signUpInput(email)))(c.T)
	first := c.code()
	out := must(c.resend(email))(c.T)
	if *out.CodeDeliveryDetails.Destination != "+*******0123" {
		c.Errorf("destination %q", *out.CodeDeliveryDetails.Destination)
	}
	second := c.code()
	if first != second { // one time in a million they are equal, and then there is nothing to check
		wantRefusal(c, c.confirm(email, first), "CodeMismatchException", "Invalid verification code provided, please try again.")
	}
	if err := c.confirm(email, second); err != nil {
		c.Error(err)
	}
}

func resendUnknown(c *target) {
	email := c.newEmail()
	first := must(c.resend(email))(c.T).CodeDeliveryDetails
	second := must(c.resend(email))(c.T).CodeDeliveryDetails
	if first.DeliveryMedium != types.DeliveryMediumTypeSms || *first.AttributeName != "phone_number" {
		c.Errorf("delivery %s to %s", first.DeliveryMedium, *first.AttributeName)
	}
	if *first.Destination != *second.Destination {
		c.Errorf("destinations %q and %q differ, which reveals that there is no account", *first.Destination, *second.Destination)
	}
}

func resendConfirmed(c *target) {
	_, err := c.resend(c.confirmedUser())
	wantRefusal(c, err, "InvalidParameterException", "User is already confirmed.")
}
