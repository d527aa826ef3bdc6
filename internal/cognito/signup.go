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

// SignUp implements [account.IdentityProvider].
func (c *Client) SignUp(ctx context.Context, r account.Registration) (account.CodeDelivery, error) {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	out, err := call(ctx, c.pace, opSignUp, c.sdk.SignUp, &cip.SignUpInput{
		ClientId: c.clientID, SecretHash: c.secretHash(r.Email), UserContextData: c.visitor(ctx),
		Username: &r.Email, Password: &r.Password,
		UserAttributes: []types.AttributeType{
			{Name: aws.String(attributeEmail), Value: &r.Email},
			{Name: aws.String(attributeName), Value: &r.Name},
			{Name: aws.String(attributePhone), Value: &r.PhoneNumber},
		},
	})
	switch {
	case isLost(err):
		return c.findSignUp(ctx, r, err)
	case err != nil:
		return account.CodeDelivery{}, domainError(err)
	case out.CodeDeliveryDetails == nil:
		return account.CodeDelivery{}, errors.New(
			"cognito SignUp: configuration: the user pool verifies no phone number, so it sent no code",
		)
	}
	return readDelivery(out.CodeDeliveryDetails), nil
}

// findSignUp checks whether a sign-up whose reply was lost took effect. A repetition would report that the email is
// taken, by the very account that the first call created. A sign-in would prove nothing either: Cognito reports that an
// account is not confirmed before it checks the password. So findSignUp has the code sent again, which invalidates the
// lost one, and Cognito returns where it went. Unless that is the phone number of this sign-up, the account belongs to
// someone else, or there is none and the delivery is simulated: then the outcome stays unknown.
func (c *Client) findSignUp(
	ctx context.Context, r account.Registration, signUpErr error,
) (account.CodeDelivery, error) {
	out, err := c.resend(ctx, r.Email)
	switch {
	case errors.Is(err, context.Canceled):
		return account.CodeDelivery{}, err
	case err == nil && out.CodeDeliveryDetails != nil:
		delivery := readDelivery(out.CodeDeliveryDetails)
		if shown := strings.TrimLeft(delivery.Destination, "+*"); shown != "" && strings.HasSuffix(r.PhoneNumber, shown) {
			return delivery, nil
		}
	}
	return account.CodeDelivery{}, domainError(signUpErr)
}

// ConfirmSignUp implements [account.IdentityProvider].
func (c *Client) ConfirmSignUp(ctx context.Context, email, code string) error {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	return repeatLost(func() error {
		_, err := call(ctx, c.pace, opConfirm, c.sdk.ConfirmSignUp, &cip.ConfirmSignUpInput{
			ClientId: c.clientID, SecretHash: c.secretHash(email), Username: &email, ConfirmationCode: &code,
			UserContextData: c.visitor(ctx),
		})
		return err
	}, func(f *failure) bool {
		// The call whose reply was lost used up the code. The account is confirmed, as requested.
		return f.exception == "NotAuthorizedException" && strings.Contains(f.message, "current status is confirmed")
	})
}

// ResendConfirmationCode implements [account.IdentityProvider].
func (c *Client) ResendConfirmationCode(ctx context.Context, email string) error {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	_, err := c.resend(ctx, email)
	return domainError(err)
}

func (c *Client) resend(ctx context.Context, email string) (*cip.ResendConfirmationCodeOutput, error) {
	return call(ctx, c.pace, opResend, c.sdk.ResendConfirmationCode, &cip.ResendConfirmationCodeInput{
		ClientId: c.clientID, SecretHash: c.secretHash(email), Username: &email, UserContextData: c.visitor(ctx),
	})
}
