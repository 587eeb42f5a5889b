#!/usr/bin/env bash
# Runs signet against a real OAuth 2.0 provider, npm's oidc-provider, on loopback.
#   tests/oauth2/run.sh              with build/release/signet
#   SIGNET=PATH tests/oauth2/run.sh  with another one
# Where npm cannot give the provider it says so and skips.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export SIGNET=${SIGNET:-$here/../../build/release/signet}

skip() {
  printf 'skipped: %s\n' "$1"
  exit 0
}

[[ -x $SIGNET ]] || skip "there is no $SIGNET; build it first, or name one with SIGNET"
command -v npm >/dev/null || skip "npm is not installed"
command -v script >/dev/null || skip "script (util-linux) is not installed"
cd "$here"
if [[ ! -f node_modules/.package-lock.json || package-lock.json -nt node_modules/.package-lock.json ]]; then
  npm ci --no-audit --no-fund >/dev/null 2>&1 || skip "npm cannot install oidc-provider here"
  touch node_modules/.package-lock.json
fi
exec npm test --silent
