#!/usr/bin/env bash
# One key of a new kind in a key set, and Go programs can use none of its keys.
#
# Packages: github.com/lestrrat-go/jwx/v2 v2.1.7, github.com/lestrrat-go/jwx/v3 v3.4.0, github.com/go-jose/go-jose/v4 v4.1.9; jose 6.2.18
#   (npm, Node 20); PyJWT 2.15.1 with cryptography 50.0.2 (PyPI).
# Expected: the key is skipped. RFC 7517, section 5: implementations should ignore keys of a set whose "kty" they don't understand, or whose
#   parameters have values they don't support.
# Seen, with a set of one RSA key (used to sign) and one other: jose and PyJWT verify the token whatever the other key is. jwx v2 refuses
#   the whole set for an unknown kty ("AKP", as post-quantum keys have), though not for an unknown curve. jwx v3 and go-jose refuse it for
#   an unknown curve too, and for secp256k1, which is registered (RFC 8812) and which v2 reads: moving from v2 to v3 narrows what is read.
# Means: the day an identity provider adds a key of another kind, services that refresh its key set stop verifying anything. With jwx, parse
#   with WithIgnoreParseError; elsewhere, parse the array key by key.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local PYTHONPATH=$dir/py
python3 -m pip install -q --disable-pip-version-check --no-compile --target py PyJWT==2.15.1 cryptography==50.0.2 > log 2>&1 || { cat log; exit 1; }
cat > make.py <<'PY'
# Writes cases.json: a name, a key set with an RSA key and one more, and a token signed by the RSA key.
import base64, json, time
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
key = rsa.generate_private_key(65537, 2048)
good = dict(json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), kid="good", alg="RS256", use="sig")
good.pop("key_ops", None)
token = jwt.encode({"sub": "ada", "exp": int(time.time()) + 3600}, key, "RS256", {"kid": "good"})
number = lambda n: base64.urlsafe_b64encode(n.to_bytes(32, "big")).rstrip(b"=").decode()
# The base point of secp256k1 is as good a public key as any.
x, y = 0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798, 0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8
others = {"unknown kty": {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA"}, "unknown curve": {"kty": "EC", "crv": "P-999", "x": "AAAA", "y": "AAAA"},
          "secp256k1": {"kty": "EC", "crv": "secp256k1", "x": number(x), "y": number(y)}}
json.dump([[name, json.dumps({"keys": [dict(other, kid="other"), good]}), token] for name, other in others.items()], open("cases.json", "w"))
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
	jwk2 "github.com/lestrrat-go/jwx/v2/jwk"
	jwt2 "github.com/lestrrat-go/jwx/v2/jwt"
	jwk3 "github.com/lestrrat-go/jwx/v3/jwk"
	jwt3 "github.com/lestrrat-go/jwx/v3/jwt"
)

func main() {
	var cases [][]string
	file, _ := os.ReadFile("cases.json")
	if err := json.Unmarshal(file, &cases); err != nil {
		panic(err)
	}
	tools := map[string]func(set []byte, token string) error{
		"jwx v2": func(set []byte, token string) error {
			keys, err := jwk2.Parse(set)
			if err == nil {
				_, err = jwt2.ParseString(token, jwt2.WithKeySet(keys))
			}
			return err
		},
		"jwx v3": func(set []byte, token string) error {
			keys, err := jwk3.Parse(set)
			if err == nil {
				_, err = jwt3.ParseString(token, jwt3.WithKeySet(keys))
			}
			return err
		},
		"go-jose": func(set []byte, token string) error {
			var keys jose.JSONWebKeySet
			if err := json.Unmarshal(set, &keys); err != nil {
				return err
			}
			parsed, err := gojwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256})
			if err != nil {
				return err
			}
			return parsed.Claims(keys, &gojwt.Claims{})
		},
	}
	for _, c := range cases {
		for _, name := range []string{"jwx v2", "jwx v3", "go-jose"} {
			answer := "verified"
			if err := tools[name]([]byte(c[1]), c[2]); err != nil {
				answer = "refused"
			}
			fmt.Printf("%s: %s %s\n", c[0], name, answer)
		}
	}
}
GO
go mod init finding 2> /dev/null
go get github.com/lestrrat-go/jwx/v2@v2.1.7 github.com/lestrrat-go/jwx/v3@v3.4.0 github.com/go-jose/go-jose/v4@v4.1.9 2> log || { cat log; exit 1; }
go build -o verify . 2> log || { cat log; exit 1; }
cat > verify.py <<'PY'
import json, jwt
for name, keys, token in json.load(open("cases.json")):
    try:
        jwt.decode(token, jwt.PyJWKSet.from_json(keys)["good"], algorithms=["RS256"]); answer = "verified"
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
secp256k1: PyJWT verified
secp256k1: go-jose refused
secp256k1: jose verified
secp256k1: jwx v2 verified
secp256k1: jwx v3 refused
unknown curve: PyJWT verified
unknown curve: go-jose refused
unknown curve: jose verified
unknown curve: jwx v2 verified
unknown curve: jwx v3 refused
unknown kty: PyJWT verified
unknown kty: go-jose refused
unknown kty: jose verified
unknown kty: jwx v2 refused
unknown kty: jwx v3 refused
TXT
diff <(LC_ALL=C sort due) seen && echo 'as described' || { echo CHANGED; exit 1; }
