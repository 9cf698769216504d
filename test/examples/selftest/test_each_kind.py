# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The count of kinds and the comparison with the fixed twins can fail."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import each_kind
from sections import sections

PROGRAM = """\
// A program.

//-- start ---------------------------------------------------------------------

void start() {
  loop.close();
  loop.run();
}

//-- catch-up ------------------------------------------------------------------

void catch_up() { pool.submit(); }
"""


class Sections(unittest.TestCase):
    def test_lines(self):
        start, catch_up = sections(PROGRAM)
        self.assertEqual((start.name, start.first, start.last), ("start", 5, 8))
        self.assertEqual(start.text, "void start() {\n  loop.close();\n  loop.run();\n}\n")
        self.assertEqual((catch_up.name, catch_up.first, catch_up.last), ("catch-up", 12, 12))

    def test_none(self):
        self.assertEqual(sections("int main() {} //-- no section --\n"), [])


class Kinds(unittest.TestCase):
    def test_each_once(self):
        self.assertEqual(each_kind.kinds_of({"a.cpp": [(6, "one")], "b.cpp": [(9, "two")]},
                                            ["one", "two"]), [])

    def test_missing_twice_and_unknown(self):
        said = {"a.cpp": [(6, "one"), (7, "one"), (8, "three")]}
        self.assertEqual([text.split(":")[0] for text in each_kind.kinds_of(said, ["one", "two"])],
                         ["one", "two"])
        self.assertEqual(len(each_kind.kinds_of({"a.cpp": [(1, "one")] * 2}, ["one"])), 1)
        self.assertEqual(len(each_kind.kinds_of({"a.cpp": [(1, "one"), (2, "err"), (3, "err")]},
                                                ["one"])), 1)


class Origin(unittest.TestCase):
    def of(self, mended, twin, line=6):
        return each_kind.origin(PROGRAM, mended, twin, line)

    def test_fix_it(self):
        fixed = PROGRAM.replace("  loop.close();\n", "")
        self.assertEqual(self.of(fixed, fixed), ("start", "fix-it"))
        self.assertEqual(self.of(PROGRAM, fixed), ("start", "written"))
        self.assertEqual(self.of(fixed, fixed.replace("run", "stop")),
                         ("start", "written, though there is a fix-it"))

    def test_not_fixed(self):
        fixed = PROGRAM.replace("submit", "wait")
        self.assertEqual(self.of(fixed, fixed), ("start", "not fixed"))

    def test_outside_of_commands(self):
        self.assertEqual(self.of(PROGRAM, PROGRAM, 1), ("no command", "written"))


if __name__ == "__main__":
    unittest.main()
