package cognitotest

import "context"

type getUserInput struct {
	AccessToken string `shape:"token"`
}

type getUserOutput struct {
	Username       string
	UserAttributes []attribute
}

func (s *Server) getUser(_ context.Context, in getUserInput) (out getUserOutput, err error) {
	err = s.view(func(t *tx) error {
		user, err := s.authenticate(t, in.AccessToken)
		out = getUserOutput{Username: user.Sub, UserAttributes: user.listAttributes()}
		return err
	})
	return out, err
}

// authenticate finds the user of an access token that is valid and not revoked.
func (s *Server) authenticate(t *tx, token string) (userRecord, error) {
	claims, err := s.verifyAccessToken(token, t.now)
	if err != nil {
		return userRecord{}, err
	}
	client, _, err := t.client(claims.ClientID)
	if err != nil {
		return userRecord{}, notAuthorized("Invalid Access Token")
	}
	user, found := load[userRecord](t, bucketUsers, client.PoolID+"/"+claims.Sub)
	if !found {
		return userRecord{}, userNotFound()
	}
	session, found := load[sessionRecord](t, bucketSessions, sessionPrefix(client.PoolID, user.Sub)+claims.OriginJTI)
	if !found || session.Revoked {
		return userRecord{}, notAuthorized("Access Token has been revoked")
	}
	if !user.Enabled {
		return userRecord{}, notAuthorized("User is disabled.")
	}
	return user, nil
}
