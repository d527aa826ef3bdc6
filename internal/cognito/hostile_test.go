package cognito

import (
	"bytes"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"maps"
	"strings"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/oidc"
	"github.com/unicornpursuit/unicornpursuit/internal/oidc/oidctest"
)

// hostile returns tokens that must be refused at [oidctest.Epoch], by what is wrong with them. All but those about
// signatures are properly signed by s, so that it is the rule in question that refuses them. The stranger has the key
// id of s and another key.
func hostile(s, stranger oidctest.Signer, strangersURL string) map[string]string {
	all := map[string]string{}
	for _, group := range []map[string]string{
		hostileForms(s), hostileSignatures(s, stranger), hostileHeaders(s, stranger, strangersURL), hostileJSON(s),
		hostileTimes(s), hostileClaims(s),
	} {
		maps.Copy(all, group)
	}
	return all
}

func hostileForms(s oidctest.Signer) map[string]string {
	token := accessToken(s, nil)
	p := strings.Split(token, ".")
	// The last character of a 256-byte signature carries four bits that mean nothing.
	last := p[2][len(p[2])-1]
	loose := p[2][:len(p[2])-1] + string(base64Alphabet[strings.IndexByte(base64Alphabet, last)|1])
	return map[string]string{
		"form: empty":                    "",
		"form: dots":                     "..",
		"form: one part":                 p[0],
		"form: two parts":                p[0] + "." + p[1],
		"form: four parts":               token + ".",
		"form: five parts (JWE)":         token + ".a.b",
		"form: empty header":             "." + p[1] + "." + p[2],
		"form: empty payload":            p[0] + ".." + p[2],
		"form: empty signature":          p[0] + "." + p[1] + ".",
		"form: padded signature":         token + "==",
		"form: padded header":            p[0] + "=." + p[1] + "." + p[2],
		"form: padded payload":           p[0] + "." + p[1] + "=." + p[2],
		"form: standard alphabet":        p[0] + "." + p[1] + "." + strings.NewReplacer("-", "+", "_", "/").Replace(p[2]) + "+",
		"form: loose bits":               p[0] + "." + p[1] + "." + loose,
		"form: leading space":            " " + token,
		"form: trailing space":           token + " ",
		"form: trailing newline":         token + "\n",
		"form: newline inside":           p[0] + ".\n" + p[1] + "." + p[2],
		"form: carriage return inside":   p[0] + "." + p[1] + "." + p[2][:10] + "\r" + p[2][10:],
		"form: NUL at the end":           token + "\x00",
		"form: NUL inside":               p[0] + "\x00." + p[1] + "." + p[2],
		"form: bytes that are not UTF-8": token + "\xff\xfe",
		"form: Bearer prefix":            "Bearer " + token,
		"form: JSON serialization":       `{"payload":"` + p[1] + `","protected":"` + p[0] + `","signature":"` + p[2] + `"}`,
		"form: 9 KiB":                    accessToken(s, map[string]any{"pad": strings.Repeat("x", 6500)}),
		"form: 1 MiB of dots":            strings.Repeat(".", 1<<20),
	}
}

const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func hostileSignatures(s, stranger oidctest.Signer) map[string]string {
	token, other := accessToken(s, nil), accessToken(s, map[string]any{"sub": "other"})
	p, q := strings.Split(token, "."), strings.Split(other, ".")
	input := p[0] + "." + p[1]
	raw := s.Signature(input)
	altered := bytes.Clone(raw)
	altered[100] ^= 1
	return map[string]string{
		"signature: of another key with the same id": accessToken(stranger, nil),
		"signature: of another token":                input + "." + q[2],
		"signature: payload exchanged":               p[0] + "." + q[1] + "." + p[2],
		"signature: one bit altered":                 input + "." + oidctest.Encode(altered),
		"signature: truncated":                       input + "." + oidctest.Encode(raw[:255]),
		"signature: one byte":                        input + "." + oidctest.Encode(raw[:1]),
		"signature: longer":                          input + "." + oidctest.Encode(append(bytes.Clone(raw), 0)),
		"signature: zero before it":                  input + "." + oidctest.Encode(append([]byte{0}, raw...)),
		"signature: all zero":                        input + "." + oidctest.Encode(make([]byte, 256)),
		"signature: all one":                         input + "." + oidctest.Encode(bytes.Repeat([]byte{0xff}, 256)),
		"signature: without padding of PKCS 1":       input + "." + oidctest.Encode(bareSignature(s, input)),
		"signature: of the payload alone":            input + "." + oidctest.Encode(s.Signature(p[1])),
	}
}

