package cognitotest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// refreshAuth is InitiateAuth with REFRESH_TOKEN_AUTH. The secret hash of a
// refresh is over the real username, the sub, not over the email.
func (s *Server) refreshAuth(in initiateAuthInput) (out initiateAuthOutput, err error) {
	if err := in.parameters("REFRESH_TOKEN"); err != nil {
		return out, err
	}
	err = s.update(func(t *tx) error {
		client, _, err := t.client(in.ClientId)
		if err != nil {
			return err
		}
		if client.Spec.RefreshRotation || !slices.Contains(client.Spec.Flows, FlowRefreshToken) {
			return invalidParameter(in.AuthFlow + " flow not enabled for this client")
		}
		token := in.AuthParameters["REFRESH_TOKEN"]
		_, session, user, err := t.refreshable(client, token)
		if session.Sub != "" {
			err = cmp.Or(client.checkSecretHash(session.Sub, in.AuthParameters["SECRET_HASH"]), err)
		}
		if err != nil {
			return err
		}
		out.AuthenticationResult = s.issueTokens(t, client, user, session)
		out.ChallengeParameters = map[string]string{}
		return nil
	})
	return out, err
}

type getTokensInput struct {
	ClientId       string `shape:"clientId"`
	RefreshToken   string `shape:"token"`
	ClientSecret   string `shape:"secret"`
	ClientMetadata map[string]string
}

type getTokensOutput struct{ AuthenticationResult *authResult }

// getTokensFromRefreshToken issues a new refresh token only if the client rotates.
func (s *Server) getTokensFromRefreshToken(_ context.Context, in getTokensInput) (out getTokensOutput, err error) {
	err = s.update(func(t *tx) error {
		client, _, err := t.client(in.ClientId)
		if err != nil {
			return err
		}
		if err := client.checkSecret(in.ClientSecret); err != nil {
			return err
		}
		record, session, user, err := t.refreshable(client, in.RefreshToken)
		if err != nil {
			return err
		}
		result := s.issueTokens(t, client, user, session)
		if client.Spec.RefreshRotation {
			result.RefreshToken = s.issueRefreshToken(t, session)
			if record.RotatedAt.IsZero() {
				record.RotatedAt = t.now
				save(t, bucketRefresh, tokenHash(in.RefreshToken), record)
			}
		}
		out.AuthenticationResult = result
		return nil
	})
	return out, err
}

// refreshable finds the session of a refresh token, unless the token is no longer
// valid.
func (t *tx) refreshable(client clientRecord, token string) (refreshRecord, sessionRecord, userRecord, error) {
	var user userRecord
	record, found := load[refreshRecord](t, bucketRefresh, tokenHash(token))
	session, alive := load[sessionRecord](t, bucketSessions, record.Session)
	if !found || !alive || session.ClientID != client.ID {
		return record, session, user, notAuthorized("Invalid Refresh Token")
	}
	user, found = load[userRecord](t, bucketUsers, session.PoolID+"/"+session.Sub)
	switch {
	case !found:
		return record, session, user, notAuthorized("Invalid Refresh Token")
	case !user.Enabled:
		return record, session, user, notAuthorized("User is disabled.")
	case session.Revoked:
		return record, session, user, notAuthorized("Refresh Token has been revoked")
	case !t.now.Before(session.RefreshExpiresAt):
		return record, session, user, notAuthorized("Refresh Token has expired")
	case record.rotatedOut(client, t.now):
		return record, session, user, refuse("RefreshTokenReuseException", "Refresh Token has been used already")
	}
	return record, session, user, nil
}

// rotatedOut reports whether the token was exchanged and its grace period is over.
func (r refreshRecord) rotatedOut(client clientRecord, now time.Time) bool {
	return !r.RotatedAt.IsZero() && !now.Before(r.RotatedAt.Add(client.Spec.RotationGrace))
}

type revokeTokenInput struct {
	ClientId     string `shape:"clientId"`
	Token        string `shape:"token"`
	ClientSecret string `shape:"secret"`
}

// revokeToken ends the session of a refresh token: the token itself and every
// access token from it. An unknown token is not an error (RFC 7009).
func (s *Server) revokeToken(_ context.Context, in revokeTokenInput) (empty, error) {
	return empty{}, s.update(func(t *tx) error {
		client, _, err := t.client(in.ClientId)
		if err != nil {
			return err
		}
		if err := client.checkSecret(in.ClientSecret); err != nil {
			err.Type = "UnauthorizedException" // the one that the model declares for this operation
			return err
		}
		if strings.Count(in.Token, ".") == 2 { // a signed token: access or ID
			return refuse("UnsupportedTokenTypeException", "Unsupported token type")
		}
		record, found := load[refreshRecord](t, bucketRefresh, tokenHash(in.Token))
		session, alive := load[sessionRecord](t, bucketSessions, record.Session)
		if !found || !alive {
			return nil
		}
		if session.ClientID != client.ID {
			return refuse("UnauthorizedException", "The token was not issued to this client")
		}
		session.Revoked = true
		save(t, bucketSessions, session.key(), session)
		return nil
	})
}

type globalSignOutInput struct {
	AccessToken string `shape:"token"`
}

func (s *Server) globalSignOut(_ context.Context, in globalSignOutInput) (empty, error) {
	return empty{}, s.update(func(t *tx) error {
		user, err := s.authenticate(t, in.AccessToken)
		if err != nil {
			return err
		}
		t.revokeSessions(user)
		return nil
	})
}

// revokeSessions ends every session of a user.
func (t *tx) revokeSessions(user userRecord) {
	for _, key := range t.keysWithPrefix(bucketSessions, sessionPrefix(user.PoolID, user.Sub)) {
		if session, found := load[sessionRecord](t, bucketSessions, key); found && !session.Revoked {
			session.Revoked = true
			save(t, bucketSessions, key, session)
		}
	}
}
