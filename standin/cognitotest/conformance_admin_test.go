package cognitotest_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

func adminCases() []conformanceCase {
	return []conformanceCase{
		{"Admin/operations refuse an unknown user and an unknown pool", false, adminUnknown},
		{"AdminCreateUser/makes a user who must change the password", false, adminCreates},
		{"AdminSetUserPassword/applies the policy", false, adminPasswordPolicy},
		{"AdminUpdateUserAttributes/a new phone number waits for its code unless given as verified, and a taken email is refused", false, adminAttributes},
		{"Groups/appear in the next tokens", false, adminGroups},
		{"Groups/are listed in pages and left again", false, adminGroupPages},
		{"AdminDeleteUser/removes the user and frees the email", false, adminDeletes},
		{"DescribeUserPool/tells policy, sign-in attribute and verification", false, describePool},
		{"DescribeUserPoolClient/tells flows and existence errors", false, describeClient},
	}
}

func adminUnknown(c *target) {
	_, err := c.sdk.AdminGetUser(c.ctx, &cip.AdminGetUserInput{UserPoolId: &c.poolID, Username: aws.String(c.newEmail())})
	wantRefusal(c, err, "UserNotFoundException", "User does not exist.")
	_, err = c.sdk.DescribeUserPool(c.ctx, &cip.DescribeUserPoolInput{UserPoolId: aws.String("eu-west-1_000000000")})
	wantRefusal(c, err, "ResourceNotFoundException", "User pool eu-west-1_000000000 does not exist.")
}

func adminCreates(c *target) {
	email := c.newEmail()
	user := c.adminCreate(email).User
	if user.UserStatus != types.UserStatusTypeForceChangePassword || !user.Enabled || !uuidFormat.MatchString(*user.Username) {
		c.Errorf("user %s, status %s", *user.Username, user.UserStatus)
	}
	if user.UserCreateDate == nil || user.UserCreateDate.IsZero() {
		c.Error("no creation date")
	}
	_, err := c.sdk.AdminCreateUser(c.ctx, &cip.AdminCreateUserInput{
		UserPoolId: &c.poolID, Username: aws.String(strings.ToUpper(email)), MessageAction: types.MessageActionTypeSuppress,
	})
	wantRefusal(c, err, "UsernameExistsException", "An account with the given email already exists.")
}

func adminPasswordPolicy(c *target) {
	_, err := c.sdk.AdminSetUserPassword(c.ctx, &cip.AdminSetUserPasswordInput{
		UserPoolId: &c.poolID, Username: aws.String(c.confirmedUser()), Password: aws.String("correct-horse-77"),
	})
	wantRefusal(c, err, "InvalidPasswordException", "Password did not conform with policy: Password must have uppercase characters")
}

func adminAttributes(c *target) {
	email, other := c.confirmedUser(), c.confirmedUser()
	update := func(pairs ...string) error {
		_, err := c.sdk.AdminUpdateUserAttributes(c.ctx, &cip.AdminUpdateUserAttributesInput{
			UserPoolId: &c.poolID, Username: &email, UserAttributes: attributes(pairs...),
		})
		return err
	}
	if err := update("phone_number", "+442079460123", "name", "Countess of Lovelace"); err != nil {
		c.Fatal(err)
	}
	user := must(c.sdk.AdminGetUser(c.ctx, &cip.AdminGetUserInput{UserPoolId: &c.poolID, Username: &email}))(c.T)
	got := attributeMap(user.UserAttributes)
	if got["phone_number"] != testPhone || got["email_verified"] != "true" || got["name"] != "Countess of Lovelace" {
		c.Errorf("attributes %v", got)
	}
	if err := update("phone_number", "+442079460123", "phone_number_verified", "true"); err != nil {
		c.Fatal(err)
	}
	user = must(c.sdk.AdminGetUser(c.ctx, &cip.AdminGetUserInput{UserPoolId: &c.poolID, Username: &email}))(c.T)
	if got := attributeMap(user.UserAttributes); got["phone_number"] != "+442079460123" || got["phone_number_verified"] != "true" {
		c.Errorf("attributes %v", got)
	}
	wantRefusal(c, update("email", strings.ToUpper(other)), "AliasExistsException", "An account with the given email already exists.")
}

func adminGroups(c *target) {
	email := c.confirmedUser()
	group := fmt.Sprintf("conformance-%016x", rand.Uint64())
	if access := claimsOf(c, *c.signIn(email).AccessToken); access["cognito:groups"] != nil {
		c.Errorf("groups of a user without any: %v", access["cognito:groups"])
	}
	join := &cip.AdminAddUserToGroupInput{UserPoolId: &c.poolID, Username: &email, GroupName: &group}
	_, err := c.sdk.AdminAddUserToGroup(c.ctx, join)
	wantRefusal(c, err, "ResourceNotFoundException", "Group not found.")
	create := &cip.CreateGroupInput{UserPoolId: &c.poolID, GroupName: &group, Precedence: aws.Int32(1)}
	must(c.sdk.CreateGroup(c.ctx, create))(c.T)
	_, err = c.sdk.CreateGroup(c.ctx, create)
	wantRefusal(c, err, "GroupExistsException", "A group with the name "+group+" already exists.")
	must(c.sdk.AdminAddUserToGroup(c.ctx, join))(c.T)
	list := must(c.sdk.AdminListGroupsForUser(c.ctx, &cip.AdminListGroupsForUserInput{UserPoolId: &c.poolID, Username: &email}))(c.T)
	if len(list.Groups) != 1 || *list.Groups[0].GroupName != group || *list.Groups[0].Precedence != 1 {
		c.Errorf("groups %v", list.Groups)
	}
	tokens := c.signIn(email)
	for _, token := range []string{*tokens.AccessToken, *tokens.IdToken} {
		if got := fmt.Sprint(claimsOf(c, token)["cognito:groups"]); got != "["+group+"]" {
			c.Errorf("groups in the token: %s", got)
		}
	}
}

