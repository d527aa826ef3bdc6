package cognitotest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"slices"
	"strings"
)

// Sign-in without sending the password: the Secure Remote Password protocol (RFC 5054)
// with the 3072-bit group and SHA-256, and with the padding and key derivation of the
// clients that AWS publishes (AuthenticationHelper of amazon-cognito-identity-js).

const (
	challengePasswordVerifier = "PASSWORD_VERIFIER"
	srpKeyInfo                = "Caldera Derived Key\x01"
)

var (
	srpPrime = fromHex("FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD" +
		"EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED" +
		"EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F" +
		"83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B" +
		"E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510" +
		"15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7" +
		"ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C" +
		"BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF")
	srpGenerator = big.NewInt(2)
	srpK         = hashedNumber(padded(srpPrime), padded(srpGenerator))
)

func fromHex(digits string) *big.Int {
	n, _ := new(big.Int).SetString(digits, 16)
	return n
}

// padded is a number as bytes, with a leading zero byte if the first bit is set.
func padded(n *big.Int) []byte {
	bytes := n.Bytes()
	if len(bytes) == 0 || bytes[0]&0x80 != 0 {
		return append([]byte{0}, bytes...)
	}
	return bytes
}

func hashedNumber(parts ...[]byte) *big.Int {
	sum := sha256.Sum256(slices.Concat(parts...))
	return new(big.Int).SetBytes(sum[:])
}

// poolName is the part of a pool's id that is hashed.
func poolName(id string) string {
	_, name, _ := strings.Cut(id, "_")
	return name
}

// srpVerifier is g^x, where x is a hash of salt, pool, username and password.
func srpVerifier(u userRecord, password string) []byte {
	inner := sha256.Sum256([]byte(poolName(u.PoolID) + u.Sub + ":" + password))
	x := hashedNumber(padded(new(big.Int).SetBytes(u.Password.Salt)), inner[:])
	return new(big.Int).Exp(srpGenerator, x, srpPrime).Bytes()
}

// srpState is what the server keeps between the two steps, in hexadecimal.
type srpState struct{ A, Secret string }

// srpAuth is the first step, USER_SRP_AUTH. If existence errors are prevented, an
// unknown user gets a challenge that nobody can answer, with the same salt and id each
// time ("Managing user existence error responses").
func (s *Server) srpAuth(in initiateAuthInput) (out initiateAuthOutput, err error) {
	if err := in.parameters("USERNAME", "SRP_A"); err != nil {
		return out, err
	}
	username := in.AuthParameters["USERNAME"]
	client, pool, err := s.clientFor(in.ClientId, username, in.AuthParameters["SECRET_HASH"])
	if err != nil {
		return out, err
	}
	if !slices.Contains(client.Spec.Flows, FlowUserSRP) {
		return out, invalidParameter("USER_SRP_AUTH is not enabled for the client.")
	}
	public := fromHex(in.AuthParameters["SRP_A"])
	if public == nil || public.Sign() <= 0 || new(big.Int).Mod(public, srpPrime).Sign() == 0 {
		return out, invalidParameter("Invalid SRP_A")
	}
	err = s.update(func(t *tx) error {
		user, found := t.user(pool.ID, username)
		if !found && !client.preventsExistenceErrors() {
			return userNotFound()
		}
		if len(user.Password.Verifier) == 0 {
			user = nobody(pool, client, username, user)
		}
		out = s.srpChallenge(t, client, user, public)
		return nil
	})
	return out, err
}

// nobody is the substitute for a user without a password that could be verified.
func nobody(pool poolRecord, client clientRecord, username string, user userRecord) userRecord {
	sum := sha256.Sum256([]byte(client.ID + pool.ID + foldEmail(username)))
	user.PoolID, user.Password = pool.ID, passwordHash{Salt: sum[16:], Verifier: sum[:]}
	if user.Sub == "" {
		id := hex.EncodeToString(sum[:16])
		user.Sub = strings.Join([]string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}, "-")
	}
	return user
}

