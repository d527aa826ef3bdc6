package cognito

import (
	"context"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// ForgotPassword implements [account.ProfileProvider].
func (c *Client) ForgotPassword(ctx context.Context, email string) error {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	_, err := call(ctx, c.pace, opForgotPassword, c.sdk.ForgotPassword, &cip.ForgotPasswordInput{
		ClientId: c.clientID, SecretHash: c.secretHash(email), Username: &email, UserContextData: c.visitor(ctx),
	})
	return domainError(err)
}

// ResetPassword implements [account.ProfileProvider]. Its ErrCodeMismatch and ErrCodeExpired are one error: see
// errCodeRefused.
func (c *Client) ResetPassword(ctx context.Context, email, code, newPassword string) error {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	return repeatLost(func() error {
		_, err := call(ctx, c.pace, opResetPassword, c.sdk.ConfirmForgotPassword, &cip.ConfirmForgotPasswordInput{
			ClientId: c.clientID, SecretHash: c.secretHash(email), Username: &email, ConfirmationCode: &code,
			Password: &newPassword, UserContextData: c.visitor(ctx),
		})
		return err
	}, func(f *failure) bool {
		// Cognito calls a used code expired. If the lost call used it, the new password signs in. (The tokens are dropped,
		// and with a second factor a code may be sent that nobody requested; that is rare enough.)
		if f.exception != "ExpiredCodeException" {
			return false
		}
		_, err := c.initiateAuth(ctx, email, newPassword)
		return err == nil
	})
}

// ChangePassword implements [account.ProfileProvider]. A repetition of the change is refused, because the old password
// is no longer current. So after a lost reply it changes the new password to itself, which succeeds if it is the
// current one, and otherwise changes nothing.
func (c *Client) ChangePassword(ctx context.Context, accessToken, current, next string) error {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	err := c.changePassword(ctx, accessToken, current, next)
	if isLost(err) && c.changePassword(ctx, accessToken, next, next) == nil {
		return nil
	}
	return domainError(err)
}

func (c *Client) changePassword(ctx context.Context, accessToken, current, next string) error {
	_, err := call(ctx, c.pace, opChangePassword, c.sdk.ChangePassword, &cip.ChangePasswordInput{
		AccessToken: &accessToken, PreviousPassword: &current, ProposedPassword: &next,
	})
	return err
}
