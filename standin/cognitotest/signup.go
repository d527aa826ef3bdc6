package cognitotest

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"time"
)

const signUpCodeValidity = 24 * time.Hour

type signUpInput struct {
	visitor

	ClientId       string `shape:"clientId"`
	Username       string `shape:"username"`
	Password       string `shape:"password"`
	SecretHash     string `shape:"secretHash"`
	UserAttributes []attribute
	ValidationData []attribute
	ClientMetadata map[string]string
}

type signUpOutput struct {
	UserConfirmed       bool
	UserSub             string
	CodeDeliveryDetails *codeDelivery `json:",omitempty"`
}

func (s *Server) signUp(ctx context.Context, in signUpInput) (signUpOutput, error) {
	client, pool, err := s.clientFor(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return signUpOutput{}, err
	}
	user, err := s.newUser(pool, in)
	if err != nil {
		return signUpOutput{}, err
	}
	// The trigger runs before the check for an existing account, as on AWS.
	err = s.hooks.runPreSignUp(ctx, SignUpEvent{
		TriggerSource: "PreSignUp_SignUp", PoolID: pool.ID, ClientID: client.ID, Username: user.Sub,
		Attributes: maps.Clone(user.Attributes), ValidationData: asMap(in.ValidationData), ClientMetadata: in.ClientMetadata,
	})
	if err != nil {
		return signUpOutput{}, err
	}
	out := signUpOutput{UserSub: user.Sub}
	err = s.update(func(t *tx) error {
		if _, taken := t.user(pool.ID, user.Attributes["email"]); taken {
			return emailTaken("UsernameExistsException")
		}
		user.Created, user.Modified = t.now, t.now
		out.CodeDeliveryDetails = s.sendSignUpCode(t, pool, &user)
		save(t, bucketEmails, emailKey(pool.ID, user.Attributes["email"]), user.Sub)
		t.saveUser(user)
		return nil
	})
	return out, err
}

// newUser builds an unconfirmed user from a request that follows all rules.
func (s *Server) newUser(pool poolRecord, in signUpInput) (userRecord, error) {
	attributes, err := attributesFrom(in.UserAttributes, false)
	if err != nil {
		return userRecord{}, err
	}
	if err := withEmail(attributes, in.Username); err != nil {
		return userRecord{}, err
	}
	if err := pool.Spec.checkRequired(attributes); err != nil {
		return userRecord{}, err
	}
	if err := pool.Spec.PasswordPolicy.check(in.Password); err != nil {
		return userRecord{}, err
	}
	markUnverified(attributes)
	return userRecord{
		Sub: s.randomUUID(), PoolID: pool.ID, Attributes: attributes,
		Status: statusUnconfirmed, Enabled: true, Password: s.hashPassword(in.Password),
	}, nil
}

// sendSignUpCode replaces the awaited code, which invalidates the previous one.
func (s *Server) sendSignUpCode(t *tx, pool poolRecord, user *userRecord) *codeDelivery {
	target, found := pool.Spec.verificationTarget(user.Attributes)
	if !found {
		return nil
	}
	user.SignUpCode = codeRecord{
		Code: s.randomCode(), Attribute: target, Destination: user.Attributes[target],
		ExpiresAt: t.now.Add(signUpCodeValidity),
	}
	return t.sendCode(pool, user.SignUpCode)
}

type confirmSignUpInput struct {
	visitor

	ClientId         string `shape:"clientId"`
	Username         string `shape:"username"`
	ConfirmationCode string `shape:"code"`
	SecretHash       string `shape:"secretHash"`
	ClientMetadata   map[string]string

	ForceAliasCreation bool
}

func (s *Server) confirmSignUp(ctx context.Context, in confirmSignUpInput) (empty, error) {
	if err := noForce(in.ForceAliasCreation); err != nil {
		return empty{}, err
	}
	client, pool, err := s.clientFor(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return empty{}, err
	}
	var user userRecord
	err = s.update(func(t *tx) error {
		var found bool
		if user, found = t.user(pool.ID, in.Username); !found {
			if client.preventsExistenceErrors() {
				return expiredCode()
			}
			return usernameNotFound()
		}
		err := user.confirm(in.ConfirmationCode, t.now)
		t.saveUser(user)
		return err
	})
	if err != nil {
		return empty{}, err
	}
	return empty{}, s.hooks.runPostConfirmation(ctx, ConfirmationEvent{
		TriggerSource: "PostConfirmation_ConfirmSignUp", PoolID: pool.ID, ClientID: client.ID, Username: user.Sub,
		Attributes: user.attributesWithSub(), ClientMetadata: in.ClientMetadata,
	})
}