// bareSignature is a signature of the digest with no algorithm in it.
func bareSignature(s oidctest.Signer, input string) []byte {
	digest := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(nil, s.Key, 0, digest[:])
	if err != nil {
		panic(err)
	}
	return signature
}

func hostileHeaders(s, stranger oidctest.Signer, strangersURL string) map[string]string {
	payload := oidctest.Text(accessClaims(nil))
	with := func(member string) string { return s.Sign(`{"alg":"RS256","kid":"key-1",`+member+`}`, payload) }
	key := oidctest.Text(stranger.JWK())
	tokens := map[string]string{
		"alg: none, no signature":   oidctest.Encode([]byte(`{"alg":"none","kid":"key-1"}`)) + "." + oidctest.Encode([]byte(payload)) + ".",
		"alg: none, with signature": s.Sign(`{"alg":"none","kid":"key-1"}`, payload),
		"alg: lower case":           s.Sign(`{"alg":"rs256","kid":"key-1"}`, payload),
		"alg: missing":              s.Sign(`{"kid":"key-1"}`, payload),
		"alg: null":                 s.Sign(`{"alg":null,"kid":"key-1"}`, payload),
		"alg: a list":               s.Sign(`{"alg":["RS256"],"kid":"key-1"}`, payload),
		"alg: a number":             s.Sign(`{"alg":256,"kid":"key-1"}`, payload),
		"alg: with NUL":             s.Sign(`{"alg":"RS256\u0000","kid":"key-1"}`, payload),
		"alg: empty":                s.Sign(`{"alg":"","kid":"key-1"}`, payload),
		"kid: missing":              s.Sign(`{"alg":"RS256"}`, payload),
		"kid: empty":                s.Sign(`{"alg":"RS256","kid":""}`, payload),
		"kid: null":                 s.Sign(`{"alg":"RS256","kid":null}`, payload),
		"kid: a number":             s.Sign(`{"alg":"RS256","kid":1}`, payload),
		"kid: an object":            s.Sign(`{"alg":"RS256","kid":{"a":1}}`, payload),
		"kid: unknown":              s.Sign(`{"alg":"RS256","kid":"key-3"}`, payload),
		"kid: 129 characters":       s.Sign(`{"alg":"RS256","kid":"`+strings.Repeat("k", 129)+`"}`, payload),
		"kid: 10 KB":                s.Sign(`{"alg":"RS256","kid":"`+strings.Repeat("k", 10<<10)+`"}`, payload),
		"kid: a path":               s.Sign(`{"alg":"RS256","kid":"../../dev/null"}`, payload),
		"kid: with NUL":             s.Sign(`{"alg":"RS256","kid":"key-1\u0000"}`, payload),
		"kid: with space":           s.Sign(`{"alg":"RS256","kid":"key-1 "}`, payload),
		"header: crit":              with(`"crit":["exp"]`),
		"header: crit empty":        with(`"crit":[]`),
		"header: crit b64":          with(`"crit":["b64"],"b64":false`),
		"header: b64":               with(`"b64":false`),
		"header: zip":               with(`"zip":"DEF"`),
		"header: cty":               with(`"cty":"JWT"`),
		"header: enc":               with(`"enc":"A128GCM"`),
		"header: jku":               with(`"jku":"` + strangersURL + `"`),
		"header: x5u":               with(`"x5u":"` + strangersURL + `"`),
		"header: x5c":               with(`"x5c":["MIIB"]`),
		"header: x5t":               with(`"x5t":"abc"`),
		"header: jwk":               with(`"jwk":` + key),
		"header: claims in it":      with(`"iss":"` + testIssuer + `"`),
		"header: empty name":        with(`"":1`),
		"header: name by case":      s.Sign(`{"Alg":"RS256","kid":"key-1"}`, payload),
		"typ: ID token's":           with(`"typ":"id+jwt"`),
		"typ: lower case":           with(`"typ":"jwt"`),
		"typ: null":                 with(`"typ":null`),
		"typ: JOSE":                 with(`"typ":"JOSE"`),
		"jwk: of the signer":        stranger.Sign(`{"alg":"RS256","kid":"key-1","jwk":`+key+`}`, payload),
		"jku: of the signer":        stranger.Sign(`{"alg":"RS256","kid":"stranger","jku":"`+strangersURL+`"}`, payload),
	}
	maps.Copy(tokens, confusedAlgorithms(s, payload))
	return tokens
}

