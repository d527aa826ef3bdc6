package cognitotest_test

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

func accountCases() []conformanceCase {
	return []conformanceCase{
		{"ForgotPassword/answers for an unknown user as for a known one", false, forgotUnknown},
		{"ConfirmForgotPassword/takes the code once and leaves sessions", true, forgotResets},
		{"ConfirmForgotPassword/refuses unknown users, absent codes and weak passwords", false, forgotRefuses},
		{"ChangePassword/needs the old password and a strong new one", false, passwordChanges},
		{"UpdateUserAttributes/changes a name at once, and an email after its code", true, emailChanges},
		{"UpdateUserAttributes/refuses taken emails, bad formats and protected attributes", false, updateRefuses},
		{"DeleteUser/removes the user and its sign-in", false, userDeletes},
		{"ListUsers/finds by email and by prefix, in pages", false, usersListed},
	}
}

func (c *target) forgot(email string) (*cip.ForgotPasswordOutput, error) {
	return c.sdk.ForgotPassword(c.ctx, &cip.ForgotPasswordInput{ClientId: &c.clientID, Username: &email})
}

func (c *target) reset(email, code, password string) error {
	_, err := c.sdk.ConfirmForgotPassword(c.ctx, &cip.ConfirmForgotPasswordInput{
		ClientId: &c.clientID, Username: &email, ConfirmationCode: &code, Password: &password,
	})
	return err
}

func forgotUnknown(c *target) {
	delivery := must(c.forgot(c.newEmail()))(c.T).CodeDeliveryDetails
	if delivery == nil || delivery.DeliveryMedium != "SMS" || !strings.HasPrefix(aws.ToString(delivery.Destination), "+*******") {
		c.Errorf("delivery %+v", delivery)
	}
}

func forgotResets(c *target) {
	email := c.confirmedUser()
	tokens := c.signIn(email)
	if d := must(c.forgot(email))(c.T).CodeDeliveryDetails; *d.Destination != "+*******0123" || *d.AttributeName != "phone_number" {
		c.Errorf("delivery %s %s", *d.AttributeName, *d.Destination)
	}
	code := c.code()
	wantRefusal(c, c.reset(email, otherCode(code), newPassword), "CodeMismatchException", wrongCodeText)
	if err := c.reset(email, code, newPassword); err != nil {
		c.Fatal(err)
	}
	wantRefusal(c, c.reset(email, code, newPassword), "ExpiredCodeException", expiredCodeText)
	must(c.getUser(tokens.AccessToken))(c.T)
	must(c.refresh(types.AuthFlowTypeRefreshTokenAuth, *tokens.RefreshToken))(c.T)
	must(c.passwordAuth(email, newPassword))(c.T)
}

func forgotRefuses(c *target) {
	wantRefusal(c, c.reset(c.newEmail(), "123456", newPassword), "CodeMismatchException", wrongCodeText)
	email := c.confirmedUser()
	wantRefusal(c, c.reset(email, "123456", newPassword), "ExpiredCodeException", expiredCodeText)
	wantRefusal(c, c.reset(email, "123456", "correct-horse-77"), "InvalidPasswordException",
		"Password did not conform with policy: Password must have uppercase characters")
}

func passwordChanges(c *target) {
	email := c.confirmedUser()
	access := c.signIn(email).AccessToken
	change := func(from, to string) error {
		_, err := c.sdk.ChangePassword(c.ctx, &cip.ChangePasswordInput{AccessToken: access, PreviousPassword: &from, ProposedPassword: &to})
		return err
	}
	wantRefusal(c, change("Wrong-Password-1", newPassword), "NotAuthorizedException", incorrect)
	wantRefusal(c, change(testPassword, "correct-horse-77"), "InvalidPasswordException",
		"Password did not conform with policy: Password must have uppercase characters")
	if err := change(testPassword, newPassword); err != nil {
		c.Fatal(err)
	}
	must(c.passwordAuth(email, newPassword))(c.T)
}

