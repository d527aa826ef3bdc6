#!/usr/bin/env bash
# The Go port of libphonenumber writes an Argentine mobile number in a national form that is another number.
#
# Packages: github.com/nyaruka/phonenumbers v1.8.1 (Go), phonenumbers 9.0.43 (PyPI), libphonenumber-js 1.13.16 (npm, Node 20).
# Expected: +54 9 11 2345 6789 in national form is 011 15-2345-6789, and reading that back as Argentine gives the same number. All three are
#   ports of Google's libphonenumber with its metadata ("This is a pure Go port", README), and an example number of the metadata is used.
# Seen: Python and JavaScript write 011 15-2345-6789 and read it back. Go writes 09 15-2345-6789: the area code 11 is gone. Read back, also by
#   Go, it is +54 9 15 2345 6789.
# Means: don't keep, show or parse a national form made by the Go port. Keep E.164, show the international form, which agrees in all three.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local PYTHONPATH=$dir/py
python3 -m pip install -q --disable-pip-version-check --no-compile --target py phonenumbers==9.0.43 > log 2>&1 || { cat log; exit 1; }
cat > show.py <<'PY'
import phonenumbers as p
number = p.example_number_for_type("AR", p.PhoneNumberType.MOBILE)
national = p.format_number(number, p.PhoneNumberFormat.NATIONAL)
print("start", p.format_number(number, p.PhoneNumberFormat.E164))
print("Python", national, "->", p.format_number(p.parse(national, "AR"), p.PhoneNumberFormat.E164))
PY
python3 show.py > seen
number=$(awk 'NR == 1 { print $2 }' seen)
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund libphonenumber-js@1.13.16
cat > show.js <<'JS'
import { parsePhoneNumber } from 'libphonenumber-js/max';
const national = parsePhoneNumber(process.argv[2]).formatNational();
console.log('JavaScript', national, '->', parsePhoneNumber(national, 'AR').number);
JS
node show.js "$number" >> seen
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/nyaruka/phonenumbers"
)

func main() {
	number, err := phonenumbers.Parse(os.Args[1], "")
	if err != nil {
		panic(err)
	}
	national := phonenumbers.Format(number, phonenumbers.NATIONAL)
	back, err := phonenumbers.Parse(national, "AR")
	if err != nil {
		panic(err)
	}
	fmt.Println("Go", national, "->", phonenumbers.Format(back, phonenumbers.E164))
}
GO
go mod init finding 2> /dev/null
go get github.com/nyaruka/phonenumbers@v1.8.1 2> log || { cat log; exit 1; }
go run . "$number" >> seen
cat seen
cat > due <<'TXT'
start +5491123456789
Python 011 15-2345-6789 -> +5491123456789
JavaScript 011 15-2345-6789 -> +5491123456789
Go 09 15-2345-6789 -> +5491523456789
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
