package cognitotest

import (
	"context"
	"slices"
)

type getUserInput struct {
	AccessToken string `shape:"token"`
}

type getUserOutput struct {
	Username            string
	UserAttributes      []attribute
	UserMFASettingList  []string `json:",omitempty"`
	PreferredMfaSetting string   `json:",omitempty"`
}

func (s *Server) getUser(_ context.Context, in getUserInput) (out getUserOutput, err error) {
	err = s.view(func(t *tx) error {
		user, err := s.authenticate(t, in.AccessToken)
		out = getUserOutput{
			Username: user.Sub, UserAttributes: user.listAttributes(),
			UserMFASettingList: user.MFA.settings(), PreferredMfaSetting: user.MFA.Preferred,
		}
		return err
	})
	return out, err
}

// authenticate finds the user of an access token that is valid, not revoked and
// granted the scope that the operations on one's own account need.
func (s *Server) authenticate(t *tx, token string) (userRecord, error) {
	user, session, err := s.authenticateToken(t, token)
	if err == nil && !slices.Contains(session.scopes(), accessScope) {
		return userRecord{}, notAuthorized("Access Token does not have required scopes")
	}
	return user, err
}

// authenticateToken finds the user and the session of an access token whatever its scopes.
func (s *Server) authenticateToken(t *tx, token string) (user userRecord, session sessionRecord, err error) {
	claims, err := s.verifyAccessToken(token, t.now)
	if err != nil {
		return user, session, err
	}
	client, _, err := t.client(claims.ClientID)
	if err != nil {
		return user, session, notAuthorized("Invalid Access Token")
	}
	user, found := load[userRecord](t, bucketUsers, client.PoolID+"/"+claims.Sub)
	if !found {
		return user, session, userNotFound()
	}
	session, found = load[sessionRecord](t, bucketSessions, sessionPrefix(client.PoolID, user.Sub)+claims.OriginJTI)
	if !found || session.Revoked {
		return user, session, notAuthorized("Access Token has been revoked")
	}
	if !user.Enabled {
		return user, session, notAuthorized("User is disabled.")
	}
	return user, session, nil
}
