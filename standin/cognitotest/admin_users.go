package cognitotest

import (
	"context"
	"time"
)

// adminUserInput is the request of admin operations that only name a user.
type adminUserInput struct {
	UserPoolId string `shape:"userPoolId"`
	Username   string `shape:"username"`
}

// adminUser finds the user whom an administrator names by sub or email.
func (t *tx) adminUser(poolID, username string) (userRecord, poolRecord, error) {
	pool, err := t.pool(poolID)
	if err != nil {
		return userRecord{}, pool, err
	}
	user, found := t.user(poolID, username)
	if !found {
		return user, pool, userNotFound()
	}
	return user, pool, nil
}

// changeUser lets change alter the named user and stores the result.
func (s *Server) changeUser(poolID, username string, change func(*tx, poolRecord, *userRecord) error) (empty, error) {
	return empty{}, s.update(func(t *tx) error {
		user, pool, err := t.adminUser(poolID, username)
		if err != nil {
			return err
		}
		if err := change(t, pool, &user); err != nil {
			return err
		}
		user.Modified = t.now
		t.saveUser(user)
		return nil
	})
}

type adminGetUserOutput struct {
	Username             string
	UserAttributes       []attribute
	UserCreateDate       timestamp
	UserLastModifiedDate timestamp
	Enabled              bool
	UserStatus           string
	UserMFASettingList   []string `json:",omitempty"`
	PreferredMfaSetting  string   `json:",omitempty"`
}

func (s *Server) adminGetUser(_ context.Context, in adminUserInput) (out adminGetUserOutput, err error) {
	err = s.view(func(t *tx) error {
		user, _, err := t.adminUser(in.UserPoolId, in.Username)
		out = adminGetUserOutput{
			Username: user.Sub, UserAttributes: user.listAttributes(), Enabled: user.Enabled, UserStatus: user.Status,
			UserCreateDate: timestamp(user.Created), UserLastModifiedDate: timestamp(user.Modified),
			UserMFASettingList: user.MFA.settings(), PreferredMfaSetting: user.MFA.Preferred,
		}
		return err
	})
	return out, err
}

func (s *Server) adminDisableUser(_ context.Context, in adminUserInput) (empty, error) {
	return s.changeUser(in.UserPoolId, in.Username, func(t *tx, _ poolRecord, user *userRecord) error {
		user.Enabled = false
		t.revokeSessions(*user)
		return nil
	})
}

func (s *Server) adminEnableUser(_ context.Context, in adminUserInput) (empty, error) {
	return s.changeUser(in.UserPoolId, in.Username, func(_ *tx, _ poolRecord, user *userRecord) error {
		user.Enabled = true
		return nil
	})
}

func (s *Server) adminUserGlobalSignOut(_ context.Context, in adminUserInput) (empty, error) {
	return s.changeUser(in.UserPoolId, in.Username, func(t *tx, _ poolRecord, user *userRecord) error {
		t.revokeSessions(*user)
		return nil
	})
}

func (s *Server) adminDeleteUser(_ context.Context, in adminUserInput) (empty, error) {
	return empty{}, s.update(func(t *tx) error {
		user, _, err := t.adminUser(in.UserPoolId, in.Username)
		if err != nil {
			return err
		}
		t.deleteUser(user)
		return nil
	})
}

type adminUpdateUserAttributesInput struct {
	UserPoolId     string `shape:"userPoolId"`
	Username       string `shape:"username"`
	UserAttributes []attribute
	ClientMetadata map[string]string
}

// adminUpdateUserAttributes writes attributes as UpdateUserAttributes does: a code is
// sent to a new address, which stays pending if the pool keeps the original value.
// With email_verified or phone_number_verified set to true, it takes effect at once
// and nothing is sent (API reference).
func (s *Server) adminUpdateUserAttributes(_ context.Context, in adminUpdateUserAttributesInput) (empty, error) {
	changes, err := attributesFrom(in.UserAttributes, true)
	if err != nil {
		return empty{}, err
	}
	return s.changeUser(in.UserPoolId, in.Username, func(t *tx, pool poolRecord, user *userRecord) error {
		_, err := s.writeAttributes(t, pool, user, changes)
		return err
	})
}

// moveEmail makes a new email the user's sign-in name.
func (t *tx) moveEmail(user userRecord, email string) error {
	from, to := emailKey(user.PoolID, user.Attributes["email"]), emailKey(user.PoolID, email)
	if from == to {
		return nil
	}
	if t.emailTaken(user, email) {
		return emailTaken("AliasExistsException")
	}
	t.remove(bucketEmails, from)
	if email != "" {
		save(t, bucketEmails, to, user.Sub)
	}
	return nil
}

// emailTaken reports whether an email is the sign-in name of someone else.
func (t *tx) emailTaken(user userRecord, email string) bool {
	sub, found := load[string](t, bucketEmails, emailKey(user.PoolID, email))
	return found && sub != user.Sub
}

type adminSetUserPasswordInput struct {
	UserPoolId string `shape:"userPoolId"`
	Username   string `shape:"username"`
	Password   string `shape:"password"`
	Permanent  bool
}

func (s *Server) adminSetUserPassword(_ context.Context, in adminSetUserPasswordInput) (empty, error) {
	hash := s.hashPassword(in.Password)
	return s.changeUser(in.UserPoolId, in.Username, func(t *tx, pool poolRecord, user *userRecord) error {
		if err := pool.Spec.PasswordPolicy.check(in.Password); err != nil {
			return err
		}
		user.Lockout, user.ResetCode = lockout{}, codeRecord{}
		user.temporary(pool, hash, t.now)
		if in.Permanent {
			user.Status, user.TemporaryUntil = statusConfirmed, time.Time{}
		}
		return nil
	})
}

// temporary sets a password with which a user must choose their own.
func (u *userRecord) temporary(pool poolRecord, password passwordHash, now time.Time) {
	u.Status, u.Password = statusForceChangePassword, password
	u.TemporaryUntil = now.AddDate(0, 0, pool.Spec.PasswordPolicy.TemporaryDays)
}

type adminResetUserPasswordInput struct {
	UserPoolId     string `shape:"userPoolId"`
	Username       string `shape:"username"`
	ClientMetadata map[string]string
}

// adminResetUserPassword invalidates the password and sends a code to a verified
// address, the phone number first.
func (s *Server) adminResetUserPassword(_ context.Context, in adminResetUserPasswordInput) (empty, error) {
	return s.changeUser(in.UserPoolId, in.Username, func(t *tx, _ poolRecord, user *userRecord) error {
		if user.Status != statusConfirmed && user.Status != statusResetRequired {
			return notResettable()
		}
		target, reachable := user.recoveryTarget()
		if !reachable {
			return unreachable()
		}
		user.Status, user.Password = statusResetRequired, passwordHash{}
		s.sendResetCode(t, user, target)
		return nil
	})
}
