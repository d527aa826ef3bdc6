package cognitotest

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"
)

// accessScope is the scope that sign-in through the API grants.
const accessScope = "aws.cognito.signin.user.admin"

// sessionRecord is one sign-in and everything refreshed from it: the tokens that
// share an origin_jti and are revoked together.
type sessionRecord struct {
	Origin, EventID       string
	PoolID, ClientID, Sub string
	AuthTime              time.Time
	RefreshExpiresAt      time.Time // rotation does not prolong it
	Revoked               bool
	Scopes                []string // granted on the hosted pages; none for a sign-in through the API
}

func (r sessionRecord) key() string { return sessionPrefix(r.PoolID, r.Sub) + r.Origin }

func sessionPrefix(poolID, sub string) string { return poolID + "/" + sub + "/" }

// refreshRecord maps a refresh token's hash to its session.
type refreshRecord struct {
	Session   string    // key of the sessionRecord
	RotatedAt time.Time // first exchange for a new refresh token; zero if none
}

// authResult is AuthenticationResult on the wire.
type authResult struct {
	AccessToken  string
	ExpiresIn    int
	IdToken      string
	RefreshToken string `json:",omitempty"`
	TokenType    string
}

// accessClaims and idClaims are the claims in the order that Cognito has them.
type accessClaims struct {
	Sub       string   `json:"sub"`
	Groups    []string `json:"cognito:groups,omitempty"`
	Iss       string   `json:"iss"`
	ClientID  string   `json:"client_id"`
	OriginJTI string   `json:"origin_jti"`
	EventID   string   `json:"event_id"`
	TokenUse  string   `json:"token_use"`
	Scope     string   `json:"scope"`
	AuthTime  int64    `json:"auth_time"`
	Exp       int64    `json:"exp"`
	Iat       int64    `json:"iat"`
	JTI       string   `json:"jti"`
	Username  string   `json:"username"`
}

// signIn opens a session and issues its first tokens.
func (s *Server) signIn(t *tx, client clientRecord, user userRecord) *authResult {
	session := s.openSession(t, client, user)
	save(t, bucketSessions, session.key(), session)
	result := s.issueTokens(t, client, user, session)
	result.RefreshToken = s.issueRefreshToken(t, session)
	return result
}

// issueTokens signs an access and an ID token of a session.
func (s *Server) issueTokens(t *tx, client clientRecord, user userRecord, session sessionRecord) *authResult {
	access := accessClaims{
		Sub: user.Sub, Groups: user.Groups, Iss: s.issuer(user.PoolID), ClientID: client.ID,
		OriginJTI: session.Origin, EventID: session.EventID, TokenUse: "access", Scope: strings.Join(session.scopes(), " "),
		AuthTime: session.AuthTime.Unix(), Exp: t.now.Add(client.Spec.AccessTokenValidity).Unix(),
		Iat: t.now.Unix(), JTI: s.randomUUID(), Username: user.Sub,
	}
	return &authResult{
		AccessToken: s.sign(access),
		IdToken:     s.sign(s.idClaims(t, client, user, session)),
		ExpiresIn:   int(client.Spec.AccessTokenValidity / time.Second),
		TokenType:   "Bearer",
	}
}

func (s *Server) idClaims(t *tx, client clientRecord, user userRecord, session sessionRecord) map[string]any {
	claims := map[string]any{
		"sub": user.Sub, "cognito:username": user.Sub, "iss": s.issuer(user.PoolID), "aud": client.ID,
		"origin_jti": session.Origin, "event_id": session.EventID, "token_use": "id",
		"auth_time": session.AuthTime.Unix(), "exp": t.now.Add(client.Spec.IDTokenValidity).Unix(),
		"iat": t.now.Unix(), "jti": s.randomUUID(),
	}
	if len(user.Groups) > 0 {
		claims["cognito:groups"] = user.Groups
	}
	for name, value := range user.Attributes {
		if name == "email_verified" || name == "phone_number_verified" {
			claims[name] = value == "true"
			continue
		}
		claims[name] = value
	}
	return claims
}

// sign creates an RS256 token with Cognito's header: a key id and the algorithm.
func (s *Server) sign(claims any) string {
	key := s.keys.signer()
	header := map[string]string{"kid": key.id, "alg": "RS256"}
	signed := base64url(mustJSON(header)) + "." + base64url(mustJSON(claims))
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, key.key, crypto.SHA256, digest[:])
	if err != nil {
		panic("cognitotest: sign a token: " + err.Error())
	}
	return signed + "." + base64url(signature)
}

// verifyAccessToken checks signature, use and expiry. The host part of the issuer
// may differ: the port changes across restarts, the keys do not.
func (s *Server) verifyAccessToken(token string, now time.Time) (accessClaims, error) {
	invalid := notAuthorized("Invalid Access Token")
	var claims accessClaims
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return claims, invalid
	}
	var header struct{ Kid, Alg string }
	signature, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil || !decodePart(parts[0], &header) || !decodePart(parts[1], &claims) || header.Alg != "RS256" {
		return claims, invalid
	}
	key, found := s.keys.public(header.Kid)
	if !found {
		return claims, invalid
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature) != nil || claims.TokenUse != "access" {
		return claims, invalid
	}
	if now.Unix() >= claims.Exp {
		return claims, notAuthorized("Access Token has expired")
	}
	return claims, nil
}

func decodePart(part string, into any) bool {
	data, err := base64.RawURLEncoding.Strict().DecodeString(part)
	return err == nil && json.Unmarshal(data, into) == nil
}

// issueRefreshToken creates an opaque token with the shape and rough length of
// Cognito's: a compact JWE of five parts. Only its hash is stored.
func (s *Server) issueRefreshToken(t *tx, session sessionRecord) string {
	header := base64url([]byte(`{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}`))
	token := strings.Join([]string{
		header, base64url(s.randomBytes(256)), base64url(s.randomBytes(12)),
		base64url(s.randomBytes(700)), base64url(s.randomBytes(16)),
	}, ".")
	save(t, bucketRefresh, tokenHash(token), refreshRecord{Session: session.key()})
	return token
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func base64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// mustJSON marshals values that this package has created.
func mustJSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("cognitotest: " + err.Error())
	}
	return data
}