// confusedAlgorithms are tokens of other algorithms, properly signed: with the public key as an HMAC secret, and with
// the private key by other schemes.
func confusedAlgorithms(s oidctest.Signer, payload string) map[string]string {
	der := x509.MarshalPKCS1PublicKey(&s.Key.PublicKey)
	block := pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: der})
	tokens := map[string]string{}
	for name, secret := range map[string][]byte{"DER": der, "PEM": block, "modulus": s.Key.N.Bytes(), "JWK": []byte(oidctest.Text(s.JWK()))} {
		input := oidctest.Encode([]byte(`{"alg":"HS256","kid":"key-1"}`)) + "." + oidctest.Encode([]byte(payload))
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(input))
		tokens["alg: HS256 with the public key as "+name] = input + "." + oidctest.Encode(mac.Sum(nil))
	}
	input := oidctest.Encode([]byte(`{"alg":"RS512","kid":"key-1"}`)) + "." + oidctest.Encode([]byte(payload))
	long := sha512.Sum512([]byte(input))
	rs512, err := rsa.SignPKCS1v15(nil, s.Key, crypto.SHA512, long[:])
	if err != nil {
		panic(err)
	}
	tokens["alg: RS512"] = input + "." + oidctest.Encode(rs512)
	for _, alg := range []string{"PS256", "RS256"} {
		input := oidctest.Encode([]byte(`{"alg":"`+alg+`","kid":"key-1"}`)) + "." + oidctest.Encode([]byte(payload))
		digest := sha256.Sum256([]byte(input))
		pss, err := rsa.SignPSS(rand.Reader, s.Key, crypto.SHA256, digest[:], nil)
		if err != nil {
			panic(err)
		}
		tokens["alg: "+alg+" with a PSS signature"] = input + "." + oidctest.Encode(pss)
	}
	for _, alg := range []string{"ES256", "EdDSA", "RS384", "HS256", "dir", "RSA-OAEP"} {
		tokens["alg: "+alg+" by name only"] = s.Sign(`{"alg":"`+alg+`","kid":"key-1"}`, payload)
	}
	return tokens
}

func hostileJSON(s oidctest.Signer) map[string]string {
	header, payload := oidctest.Text(s.Header()), oidctest.Text(accessClaims(nil))
	inside := strings.TrimSuffix(payload, "}")
	return map[string]string{
		"JSON: alg twice":                   s.Sign(`{"alg":"none","alg":"RS256","kid":"key-1"}`, payload),
		"JSON: alg twice, once escaped":     s.Sign(`{"\u0061lg":"none","alg":"RS256","kid":"key-1"}`, payload),
		"JSON: kid twice":                   s.Sign(`{"alg":"RS256","kid":"x","kid":"key-1"}`, payload),
		"JSON: sub twice":                   s.Sign(header, inside+`,"sub":"other"}`),
		"JSON: sub twice, equal":            s.Sign(header, inside+`,"sub":"`+testSubject+`"}`),
		"JSON: exp twice, once escaped":     s.Sign(header, inside+`,"\u0065xp":99999999999}`),
		"JSON: unknown claim twice":         s.Sign(header, inside+`,"x":1,"x":1}`),
		"JSON: nested member twice":         s.Sign(header, inside+`,"x":{"a":1,"a":2}}`),
		"JSON: member in a list twice":      s.Sign(header, inside+`,"x":[[{"a":1,"a":2}]]}`),
		"JSON: header not UTF-8":            s.Sign("{\"alg\":\"RS256\",\"kid\":\"key-1\xff\"}", payload),
		"JSON: payload not UTF-8":           s.Sign(header, inside+",\"x\":\"\xc3\x28\"}"),
		"JSON: overlong UTF-8":              s.Sign(header, inside+",\"x\":\"\xc0\x80\"}"),
		"JSON: payload in UTF-16":           s.Sign(header, "\xff\xfe"+payload),
		"JSON: byte order mark":             s.Sign(header, "\ufeff"+payload),
		"JSON: header is a list":            s.Sign("["+header+"]", payload),
		"JSON: header is a string":          s.Sign(`"RS256"`, payload),
		"JSON: header is null":              s.Sign("null", payload),
		"JSON: payload is a list":           s.Sign(header, "["+payload+"]"),
		"JSON: payload is null":             s.Sign(header, "null"),
		"JSON: payload is a string":         s.Sign(header, oidctest.Text(payload)),
		"JSON: payload is a number":         s.Sign(header, "1"),
		"JSON: payload is empty object":     s.Sign(header, "{}"),
		"JSON: payload ends early":          s.Sign(header, inside),
		"JSON: payload goes on":             s.Sign(header, payload+"{}"),
		"JSON: NUL after the payload":       s.Sign(header, payload+"\x00"),
		"JSON: header goes on":              s.Sign(header+"x", payload),
		"JSON: comment":                     s.Sign(header, "/* */"+payload),
		"JSON: trailing comma":              s.Sign(header, inside+",}"),
		"JSON: single quotes":               s.Sign(header, strings.ReplaceAll(payload, `"`, "'")),
		"JSON: control character in a text": s.Sign(header, inside+",\"x\":\"\n\"}"),
		"JSON: NaN":                         s.Sign(header, inside+`,"x":NaN}`),
		"JSON: deep":                        s.Sign(header, inside+`,"x":`+strings.Repeat("[", 2500)+strings.Repeat("]", 2499)+"}"),
	}
}

