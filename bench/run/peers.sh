#!/usr/bin/env bash
# Installs what bench/run/run.mjs compares with, into build/peers: newman (npm), hurl (cargo, where cargo is), and the
# bare libcurl loop. Whatever cannot be had is skipped with the reason; the product and its tests need none of it.
set -u
cd "$(dirname "$0")/../.." || exit 1
peers=build/peers
mkdir -p "$peers"
npm install --prefix "$peers" --no-audit --no-fund newman@6.2.2 || echo "skipped: newman could not be installed by npm"
cc -O2 -o "$peers/libcurl_loop" bench/run/libcurl_loop.c -lcurl || echo "skipped: the libcurl loop did not compile"
if command -v cargo >/dev/null; then
  cargo install hurl@8.0.1 --locked --root "$peers" || echo "skipped: hurl did not build (it needs libxml2-dev and libcurl4-openssl-dev)"
else
  echo "skipped: hurl needs cargo"
fi
