#!/usr/bin/env bash
# An otpauth label whose colon is encoded names different accounts in four libraries, and pyotp writes the issuer into the account's name.
#
# Packages: otpauth 9.5.2, @otplib/uri 13.5.0 (npm, Node 20); pyotp 2.12.1 and 2.9.0 (PyPI); github.com/pquerna/otp v1.5.0 (Go).
# Expected: issuer Acme and account ada for Acme:ada, Acme%3Aada and Acme%3A%20ada alike. Google's "Key Uri Format", under Label: what parts
#   the issuer from the account is a colon, literal or URL-encoded, and spaces may come before the account.
# Seen: otpauth and pquerna/otp read both colons, but keep the space as a part of the account. pyotp's parse_uri reads no issuer and the
#   account Acme:ada (2.9.0 still read both; pull request 187 of pyauth/pyotp changed it, for issuers that contain a colon); with the issuer
#   parameter too, pyotp's own URI of what it has read says Acme:Acme%3Aada. otplib doesn't part the label at all.
# Means: encodeURIComponent over the whole label, which is the obvious way to build it in JavaScript, makes an entry that is called otherwise
#   in each authenticator. Encode issuer and account apart, put a bare colon between, no space, and always give the issuer parameter too.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local PYTHONPATH=$dir/py
python3 -m pip install -q --disable-pip-version-check --no-compile --target py pyotp==2.12.1 > log 2>&1 || { cat log; exit 1; }
python3 -m pip install -q --disable-pip-version-check --no-compile --target old pyotp==2.9.0 > log 2>&1 || { cat log; exit 1; }
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund otpauth@9.5.2 @otplib/uri@13.5.0
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/pquerna/otp"
)

func main() {
	for _, label := range os.Args[2:] {
		key, err := otp.NewKeyFromURL(fmt.Sprintf(os.Args[1], label))
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s: pquerna/otp <%s> <%s>\n", label, key.Issuer(), key.AccountName())
	}
}
GO
go mod init finding 2> /dev/null
go get github.com/pquerna/otp@v1.5.0 2> log || { cat log; exit 1; }
cat > show.py <<'PY'
import sys
import pyotp
for label in sys.argv[3:]:
    read = pyotp.parse_uri(sys.argv[2] % label)
    print(f"{label}: {sys.argv[1]} <{read.issuer}> <{read.name}>")
if sys.argv[1] == "pyotp":
    uri = pyotp.parse_uri(sys.argv[2] % "Acme%3Aada" + "&issuer=Acme").provisioning_uri()
    print("Acme%3Aada, issuer=Acme: pyotp writes", uri[len("otpauth://totp/"):uri.index("?")])
PY
cat > show.js <<'JS'
import { parse } from '@otplib/uri';
import { URI } from 'otpauth';
const [form, ...labels] = process.argv.slice(2);
for (const label of labels) {
  const [a, b] = [URI.parse(form.replace('%s', label)), parse(form.replace('%s', label))];
  console.log(`${label}: otpauth <${a.issuer}> <${a.label}>`);
  console.log(`${label}: otplib <${b.params.issuer ?? ''}> <${b.label}>`);
}
JS
uri='otpauth://totp/%s?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
labels=(Acme:ada Acme%3Aada Acme%3A%20ada)
{
  go run . "$uri" "${labels[@]}"; node show.js "$uri" "${labels[@]}"
  python3 show.py pyotp "$uri" "${labels[@]}"; PYTHONPATH=$dir/old python3 show.py 'pyotp 2.9.0' "$uri" "${labels[@]}"
} | LC_ALL=C sort | tee seen
cat > due <<'TXT'
Acme%3A%20ada: otpauth <Acme> < ada>
Acme%3A%20ada: otplib <> <Acme: ada>
Acme%3A%20ada: pquerna/otp <Acme> < ada>
Acme%3A%20ada: pyotp 2.9.0 <Acme> < ada>
Acme%3A%20ada: pyotp <None> <Acme: ada>
Acme%3Aada, issuer=Acme: pyotp writes Acme:Acme%3Aada
Acme%3Aada: otpauth <Acme> <ada>
Acme%3Aada: otplib <> <Acme:ada>
Acme%3Aada: pquerna/otp <Acme> <ada>
Acme%3Aada: pyotp 2.9.0 <Acme> <ada>
Acme%3Aada: pyotp <None> <Acme:ada>
Acme:ada: otpauth <Acme> <ada>
Acme:ada: otplib <> <Acme:ada>
Acme:ada: pquerna/otp <Acme> <ada>
Acme:ada: pyotp 2.9.0 <Acme> <ada>
Acme:ada: pyotp <Acme> <ada>
TXT
diff <(LC_ALL=C sort due) seen && echo 'as described' || { echo CHANGED; exit 1; }