func hostileTimes(s oidctest.Signer) map[string]string {
	tokens := map[string]string{
		"exp: expired":             accessToken(s, map[string]any{"exp": oidctest.Epoch.Add(-time.Hour).Unix()}),
		"exp: at the end of grace": accessToken(s, map[string]any{"exp": oidctest.Epoch.Add(-oidc.Leeway).Unix()}),
		"exp: missing":             accessToken(s, map[string]any{"exp": nil}),
		"iat: missing":             accessToken(s, map[string]any{"iat": nil}),
		"iat: in the future":       accessToken(s, map[string]any{"iat": oidctest.Epoch.Add(oidc.Leeway + time.Second).Unix()}),
		"nbf: in the future":       accessToken(s, map[string]any{"nbf": oidctest.Epoch.Add(oidc.Leeway + time.Second).Unix()}),
		"exp: in milliseconds":     accessToken(s, map[string]any{"exp": oidctest.Epoch.Add(time.Hour).UnixMilli()}),
	}
	for _, claim := range []string{"exp", "iat", "nbf", "auth_time"} {
		for _, value := range []string{
			"0", "-0", "-1", "-99999999999", `"1772370000"`, `""`, "null", "true", "[1772370000]", `{"a":1}`, "1.7e9", "1772370000.0", "1772370000.5",
			"1E400", "99999999999999999999999", "9223372036854775807", "9223372036854775808", "253402300800", `"NaN"`, `"Infinity"`,
		} {
			tokens[claim+": "+value] = accessToken(s, map[string]any{claim: json.RawMessage(value)})
		}
	}
	return tokens
}

func hostileClaims(s oidctest.Signer) map[string]string {
	tokens := map[string]string{
		"ID token":                 accessToken(s, map[string]any{"token_use": "id", "aud": testClientID, "client_id": nil}),
		"ID token with client_id":  accessToken(s, map[string]any{"token_use": "id"}),
		"client credentials token": accessToken(s, map[string]any{"username": nil, "sub": testClientID}),
	}
	for claim, values := range map[string][]any{
		"iss": {nil, "", testIssuer + "/", testIssuer + "x", testIssuer[:len(testIssuer)-1], strings.ToUpper(testIssuer), " " + testIssuer,
			testIssuer + "\x00", "http" + strings.TrimPrefix(testIssuer, "https"), []string{testIssuer}, 1, true, map[string]any{"a": testIssuer}},
		"client_id": {nil, "", testClientID + "x", testClientID[1:], strings.ToUpper(testClientID), []string{testClientID}, "other", testClientID + "\x00", 1},
		"token_use": {nil, "", "Access", "id", "refresh", "access ", []string{"access"}, true},
		"sub":       {nil, "", " ", "a b", strings.Repeat("a", 129), "a\x00b", "a\nb", "é", "\u202e", []string{"a"}, 1, true, map[string]any{}, json.RawMessage(`"\ud800"`)},
		"username":  {nil, "", "a b", strings.Repeat("a", 129), "a\x00b", "\u200b", 1, []string{"a"}, json.RawMessage(`"\ud800"`)},
		"cognito:groups": {json.RawMessage("null"), "admins", map[string]any{"admins": true}, []any{1}, []any{nil}, []any{""}, []any{"admins", []any{"x"}},
			[]any{"a b"}, []any{strings.Repeat("g", 129)}, 1},
	} {
		for _, value := range values {
			name := "missing"
			if value != nil {
				name = oidctest.Text(value)
			}
			tokens[claim+": "+name] = accessToken(s, map[string]any{claim: value})
		}
	}
	return tokens
}
