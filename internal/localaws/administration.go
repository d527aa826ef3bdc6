package localaws

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// adminGroup is the Cognito group whose members administer the product.
const adminGroup = "admin"

// administration makes people administrators, which in AWS an operator does manually.
type administration struct {
	client *cognitoidentityprovider.Client
	emails []string
}

func (a *AWS) newAdministration(emails []string) *administration {
	return &administration{emails: emails, client: cognitoidentityprovider.New(cognitoidentityprovider.Options{
		Region: Region, BaseEndpoint: aws.String(a.Cognito.URL()),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})}
}

func (a *administration) createGroup(ctx context.Context, poolID string) error {
	_, err := a.client.CreateGroup(
		ctx,
		&cognitoidentityprovider.CreateGroupInput{UserPoolId: &poolID, GroupName: aws.String(adminGroup)},
	)
	var exists *types.GroupExistsException
	if errors.As(err, &exists) {
		return nil
	}
	return err
}

// promote puts the account of an email address into the group, if it is on the list.
func (a *administration) promote(ctx context.Context, poolID, email string) error {
	if !slices.Contains(a.emails, email) {
		return nil
	}
	_, err := a.client.AdminAddUserToGroup(ctx, &cognitoidentityprovider.AdminAddUserToGroupInput{
		UserPoolId: &poolID, GroupName: aws.String(adminGroup), Username: &email,
	})
	return err
}
