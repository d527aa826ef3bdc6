package cognito

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// maxGroups is the most groups that Cognito lists at a time.
const maxGroups = 60

// Groups implements the person package's Memberships: the groups that the caller is in now, as Cognito said less than
// three seconds ago. It takes two calls. GetUser with the caller's own token fails if the account was disabled or
// deleted, or the token revoked: AdminDisableUser and AdminUserGlobalSignOut revoke every access token of an account,
// which AdminGetUser would not show. AdminListGroupsForUser says which groups are left. Errors:
// session.ErrUnauthenticated, fault.Unavailable, or that of a cancelled ctx.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html
func (d *Directory) Groups(ctx context.Context, p session.Principal) ([]string, error) {
	return d.groups.get(ctx, p, rightsAge)
}

func (d *Directory) askGroups(ctx context.Context, p session.Principal) ([]string, error) {
	if _, err := d.client.identityWithin(ctx, p, statusAge); err != nil {
		return nil, err
	}
	groups, err := d.listGroups(ctx, p.Username)
	if errors.Is(err, account.ErrNoUser) { // deleted between the two calls
		err = session.ErrUnauthenticated
	}
	return groups, err
}

// listGroups takes the provider's own name of the account, since the subject is not one for somebody who signs in by a
// third party.
func (d *Directory) listGroups(ctx context.Context, username string) ([]string, error) {
	groups := []string{}
	in := &cip.AdminListGroupsForUserInput{
		UserPoolId: d.userPoolID, Username: &username, Limit: aws.Int32(maxGroups),
	}
	for {
		out, err := call(ctx, d.pace, opAdminListGroups, d.sdk.AdminListGroupsForUser, in)
		if err != nil {
			return nil, domainError(err)
		}
		for _, group := range out.Groups {
			groups = append(groups, aws.ToString(group.GroupName))
		}
		if in.NextToken = out.NextToken; aws.ToString(in.NextToken) == "" {
			return groups, nil
		}
	}
}
