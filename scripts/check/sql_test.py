"""Tests of sql.py on small trees made for them."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import sql


class Sql(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        self.write("src/store/migrations/0001_a.sql", "CREATE TABLE users (\n  id TEXT,\n  name TEXT\n);\n")
        self.write("docs/statements.sql", "")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run_on(self, source, *arguments):
        """The exit code, and what was said."""
        self.write("src/server/a.cpp", source)
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            code = sql.main([str(self.root), *arguments])
        return code, said.getvalue()

    def test_lists_what_the_compiler_puts_together(self):
        source = (
            '#define SIGNET_COLUMNS \\\n  "id, " \\\n  "name"\n'
            'f("SELECT " SIGNET_COLUMNS\n  " FROM users u WHERE u.id = $1", 1);\n'
            'g("no statement", "DELETE FROM users");\n'
        )
        self.assertEqual(self.run_on(source, "--write")[0], 0)
        listed = (self.root / "docs/statements.sql").read_text().splitlines()[1:]
        self.assertEqual(listed, ["DELETE FROM users;", "SELECT id, name FROM users u WHERE u.id = $1;"])
        self.assertEqual(self.run_on(source)[0], 0)

    def test_wants_the_list_to_be_what_the_sources_say(self):
        self.run_on('f("DELETE FROM users");', "--write")
        code, said = self.run_on('f("DELETE FROM users WHERE id = $1");')
        self.assertEqual(code, 1)
        self.assertIn("--write", said)

    def test_refuses_words_of_one_database(self):
        for statement in (
            "SELECT string_agg(name, 1) FROM users",
            "SELECT name FROM users FOR UPDATE",
            "SELECT name FROM users WHERE name ILIKE $1",
            "INSERT INTO strangers (id) VALUES ($1)",
        ):
            code, said = self.run_on(f'f("{statement}");', "--write")
            self.assertEqual(code, 1, statement)
            self.assertIn("not in the subset", said)

    def test_takes_names_that_a_statement_gives_itself(self):
        source = 'f("WITH RECURSIVE up (id, far) AS (SELECT id, 1 FROM users) SELECT MAX(u.far) AS most FROM up u");'
        self.assertEqual(self.run_on(source, "--write"), (0, "1 statements keep to the subset\n"))

    def test_leaves_texts_alone(self):
        self.assertEqual(self.run_on("f(\"UPDATE users SET name = 'ILIKE it''s'\");", "--write")[0], 0)


if __name__ == "__main__":
    unittest.main()
