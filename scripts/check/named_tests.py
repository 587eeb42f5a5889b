#!/usr/bin/env python3
"""Checks that each test which a page of docs/ names exists: `Suite.Name` (file below tests/), and `path/of/a/file`.
Usage: scripts/check/named_tests.py ROOT PAGE..."""

import os
import re
import sys

NAMED = re.compile(r"`(\w+)\.(\w+)` \(([\w/.-]+\.cpp)\)")
FILE = re.compile(r"`((?:[\w.-]+/)+[\w.-]+)`")
DECLARED = r"^TEST(?:_F|_P)?\(\s*{}\s*,\s*{}\s*\)"


def faults(root, text):
    """What is wrong, a line each."""
    found = []
    for suite, name, file in NAMED.findall(text):
        path = os.path.join(root, "tests", file)
        if not os.path.isfile(path):
            found.append(f"{suite}.{name}: there is no tests/{file}")
            continue
        with open(path, encoding="utf-8") as source:
            if not re.search(DECLARED.format(suite, name), source.read(), re.MULTILINE):
                found.append(f"{suite}.{name}: tests/{file} has no such test")
    found += [f"{path}: there is no such file" for path in FILE.findall(text)
              if not os.path.exists(os.path.join(root, path))]
    return found


def main():
    root, pages = sys.argv[1], sys.argv[2:]
    wrong = 0
    for page in pages:
        with open(os.path.join(root, page), encoding="utf-8") as source:
            text = source.read()
        for fault in faults(root, text):
            print(f"{page}: {fault}")
            wrong += 1
        print(f"{page}: {len(NAMED.findall(text))} tests are named")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
