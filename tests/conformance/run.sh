#!/usr/bin/env bash
# Holds `signet run` to what newman did: the judge's own cases and those beside this script.
#   run.sh [TEXT]    only the cases whose names contain TEXT
#   SIGNET_CONFORMANCE_JUDGE   folder of the judge (default: ../shared/conformance beside the repository)
#   SIGNET_CONFORMANCE_RUNNER  command to judge (default: build/release/signet run)
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
judge=${SIGNET_CONFORMANCE_JUDGE:-$root/../shared/conformance}
runner=${SIGNET_CONFORMANCE_RUNNER:-$root/build/release/signet run}

if [[ ! -f $judge/run.mjs ]]; then
  echo "skipped: no conformance judge in $judge (SIGNET_CONFORMANCE_JUDGE names its folder)"
  exit 0
fi
if ! command -v node >/dev/null; then
  echo "skipped: the conformance judge needs node"
  exit 0
fi
if [[ -z ${SIGNET_CONFORMANCE_RUNNER:-} && ! -x $root/build/release/signet ]]; then
  echo "error: no $root/build/release/signet; build it first: cmake --preset release && cmake --build --preset release" >&2
  exit 2
fi

passed=0 failed=0 broken=0

results=$(mktemp)
trap 'rm -f "$results"' EXIT

# Runs the judge over one folder of cases, shows what is not as it should be, and adds its counts up. Differences that
# differences.json documents are counted by tally.mjs.
judge_cases() {
  local title=$1 cases=$2 text=$3 output tally
  echo "== $title"
  : >"$results"
  output=$(cd "$root" && node "$judge/run.mjs" --runner "$runner" --cases "$cases" --json "$results" ${text:+--only "$text"} 2>&1)
  if [[ ! -s $results ]]; then
    echo "$output"
    echo "error: the judge did not finish" >&2
    broken=1
    return
  fi
  output=$(node "$here/tally.mjs" "$results")
  echo "$output"
  tally=$(tail -n 1 <<<"$output")
  if [[ $tally =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
  else
    broken=1
  fi
}

judge_cases "cases of the judge" "$judge/cases" "${1:-}"
judge_cases "cases of Signet" "$here/cases" "${1:-}"

echo "$passed passed, $failed failed"
((failed == 0 && broken == 0))
