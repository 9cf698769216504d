# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Programs, fix-its and results of scenario files that differ in their suffix
alone, libuv.c and libuv.cpp, are kept apart: lit judges them at the same time."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import program
import scenarios
import totals
from settings import Settings

TEXT = "// RUN: %check_scenarios %s\nvoid good_one() {}\n"


class OneFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.files = [self.root / "a-check" / f"same{suffix}" for suffix in (".c", ".cpp")]
        self.files[0].parent.mkdir()
        for file in self.files:
            file.write_text(TEXT, encoding="utf-8")

    def test_programs_are_kept_apart(self):
        settings = Settings(self.root, self.root / "build", Path("bin"))
        done = mock.Mock(returncode=0)
        with mock.patch("program.run", return_value=done), \
             mock.patch("program._precompiled", return_value=[]):
            built = {program.build(settings, scenarios.parse(f), "plain") for f in self.files}
        self.assertEqual(len(built), 2)

    def test_results_are_kept_apart(self):
        self.assertEqual(len({totals.result_path(self.root, f) for f in self.files}), 2)


if __name__ == "__main__":
    unittest.main()
