#!/usr/bin/env python3
"""Checks that the arrows between the folders of src/ point downwards only: folders.py [ROOT].

The order of the rooms is src/CMakeLists.txt's; what a room may see is its DEPENDS list, which may name earlier rooms
only. A program inside a room (PROGRAMS) sees less than its room. Libraries that compile slowly or hold untrusted code
stay inside the rooms that LIBRARY_HEADERS names, as far as headers go.
"""

import re
import sys
from pathlib import Path

# The script worker is a process of its own, which must not hold the HTTP stack.
PROGRAMS = {"script/worker": {"base", "script"}}

# Headers of other rooms must not include these (docs/architecture.md: pimpl or a plain struct instead).
LIBRARY_HEADERS = {
    re.compile(r"boost/(asio|beast)[./]"): {"demo", "server", "app"},
    re.compile(r"curl/"): {"http"},
    re.compile(r"JavaScriptCore/"): {"script"},
    re.compile(r"hs(/hs\w*)?\.h"): {"mask", "scan"},
    re.compile(r"(sqlite3|libpq-fe)\.h"): {"store"},
    re.compile(r"openssl/"): {"crypto", "tls", "http", "demo"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
SUFFIXES = {".h", ".hpp", ".cpp", ".c", ".cc"}


def read_order(src: Path) -> list[str]:
    """The rooms of src/CMakeLists.txt, lowest first."""
    text = strip_comments((src / "CMakeLists.txt").read_text())
    return re.findall(r"add_subdirectory\(\s*([\w/]+)\s*\)", text)


def read_depends(room: Path) -> set[str]:
    """The rooms that signet_room(... DEPENDS ...) names in a room's CMakeLists.txt."""
    text = strip_comments((room / "CMakeLists.txt").read_text())
    call = re.search(r"signet_room\(([^)]*)\)", text)
    words = call.group(1).split() if call else []
    if "DEPENDS" not in words:
        return set()
    depends = set()
    for word in words[words.index("DEPENDS") + 1 :]:
        if word in {"LINK", "EXCLUDE"}:
            break
        depends.add(word)
    return depends


def strip_comments(cmake: str) -> str:
    return re.sub(r"#.*", "", cmake)


def check_depends(order: list[str], depends: dict[str, set[str]]) -> list[str]:
    problems = []
    for position, room in enumerate(order):
        for other in sorted(depends[room]):
            if other not in order:
                problems.append(f"src/{room}/CMakeLists.txt: DEPENDS names '{other}', which src/CMakeLists.txt lacks")
            elif order.index(other) >= position:
                problems.append(f"src/{room}/CMakeLists.txt: DEPENDS on '{other}', which stands above '{room}'")
    return problems


def allowed_rooms(path: Path, room: str, depends: dict[str, set[str]]) -> set[str]:
    for program, rooms in PROGRAMS.items():
        if path.as_posix().startswith(program + "/"):
            return rooms
    return depends[room] | {room}


def check_file(src: Path, path: Path, room: str, depends: dict[str, set[str]]) -> list[str]:
    """The wrong includes of one file, each as 'path:line: what and why'."""
    problems = []
    text = (src / path).read_text(errors="replace")
    for match in INCLUDE.finditer(text):
        line = text.count("\n", 0, match.start(2)) + 1
        where, name = f"src/{path.as_posix()}:{line}", match.group(2)
        if match.group(1) == "<":
            if path.suffix == ".h":
                problems += check_library(where, room, name)
            continue
        target = name.split("/")[0]
        if "/" not in name and name in (src / room / "CMakeLists.txt").read_text():
            continue  # made by the room's build
        if not (src / name).is_file():
            problems.append(f'{where}: "{name}" is no file below src/; write includes from there')
        elif target not in allowed_rooms(path, room, depends):
            problems.append(f"{where}: '{room}' may not include '{target}' (it is not in its DEPENDS)")
    return problems


def check_library(where: str, room: str, name: str) -> list[str]:
    for pattern, rooms in LIBRARY_HEADERS.items():
        if pattern.match(name) and room not in rooms:
            return [f"{where}: <{name}> in a header outside {', '.join(sorted(rooms))}"]
    return []


def check(root: Path) -> list[str]:
    """All problems below root/src; empty when every arrow points downwards."""
    src = root / "src"
    order = read_order(src)
    depends = {room: read_depends(src / room) for room in order}
    problems = check_depends(order, depends)
    for path in sorted(p.relative_to(src) for p in src.rglob("*") if p.suffix in SUFFIXES and p.is_file()):
        room = path.parts[0]
        if "node_modules" in path.parts:
            continue
        if room not in order:
            problems.append(f"src/{path.as_posix()}: the folder is not in src/CMakeLists.txt")
            continue
        problems += check_file(src, path, room, depends)
    return problems


def main() -> int:
    problems = check(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    for problem in problems:
        print(problem)
    if not problems:
        print("every include points downwards")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
