#!/usr/bin/env bash
# Runs tests over and over next to two endless loops, as on a busy machine, and stops at the first failure. By variables:
#   COUNT  how often (20)
#   PKG    the Go packages (./...), or "none"
#   RUN    which Go tests, as of `go test -run` (all)
#   E2E    which browser tests, as of `playwright test`, such as "tabs -g eight"; "all"; or "none" (none)
#   UNIT   which of the web app's unit tests, as of `vitest run`; "all"; or "none" (none)
set -euo pipefail
cd "$(dirname "$0")/.."
count=${COUNT:-20} packages=${PKG:-./...} run=${RUN:-.} e2e=${E2E:-none} unit=${UNIT:-none}
[[ $count =~ ^[1-9][0-9]*$ ]] || { echo "COUNT is how often: $count is no number."; exit 2; }

loops=() summary=()
finish() {
  status=$?
  for pid in "${loops[@]}"; do kill "$pid" 2>/dev/null || true; done
  printf '%s\n' "${summary[@]}"
  if [ "$status" -eq 0 ]; then echo "All passed, next to two endless loops."; else echo "Stopped, with status $status."; fi
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
for _ in 1 2; do
  ( trap - INT TERM EXIT; while :; do :; done ) &
  loops+=("$!")
done

# Says what is run, and afterwards how it went; the script ends with a command that fails.
repeat() {
  local name=$1 began=$SECONDS
  shift
  summary+=("$name: failed")
  "$@"
  summary[-1]="$name: $count times, $((SECONDS - began)) s"
}

words() { [ "$1" = all ] || echo "$1"; }

if [ "$packages" != none ]; then
  # shellcheck disable=SC2086 # several packages are several words
  repeat "Go, $packages, -run $run" env CGO_ENABLED=1 go test -race -failfast -timeout 0 -count "$count" -run "$run" $packages
fi
if [ "$unit" != none ]; then
  units() { for ((i = 1; i <= count; i++)); do (cd web && npx vitest run $(words "$unit")); done; }
  repeat "unit tests, $unit" units
fi
if [ "$e2e" != none ]; then
  browser() { (cd web && eval "npx playwright test --config e2e/playwright.config.ts --repeat-each $count --max-failures 1 $(words "$e2e")"); }
  repeat "browser tests, $e2e" browser
fi
