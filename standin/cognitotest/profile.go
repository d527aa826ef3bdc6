package cognitotest

import (
	"context"
	"maps"
	"slices"
)

// changeSelf lets f alter the user of an access token, and stores the result. After
// a refusal it stores the user as well: an attempt may have been counted.
func (s *Server) changeSelf(token string, f func(*tx, poolRecord, *userRecord) error) error {
	return s.update(func(t *tx) error {
		user, err := s.authenticate(t, token)
		if err != nil {
			return err
		}
		pool, err := t.pool(user.PoolID)
		if err != nil {
			return err
		}
		if err = f(t, pool, &user); err == nil {
			user.Modified = t.now
		}
		t.saveUser(user)
		return err
	})
}

type updateAttributesInput struct {
	AccessToken    string `shape:"token"`
	UserAttributes []attribute
	ClientMetadata map[string]string
}

type updateAttributesOutput struct{ CodeDeliveryDetailsList []*codeDelivery }

func (s *Server) updateUserAttributes(
	_ context.Context,
	in updateAttributesInput,
) (out updateAttributesOutput, err error) {
	changes, err := attributesFrom(in.UserAttributes, false)
	if err != nil {
		return out, err
	}
	err = s.changeSelf(in.AccessToken, func(t *tx, pool poolRecord, user *userRecord) error {
		out.CodeDeliveryDetailsList, err = s.writeAttributes(t, pool, user, changes)
		return err
	})
	return out, err
}

// writeAttributes makes changes; an empty value deletes an attribute. A new address
// that must be verified first is pending: the old one stays, also for sign-in,
// until VerifyUserAttribute. It returns where codes were sent.
func (s *Server) writeAttributes(
	t *tx, pool poolRecord, user *userRecord, changes map[string]string,
) ([]*codeDelivery, error) {
	now, later := pool.Spec.split(changes, user.Attributes)
	next := applied(user.Attributes, now)
	if err := pool.Spec.checkRequired(next); err != nil {
		return nil, err
	}
	if t.emailTaken(*user, later["email"]) {
		return nil, emailTaken("AliasExistsException")
	}
	if err := t.moveEmail(*user, next["email"]); err != nil {
		return nil, err
	}
	before, sent := user.Attributes, []*codeDelivery{}
	user.Attributes = next
	for _, name := range addresses {
		if _, given := changes[name]; !given {
			continue
		}
		user.dropCode(name)
		value, waits := later[name]
		if !waits {
			value = next[name]
		}
		if value != "" && value != before[name] && changes[name+"_verified"] != "true" &&
			slices.Contains(pool.Spec.AutoVerified, name) {
			sent = append(sent, s.sendAttributeCode(t, pool, user, name, value))
		}
	}
	return sent, nil
}

// addresses are the attributes that a code can verify.
var addresses = []string{"email", "phone_number"}

// split separates the changes made now from the addresses that must be verified
// first. An address that an administrator marks as verified is changed now.
func (p PoolSpec) split(changes, current map[string]string) (now, later map[string]string) {
	now, later = maps.Clone(changes), map[string]string{}
	for _, name := range p.AttributesRequireVerificationBeforeUpdate {
		if value := now[name]; value != "" && value != current[name] && changes[name+"_verified"] != "true" {
			later[name] = value
			delete(now, name)
		}
	}
	return now, later
}

// applied is current with changes made: an empty value deletes, and a new
// address is unverified unless the changes say otherwise.
func applied(current, changes map[string]string) map[string]string {
	next := maps.Clone(current)
	for _, name := range addresses {
		if value, given := changes[name]; given && value != next[name] {
			next[name+"_verified"] = "false"
		}
	}
	for name, value := range changes {
		if next[name] = value; value == "" {
			delete(next, name)
			delete(next, name+"_verified")
		}
	}
	return next
}

// sendAttributeCode sends a code to a value of an address, and stores it as
// awaited.
func (s *Server) sendAttributeCode(t *tx, pool poolRecord, user *userRecord, name, value string) *codeDelivery {
	code := codeRecord{
		Code:        s.randomCode(),
		Attribute:   name,
		Destination: value,
		ExpiresAt:   t.now.Add(attributeCodeValidity),
	}
	user.AttributeCodes = append(user.AttributeCodes, code)
	return t.sendCode(pool, code)
}

// awaitedCode is the code that verifies an address; a zero one if none is awaited.
func (u userRecord) awaitedCode(name string) codeRecord {
	for _, code := range u.AttributeCodes {
		if code.Attribute == name {
			return code
		}
	}
	return codeRecord{}
}

// dropCode invalidates the awaited code of an address, and with it a pending
// change.
func (u *userRecord) dropCode(name string) {
	u.AttributeCodes = slices.DeleteFunc(u.AttributeCodes, func(c codeRecord) bool { return c.Attribute == name })
}
