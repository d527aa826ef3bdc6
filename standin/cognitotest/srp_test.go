package cognitotest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

// The client's side of SRP with the formulas of RFC 5054, which are not those of the server's side.
const srpPrimeHex = "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF"

func hexNumber(digits string) *big.Int {
	n, _ := new(big.Int).SetString(digits, 16)
	return n
}

func srpPad(n *big.Int) []byte {
	if b := n.Bytes(); len(b) > 0 && b[0] < 0x80 {
		return b
	}
	return append([]byte{0}, n.Bytes()...)
}

func srpHash(parts ...[]byte) *big.Int {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return new(big.Int).SetBytes(h.Sum(nil))
}

func srpMAC(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

func (f *fixture) srpStart(email string, private *big.Int) (*cip.InitiateAuthOutput, error) {
	public := new(big.Int).Exp(big.NewInt(2), private, hexNumber(srpPrimeHex))
	parameters := map[string]string{"USERNAME": email, "SRP_A": public.Text(16)}
	if f.pool.ClientSecret != "" {
		parameters["SECRET_HASH"] = secretHash(f.pool, email)
	}
	return f.sdk.InitiateAuth(f.ctx, &cip.InitiateAuthInput{ClientId: &f.pool.ClientID, AuthFlow: types.AuthFlowTypeUserSrpAuth, AuthParameters: parameters})
}

// srp signs in like a client that never sends the password.
func (f *fixture) srp(email, password string) (*cip.RespondToAuthChallengeOutput, map[string]string, error) {
	f.Helper()
	n, g, private := hexNumber(srpPrimeHex), big.NewInt(2), new(big.Int).SetBytes([]byte(strings.Repeat("private", 9)))
	out, err := f.srpStart(email, private)
	if err != nil {
		return nil, nil, err
	}
	p := out.ChallengeParameters
	if out.ChallengeName != types.ChallengeNameTypePasswordVerifier {
		f.Fatalf("challenge %s", out.ChallengeName)
	}
	_, pool, _ := strings.Cut(f.pool.ID, "_")
	public, theirs := new(big.Int).Exp(g, private, n), hexNumber(p["SRP_B"])
	u := srpHash(srpPad(public), srpPad(theirs))
	x := srpHash(srpPad(hexNumber(p["SALT"])), srpHashBytes(pool+p["USER_ID_FOR_SRP"]+":"+password))
	k := srpHash(srpPad(n), srpPad(g))
	base := new(big.Int).Sub(theirs, new(big.Int).Mul(k, new(big.Int).Exp(g, x, n)))
	shared := new(big.Int).Exp(base.Mod(base, n), new(big.Int).Add(private, new(big.Int).Mul(u, x)), n)
	key := srpMAC(srpMAC(srpPad(u), srpPad(shared)), []byte("Caldera Derived Key\x01"))[:16]
	block := must(base64.StdEncoding.DecodeString(p["SECRET_BLOCK"]))(f.T)
	timestamp := f.clock.Now().Format("Mon Jan 2 15:04:05 UTC 2006")
	answers := map[string]string{
		"USERNAME": p["USER_ID_FOR_SRP"], "PASSWORD_CLAIM_SECRET_BLOCK": p["SECRET_BLOCK"], "TIMESTAMP": timestamp,
		"PASSWORD_CLAIM_SIGNATURE": base64.StdEncoding.EncodeToString(srpMAC(key, []byte(pool), []byte(p["USER_ID_FOR_SRP"]), block, []byte(timestamp))),
	}
	if f.pool.ClientSecret != "" {
		answers["SECRET_HASH"] = secretHash(f.pool, answers["USERNAME"])
	}
	done, err := f.answerSRP(answers)
	return done, answers, err
}

func (f *fixture) answerSRP(answers map[string]string) (*cip.RespondToAuthChallengeOutput, error) {
	return f.sdk.RespondToAuthChallenge(f.ctx, &cip.RespondToAuthChallengeInput{
		ClientId: &f.pool.ClientID, ChallengeName: types.ChallengeNameTypePasswordVerifier, ChallengeResponses: answers,
	})
}

func srpHashBytes(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

func withSRP(p *cognitotest.PoolSpec) {
	p.Client.Flows = []string{cognitotest.FlowUserPassword, cognitotest.FlowUserSRP, cognitotest.FlowRefreshToken}
}

func TestAPasswordIsProvenWithoutBeingSent(t *testing.T) {
	for _, secret := range []bool{false, true} {
		f := setup(t, withSRP, func(p *cognitotest.PoolSpec) { p.Client.Secret = secret })
		f.confirmedUser(testEmail)
		done, answers, err := f.srp(strings.ToLower(testEmail), testPassword)
		f.check(err)
		access := done.AuthenticationResult.AccessToken
		must(f.getUser(*access))(t)
		_, err = f.answerSRP(answers)
		wantRefusal(t, err, "NotAuthorizedException", incorrect) // a response is accepted once

		// The verifier follows the password.
		must(f.sdk.ChangePassword(f.ctx, &cip.ChangePasswordInput{
			AccessToken: access, PreviousPassword: aws.String(testPassword), ProposedPassword: aws.String(newPassword),
		}))(t)
		_, _, err = f.srp(testEmail, testPassword)
		wantRefusal(t, err, "NotAuthorizedException", incorrect)
		_, _, err = f.srp(testEmail, newPassword)
		f.check(err)
	}
}

func TestProofsAreJudgedAsPasswordsAre(t *testing.T) {
	f := setup(t, withSRP, withMFA(cognitotest.MFAOptional))
	f.signUp(testEmail)
	_, _, err := f.srp(testEmail, wrongPassword)
	wantRefusal(t, err, "UserNotConfirmedException", "User is not confirmed.")
	f.check(f.confirm(testEmail, f.lastCode()))
	for range 5 {
		_, _, err := f.srp(testEmail, wrongPassword)
		wantRefusal(t, err, "NotAuthorizedException", incorrect)
	}
	_, _, err = f.srp(testEmail, testPassword)
	wantRefusal(t, err, "NotAuthorizedException", "Password attempts exceeded")
	f.clock.Advance(time.Minute)
	f.check(f.prefer(f.signIn(testEmail).AccessToken, aws.Bool(true), nil, nil))
	done, _, err := f.srp(testEmail, testPassword)
	f.check(err)
	if done.ChallengeName != types.ChallengeNameTypeSmsMfa || done.AuthenticationResult != nil {
		t.Fatalf("challenge %q", done.ChallengeName)
	}
	must(f.respond(done.ChallengeName, done.Session, "SMS_MFA_CODE", f.lastCode()))(t)
	must(f.sdk.AdminResetUserPassword(f.ctx, &cip.AdminResetUserPasswordInput{UserPoolId: &f.pool.ID, Username: aws.String(testEmail)}))(t)
	_, _, err = f.srp(testEmail, testPassword)
	wantRefusal(t, err, "PasswordResetRequiredException", "Password reset required for the user")
}

func TestAnUnknownUserIsChallengedAsAKnownOne(t *testing.T) {
	f := setup(t, withSRP)
	private := big.NewInt(7)
	first, second := must(f.srpStart("nobody@example.com", private))(t).ChallengeParameters, must(f.srpStart("Nobody@example.com", private))(t).ChallengeParameters
	if !uuidFormat.MatchString(first["USER_ID_FOR_SRP"]) || first["USER_ID_FOR_SRP"] != second["USER_ID_FOR_SRP"] || first["SALT"] != second["SALT"] || first["SRP_B"] == second["SRP_B"] {
		t.Errorf("got %v, then %v", first, second)
	}
	_, _, err := f.srp("nobody@example.com", testPassword)
	wantRefusal(t, err, "NotAuthorizedException", incorrect)
	for _, public := range []string{"", "0", "not a number", srpPrimeHex} {
		_, err := f.sdk.InitiateAuth(f.ctx, &cip.InitiateAuthInput{
			ClientId: &f.pool.ClientID, AuthFlow: types.AuthFlowTypeUserSrpAuth, AuthParameters: map[string]string{"USERNAME": testEmail, "SRP_A": public},
		})
		if err == nil || !strings.Contains(err.Error(), "SRP_A") {
			t.Errorf("SRP_A %.20q: %v", public, err)
		}
	}
	legacyUsers := setup(t, withSRP, legacy)
	_, err = legacyUsers.srpStart("nobody@example.com", private)
	wantRefusal(t, err, "UserNotFoundException", "User does not exist.")
	without := setup(t)
	_, err = without.srpStart(testEmail, private)
	wantRefusal(t, err, "InvalidParameterException", "USER_SRP_AUTH is not enabled for the client.")
}
