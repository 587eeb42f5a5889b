"""Tests of folders.py on small trees made for them."""

import tempfile
import unittest
from pathlib import Path

import folders


class Folders(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        self.write("CMakeLists.txt", "# lowest first\nadd_subdirectory(base)\nadd_subdirectory(http)\nadd_subdirectory(cli)\n")
        self.write("base/CMakeLists.txt", "signet_room(base LINK fmt::fmt)")
        self.write("http/CMakeLists.txt", "signet_room(http DEPENDS base LINK PkgConfig::CURL)")
        self.write("cli/CMakeLists.txt", "signet_room(cli DEPENDS base http EXCLUDE main.cpp)")
        self.write("base/text.h", "#pragma once\n#include <string>\n")
        self.write("http/client.h", '#pragma once\n#include "base/text.h"\n')

    def write(self, name, text):
        path = self.root / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def problems(self):
        return folders.check(self.root)

    def test_accepts_includes_that_point_downwards(self):
        self.write("cli/main.cpp", '#include "http/client.h"\n#include "base/text.h"\n#include <curl/curl.h>\n')
        self.assertEqual(self.problems(), [])

    def test_refuses_an_include_of_a_higher_room_and_names_the_line(self):
        self.write("base/text.cpp", '#include <string>\n\n#include "http/client.h"\n')
        self.assertEqual(
            self.problems(), ["src/base/text.cpp:3: 'base' may not include 'http' (it is not in its DEPENDS)"]
        )

    def test_refuses_a_lower_room_that_is_not_in_depends(self):
        self.write("http/CMakeLists.txt", "signet_room(http)")
        self.assertIn("'http' may not include 'base'", self.problems()[0])

    def test_refuses_depends_on_a_higher_or_unknown_room(self):
        self.write("base/CMakeLists.txt", "signet_room(base DEPENDS cli nowhere)")
        problems = self.problems()
        self.assertIn("'cli', which stands above 'base'", problems[0])
        self.assertIn("'nowhere', which src/CMakeLists.txt lacks", problems[1])

    def test_refuses_an_include_that_is_no_file_below_src(self):
        self.write("http/client.cpp", '#include "client.h"\n')
        self.assertIn('"client.h" is no file below src/', self.problems()[0])

    def test_accepts_a_header_that_the_build_of_the_room_makes(self):
        self.write("http/CMakeLists.txt", "signet_room(http DEPENDS base)\nadd_custom_command(OUTPUT table.h)")
        self.write("http/client.cpp", '#include "table.h"\n')
        self.assertEqual(self.problems(), [])

    def test_refuses_slow_libraries_in_headers_of_other_rooms_only(self):
        self.write("http/multi.h", "#include <curl/curl.h>\n")
        self.assertEqual(self.problems(), [])
        self.write("cli/multi.h", "#include <curl/curl.h>\n")
        self.assertEqual(self.problems(), ["src/cli/multi.h:1: <curl/curl.h> in a header outside http"])

    def test_refuses_a_folder_that_is_not_built(self):
        self.write("extra/thing.cpp", "")
        self.assertEqual(self.problems(), ["src/extra/thing.cpp: the folder is not in src/CMakeLists.txt"])

    def test_keeps_the_http_stack_out_of_the_script_worker(self):
        self.write("CMakeLists.txt", "add_subdirectory(base)\nadd_subdirectory(http)\nadd_subdirectory(script)\n")
        self.write("script/CMakeLists.txt", "signet_room(script DEPENDS base http)")
        self.write("script/session.cpp", '#include "http/client.h"\n')
        (self.root / "src/cli/CMakeLists.txt").unlink()
        self.assertEqual(self.problems(), [])
        self.write("script/worker/main.cpp", '#include "http/client.h"\n')
        self.assertIn("'script' may not include 'http'", self.problems()[0])


if __name__ == "__main__":
    unittest.main()
