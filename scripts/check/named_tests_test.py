"""Tests of named_tests.py."""

import os
import tempfile
import unittest

import named_tests


class NamedTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        os.makedirs(os.path.join(self.folder.name, "tests", "server"))
        with open(os.path.join(self.folder.name, "tests", "server", "a_test.cpp"), "w", encoding="utf-8") as out:
            out.write("TEST_F(Cookies, AreTakenOnce) {\n}\n")

    def tearDown(self):
        self.folder.cleanup()

    def faults(self, text):
        return named_tests.faults(self.folder.name, text)

    def test_takes_what_exists(self):
        self.assertEqual(self.faults("| 1 | `Cookies.AreTakenOnce` (server/a_test.cpp); `tests/server/a_test.cpp` |"), [])

    def test_finds_a_test_that_is_gone(self):
        self.assertEqual(len(self.faults("`Cookies.AreTaken` (server/a_test.cpp)")), 1)

    def test_finds_a_file_that_is_gone(self):
        self.assertEqual(len(self.faults("`Cookies.AreTakenOnce` (server/b_test.cpp); `scripts/none`")), 2)


if __name__ == "__main__":
    unittest.main()
