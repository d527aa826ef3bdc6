package cognito

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// UpdateProfile implements [account.ProfileProvider]. A name may be set twice, so a second call makes up for a lost
// reply. Cognito sends a code to a changed address each time: then a lost reply is fault.Unavailable, and the person
// decides whether to try again, since a code may have arrived by then.
func (c *Client) UpdateProfile(
	ctx context.Context, accessToken string, change account.ProfileChange,
) ([]account.CodeDelivery, error) {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	defer c.forgetOwner(accessToken)
	in := &cip.UpdateUserAttributesInput{AccessToken: &accessToken, UserAttributes: attributesOf(change)}
	out, err := call(ctx, c.pace, opUpdateProfile, c.sdk.UpdateUserAttributes, in)
	if isLost(err) && change.PhoneNumber == nil && change.Email == nil {
		out, err = call(ctx, c.pace, opUpdateProfile, c.sdk.UpdateUserAttributes, in)
	}
	if err != nil {
		return nil, domainError(err)
	}
	var deliveries []account.CodeDelivery
	for _, details := range out.CodeDeliveryDetailsList {
		deliveries = append(deliveries, readDelivery(&details))
	}
	return deliveries, nil
}

// RequestVerification implements [account.ProfileProvider].
func (c *Client) RequestVerification(
	ctx context.Context, accessToken string, a account.ContactAttribute,
) (account.CodeDelivery, error) {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	in := &cip.GetUserAttributeVerificationCodeInput{AccessToken: &accessToken, AttributeName: contactAttribute(a)}
	out, err := call(ctx, c.pace, opSendCode, c.sdk.GetUserAttributeVerificationCode, in)
	switch {
	case err != nil:
		return account.CodeDelivery{}, domainError(err)
	case out.CodeDeliveryDetails == nil:
		return account.CodeDelivery{}, errors.New(
			"cognito GetUserAttributeVerificationCode: unexpected: an answer without a destination",
		)
	}
	return readDelivery(out.CodeDeliveryDetails), nil
}

// VerifyAttribute implements [account.ProfileProvider].
func (c *Client) VerifyAttribute(
	ctx context.Context, accessToken string, a account.ContactAttribute, code string,
) error {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	defer c.forgetOwner(accessToken)
	return repeatLost(func() error {
		_, err := call(ctx, c.pace, opVerify, c.sdk.VerifyUserAttribute, &cip.VerifyUserAttributeInput{
			AccessToken: &accessToken, AttributeName: contactAttribute(a), Code: &code,
		})
		return err
	}, func(f *failure) bool {
		// Cognito calls a used code expired. If the address is verified by now, the lost call used it. (Or it had expired
		// before, and the address is an old one that is still waiting to be replaced; the profile shows which it is.)
		if f.exception != "ExpiredCodeException" {
			return false
		}
		identity, err := c.getUser(ctx, accessToken)
		if a == account.ContactAttributeEmail {
			return err == nil && identity.EmailVerified
		}
		return err == nil && identity.PhoneNumberVerified
	})
}

// DeleteUser implements [account.ProfileProvider].
func (c *Client) DeleteUser(ctx context.Context, accessToken string) error {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	defer c.forgetOwner(accessToken)
	return repeatLost(func() error {
		_, err := call(ctx, c.pace, opDeleteUser, c.sdk.DeleteUser, &cip.DeleteUserInput{AccessToken: &accessToken})
		return err
	}, func(f *failure) bool { return f.exception == "UserNotFoundException" })
}

// SignOutEverywhere implements [account.ProfileProvider].
func (c *Client) SignOutEverywhere(ctx context.Context, accessToken string) error {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	defer c.forgetOwner(accessToken)
	return repeatLost(func() error {
		_, err := call(ctx, c.pace, opSignOutAll, c.sdk.GlobalSignOut, &cip.GlobalSignOutInput{AccessToken: &accessToken})
		return err
	}, func(f *failure) bool { // the call has also ended the session of its own token
		return f.exception == "NotAuthorizedException" && strings.Contains(f.message, "revoked")
	})
}

// contactAttribute is the name of a contact attribute in Cognito's spelling.
func contactAttribute(a account.ContactAttribute) *string {
	if a == account.ContactAttributeEmail {
		return aws.String(attributeEmail)
	}
	return aws.String(attributePhone)
}

func readDelivery(details *types.CodeDeliveryDetailsType) account.CodeDelivery {
	return account.CodeDelivery{
		Medium: account.DeliveryMedium(details.DeliveryMedium), Destination: aws.ToString(details.Destination),
	}
}
