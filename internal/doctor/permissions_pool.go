package doctor

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// nobody is a subject without an account: an administrator's operation on it has no effect.
const nobody = "00000000-0000-0000-0000-000000000000"

// poolProbes are the administrators' operations; the other operations are those of the app client, and need no
// permission.
func (d *doctor) poolProbes() []probe {
	one := func(operation string, call func(context.Context) error) probe {
		return probe{operation, "cognito-idp:" + operation, d.poolARN(), poolFirst, call}
	}
	user, pool := aws.String(nobody), &d.UserPoolID
	return []probe{
		one("ListUsers", func(ctx context.Context) error {
			_, err := d.cognito.ListUsers(
				ctx,
				&cip.ListUsersInput{UserPoolId: pool, Limit: aws.Int32(1), Filter: aws.String(`sub = "` + nobody + `"`)},
			)
			return err
		}),
		one("AdminGetUser", func(ctx context.Context) error {
			_, err := d.cognito.AdminGetUser(ctx, &cip.AdminGetUserInput{UserPoolId: pool, Username: user})
			return err
		}),
		one("AdminListGroupsForUser", func(ctx context.Context) error {
			_, err := d.cognito.AdminListGroupsForUser(
				ctx,
				&cip.AdminListGroupsForUserInput{UserPoolId: pool, Username: user},
			)
			return err
		}),
		one("AdminDisableUser", func(ctx context.Context) error {
			_, err := d.cognito.AdminDisableUser(ctx, &cip.AdminDisableUserInput{UserPoolId: pool, Username: user})
			return err
		}),
		one("AdminEnableUser", func(ctx context.Context) error {
			_, err := d.cognito.AdminEnableUser(ctx, &cip.AdminEnableUserInput{UserPoolId: pool, Username: user})
			return err
		}),
		one("AdminDeleteUser", func(ctx context.Context) error {
			_, err := d.cognito.AdminDeleteUser(ctx, &cip.AdminDeleteUserInput{UserPoolId: pool, Username: user})
			return err
		}),
		one("AdminCreateUser", func(ctx context.Context) error {
			_, err := d.cognito.AdminCreateUser(ctx, &cip.AdminCreateUserInput{
				UserPoolId: pool, Username: user, MessageAction: types.MessageActionTypeResend, // of no invitation
			})
			return err
		}),
		one("AdminUpdateUserAttributes", func(ctx context.Context) error {
			_, err := d.cognito.AdminUpdateUserAttributes(ctx, &cip.AdminUpdateUserAttributesInput{
				UserPoolId: pool, Username: user,
				UserAttributes: []types.AttributeType{{Name: aws.String("name"), Value: aws.String("Nobody")}},
			})
			return err
		}),
		one("AdminSetUserMFAPreference", func(ctx context.Context) error {
			_, err := d.cognito.AdminSetUserMFAPreference(
				ctx,
				&cip.AdminSetUserMFAPreferenceInput{UserPoolId: pool, Username: user},
			)
			return err
		}),
		one("AdminUserGlobalSignOut", func(ctx context.Context) error {
			_, err := d.cognito.AdminUserGlobalSignOut(ctx, &cip.AdminUserGlobalSignOutInput{UserPoolId: pool, Username: user})
			return err
		}),
	}
}
