package cognitotest

import (
	"context"
	"fmt"
	"maps"
	"strings"
)

type adminCreateUserInput struct {
	UserPoolId             string `shape:"userPoolId"`
	Username               string `shape:"username"`
	TemporaryPassword      string `shape:"temporary"`
	MessageAction          string `enum:"RESEND SUPPRESS"`
	DesiredDeliveryMediums []string
	UserAttributes         []attribute
	ValidationData         []attribute
	ClientMetadata         map[string]string
	ForceAliasCreation     bool
}

type userOutput struct {
	Username             string
	Attributes           []attribute
	UserCreateDate       timestamp
	UserLastModifiedDate timestamp
	Enabled              bool
	UserStatus           string
}

type adminCreateUserOutput struct{ User userOutput }

// adminCreateUser creates a user with a temporary password, and invites by SMS
// unless the request names EMAIL or suppresses the message.
func (s *Server) adminCreateUser(ctx context.Context, in adminCreateUserInput) (out adminCreateUserOutput, err error) {
	if err := noForce(in.ForceAliasCreation); err != nil {
		return out, err
	}
	if in.MessageAction == "RESEND" {
		return s.inviteAgain(in)
	}
	user, password, err := s.invitedUser(in)
	if err != nil {
		return out, err
	}
	targets, err := in.inviteBy(user.Attributes)
	if err != nil {
		return out, err
	}
	err = s.hooks.runPreSignUp(ctx, SignUpEvent{
		TriggerSource: "PreSignUp_AdminCreateUser", PoolID: in.UserPoolId, Username: user.Sub,
		Attributes: maps.Clone(user.Attributes), ValidationData: asMap(in.ValidationData), ClientMetadata: in.ClientMetadata,
	})
	if err != nil {
		return out, err
	}
	err = s.update(func(t *tx) error {
		pool, err := t.pool(user.PoolID)
		if err != nil {
			return err
		}
		if _, taken := t.user(user.PoolID, user.Attributes["email"]); taken {
			return emailTaken("UsernameExistsException")
		}
		t.invite(pool, user, targets, password)
		user.Created, user.Modified = t.now, t.now
		save(t, bucketEmails, emailKey(user.PoolID, user.Attributes["email"]), user.Sub)
		t.saveUser(user)
		return nil
	})
	out.User = user.output()
	return out, err
}

// invitedUser builds the user of AdminCreateUser. Unlike SignUp it does not require
// the required attributes: the user supplies them with the new password.
func (s *Server) invitedUser(in adminCreateUserInput) (user userRecord, password string, err error) {
	var pool poolRecord
	err = s.view(func(t *tx) error { pool, err = t.pool(in.UserPoolId); return err })
	if err != nil {
		return user, "", err
	}
	attributes, err := attributesFrom(in.UserAttributes, true)
	if err != nil {
		return user, "", err
	}
	if err := withEmail(attributes, in.Username); err != nil {
		return user, "", err
	}
	markUnverified(attributes)
	if password = in.TemporaryPassword; password == "" {
		password = s.temporaryPassword(pool.Spec.PasswordPolicy)
	}
	if err := pool.Spec.PasswordPolicy.check(password); err != nil {
		return user, "", err
	}
	user = userRecord{Sub: s.randomUUID(), PoolID: pool.ID, Attributes: attributes, Enabled: true}
	user.temporary(pool, s.hashPassword(password), s.now())
	return user, password, nil
}

// inviteAgain is RESEND: a new temporary password, with a new validity period, for a
// user who has not chosen their own yet. Attributes are set with the first invitation.
func (s *Server) inviteAgain(in adminCreateUserInput) (out adminCreateUserOutput, err error) {
	if len(in.UserAttributes) > 0 {
		return out, refuse("UnimplementedParameterException",
			"cognitotest does not implement UserAttributes of AdminCreateUser with RESEND")
	}
	var pool poolRecord
	err = s.view(func(t *tx) error { pool, err = t.pool(in.UserPoolId); return err })
	if err != nil {
		return out, err
	}
	password := in.TemporaryPassword
	if password == "" {
		password = s.temporaryPassword(pool.Spec.PasswordPolicy)
	}
	if err := pool.Spec.PasswordPolicy.check(password); err != nil {
		return out, err
	}
	hash := s.hashPassword(password)
	_, err = s.changeUser(in.UserPoolId, in.Username, func(t *tx, pool poolRecord, user *userRecord) error {
		if user.Status != statusForceChangePassword {
			const text = "Resend not possible. %s status is not FORCE_CHANGE_PASSWORD"
			return refuse("UnsupportedUserStateException", fmt.Sprintf(text, user.Sub))
		}
		targets, err := in.inviteBy(user.Attributes)
		if err != nil {
			return err
		}
		user.temporary(pool, hash, t.now)
		user.Modified = t.now
		t.invite(pool, *user, targets, password)
		out.User = user.output()
		return nil
	})
	return out, err
}

// temporaryPassword satisfies every rule and the length of a policy.
func (s *Server) temporaryPassword(policy PasswordPolicy) string {
	return s.randomString(alphanumeric, policy.MinLength) +
		s.randomString(upperCase, 1) + s.randomString(lowerCase, 1) + s.randomString(digits, 1) + s.randomString("!@#%*", 1)
}

// inviteBy lists the attributes that a temporary password is sent to.
func (in adminCreateUserInput) inviteBy(attributes map[string]string) ([]string, error) {
	if in.MessageAction == "SUPPRESS" {
		return nil, nil
	}
	targets := []string{"phone_number"}
	if len(in.DesiredDeliveryMediums) > 0 {
		targets = nil
	}
	for _, medium := range in.DesiredDeliveryMediums {
		switch medium {
		case mediumSMS:
			targets = append(targets, "phone_number")
		case mediumEmail:
			targets = append(targets, "email")
		default:
			return nil, invalidParameter(fmt.Sprintf("Unknown delivery medium %q", medium))
		}
	}
	for _, target := range targets {
		if attributes[target] == "" {
			return nil, invalidParameter("The user has no " + target + " to send the invitation to")
		}
	}
	return targets, nil
}

// invite sends a temporary password, in the pool's words.
func (t *tx) invite(pool poolRecord, user userRecord, targets []string, password string) {
	texts := pool.Spec.Invitation
	fill := strings.NewReplacer("{username}", user.Attributes["email"], "{####}", password)
	for _, target := range targets {
		text := texts.SMS
		if mediumOf(target) == mediumEmail {
			text = texts.EmailText
		}
		t.sendPlain(target, user.Attributes[target], texts.EmailSubject, fill.Replace(text), password)
	}
}
