# shellcheck shell=bash
# The steps of scripts/test, one function each; scripts/lib/common.sh runs them.
# shellcheck disable=SC2154 # root, logs and jobs are common.sh's

tracked() { git -C "$root" ls-files -z --cached --others --exclude-standard "$@"; }

step_packages() { install_packages; }

step_scripts() {
  (cd "$root" && shellcheck -x -P SCRIPTDIR scripts/start scripts/test scripts/fuzz scripts/test-providers \
    scripts/test-vault-reader scripts/vault-kill-test scripts/lib/*.sh scripts/check/*.sh tests/conformance/run.sh \
    tests/oauth2/run.sh bench/run/peers.sh .ci/run)
  count 1 0 0
  # A package that dpkg does not know at all is one to install.
  [[ $(missing_packages dpkg no-such-package coreutils) == no-such-package ]]
  count 1 0 0
  python3 "$root/scripts/check/named_tests.py" "$root" docs/security/asvs.md
  count 1 0 0
  python3 -m unittest discover -s "$root/scripts/check" -p '*_test.py' 2>&1 | tee "$logs/python.txt"
  count "$(sed -n 's/^Ran \([0-9]*\) test.*/\1/p' "$logs/python.txt")" 0 0
}

step_folders() {
  python3 "$root/scripts/check/folders.py" "$root"
  python3 "$root/scripts/check/sql.py" "$root"
}

step_format() {
  local files
  mapfile -d '' -t files < <(tracked 'src/**.cpp' 'src/**.h' 'tests/**.cpp' 'tests/**.h' 'fuzz/**.cpp' 'bench/**.cpp')
  (cd "$root" && clang-format-14 --dry-run --Werror "${files[@]}")
  say "${#files[@]} files are formatted"
}

# npm_packages FOLDER: what its lock file names, unless it is there.
npm_packages() {
  cd "$1" || return 1
  if [[ ! -f node_modules/.package-lock.json || package-lock.json -nt node_modules/.package-lock.json ]]; then
    npm ci --ignore-scripts --no-audit --no-fund
    touch node_modules/.package-lock.json
  fi
}

step_javascript() {
  npm_packages "$root/src/script/js"
  npm run lint
  count 1 0 0
  local status=0
  npm test >"$logs/node-test.txt" 2>&1 || status=$?
  cat "$logs/node-test.txt"
  count "$(node_test_count pass)" "$(node_test_count fail)" "$(node_test_count skipped)"
  return "$status"
}

step_web() {
  npm_packages "$root/web"
  npm run lint
  npx tsc --noEmit
  npx vite build --outDir "$root/build/web" --emptyOutDir --logLevel warn
  node budget.mjs "$root/build/web"
  count 3 0 0
  local status=0
  npx vitest run --reporter=json --outputFile="$logs/vitest.json" || status=$?
  local good bad undone
  read -r good bad undone < <(node -e '
    const r = JSON.parse(require("fs").readFileSync(process.argv[1]));
    console.log(r.numPassedTests, r.numFailedTests, r.numPendingTests);' "$logs/vitest.json")
  count "$good" "$bad" "$undone"
  return "$status"
}

# node --test ends with "# pass 5" or "ℹ pass 5" lines.
node_test_count() { awk -v word="$1" '$2 == word { n = $3 } END { print n + 0 }' "$logs/${2:-node-test}.txt"; }

step_app() {
  npm_packages "$root/web"
  local status=0
  SIGNET=$root/build/release/signet npm run --silent e2e >"$logs/app-test.txt" 2>&1 || status=$?
  cat "$logs/app-test.txt"
  count "$(node_test_count pass app-test)" "$(node_test_count fail app-test)" "$(node_test_count skipped app-test)"
  return "$status"
}

step_oauth2() {
  local status=0
  bash "$root/tests/oauth2/run.sh" >"$logs/oauth2-test.txt" 2>&1 || status=$?
  cat "$logs/oauth2-test.txt"
  if grep -q '^skipped:' "$logs/oauth2-test.txt"; then
    skip "$(sed -n 's/^skipped: //p' "$logs/oauth2-test.txt")"
    return 0
  fi
  count "$(node_test_count pass oauth2-test)" "$(node_test_count fail oauth2-test)" "$(node_test_count skipped oauth2-test)"
  return "$status"
}

step_release() {
  configure release
  build release
}

step_hardening() {
  "$root/scripts/check/hardening.sh" "$root/build/release/signet" "$root/build/release/signet-script-worker" \
    "$root/build/release/signet-vault-agent"
}

step_install() {
  local tree
  tree=$(mktemp -d)
  cmake --install "$root/build/release" --prefix "$tree"
  "$tree/bin/signet" --version
  test -x "$tree/libexec/signet/signet-script-worker"
  test -x "$tree/libexec/signet/signet-vault-agent"
  rm -r "$tree"
}

step_conformance() {
  local output status=0
  output=$(bash "$root/tests/conformance/run.sh" 2>&1) || status=$?
  say "$output"
  if [[ $output == skipped:* ]]; then
    count 0 0 1
  elif [[ $(tail -n 1 <<<"$output") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    count "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" 0
  fi
  return "$status"
}

step_reader() {
  local output status=0
  output=$("$root/scripts/test-vault-reader" "$root/build/release/signet" 2>&1) || status=$?
  say "$output"
  if [[ $(tail -n 1 <<<"$output") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    count "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" 0
  elif [[ $output == skipped:* ]]; then
    count 0 0 1
  fi
  return "$status"
}

step_kills() {
  local output status=0
  output=$(python3 "$root/scripts/server-kill-test" "${SIGNET_SERVER_KILLS:-200}" 2>&1) || status=$?
  say "$output"
  if [[ $(tail -n 1 <<<"$output") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
    count "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}"
  fi
  return "$status"
}

step_agents() {
  local output status=0
  output=$(python3 "$root/scripts/agents-test" --hours "${SIGNET_AGENTS_HOURS:-3}" 2>&1) || status=$?
  say "$output"
  if [[ $(tail -n 1 <<<"$output") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
    count "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}"
  fi
  return "$status"
}

step_newman() {
  local output status=0
  output=$(python3 "$root/scripts/test-newman" 2>&1) || status=$?
  say "$output"
  if [[ $(tail -n 1 <<<"$output") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
    count "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}"
  elif [[ $output == skipped:* ]]; then
    count 0 0 1
  fi
  return "$status"
}

step_example() { run_example --reporters cli; }

step_dev() {
  configure dev
  build dev
}

step_unit() { run_ctest dev; }

step_tsan() {
  # gcc 12's ThreadSanitizer cannot map its shadow where the kernel randomises addresses by more than 28 bits.
  if [[ $(cat /proc/sys/vm/mmap_rnd_bits) -gt 28 && -z ${SIGNET_FIXED_ADDRESSES:-} ]]; then
    # shellcheck disable=SC2016 # the inner shell expands it
    SIGNET_FIXED_ADDRESSES=1 exec setarch -R bash -euo pipefail -c 'source "$0"; step_tsan' "$library"
  fi
  configure tsan
  build tsan base_tests mask_tests tls_tests http_tests store_tests run_tests demo_tests server_tests
  # The tests that ask `openssl s_client` for each cell say nothing about threads.
  run_ctest tsan --exclude-regex '_NOT_BUILT$|AgreementOn'
}

# run_ctest PRESET [ARGUMENT...]: all tests of a build directory, counted from ctest's own words.
run_ctest() {
  local preset=$1 status=0 all=0 bad=0 undone
  local output=$logs/ctest-$preset.txt
  shift
  ctest --test-dir "$root/build/$preset" --parallel "$jobs" --output-on-failure --no-tests=error "$@" >"$output" 2>&1 ||
    status=$?
  grep -vE '^ *(Start +[0-9]+: |[0-9]+/[0-9]+ Test .* Passed )' "$output" || true
  read -r all bad < <(sed -nE 's/^[0-9]+% tests passed, ([0-9]+) tests failed out of ([0-9]+)$/\2 \1/p' "$output") || true
  undone=$(grep -c '\*\*\*Skipped' "$output" || true)
  count $((all - bad - undone)) "$bad" "$undone"
  return "$status"
}

step_fuzz() {
  local name
  configure fuzz
  build fuzz fuzzers
  for name in $(cd "$root/fuzz" && ls ./*_fuzz.cpp 2>/dev/null); do
    name=$(basename "$name" _fuzz.cpp)
    say "-- $name"
    if "$root/scripts/fuzz" "$name" "${SIGNET_FUZZ_SECONDS:-10}"; then count 1 0 0; else count 0 1 0; fi
  done
}

step_tidy() {
  configure fuzz # clang's own compile commands and precompiled header
  build fuzz signet_base
  local status=0
  python3 "$root/scripts/check/tidy.py" "$root" --build build/fuzz --seconds "${SIGNET_TIDY_SECONDS:-600}" --jobs "$jobs" 2>&1 |
    tee "$logs/tidy.txt" || status=1
  local numbers
  numbers=$(sed -nE 's/^([0-9]+) clean, ([0-9]+) with warnings, ([0-9]+) not reached$/\1 \2 \3/p' "$logs/tidy.txt")
  # shellcheck disable=SC2086 # three numbers
  [[ -z $numbers ]] || count $numbers
  return "$status"
}