// confirm uses up a code.
func (u *userRecord) confirm(code string, now time.Time) error {
	awaited := u.SignUpCode
	switch {
	case !u.Enabled:
		return notAuthorized("User is disabled.")
	case u.Status != statusUnconfirmed:
		return notAuthorized("User cannot be confirmed. Current status is " + u.Status)
	case u.Confirmations.full(now, codeQuota, quotaPeriod):
		return limitExceeded()
	}
	u.Confirmations.add(now, quotaPeriod)
	switch {
	case awaited.Code == "" || !now.Before(awaited.ExpiresAt):
		return expiredCode()
	case code != awaited.Code:
		return codeMismatch()
	}
	// The code verifies only the address that it was sent to.
	if u.Attributes[awaited.Attribute] == awaited.Destination {
		u.Attributes[awaited.Attribute+"_verified"] = "true"
	}
	u.Status, u.Modified = statusConfirmed, now
	u.SignUpCode, u.Confirmations, u.Resends = codeRecord{}, nil, nil
	return nil
}

type resendInput struct {
	visitor

	ClientId       string `shape:"clientId"`
	Username       string `shape:"username"`
	SecretHash     string `shape:"secretHash"`
	ClientMetadata map[string]string
}

type resendOutput struct{ CodeDeliveryDetails *codeDelivery }

func (s *Server) resendConfirmationCode(_ context.Context, in resendInput) (out resendOutput, err error) {
	client, pool, err := s.clientFor(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return out, err
	}
	err = s.update(func(t *tx) error {
		user, found := t.user(pool.ID, in.Username)
		if (!found || !user.Enabled) && client.preventsExistenceErrors() {
			out.CodeDeliveryDetails, err = s.answerUnknown(client, pool, in.Username, alreadyConfirmed())
			return err
		}
		if !found {
			return usernameNotFound()
		}
		if user.Status != statusUnconfirmed {
			return alreadyConfirmed()
		}
		if user.Resends.full(t.now, resendQuota, quotaPeriod) {
			return limitExceeded()
		}
		user.Resends.add(t.now, quotaPeriod)
		if out.CodeDeliveryDetails = s.sendSignUpCode(t, pool, &user); out.CodeDeliveryDetails == nil {
			return invalidParameter("Cannot resend codes. Auto verification not turned on.")
		}
		t.saveUser(user)
		return nil
	})
	return out, err
}

func alreadyConfirmed() *apiError { return invalidParameter("User is already confirmed.") }

// answerUnknown gives a user who can't get a code the same response as one who can,
// or, if the client alternates, the refusal that the operation has for other users.
func (s *Server) answerUnknown(
	client clientRecord, pool poolRecord, username string, refusal *apiError,
) (*codeDelivery, error) {
	if client.Spec.UnknownAlternates && s.unknown.Add(1)%2 == 1 {
		return nil, refusal
	}
	return simulatedDelivery(pool, username), nil
}

// simulatedDelivery gives an unknown user the response for a known one, and the
// same one each time.
func simulatedDelivery(pool poolRecord, username string) *codeDelivery {
	sum := sha256.Sum256([]byte(foldEmail(username)))
	phone := fmt.Sprintf("+1206555%04d", binary.BigEndian.Uint16(sum[:])%10_000)
	target, found := pool.Spec.verificationTarget(map[string]string{"phone_number": phone, "email": username})
	if !found {
		return nil
	}
	if target == "email" {
		return deliveryTo(target, username)
	}
	return deliveryTo(target, phone)
}

func asMap(list []attribute) map[string]string {
	m := map[string]string{}
	for _, a := range list {
		m[a.Name] = a.Value
	}
	return m
}
