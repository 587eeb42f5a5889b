# shellcheck shell=bash
# What the scripts share: messages, installing what is missing, and steps that are timed, logged and counted.
# Source it after `set -euo pipefail`.

# shellcheck disable=SC2034 # some names are for the scripts that source this
library=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/all.sh
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
logs=$root/build/logs
jobs=$(nproc)

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' yellow=$'\e[33m' plain=$'\e[0m'
else
  bold='' dim='' red='' green='' yellow='' plain=''
fi

say() { printf '%s\n' "$*"; }

# Ends the script: what is wrong, then what to do about it.
die() {
  printf '%serror:%s %s\n' "$red" "$plain" "$1" >&2
  [[ $# -lt 2 ]] || printf '  hint: %s\n' "$2" >&2
  exit 2
}

# Runs a command as root: directly, or through sudo.
as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "installing packages needs root" "run the script as root, or install sudo"
  fi
}

listed_packages() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$root/scripts/lib/packages.txt"; }

# Those of the packages in the arguments that are not installed, a line each.
missing_packages() {
  local installed
  # dpkg-query fails when it does not know one of them, and still names the others.
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p') || true
  comm -23 <(printf '%s\n' "$@" | sort -u) <(sort -u <<<"$installed")
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update
  # The tests start their servers themselves: installing one must not start it as a service of this machine.
  local policy=/usr/sbin/policy-rc.d own_policy=no
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 0755 "$policy"
    own_policy=yes
  fi
  local status=0
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@" || status=$?
  if [[ $own_policy == yes ]]; then as_root rm -f "$policy"; fi
  return "$status"
}

# Installs what building and testing need. Quick when all of it is there.
install_packages() {
  command -v dpkg-query >/dev/null ||
    die "this machine has no dpkg: the packages are known for Debian 12 only" \
      "install the counterparts of scripts/lib/packages.txt, then use the cmake presets directly"
  local wanted missing
  mapfile -t wanted < <(listed_packages)
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  has_node || missing+=(nodejs npm)
  if [[ ${#missing[@]} -eq 0 ]]; then
    say "all ${#wanted[@]} packages are installed"
    return
  fi
  say "installing: ${missing[*]}"
  apt_install "${missing[@]}"
  has_node || die "Node.js is older than 18 or npm is missing" "install Node.js 18 or newer"
}

has_node() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)'
}

# configure PRESET, then build PRESET [TARGET...]: CMake by its presets. Configuring is left out when it was done.
configure() {
  [[ -f $root/build/$1/build.ninja ]] || (cd "$root" && cmake --preset "$1")
}
build() {
  local preset=$1
  shift
  (cd "$root" && cmake --build --preset "$preset" --parallel "$jobs" ${1:+--target "$@"})
}

# --- Steps -----------------------------------------------------------------------------------------------------------
# A step is a shell function. It may call `count PASSED FAILED SKIPPED`; one that never does counts as one.

passed=0 failed=0 skipped=0
failed_steps=()
declare -A step_result=()

count() { echo "$1 $2 $3" >>"$counts"; }

# Leaves a step undone: prints why, and counts it as skipped.
skip() {
  say "skipped: $1"
  count 0 0 "${2:-1}"
}

# logged LOG FUNCTION [ARGUMENT...]: runs a function with its output in a file, as a shell of its own: bash switches
# `set -e` off in functions and subshells that stand in a condition, and a step must stop at its first failure.
logged() {
  local log=$1 status=0 ticker=
  shift
  if [[ -n ${SIGNET_VERBOSE:-} ]]; then
    printf '\n'
    own_shell "$@" </dev/null 2>&1 | tee "$log"
    return
  fi
  : >"$log"
  if [[ -t 1 ]]; then
    show_last_line "$log" &
    ticker=$!
  fi
  own_shell "$@" </dev/null >"$log" 2>&1 || status=$?
  if [[ -n $ticker ]]; then
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    printf '\e[K'
  fi
  return "$status"
}

# shellcheck disable=SC2016 # the inner shell expands it
own_shell() { counts=${counts:-} bash -euo pipefail -c 'source "$0"; "$@"' "$library" "$@"; }

# On a terminal: the last line of a log behind the caller's title, anew each second, until killed or the script is gone.
show_last_line() {
  local line width
  while sleep 1 && kill -0 $$ 2>/dev/null; do
    width=$(($(tput cols 2>/dev/null || echo 80) - ${#title} - 6))
    line=$(tail -n 1 "$1" | tr -cd '[:print:]')
    [[ $width -lt 1 ]] || printf '\e7%s%s%s\e[K\e8' "$dim" "${line:0:width}" "$plain"
  done
}

# step NAME TITLE [NEEDED_STEP...]: runs the function step_NAME into a log; shows the log's end when it fails.
step() {
  local name=$1 title=$2 needed started seconds log=$logs/$1.log sums
  shift 2
  mkdir -p "$logs"
  counts=$logs/$name.counts
  : >"$counts"
  printf '%s== %s%s ' "$bold" "$title" "$plain"
  for needed in "$@"; do
    if [[ ${step_result[$needed]:-} == failed ]]; then
      printf '%sskipped%s: needs %s, which failed\n' "$yellow" "$plain" "$needed"
      skipped=$((skipped + 1))
      step_result[$name]=failed
      return
    fi
  done
  started=$SECONDS
  if logged "$log" "step_$name"; then step_result[$name]=passed; else step_result[$name]=failed; fi
  seconds=$((SECONDS - started))
  sums=$(awk '{ p += $1; f += $2; s += $3; } END { print p + 0, f + 0, s + 0; }' "$counts")
  add_counts "$name" "$sums" "$seconds"
}

add_counts() {
  local name=$1 seconds=$3 p f s
  read -r p f s <<<"$2"
  if [[ ${step_result[$name]} == failed && $f -eq 0 ]]; then f=1; fi
  if [[ ${step_result[$name]} == passed && $((p + f + s)) -eq 0 ]]; then p=1; fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  if [[ $f -eq 0 ]]; then
    printf '%sok%s %s%s%s\n' "$green" "$plain" "$dim" "${seconds}s: $p passed${s:+$([[ $s -eq 0 ]] || echo ", $s skipped")}" "$plain"
    grep '^skipped: ' "$logs/$name.log" || true
    return
  fi
  step_result[$name]=failed
  failed_steps+=("$name")
  printf '%sFAILED%s after %ss: %s failed; the end of build/logs/%s.log:\n' "$red" "$plain" "$seconds" "$f" "$name"
  tail -n 60 "$logs/$name.log" | sed 's/^/  | /'
}

# Prints what failed, and the one closing line with all counts. Returns 1 when anything failed.
sum_up() {
  say ""
  if [[ ${#failed_steps[@]} -gt 0 ]]; then
    say "${red}failed steps:${plain} ${failed_steps[*]} (run one alone: scripts/test ${failed_steps[0]}; its log: build/logs/)"
  fi
  if [[ $skipped -gt 0 ]]; then
    say "$passed passed, $failed failed, $skipped skipped"
  else
    say "$passed passed, $failed failed"
  fi
  [[ $failed -eq 0 ]]
}
