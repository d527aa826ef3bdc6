package cognito

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// Invite implements [account.Directory]. After a lost reply the account is looked up: if it is there with what was
// given, this call has made it, or an earlier one that asked for the same. Whether the invitation was sent then, nobody
// knows; it can be sent again.
func (d *Directory) Invite(
	ctx context.Context, i account.Invitation, password account.TemporaryPassword,
) (account.User, error) {
	ctx, cancel := d.pace.bounded(ctx)
	defer cancel()
	out, err := call(ctx, d.pace, opAdminCreate, d.sdk.AdminCreateUser, &cip.AdminCreateUserInput{
		UserPoolId: d.userPoolID, Username: &i.Email, TemporaryPassword: aws.String(string(password)),
		DesiredDeliveryMediums: deliveryMedia(i.Medium),
		UserAttributes: attributesOf(account.ProfileChange{
			Name: &i.Name, PhoneNumber: &i.PhoneNumber, Email: &i.Email,
		}),
	})
	switch {
	case isLost(err):
		user, lookup := d.User(ctx, i.Email)
		if lookup == nil && user.Status == account.UserStatusForceChangePassword && user.Name == i.Name &&
			user.PhoneNumber == i.PhoneNumber {
			return user, nil
		}
		return account.User{}, domainError(err)
	case err != nil:
		return account.User{}, domainError(err)
	case out.User == nil:
		return account.User{}, errors.New("cognito AdminCreateUser: unexpected: an answer without the account")
	}
	return readUser(*out.User), nil
}

// InviteAgain implements [account.Directory]. It names the account by its email address, which the message repeats to
// the person: the subject would mean nothing there.
func (d *Directory) InviteAgain(
	ctx context.Context, u account.User, media []account.DeliveryMedium, password account.TemporaryPassword,
) error {
	return d.change(ctx, u.Subject, func(ctx context.Context) error {
		_, err := call(ctx, d.pace, opAdminCreate, d.sdk.AdminCreateUser, &cip.AdminCreateUserInput{
			UserPoolId: d.userPoolID, Username: &u.Email, TemporaryPassword: aws.String(string(password)),
			DesiredDeliveryMediums: deliveryMedia(media...), MessageAction: types.MessageActionTypeResend,
		})
		return err
	})
}

func deliveryMedia(media ...account.DeliveryMedium) []types.DeliveryMediumType {
	result := make([]types.DeliveryMediumType, len(media))
	for i, medium := range media {
		result[i] = types.DeliveryMediumType(medium)
	}
	return result
}

// Change implements [account.Directory].
func (d *Directory) Change(ctx context.Context, subject string, change account.ProfileChange) error {
	return d.change(ctx, subject, func(ctx context.Context) error {
		return d.writeAttributes(ctx, subject, attributesOf(change))
	})
}

// Replace implements [account.Directory]. In a pool that keeps an address until the new one is verified, Cognito takes
// a new address at once only along with the claim that it is verified (API reference of AdminUpdateUserAttributes). So
// the claim is made, and taken back in a call that is not cut short by the end of the request. If that fails, Replace
// fails: the administrator tries again, since the account is still one that nobody has signed in to.
func (d *Directory) Replace(ctx context.Context, subject string, change account.ProfileChange) error {
	return d.change(ctx, subject, func(ctx context.Context) error {
		var claims, retractions []types.AttributeType
		claim := func(given *string, flag string) {
			if given != nil {
				claims = append(claims, types.AttributeType{Name: &flag, Value: aws.String("true")})
				retractions = append(retractions, types.AttributeType{Name: &flag, Value: aws.String("false")})
			}
		}
		claim(change.PhoneNumber, attributePhoneVerified)
		claim(change.Email, attributeEmailVerified)
		err := d.writeSurely(ctx, subject, append(attributesOf(change), claims...))
		if len(claims) == 0 || err != nil && !isLost(err) {
			return err
		}
		ctx, cancel := d.pace.bounded(context.WithoutCancel(ctx))
		defer cancel()
		return errors.Join(err, d.writeSurely(ctx, subject, retractions))
	})
}

// writeSurely is for what sends no message: a lost reply is mended by a second call.
func (d *Directory) writeSurely(ctx context.Context, subject string, attributes []types.AttributeType) error {
	err := d.writeAttributes(ctx, subject, attributes)
	if isLost(err) {
		err = d.writeAttributes(ctx, subject, attributes)
	}
	return err
}

func (d *Directory) writeAttributes(ctx context.Context, subject string, attributes []types.AttributeType) error {
	_, err := call(ctx, d.pace, opAdminUpdate, d.sdk.AdminUpdateUserAttributes, &cip.AdminUpdateUserAttributesInput{
		UserPoolId: d.userPoolID, Username: &subject, UserAttributes: attributes,
	})
	return err
}

// attributesOf are the attributes that a change gives.
func attributesOf(change account.ProfileChange) (given []types.AttributeType) {
	for _, attribute := range []types.AttributeType{
		{Name: aws.String(attributeName), Value: change.Name},
		{Name: aws.String(attributePhone), Value: change.PhoneNumber},
		{Name: aws.String(attributeEmail), Value: change.Email},
	} {
		if attribute.Value != nil {
			given = append(given, attribute)
		}
	}
	return given
}
