#!/usr/bin/env python3
"""Runs clang-tidy over the sources of src/ within a time budget, and remembers what was clean.

tidy.py ROOT --build DIR [--seconds N] [--jobs N]. A file whose text, whose project headers and whose rules are those
of an earlier clean check is not checked again. Files that git knows as changed come first. What the budget does not
reach is named, never passed over in silence. The last line counts.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def sources(root: Path, build: Path) -> list[Path]:
    """The files below src/ that the build compiles."""
    commands = json.loads((build / "compile_commands.json").read_text())
    src = root / "src"
    files = {(Path(c["directory"]) / c["file"]).resolve() for c in commands if c["file"].endswith(".cpp")}
    return sorted(f for f in files if src in f.parents)


def headers_of(src: Path, file: Path, seen: dict[Path, set[Path]]) -> set[Path]:
    """The project's headers that a file includes, directly or not."""
    if file in seen:
        return seen[file]
    seen[file] = set()
    found = set()
    for name in INCLUDE.findall(file.read_text(errors="replace")):
        header = src / name
        if header.is_file():
            found |= {header} | headers_of(src, header, seen)
    seen[file] = found
    return found


def fingerprint(root: Path, file: Path, seen: dict[Path, set[Path]]) -> str:
    digest = hashlib.sha256((root / ".clang-tidy").read_bytes())
    for path in [file, *sorted(headers_of(root / "src", file, seen))]:
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def changed_files(root: Path) -> set[Path]:
    """Files of the last commits and of the work tree."""
    names = set()
    for arguments in (["diff", "--name-only", "HEAD~10"], ["diff", "--name-only", "HEAD"]):
        done = subprocess.run(["git", "-C", root, *arguments], capture_output=True, text=True)
        names |= set(done.stdout.split()) if done.returncode == 0 else set()
    return {root / name for name in names}


def check(root: Path, build: Path, file: Path) -> tuple[Path, bool, str]:
    command = ["clang-tidy-14", "--quiet", "-p", str(build), str(file)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    return file, done.returncode == 0, done.stdout + ("" if done.returncode == 0 else done.stderr)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    root = options.root.resolve()
    build = root / options.build
    stamps = build / "tidy"
    stamps.mkdir(parents=True, exist_ok=True)

    seen: dict[Path, set[Path]] = {}
    prints = {file: fingerprint(root, file, seen) for file in sources(root, build)}
    todo = [file for file in prints if not (stamps / prints[file]).exists()]
    changed = changed_files(root)
    todo.sort(key=lambda file: (file not in changed, file))
    clean, dirty = len(prints) - len(todo), 0
    print(f"{len(prints)} files, {clean} of them known as clean")

    end = time.monotonic() + options.seconds
    not_reached = []

    def guarded(file: Path):
        return check(root, build, file) if time.monotonic() < end else (file, None, "")

    with ThreadPoolExecutor(options.jobs) as pool:
        for file, fine, output in pool.map(guarded, todo):
            if fine is None:
                not_reached.append(str(file.relative_to(root)))
            elif fine:
                clean += 1
                (stamps / prints[file]).touch()
            else:
                dirty += 1
                print(output, flush=True)
    if not_reached:
        print(f"skipped: {len(not_reached)} files were not reached in {options.seconds:.0f} s: " + " ".join(not_reached))
    print(f"{clean} clean, {dirty} with warnings, {len(not_reached)} not reached")
    return 1 if dirty else 0


if __name__ == "__main__":
    sys.exit(main())
