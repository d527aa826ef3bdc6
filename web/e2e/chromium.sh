#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests: CHROMIUM_PATH, or Debian's, which root gets installed.
set -euo pipefail
chromium=${CHROMIUM_PATH:-/usr/bin/chromium}
if [ -x "$chromium" ]; then
  exit 0
fi
if [ -z "${CHROMIUM_PATH:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
  exit 0
fi
echo "The browser tests need Chromium, and $chromium is not there." >&2
echo "Install it (Debian: apt-get install chromium), or set CHROMIUM_PATH to yours." >&2
exit 1
