#!/usr/bin/env bash
# Checks the hardening of built programs: hardening.sh PROGRAM... Prints a line a property; fails when one is missing.
# The properties are those of the OpenSSF compiler guide and of Debian's hardening-check.
set -euo pipefail

bad=0

# has PROPERTY OUTPUT PATTERN: the pattern must match a line of the output.
has() {
  if grep -qE "$3" <<<"$2"; then
    printf '  ok      %s\n' "$1"
  else
    printf '  MISSING %s\n' "$1"
    bad=1
  fi
}

has_not() {
  if grep -qE "$3" <<<"$2"; then
    printf '  WRONG   %s\n' "$1"
    bad=1
  else
    printf '  ok      %s\n' "$1"
  fi
}

# The sources below src/ that the program's build compiles without fortification.
unfortified() {
  python3 - "$(dirname "$1")/compile_commands.json" <<'END'
import json, sys
for entry in json.load(open(sys.argv[1])):
    if "/src/" in entry["file"] and entry["file"].endswith(".cpp") and "-D_FORTIFY_SOURCE=3" not in entry["command"]:
        print(entry["file"])
END
}

for program in "$@"; do
  echo "$program"
  header=$(LC_ALL=C readelf --wide --file-header "$program")
  segments=$(LC_ALL=C readelf --wide --segments "$program")
  dynamic=$(LC_ALL=C readelf --wide --dynamic "$program")
  symbols=$(LC_ALL=C readelf --wide --dyn-syms "$program")
  notes=$(LC_ALL=C readelf --wide --notes "$program")
  has "position independent" "$header" 'Type: +DYN'
  has "relocations read-only" "$segments" 'GNU_RELRO'
  has "bound at start" "$dynamic" 'BIND_NOW|FLAGS.*\bNOW\b'
  has "stack not executable" "$segments" 'GNU_STACK +(0x[0-9a-f]+ +){5}RW +'
  has_not "no segment both writable and executable" "$segments" '^ *LOAD .* (RWE|RW E) '
  has "stack protector" "$symbols" '__stack_chk_fail'
  # A program may happen to call nothing that needs a check at run time, so the compiler's flags are what counts.
  has_not "all sources compiled with _FORTIFY_SOURCE=3" "$(unfortified "$program")" '.'
  has_not "no run path" "$dynamic" '\((RPATH|RUNPATH)\)'
  has_not "no text relocations" "$dynamic" '\(TEXTREL\)'
  if [[ $header == *"X86-64"* ]]; then
    has "shadow stack (CET)" "$notes" 'x86 feature:.*SHSTK'
    has "indirect branch targets marked (CET)" "$(LC_ALL=C objdump -d --no-show-raw-insn "$program")" 'endbr64'
  fi
done
exit "$bad"