func adminGroupPages(c *target) {
	email := c.confirmedUser()
	var groups []string
	for i := range 3 {
		group := fmt.Sprintf("conformance-%016x-%d", rand.Uint64(), i)
		must(c.sdk.CreateGroup(c.ctx, &cip.CreateGroupInput{UserPoolId: &c.poolID, GroupName: &group}))(c.T)
		must(c.sdk.AdminAddUserToGroup(c.ctx, &cip.AdminAddUserToGroupInput{UserPoolId: &c.poolID, Username: &email, GroupName: &group}))(c.T)
		groups = append(groups, group)
	}
	listed := func(limit int32) (names []string) {
		pages := cip.NewAdminListGroupsForUserPaginator(c.sdk, &cip.AdminListGroupsForUserInput{UserPoolId: &c.poolID, Username: &email, Limit: &limit})
		for pages.HasMorePages() {
			page := must(pages.NextPage(c.ctx))(c.T)
			if len(page.Groups) > int(limit) {
				c.Errorf("%d groups in a page of %d", len(page.Groups), limit)
			}
			for _, group := range page.Groups {
				names = append(names, *group.GroupName)
			}
		}
		slices.Sort(names)
		return names
	}
	slices.Sort(groups)
	for _, limit := range []int32{1, 2, 3, 60} {
		if got := listed(limit); !slices.Equal(got, groups) {
			c.Errorf("pages of %d: %v, want %v", limit, got, groups)
		}
	}
	leave := &cip.AdminRemoveUserFromGroupInput{UserPoolId: &c.poolID, Username: &email, GroupName: &groups[1]}
	must(c.sdk.AdminRemoveUserFromGroup(c.ctx, leave))(c.T)
	if got, want := listed(1), []string{groups[0], groups[2]}; !slices.Equal(got, want) {
		c.Errorf("after leaving: %v, want %v", got, want)
	}
	if got, want := fmt.Sprint(claimsOf(c, *c.signIn(email).AccessToken)["cognito:groups"]), fmt.Sprint([]string{groups[0], groups[2]}); got != want {
		c.Errorf("in the next token: %s, want %s", got, want)
	}
	leave.GroupName = aws.String("no-such-group")
	_, err := c.sdk.AdminRemoveUserFromGroup(c.ctx, leave)
	wantRefusal(c, err, "ResourceNotFoundException", "Group not found.")
}

func adminDeletes(c *target) {
	email := c.confirmedUser()
	tokens := c.signIn(email)
	remove := &cip.AdminDeleteUserInput{UserPoolId: &c.poolID, Username: &email}
	must(c.sdk.AdminDeleteUser(c.ctx, remove))(c.T)
	_, err := c.sdk.AdminDeleteUser(c.ctx, remove)
	wantRefusal(c, err, "UserNotFoundException", "User does not exist.")
	_, err = c.passwordAuth(email, testPassword)
	wantRefusal(c, err, "NotAuthorizedException", incorrect)
	_, err = c.refresh(types.AuthFlowTypeRefreshTokenAuth, *tokens.RefreshToken)
	wantRefusal(c, err, "NotAuthorizedException", "Invalid Refresh Token")
	c.adminCreate(email)
}

// claimsOf decodes a token without verifying it.
func claimsOf(c *target, token string) map[string]any {
	c.Helper()
	data, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		c.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(data, &claims); err != nil {
		c.Fatal(err)
	}
	return claims
}

func describePool(c *target) {
	pool := must(c.sdk.DescribeUserPool(c.ctx, &cip.DescribeUserPoolInput{UserPoolId: &c.poolID}))(c.T).UserPool
	policy := pool.Policies.PasswordPolicy
	if *policy.MinimumLength != 12 || !policy.RequireUppercase || !policy.RequireLowercase || !policy.RequireNumbers || !policy.RequireSymbols {
		c.Errorf("policy %+v", policy)
	}
	if !slices.Contains(pool.UsernameAttributes, types.UsernameAttributeTypeEmail) ||
		!slices.Contains(pool.AutoVerifiedAttributes, types.VerifiedAttributeTypePhoneNumber) {
		c.Errorf("sign-in by %v, verified %v", pool.UsernameAttributes, pool.AutoVerifiedAttributes)
	}
}

func describeClient(c *target) {
	client := must(c.sdk.DescribeUserPoolClient(c.ctx, &cip.DescribeUserPoolClientInput{UserPoolId: &c.poolID, ClientId: &c.clientID}))(c.T).UserPoolClient
	if client.PreventUserExistenceErrors != types.PreventUserExistenceErrorTypesEnabled || !aws.ToBool(client.EnableTokenRevocation) {
		c.Errorf("existence errors %s", client.PreventUserExistenceErrors)
	}
	for _, flow := range []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserPasswordAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth} {
		if !slices.Contains(client.ExplicitAuthFlows, flow) {
			c.Errorf("flows %v lack %s", client.ExplicitAuthFlows, flow)
		}
	}
	_, err := c.sdk.DescribeUserPoolClient(c.ctx, &cip.DescribeUserPoolClientInput{UserPoolId: &c.poolID, ClientId: aws.String("0000000000000000000000none")})
	wantRefusal(c, err, "ResourceNotFoundException", "User pool client 0000000000000000000000none does not exist.")
}
