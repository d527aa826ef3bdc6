package session

import "context"

// SignInWithTokens starts a cookie session with tokens from a sign-in on the identity provider's own pages. subject is
// the account that the ID token names: an access token of anybody else is refused. Without a refresh token, the session
// lasts as long as the access token. Errors: ErrUnauthenticated, fault.Unavailable.
func (s *Service) SignInWithTokens(ctx context.Context, subject string, tokens Tokens) (Session, error) {
	begun := s.now()
	claims, err := s.verifyIssued(ctx, tokens.AccessToken)
	if err != nil {
		return Session{}, err
	}
	if claims.Subject != subject {
		return Session{}, ErrUnauthenticated
	}
	return s.startCookieSession(ctx, tokens, begun)
}
