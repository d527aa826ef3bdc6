#!/usr/bin/env bash
# In a message, `{n, number}` shows a bigint exactly; # in a plural of the same n is rounded by one library and raises in two.
#
# Packages: intl-messageformat 12.1.5, @lingui/core and @lingui/message-utils 6.11.0, @messageformat/core 3.4.1 (npm, Node 20).
# Expected: the same digits from both. intl-messageformat's PrimitiveType, the type of the values that format takes, lists bigint; ICU's
#   MessageFormat defines # as the plural's own argument, formatted as a number.
# Seen: for 9007199254740993n intl-messageformat prints ...993 for {n, number} and ...992 for #, in one message. lingui prints the first
#   exactly and raises a TypeError for the plural, and that for 1n too. @messageformat/core raises for both.
# Means: a count that comes from a BigInt scalar is off by one on the screen or breaks the page, depending on the message that a translator
#   wrote. Choose the form by Number(n), and pass the number that is shown as a value of its own.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund intl-messageformat@12.1.5 @lingui/core@6.11.0 @lingui/message-utils@6.11.0 @messageformat/core@3.4.1
cat > show.js <<'JS'
import { setupI18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import MessageFormat from '@messageformat/core';
import { IntlMessageFormat } from 'intl-messageformat';

const libraries = {
  'intl-messageformat': (text, n) => new IntlMessageFormat(text, 'en').format({ n }),
  lingui: (text, n) => setupI18n({ locale: 'en', messages: { en: { k: compileMessage(text) } } })._('k', { n }),
  messageformat: (text, n) => new MessageFormat('en').compile(text)({ n }),
};
for (const text of ['{n, number}', '{n, plural, one {# vote} other {# votes}}', '{n, plural, other {{n, number} or #}}']) {
  for (const n of [1n, 9007199254740993n]) {
    for (const [name, format] of Object.entries(libraries)) {
      let seen;
      try { seen = format(text, n); } catch (error) { seen = `raises ${error.name}`; }
      console.log(`${n} in ${text}, ${name}: ${seen}`);
    }
  }
}
JS
node show.js | tee seen
cat > due <<'TXT'
1 in {n, number}, intl-messageformat: 1
1 in {n, number}, lingui: 1
1 in {n, number}, messageformat: raises TypeError
9007199254740993 in {n, number}, intl-messageformat: 9,007,199,254,740,993
9007199254740993 in {n, number}, lingui: 9,007,199,254,740,993
9007199254740993 in {n, number}, messageformat: raises TypeError
1 in {n, plural, one {# vote} other {# votes}}, intl-messageformat: 1 vote
1 in {n, plural, one {# vote} other {# votes}}, lingui: raises TypeError
1 in {n, plural, one {# vote} other {# votes}}, messageformat: raises TypeError
9007199254740993 in {n, plural, one {# vote} other {# votes}}, intl-messageformat: 9,007,199,254,740,992 votes
9007199254740993 in {n, plural, one {# vote} other {# votes}}, lingui: raises TypeError
9007199254740993 in {n, plural, one {# vote} other {# votes}}, messageformat: raises TypeError
1 in {n, plural, other {{n, number} or #}}, intl-messageformat: 1 or 1
1 in {n, plural, other {{n, number} or #}}, lingui: raises TypeError
1 in {n, plural, other {{n, number} or #}}, messageformat: raises TypeError
9007199254740993 in {n, plural, other {{n, number} or #}}, intl-messageformat: 9,007,199,254,740,993 or 9,007,199,254,740,992
9007199254740993 in {n, plural, other {{n, number} or #}}, lingui: raises TypeError
9007199254740993 in {n, plural, other {{n, number} or #}}, messageformat: raises TypeError
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
