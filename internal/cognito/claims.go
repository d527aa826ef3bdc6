package cognito

import (
	"github.com/unicornpursuit/unicornpursuit/internal/oidc"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// readClaims checks the claims that are specific to Cognito and the app client, after signature, issuer and time.
func readClaims(payload oidc.Claims, clientID string) (claims session.Claims, err error) {
	switch {
	case payload["client_id"] != clientID:
		return session.Claims{}, refuse("client_id is another app client")
	case payload["token_use"] != "access":
		return session.Claims{}, refuse("token_use is not access")
	}
	if claims.Subject, err = payload.Subject(); err != nil {
		return session.Claims{}, unauthenticated(err)
	}
	if claims.ExpiresAt, err = payload.ExpiresAt(); err != nil {
		return session.Claims{}, unauthenticated(err)
	}
	if claims.AuthenticatedAt, err = payload.Time("auth_time"); err != nil {
		return session.Claims{}, unauthenticated(err)
	}
	// A client credentials token has no user name: it represents no person.
	var ok bool
	if claims.Username, ok = payload["username"].(string); !ok || !oidc.IsName(claims.Username) {
		return session.Claims{}, refuse("username is malformed")
	}
	if claims.Groups, err = readGroups(payload); err != nil {
		return session.Claims{}, err
	}
	return claims, nil
}

func readGroups(payload oidc.Claims) ([]string, error) {
	value, present := payload["cognito:groups"]
	if !present {
		return nil, nil
	}
	list, ok := value.([]any)
	if !ok {
		return nil, refuse("cognito:groups is malformed")
	}
	groups := make([]string, len(list))
	for i, element := range list {
		group, ok := element.(string)
		if !ok || !oidc.IsName(group) {
			return nil, refuse("cognito:groups is malformed")
		}
		groups[i] = group
	}
	return groups, nil
}
