#!/usr/bin/env bash
# Go's collation counts Norwegian, Bosnian and Serbian in Latin letters among its languages, and sorts them by no rule of theirs.
#
# Packages: golang.org/x/text v0.44.0 (collate), compared with the Intl.Collator of Node 20 (ICU).
# Expected: collate.New(language.MustParse("nb")) sorts Å, Ø and Æ after Z. The package documents New as giving a collator "initialized for
#   the given locale", collate.Supported() lists nb, bs and sr-Latn, and a language.Matcher made of that list matches nb exactly.
# Seen: nb sorts Å beside A, as English does, and bs and sr-Latn sort č beside c, while nn, da and hr, which have the same rules, are right.
#   Danish has another gap: its rule that capitals come first (Aa before aa) is missing, and -u-kf-upper, which asks for it, does nothing.
# Means: a server in Go and a browser show one list in two orders, and a check of Supported() does not warn of it. Use nn for nb and no, hr
#   for bs and sr-Latn, or let the browser sort.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

func main() {
	for _, arg := range os.Args[1:] {
		name, list, _ := strings.Cut(arg, "=")
		tag := language.MustParse(name)
		_, _, confidence := language.NewMatcher(collate.Supported()).Match(tag)
		words := strings.Fields(list)
		collate.New(tag).SortStrings(words)
		fmt.Printf("%s: Go (%v) %s\n", name, confidence, strings.Join(words, " "))
	}
}
GO
go mod init finding 2> /dev/null
go get golang.org/x/text@v0.44.0 2> log || { cat log; exit 1; }
cat > sort.js <<'JS'
for (const arg of process.argv.slice(2)) {
  const [name, list] = arg.split('=');
  console.log(`${name}: ICU ${list.split(' ').sort(new Intl.Collator(name).compare).join(' ')}`);
}
JS
cases=('nb=Øst Ås Zoo Ask' 'nn=Øst Ås Zoo Ask' 'bs=čaj cvet ćup' 'sr-Latn=čaj cvet ćup' 'hr=čaj cvet ćup' 'da=bo Bo' 'en-u-kf-upper=bo Bo')
{ go run . "${cases[@]}"; node sort.js "${cases[@]}"; } | tee seen
cat > due <<'TXT'
nb: Go (Exact) Ås Ask Øst Zoo
nn: Go (Exact) Ask Zoo Øst Ås
bs: Go (Exact) čaj ćup cvet
sr-Latn: Go (Exact) čaj ćup cvet
hr: Go (Exact) cvet čaj ćup
da: Go (Exact) bo Bo
en-u-kf-upper: Go (Exact) bo Bo
nb: ICU Ask Zoo Øst Ås
nn: ICU Ask Zoo Øst Ås
bs: ICU cvet čaj ćup
sr-Latn: ICU cvet čaj ćup
hr: ICU cvet čaj ćup
da: ICU Bo bo
en-u-kf-upper: ICU Bo bo
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
