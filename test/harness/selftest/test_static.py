# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The comparison with the CHECK lines, through LLVM's own FileCheck: what is
not said word for word, line for line, is rejected. Also the reading of
clang-tidy's output and of its exported fixes, and the rewriting of CHECK lines."""

import os
import tempfile
import unittest
from pathlib import Path

import faked
import diagnostics as diag
import scenarios
import static
import update
from settings import Settings, ToolError

SOURCE = """\
void bad_it() {
  EventLoop loop;
  loop.close();
  loop.call_soon([] {});
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: gone [eventloop-schedule-after-close]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: loop 'loop' is closed here
}
"""
SAID = [":4:8: warning: gone [eventloop-schedule-after-close]",
        ":2:13: note: loop 'loop' is created here", ":3:8: note: loop 'loop' is closed here"]
EXPORTED = """\
---
MainSourceFile:  '/tmp/faked.cpp'
Diagnostics:
  - DiagnosticName:  eventloop-schedule-after-close
    DiagnosticMessage:
      Message:         'gone'
      FilePath:        '/tmp/faked.cpp'
      FileOffset:      57
      Replacements:    REPLACEMENTS
    Notes:
      - Message:         'created here'
        FilePath:        '/tmp/faked.cpp'
        FileOffset:      18
        Replacements:    []
    Level:           Warning
...
"""


class Compare(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        llvm = os.environ.get("EVENTLOOP_LLVM_BINDIR", "/usr/lib/llvm-22/bin")
        root = Path(self.folder.name)
        self.settings = Settings(root, root, Path(llvm))

    def compare(self, lines, source=SOURCE):
        path = Path(self.folder.name) / "faked.cpp"
        path.write_text(source, encoding="utf-8")
        return static.compare(self.settings, scenarios.parse(path), lines)

    def test_word_for_word(self):
        self.assertEqual(self.compare(SAID), [])

    def test_missing_note(self):
        self.assertTrue(self.compare(SAID[:2]))
        self.assertTrue(self.compare(SAID[:1] + SAID[2:]))

    def test_notes_in_another_order(self):
        self.assertTrue(self.compare([SAID[0], SAID[2], SAID[1]]))

    def test_additional_note(self):
        self.assertTrue(self.compare(SAID + [":6:1: note: called from here"]))

    def test_additional_warning(self):
        self.assertTrue(self.compare(SAID + [":6:1: warning: other [eventloop-nested-run]"]))
        self.assertTrue(self.compare([":1:1: warning: other [eventloop-nested-run]"] + SAID))

    def test_another_line_or_column(self):
        self.assertTrue(self.compare([SAID[0].replace(":4:", ":5:")] + SAID[1:]))
        self.assertTrue(self.compare([SAID[0].replace(":8:", ":9:")] + SAID[1:]))

    def test_another_file(self):
        self.assertTrue(self.compare(["header.h" + SAID[0]] + SAID[1:]))

    def test_longer_text(self):
        self.assertTrue(self.compare(SAID[:2] + [SAID[2] + " again"]))

    def test_silence_where_a_warning_is_expected(self):
        self.assertTrue(self.compare([]))

    def test_file_that_expects_nothing(self):
        silent = "void good_it() {\n}\n"
        self.assertEqual(self.compare([], silent), [])
        self.assertTrue(self.compare(SAID, silent))

    def test_analysis_that_dies_without_a_word(self):
        tool = self.settings.tidy
        tool.parent.mkdir(parents=True)
        tool.write_text("#!/bin/sh\necho boom >&2\nexit 134\n", encoding="utf-8")
        tool.chmod(0o755)
        with self.assertRaisesRegex(ToolError, "boom"):
            static.analyse(self.settings, Path(self.folder.name) / "x.cpp", "", "-*")


class Reading(unittest.TestCase):
    def test_output(self):
        output = ("/tmp/faked.cpp:4:8: warning: gone [eventloop-schedule-after-close]\n"
                  "    4 |   loop.call_soon([] {}); // x:1:2: warning: not one\n      |        ^\n"
                  "/tmp/faked.cpp:2:13: note: created here\n/tmp/other.h:9:1: note: there\n")
        lines = diag.normalize(output, Path("/tmp/faked.cpp"))
        self.assertEqual(len(lines), 3)
        found, = diag.parse(lines)
        self.assertEqual((found.line, found.check), (4, faked.CHECK))
        self.assertEqual([(n.file, n.line) for n in found.notes], [("", 2), ("other.h", 9)])

    def test_check_lines_are_the_same_language(self):
        self.assertEqual(diag.expected_lines(SOURCE), SAID)

    def test_exported_fixes(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "faked.cpp"
            path.write_text(SOURCE, encoding="utf-8")
            without = EXPORTED.replace("REPLACEMENTS", "[]")
            fixed = EXPORTED.replace("REPLACEMENTS", "\n        - FilePath: '/tmp/faked.cpp'")
            self.assertEqual(static.fixable_places(without, path), set())
            self.assertEqual(static.fixable_places(fixed, path), {(4, faked.CHECK)})


class Update(unittest.TestCase):
    def test_writes_what_is_said(self):
        found = diag.parse(SAID)
        self.assertEqual(update.rewrite(SOURCE, found), SOURCE)

    def test_drops_what_is_no_longer_said(self):
        self.assertNotIn("CHECK", update.rewrite(SOURCE, []))

    def test_a_note_further_down(self):
        text = "void helper() {\n  x();\n}\nvoid bad_it() {\n  helper();\n}\n"
        found = diag.parse([":2:3: warning: gone [a-b]", ":5:3: note: called from here"])
        self.assertEqual(diag.expected_lines(update.rewrite(text, found)),
                         [":2:3: warning: gone [a-b]", ":7:3: note: called from here"])


if __name__ == "__main__":
    unittest.main()
