package cognitotest_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// list returns the subs that a filter finds.
func (f *fixture) list(filter string) (subs []string, err error) {
	out, err := f.sdk.ListUsers(f.ctx, &cip.ListUsersInput{UserPoolId: &f.pool.ID, Filter: &filter})
	if err != nil {
		return nil, err
	}
	for _, u := range out.Users {
		subs = append(subs, *u.Username)
	}
	return subs, nil
}

func TestUsersAreFoundByOneAttribute(t *testing.T) {
	f := setup(t)
	ada := f.confirmedUser(testEmail)
	grace := *f.signUp("grace@example.com").UserSub
	must(f.sdk.AdminUpdateUserAttributes(f.ctx, &cip.AdminUpdateUserAttributesInput{
		UserPoolId: &f.pool.ID, Username: &grace, UserAttributes: attributes("name", `Grace "Amazing" Hopper`, "phone_number", "+12065550777", "phone_number_verified", "true"),
	}))(t)
	must(f.sdk.AdminDisableUser(f.ctx, &cip.AdminDisableUserInput{UserPoolId: &f.pool.ID, Username: &grace}))(t)
	for filter, want := range map[string][]string{
		``:                                   {ada, grace},
		`email = "ADA.lovelace@EXAMPLE.com"`: {ada},
		`email ^= "gra"`:                     {grace},
		`email^="gra"`:                       {grace},
		`email = "gra"`:                      nil,
		`phone_number ^= "+120655507"`:       {grace},
		`name = "Grace \"Amazing\" Hopper"`:  {grace},
		`name ^= "ada"`:                      nil,
		`status = "Enabled"`:                 {ada},
		`status = "Disabled"`:                {grace},
		`cognito:user_status = "confirmed"`:  {ada},
		`cognito:user_status ^= "UNCONF"`:    {grace},
		`sub = "` + ada + `"`:                {ada},
		`username = "` + grace + `"`:         {grace},
	} {
		slices.Sort(want)
		if got := must(f.list(filter))(t); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", filter, got, want)
		}
	}
	for _, filter := range []string{`email`, `email = ada`, `email == "x"`, `email = "x" name = "y"`, `email = "x\"`, ` `} {
		_, err := f.list(filter)
		wantRefusal(t, err, "InvalidParameterException", "Error while parsing filter")
	}
	_, err := f.list(`website = "x"`)
	wantRefusal(t, err, "InvalidParameterException", "Invalid search attribute: website")
}

func TestPagesGiveEveryUserOnceInAStableOrder(t *testing.T) {
	f := setup(t)
	var want []string
	for i := range 7 {
		want = append(want, *f.signUp(fmt.Sprintf("voter%d@example.com", i)).UserSub)
	}
	slices.Sort(want)
	in := &cip.ListUsersInput{UserPoolId: &f.pool.ID, Limit: aws.Int32(3), Filter: aws.String(`email ^= "voter"`)}
	var got []string
	for pages := 1; ; pages++ {
		out := must(f.sdk.ListUsers(f.ctx, in))(t)
		for _, u := range out.Users {
			got = append(got, *u.Username)
		}
		if in.PaginationToken = out.PaginationToken; in.PaginationToken == nil {
			if pages != 3 {
				t.Errorf("%d pages", pages)
			}
			break
		}
		f.signUp(fmt.Sprintf("late%d@example.com", pages)) // does not match
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestBadPagesAreRefused(t *testing.T) {
	f := setup(t)
	f.signUp(testEmail)
	f.signUp("grace@example.com")
	const outside = "1 validation error detected: Value '%d' at 'limit' failed to satisfy constraint: Member must have value %s"
	list := func(in cip.ListUsersInput) (*cip.ListUsersOutput, error) {
		in.UserPoolId = &f.pool.ID
		return f.sdk.ListUsers(f.ctx, &in)
	}
	_, err := list(cip.ListUsersInput{Limit: aws.Int32(61)})
	wantRefusal(t, err, "InvalidParameterException", fmt.Sprintf(outside, 61, "less than or equal to 60"))
	_, err = list(cip.ListUsersInput{Limit: aws.Int32(-1)})
	wantRefusal(t, err, "InvalidParameterException", fmt.Sprintf(outside, -1, "greater than or equal to 0"))
	token := must(list(cip.ListUsersInput{Limit: aws.Int32(1)}))(t).PaginationToken
	_, err = list(cip.ListUsersInput{PaginationToken: token, Filter: aws.String(`name = "x"`)})
	wantRefusal(t, err, "InvalidParameterException", "Invalid pagination token given.")
	_, err = list(cip.ListUsersInput{AttributesToGet: []string{"shoe_size"}})
	wantRefusal(t, err, "InvalidParameterException", "One or more requested attributes do not exist.")
	users := must(list(cip.ListUsersInput{AttributesToGet: []string{"email"}}))(t).Users
	if len(users) != 2 || len(users[0].Attributes) != 1 || *users[0].Attributes[0].Name != "email" {
		t.Errorf("users %+v", users)
	}
}

func TestAGroupListsItsMembers(t *testing.T) {
	f := setup(t)
	ada := f.confirmedUser(testEmail)
	f.confirmedUser("grace@example.com")
	group := aws.String("admin")
	members := func() ([]types.UserType, error) {
		out, err := f.sdk.ListUsersInGroup(f.ctx, &cip.ListUsersInGroupInput{UserPoolId: &f.pool.ID, GroupName: group})
		if err != nil {
			return nil, err
		}
		return out.Users, nil
	}
	_, err := members()
	wantRefusal(t, err, "ResourceNotFoundException", "Group not found.")
	must(f.sdk.CreateGroup(f.ctx, &cip.CreateGroupInput{UserPoolId: &f.pool.ID, GroupName: group}))(t)
	must(f.sdk.AdminAddUserToGroup(f.ctx, &cip.AdminAddUserToGroupInput{UserPoolId: &f.pool.ID, GroupName: group, Username: &ada}))(t)
	if got := must(members())(t); len(got) != 1 || *got[0].Username != ada {
		t.Errorf("members %v", got)
	}
}
