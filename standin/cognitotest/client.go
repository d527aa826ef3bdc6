package cognitotest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// clientFor finds the app client of a public operation and its pool, and checks
// the secret hash when the client has a secret.
func (s *Server) clientFor(id, username, secretHash string) (client clientRecord, pool poolRecord, err error) {
	err = s.view(func(t *tx) error {
		client, pool, err = t.client(id)
		return err
	})
	if err == nil {
		err = client.checkSecretHash(username, secretHash)
	}
	return client, pool, err
}

// checkSecretHash compares with Base64(HMAC-SHA256(secret, username + client id)).
func (c clientRecord) checkSecretHash(username, got string) error {
	if c.Secret == "" && got == "" {
		return nil
	}
	if got == "" {
		return notAuthorized("Client " + c.ID + " is configured with secret but SECRET_HASH was not received")
	}
	mac := hmac.New(sha256.New, []byte(c.Secret))
	mac.Write([]byte(username + c.ID))
	want := base64.StdEncoding.EncodeToString(mac.Sum(nil))
	if c.Secret == "" || !hmac.Equal([]byte(want), []byte(got)) {
		return notAuthorized("Unable to verify secret hash for client " + c.ID)
	}
	return nil
}

// checkSecret compares the secret itself, for the operations that take it.
func (c clientRecord) checkSecret(got string) *apiError {
	if !hmac.Equal([]byte(c.Secret), []byte(got)) {
		return notAuthorized("Unable to verify client secret for client " + c.ID)
	}
	return nil
}
