#!/usr/bin/env python3
"""Lists the SQL statements of src/server/ and checks that they keep to the subset below: sql.py ROOT [--write].

The list is docs/statements.sql; --write makes it anew. A word that is not in SUBSET is an error: before adding one, look
whether SQLite, PostgreSQL, CockroachDB and YugabyteDB all take it, and all make the same of it (docs/scale.md). Types
and rules: docs/decisions/007-store.md. What is in src/store/ speaks to one database each, and is not in the list.
"""

import re
import sys
from pathlib import Path

# Words of SQL and functions that all four databases know and take for the same.
SUBSET = set(
    """
    ALL AND AS ASC BETWEEN BIGINT BY CASE CAST CONFLICT DELETE DESC DISTINCT DO ELSE END ESCAPE EXISTS FROM GROUP
    HAVING IN INSERT INTO IS JOIN LEFT LIKE LIMIT NOT NOTHING NULL OFFSET ON OR ORDER RECURSIVE RETURNING SELECT SET TEXT
    THEN UNION UPDATE USING VALUES WHEN WHERE WITH
    coalesce count length lower max min substr sum upper
    excluded
    """.split()
)

LITERAL = r'"(?:[^"\\\n]|\\.)*"'
MACRO = r"SIGNET_[A-Z_]+"
DEFINITION = rf"#define ({MACRO})\s((?:.*\\\n)*.*)\n"
BEGINNING = re.compile(r"(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s")
SCHEMA_NAME = re.compile(
    r"^\s*(?:CREATE TABLE|CREATE (?:UNIQUE )?INDEX|CONSTRAINT|ALTER TABLE \w+ ADD COLUMN)?\s*([a-z_0-9]+)", re.MULTILINE
)


def macros_of(texts):
    """Macros that stand for a part of a statement."""
    found = {}
    for text in texts:
        for name, body in re.findall(DEFINITION, text):
            found[name] = "".join(literal[1:-1] for literal in re.findall(LITERAL, body))
    return found


def statements_of(text, macros):
    """Neighbouring literals that make a statement, as the compiler puts them together."""
    for match in re.finditer(rf"(?:(?:{LITERAL}|{MACRO})\s*)+", re.sub(DEFINITION, "", text)):
        parts = re.findall(rf"{LITERAL}|{MACRO}", match.group())
        statement = "".join(part[1:-1] if part[0] == '"' else macros.get(part, "") for part in parts)
        if BEGINNING.match(statement):
            yield " ".join(statement.split())


def list_statements(root):
    texts = [path.read_text() for path in sorted((root / "src/server").rglob("*")) if path.suffix in (".h", ".cpp")]
    macros = macros_of(texts)
    return sorted({statement for text in texts for statement in statements_of(text, macros)})


def schema_names(root):
    """Names of tables, columns and indexes, as the migrations write them."""
    names = set()
    for path in sorted((root / "src/store/migrations").glob("*.sql")):
        names.update(SCHEMA_NAME.findall(path.read_text()))
    return names


def own_names(statement):
    """Names that a statement gives: of tables and columns in WITH, after AS, and short ones of tables."""
    names = set(re.findall(r"\bAS ([a-z_]+)", statement))
    for name, columns in re.findall(r"\b(?:WITH|RECURSIVE|,) ?([a-z_]+) \(([a-z_, ]+)\) AS \(", statement):
        names.update([name, *re.findall(r"[a-z_]+", columns)])
    names.update(re.findall(r"\b(?:FROM|JOIN|UPDATE|INTO|,) ?[a-z_]+ ([a-z]{1,2})\b", statement))
    return names


def strangers(statement, names):
    """The words of a statement that are neither of the subset nor a name."""
    without_texts = re.sub(r"'(?:[^']|'')*'", "", statement)
    known = {word.lower() for word in SUBSET} | names | own_names(without_texts)
    return [word for word in re.findall(r"[A-Za-z_][A-Za-z_0-9]*", without_texts) if word.lower() not in known]


def main(arguments):
    root = Path(arguments[0]) if arguments else Path(".")
    statements = list_statements(root)
    names = schema_names(root)
    wrong = [(statement, words) for statement in statements if (words := strangers(statement, names))]
    for statement, words in wrong:
        print(f"not in the subset of SQL: {', '.join(words)}, in: {statement}", file=sys.stderr)
    listed = root / "docs/statements.sql"
    text = "-- The statements of src/server/, made by scripts/check/sql.py --write (docs/scale.md).\n" + "".join(
        f"{statement};\n" for statement in statements
    )
    if "--write" in arguments:
        listed.write_text(text)
    elif not listed.exists() or listed.read_text() != text:
        print("docs/statements.sql is not what the sources say: scripts/check/sql.py . --write", file=sys.stderr)
        return 1
    print(f"{len(statements)} statements keep to the subset" if not wrong else f"{len(wrong)} statements do not")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
