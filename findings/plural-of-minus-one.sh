#!/usr/bin/env bash
# make-plural's category of -1 is "one" in Russian and Latvian but not in English, French, Polish and Arabic; x/text takes "=1" for -1.
#
# Packages: make-plural 8.1.0, @messageformat/core 3.4.1 (npm, Node 20 for Intl); Babel 2.19.0 (PyPI); golang.org/x/text v0.44.0 (Go).
# Expected: a negative number has the plural category of its absolute value: Unicode's UTS 35, part 3, "Plural operand meanings" defines n as
#   that, and all rules are written over it. In x/text, Selectf's documentation: "=x" is for an integer that is the argument's value, "<x" for
#   one that is larger than the argument.
# Seen: Intl.PluralRules, Babel and x/text keep to the absolute value. make-plural does where a rule looks at a remainder (ru, lv), and calls
#   -1 other or many where a rule compares the number itself (en, fr, pl, ar); in @messageformat/core -1 is "-1 votes" and in Polish
#   "-1 głosów". In x/text the case "=1" is taken for -1 as well, and "<3" is not taken for -5.
# Means: a score or a change ("-1 vote") reads wrong in some languages and right in others, and a text that is for exactly one is shown for
#   minus one. Format the sign apart from the counted number, and test messages with -1.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local PYTHONPATH=$dir/py
python3 -m pip install -q --disable-pip-version-check --no-compile --target py Babel==2.19.0 > log 2>&1 || { cat log; exit 1; }
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund make-plural@8.1.0 @messageformat/core@3.4.1
cat > main.go <<'GO'
package main

import (
	"fmt"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

func text(locale string, n int, cases ...any) string {
	tag, texts := language.MustParse(locale), catalog.NewBuilder()
	if err := texts.Set(tag, "k", plural.Selectf(1, "%d", cases...)); err != nil {
		panic(err)
	}
	return message.NewPrinter(tag, message.Catalog(texts)).Sprintf("k", n)
}

func main() {
	forms := map[string][]any{
		"en": {"one", "one", "other", "other"},
		"fr": {"one", "one", "other", "other"},
		"pl": {"one", "one", "few", "few", "many", "many", "other", "other"},
		"ru": {"one", "one", "few", "few", "many", "many", "other", "other"},
		"ar": {"zero", "zero", "one", "one", "two", "two", "few", "few", "many", "many", "other", "other"},
		"lv": {"zero", "zero", "one", "one", "other", "other"},
	}
	for locale, cases := range forms {
		fmt.Printf("-1 in %s: x/text %s\n", locale, text(locale, -1, cases...))
	}
	fmt.Printf("x/text, =1 for exactly one: -1 is %q\n", text("en", -1, "=1", "exactly one", "other", "%[1]d votes"))
	fmt.Printf("x/text, <3 for fewer than three: 2 is %q\n", text("en", 2, "<3", "fewer", "other", "%[1]d votes"))
	fmt.Printf("x/text, <3 for fewer than three: -5 is %q\n", text("en", -5, "<3", "fewer", "other", "%[1]d votes"))
}
GO
go mod init finding 2> /dev/null
go get golang.org/x/text@v0.44.0 2> log || { cat log; exit 1; }
cat > show.py <<'PY'
from babel import Locale
for locale in ["en", "fr", "pl", "ru", "ar", "lv"]:
    print(f"-1 in {locale}: Babel {Locale.parse(locale).plural_form(-1)}")
PY
cat > show.js <<'JS'
import MessageFormat from '@messageformat/core';
import * as rules from 'make-plural';
for (const locale of ['en', 'fr', 'pl', 'ru', 'ar', 'lv']) {
  console.log(`-1 in ${locale}: Intl ${new Intl.PluralRules(locale).select(-1)}`);
  console.log(`-1 in ${locale}: make-plural ${rules[locale](-1)}`);
}
const message = { en: '{n, plural, one {# vote} other {# votes}}', pl: '{n, plural, one {# głos} few {# głosy} many {# głosów} other {# głosu}}' };
for (const [locale, text] of Object.entries(message)) {
  console.log(`-1 in ${locale}: messageformat ${new MessageFormat(locale).compile(text)({ n: -1 })}`);
}
JS
{ go run .; python3 show.py; node show.js; } | LC_ALL=C sort | tee seen
for locale in en fr pl ru ar lv; do
  for library in Babel Intl x/text; do echo "-1 in $locale: $library one"; done
done > due
cat >> due <<'TXT'
-1 in ar: make-plural other
-1 in en: make-plural other
-1 in en: messageformat -1 votes
-1 in fr: make-plural other
-1 in lv: make-plural one
-1 in pl: make-plural many
-1 in pl: messageformat -1 głosów
-1 in ru: make-plural one
x/text, <3 for fewer than three: -5 is "-5 votes"
x/text, <3 for fewer than three: 2 is "fewer"
x/text, =1 for exactly one: -1 is "exactly one"
TXT
diff <(LC_ALL=C sort due) seen && echo 'as described' || { echo CHANGED; exit 1; }