func (c *target) updateSelf(access *string, pairs ...string) (*cip.UpdateUserAttributesOutput, error) {
	return c.sdk.UpdateUserAttributes(c.ctx, &cip.UpdateUserAttributesInput{AccessToken: access, UserAttributes: attributes(pairs...)})
}

func emailChanges(c *target) {
	email, next := c.confirmedUser(), c.newEmail()
	access := c.signIn(email).AccessToken
	must(c.updateSelf(access, "name", "Countess"))(c.T)
	if sent := must(c.updateSelf(access, "email", next))(c.T).CodeDeliveryDetailsList; len(sent) != 1 || *sent[0].AttributeName != "email" {
		c.Fatalf("deliveries %v", sent)
	}
	code := c.code()
	c.signIn(email)
	got := attributeMap(must(c.getUser(access))(c.T).UserAttributes)
	if !strings.EqualFold(got["email"], email) || got["name"] != "Countess" {
		c.Errorf("attributes %v", got)
	}
	verify := func(code string) error {
		_, err := c.sdk.VerifyUserAttribute(c.ctx, &cip.VerifyUserAttributeInput{AccessToken: access, AttributeName: aws.String("email"), Code: &code})
		return err
	}
	wantRefusal(c, verify(otherCode(code)), "CodeMismatchException", wrongCodeText)
	if err := verify(code); err != nil {
		c.Fatal(err)
	}
	c.signIn(next)
	_, err := c.passwordAuth(email, testPassword)
	wantRefusal(c, err, "NotAuthorizedException", incorrect)
}

func updateRefuses(c *target) {
	taken := c.confirmedUser()
	access := c.signIn(c.confirmedUser()).AccessToken
	_, err := c.updateSelf(access, "email", taken)
	wantRefusal(c, err, "AliasExistsException", "An account with the given email already exists.")
	_, err = c.updateSelf(access, "phone_number", "12")
	wantRefusal(c, err, "InvalidParameterException", "Invalid phone number format.")
	_, err = c.updateSelf(access, "email_verified", "true")
	wantRefusal(c, err, "NotAuthorizedException", "A client attempted to write unauthorized attribute")
}

func userDeletes(c *target) {
	email := c.confirmedUser()
	tokens := c.signIn(email)
	must(c.sdk.DeleteUser(c.ctx, &cip.DeleteUserInput{AccessToken: tokens.AccessToken}))(c.T)
	_, err := c.getUser(tokens.AccessToken)
	wantRefusal(c, err, "UserNotFoundException", "User does not exist.")
	_, err = c.passwordAuth(email, testPassword)
	wantRefusal(c, err, "NotAuthorizedException", incorrect)
}

func usersListed(c *target) {
	email := c.confirmedUser()
	for _, filter := range []string{`email = "` + email + `"`, `email ^= "` + email[:len(email)-4] + `"`} {
		users := must(c.sdk.ListUsers(c.ctx, &cip.ListUsersInput{UserPoolId: &c.poolID, Filter: &filter}))(c.T).Users
		if len(users) != 1 || !strings.EqualFold(attributeMap(users[0].Attributes)["email"], email) {
			c.Errorf("%s: %d users", filter, len(users))
		}
	}
	c.confirmedUser()
	seen := map[string]bool{}
	in := &cip.ListUsersInput{UserPoolId: &c.poolID, Limit: aws.Int32(1), Filter: aws.String(`email ^= "Conformance."`)}
	for len(seen) < 2 {
		out := must(c.sdk.ListUsers(c.ctx, in))(c.T)
		for _, u := range out.Users {
			if seen[*u.Username] {
				c.Fatalf("%s is on two pages", *u.Username)
			}
			seen[*u.Username] = true
		}
		if in.PaginationToken = out.PaginationToken; in.PaginationToken == nil && len(seen) < 2 {
			c.Fatalf("%d users", len(seen))
		}
	}
}
