package cognitotest

import (
	"context"
	"maps"
	"slices"
	"time"
)

const attributeCodeValidity = 24 * time.Hour

type getCodeInput struct {
	AccessToken    string `shape:"token"`
	AttributeName  string `shape:"attrName"`
	ClientMetadata map[string]string
}

type getCodeOutput struct{ CodeDeliveryDetails *codeDelivery }

// getUserAttributeVerificationCode sends a new code, which invalidates the previous
// one: to the value that is pending verification, or else to the current one.
func (s *Server) getUserAttributeVerificationCode(_ context.Context, in getCodeInput) (out getCodeOutput, err error) {
	err = s.changeSelf(in.AccessToken, func(t *tx, pool poolRecord, user *userRecord) error {
		value := user.awaitedCode(in.AttributeName).Destination
		if value == "" {
			value = user.Attributes[in.AttributeName]
		}
		switch {
		case !slices.Contains(addresses, in.AttributeName):
			return invalidParameter("The attribute " + in.AttributeName + " cannot be verified")
		case value == "":
			return invalidParameter("The user has no " + in.AttributeName)
		case user.Quotas.full(quotaVerify, resendQuota, t.now):
			return limitExceeded()
		}
		user.Quotas.count(quotaVerify, t.now)
		user.dropCode(in.AttributeName)
		out.CodeDeliveryDetails = s.sendAttributeCode(t, pool, user, in.AttributeName, value)
		return nil
	})
	return out, err
}

type verifyAttributeInput struct {
	AccessToken   string `shape:"token"`
	AttributeName string `shape:"attrName"`
	Code          string `shape:"code"`
}

// verifyUserAttribute uses up a code. The value that it was sent to becomes the
// user's verified one; an email that someone else has taken meanwhile is refused.
func (s *Server) verifyUserAttribute(_ context.Context, in verifyAttributeInput) (empty, error) {
	return empty{}, s.changeSelf(in.AccessToken, func(t *tx, _ poolRecord, user *userRecord) error {
		if user.Quotas.full(quotaVerifyTries, codeQuota, t.now) {
			return limitExceeded()
		}
		user.Quotas.count(quotaVerifyTries, t.now)
		awaited := user.awaitedCode(in.AttributeName)
		switch {
		case awaited.Code == "" || !t.now.Before(awaited.ExpiresAt):
			return expiredCode()
		case in.Code != awaited.Code:
			return codeMismatch()
		}
		next := maps.Clone(user.Attributes)
		next[in.AttributeName], next[in.AttributeName+"_verified"] = awaited.Destination, "true"
		if err := t.moveEmail(*user, next["email"]); err != nil {
			return err
		}
		user.Attributes = next
		user.dropCode(in.AttributeName)
		return nil
	})
}

// deleteSelf is DeleteUser.
func (s *Server) deleteSelf(_ context.Context, in getUserInput) (empty, error) {
	return empty{}, s.update(func(t *tx) error {
		user, err := s.authenticate(t, in.AccessToken)
		if err == nil {
			t.deleteUser(user)
		}
		return err
	})
}

// deleteUser removes a user, their sign-in name and their sessions.
func (t *tx) deleteUser(user userRecord) {
	for _, key := range t.keysWithPrefix(bucketSessions, sessionPrefix(user.PoolID, user.Sub)) {
		t.remove(bucketSessions, key)
	}
	t.remove(bucketEmails, emailKey(user.PoolID, user.Attributes["email"]))
	t.remove(bucketUsers, user.key())
}