// srpChallenge returns B = kv + g^b. The clients send no Session back, so a response
// finds its challenge by the SECRET_BLOCK.
func (s *Server) srpChallenge(t *tx, client clientRecord, user userRecord, public *big.Int) initiateAuthOutput {
	secret := new(big.Int).SetBytes(s.randomBytes(32))
	mine := new(big.Int).Exp(srpGenerator, secret, srpPrime)
	mine.Add(mine, new(big.Int).Mul(srpK, new(big.Int).SetBytes(user.Password.Verifier))).Mod(mine, srpPrime)
	block := base64.StdEncoding.EncodeToString(s.randomBytes(600))
	s.keepChallenge(t, block, challengeRecord{
		Name: challengePasswordVerifier, PoolID: user.PoolID, ClientID: client.ID, Sub: user.Sub,
		SRP: srpState{A: public.Text(16), Secret: secret.Text(16)},
	})
	return initiateAuthOutput{ChallengeName: challengePasswordVerifier, ChallengeParameters: map[string]string{
		"SALT": new(big.Int).SetBytes(user.Password.Salt).Text(16), "SRP_B": mine.Text(16),
		"SECRET_BLOCK": block, "USERNAME": user.Sub, "USER_ID_FOR_SRP": user.Sub,
	}}
}

// verifyPassword is the second step. Its outcome is that of a sign-in with the
// password.
func (s *Server) verifyPassword(in respondInput) (out initiateAuthOutput, err error) {
	const signature, block, timestamp = "PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK", "TIMESTAMP"
	if err := in.check(challengeKind{required: []string{signature, block, timestamp}}); err != nil {
		return out, err
	}
	err = s.update(func(t *tx) error {
		username := in.ChallengeResponses["USERNAME"]
		client, pool, err := t.client(in.ClientId)
		if err != nil {
			return err
		}
		if err := client.checkSecretHash(username, in.ChallengeResponses["SECRET_HASH"]); err != nil {
			return err
		}
		challenge, err := t.openChallenge(in.ChallengeResponses[block])
		if err != nil || challenge.Name != challengePasswordVerifier || challenge.ClientID != client.ID {
			return wrongPassword()
		}
		t.closeChallenge(in.ChallengeResponses[block], challenge, nil) // one response, right or wrong
		user, found := t.user(pool.ID, username)
		if !found || user.Sub != challenge.Sub {
			return client.unknownAtSignIn()
		}
		claimed, _ := base64.StdEncoding.DecodeString(in.ChallengeResponses[signature])
		want := challenge.SRP.signature(user, in.ChallengeResponses[block], in.ChallengeResponses[timestamp])
		err = user.attempt(len(user.Password.Verifier) > 0 && hmac.Equal(claimed, want), t.now)
		t.saveUser(user)
		if err != nil {
			return err
		}
		out = s.answerSignIn(t, pool, client, user)
		return nil
	})
	return out, err
}

// signature can be computed only by someone who knows the password: S = (A v^u)^b is
// the secret that both sides share.
func (p srpState) signature(user userRecord, block, timestamp string) []byte {
	public, secret, verifier := fromHex(p.A), fromHex(p.Secret), new(big.Int).SetBytes(user.Password.Verifier)
	mine := new(big.Int).Exp(srpGenerator, secret, srpPrime)
	mine.Add(mine, new(big.Int).Mul(srpK, verifier)).Mod(mine, srpPrime)
	u := hashedNumber(padded(public), padded(mine))
	shared := new(big.Int).Exp(verifier, u, srpPrime)
	shared.Mul(shared, public).Exp(shared, secret, srpPrime)

	key := hmacOf(hmacOf(padded(u), padded(shared)), []byte(srpKeyInfo))[:16]
	data, _ := base64.StdEncoding.DecodeString(block)
	return hmacOf(key, []byte(poolName(user.PoolID)), []byte(user.Sub), data, []byte(timestamp))
}

func hmacOf(key []byte, parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, key)
	for _, part := range parts {
		mac.Write(part)
	}
	return mac.Sum(nil)
}
