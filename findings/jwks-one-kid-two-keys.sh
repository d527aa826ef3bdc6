#!/usr/bin/env bash
# Two keys under one kid, of different types or uses: one library of four always picks the right one.
#
# Packages: jose 6.2.18 (npm, Node 20); PyJWT 2.15.1 with cryptography 50.0.2 (PyPI); github.com/lestrrat-go/jwx/v3 v3.4.0,
#   github.com/go-jose/go-jose/v4 v4.1.9 (Go).
# Expected: a token signed with RS256 verifies with a set whose first key is for another algorithm or for encryption and has the same kid.
#   RFC 7517, section 4.5: keys of a set should have distinct kids, but may share one, for instance if their kty differs and they are
#   alternatives to each other; use, alg and kty tell them apart.
# Seen: jose chooses by kid, kty, alg and use, and verifies. jwx and go-jose take the first key with the kid and fail; PyJWT, asked for the
#   key by its kid, gives the first and fails for an EC key, but gives the second where the first is for encryption.
# Means: an issuer that publishes an RSA and an EC key, or a signing and an encryption key, under one name works or fails by the order of the
#   array. As an issuer, name every key apart; as a verifier, filter the set by use, kty and alg before looking at kid.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local PYTHONPATH=$dir/py
python3 -m pip install -q --disable-pip-version-check --no-compile --target py PyJWT==2.15.1 cryptography==50.0.2 > log 2>&1 || { cat log; exit 1; }
cat > make.py <<'PY'
# Writes cases.json: a name, a key set with two keys under one kid, and a token signed by the RSA key that is for RS256.
import json, time
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
def public(algorithm, key, **more):
    members = json.loads(algorithm.to_jwk(key.public_key()))
    members.pop("key_ops", None)
    return dict(members, kid="one", **more)
RSA, EC = jwt.algorithms.RSAAlgorithm, jwt.algorithms.ECAlgorithm
key = rsa.generate_private_key(65537, 2048)
good = public(RSA, key, alg="RS256", use="sig")
others = {"EC key first": public(EC, ec.generate_private_key(ec.SECP256R1()), alg="ES256", use="sig"),
          "encryption key first": public(RSA, rsa.generate_private_key(65537, 2048), alg="RSA-OAEP", use="enc")}
token = jwt.encode({"sub": "ada", "exp": int(time.time()) + 3600}, key, "RS256", {"kid": "one"})
cases = [[name, json.dumps({"keys": [other, good]}), token] for name, other in others.items()]
cases += [["right key first", json.dumps({"keys": [good, others["EC key first"]]}), token]]
json.dump(cases, open("cases.json", "w"))
PY
python3 make.py
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/go-jose/go-jose/v4"
	gojwt "github.com/go-jose/go-jose/v4/jwt"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

func withJWX(set []byte, token string) error {
	keys, err := jwk.Parse(set)
	if err == nil {
		_, err = jwt.ParseString(token, jwt.WithKeySet(keys))
	}
	return err
}

func withGoJose(set []byte, token string) error {
	var keys jose.JSONWebKeySet
	if err := json.Unmarshal(set, &keys); err != nil {
		return err
	}
	parsed, err := gojwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return err
	}
	return parsed.Claims(keys, &gojwt.Claims{})
}

func main() {
	var cases [][]string
	file, _ := os.ReadFile("cases.json")
	if err := json.Unmarshal(file, &cases); err != nil {
		panic(err)
	}
	word := func(err error) string {
		if err != nil {
			return "refused"
		}
		return "verified"
	}
	for _, c := range cases {
		fmt.Printf("%s: jwx %s\n", c[0], word(withJWX([]byte(c[1]), c[2])))
		fmt.Printf("%s: go-jose %s\n", c[0], word(withGoJose([]byte(c[1]), c[2])))
	}
}
GO
go mod init finding 2> /dev/null
go get github.com/lestrrat-go/jwx/v3@v3.4.0 github.com/go-jose/go-jose/v4@v4.1.9 2> log || { cat log; exit 1; }
go build -o verify . 2> log || { cat log; exit 1; }
cat > verify.py <<'PY'
import json, jwt
for name, keys, token in json.load(open("cases.json")):
    try:
        jwt.decode(token, jwt.PyJWKSet.from_json(keys)["one"], algorithms=["RS256"]); answer = "verified"
    except Exception: answer = "refused"
    print(f"{name}: PyJWT {answer}")
PY
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund jose@6.2.18
cat > verify.js <<'JS'
import { readFileSync } from 'node:fs';
import { createLocalJWKSet, jwtVerify } from 'jose';
for (const [name, keys, token] of JSON.parse(readFileSync('cases.json', 'utf8'))) {
  const answer = await jwtVerify(token, createLocalJWKSet(JSON.parse(keys))).then(() => 'verified', () => 'refused');
  console.log(`${name}: jose ${answer}`);
}
JS
{ ./verify; python3 verify.py; node verify.js; } | LC_ALL=C sort | tee seen
cat > due <<'TXT'
EC key first: PyJWT refused
EC key first: go-jose refused
EC key first: jose verified
EC key first: jwx refused
encryption key first: PyJWT verified
encryption key first: go-jose refused
encryption key first: jose verified
encryption key first: jwx refused
right key first: PyJWT verified
right key first: go-jose verified
right key first: jose verified
right key first: jwx verified
TXT
diff <(LC_ALL=C sort due) seen && echo 'as described' || { echo CHANGED; exit 1; }
