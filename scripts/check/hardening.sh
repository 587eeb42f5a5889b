#!/usr/bin/env bash
# Checks the hardening of built programs: hardening.sh PROGRAM... Prints a line a property; fails when one is missing.
# The properties are those of the OpenSSF compiler guide and of Debian's hardening-check.
set -euo pipefail

bad=0

# has PROGRAM PROPERTY OUTPUT PATTERN: the pattern must match a line of the output.
has() {
  if grep -qE "$4" <<<"$3"; then
    printf '  ok      %s\n' "$2"
  else
    printf '  MISSING %s\n' "$2"
    bad=1
  fi
}

has_not() {
  if grep -qE "$4" <<<"$3"; then
    printf '  WRONG   %s\n' "$2"
    bad=1
  else
    printf '  ok      %s\n' "$2"
  fi
}

for program in "$@"; do
  echo "$program"
  header=$(LC_ALL=C readelf --wide --file-header "$program")
  segments=$(LC_ALL=C readelf --wide --segments "$program")
  dynamic=$(LC_ALL=C readelf --wide --dynamic "$program")
  symbols=$(LC_ALL=C readelf --wide --dyn-syms "$program")
  notes=$(LC_ALL=C readelf --wide --notes "$program")
  has "$program" "position independent" "$header" 'Type: +DYN'
  has "$program" "relocations read-only" "$segments" 'GNU_RELRO'
  has "$program" "bound at start" "$dynamic" 'BIND_NOW|FLAGS.*\bNOW\b'
  has "$program" "stack not executable" "$segments" 'GNU_STACK +(0x[0-9a-f]+ +){5}RW +'
  has_not "$program" "no segment both writable and executable" "$segments" '^ *LOAD .* (RWE|RW E) '
  has "$program" "stack protector" "$symbols" '__stack_chk_fail'
  has "$program" "fortified library calls" "$symbols" '__[a-z]+_chk(@|$)'
  has_not "$program" "no run path" "$dynamic" '\((RPATH|RUNPATH)\)'
  has_not "$program" "no text relocations" "$dynamic" '\(TEXTREL\)'
  if [[ $header == *"X86-64"* ]]; then
    has "$program" "indirect branch tracking (CET)" "$notes" 'x86 feature:.*IBT'
    has "$program" "shadow stack (CET)" "$notes" 'x86 feature:.*SHSTK'
  fi
done
exit "$bad"
