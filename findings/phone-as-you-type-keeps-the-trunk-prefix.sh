#!/usr/bin/env bash
# libphonenumber-js reads a Russian number with an 8 after +7 as valid when parsed, as another and invalid one when typed.
#
# Package: libphonenumber-js 1.13.16 (npm, Node 20).
# Expected: AsYouType's getNumber() of a finished text is what parsePhoneNumber gives for it. The README describes getNumber() as giving the
#   PhoneNumber of the input so far, and people in Russia do write the trunk prefix 8 after the country code.
# Seen: for "+7 8 495 123 45 67" parsePhoneNumber gives +74951234567, valid; AsYouType gives +784951234567, not valid. Without the 8, and
#   in national form with it, both agree.
# Means: a form that formats with AsYouType and takes the number from it refuses what a form that parses takes. Use AsYouType for the look
#   of the text only, and parse the text for its value.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund libphonenumber-js@1.13.16
cat > show.js <<'JS'
import { AsYouType, parsePhoneNumber } from 'libphonenumber-js/max';

const show = (number) => `${number?.number} ${number?.isValid() ? 'valid' : 'not valid'}`;
const right = '+74951234567 valid';
let asDescribed = true;
for (const [text, typedDue] of [['+7 495 123 45 67', right], ['8 495 123 45 67', right], ['+7 8 495 123 45 67', '+784951234567 not valid']]) {
  const typing = new AsYouType('RU');
  typing.input(text);
  const [parsed, typed] = [show(parsePhoneNumber(text, 'RU')), show(typing.getNumber())];
  console.log(`${text}: parsed ${parsed}; typed ${typed}`);
  asDescribed &&= parsed === right && typed === typedDue;
}
console.log(asDescribed ? 'as described' : 'CHANGED');
process.exit(asDescribed ? 0 : 1);
JS
node show.js
