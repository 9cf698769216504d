#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests of what examples.py keeps of a compiler's answers: an answer, but not
that there was none in time. The compilers are stand-ins."""
import json
import pathlib
import tempfile
import unittest

import examples


def stand_in(folder, name, syntax_check):
    """A compiler that has a version, and this shell text for a syntax check."""
    script = pathlib.Path(folder) / name
    script.write_text('#!/bin/sh\nif [ "$1" = --version ]; then echo stand-in 1; '
                      f"exit 0; fi\n{syntax_check}\n")
    script.chmod(0o755)
    return str(script)


class Answers(unittest.TestCase):
    def setUp(self):
        self.ident = next(i for i in examples.find_all() if i.startswith("beast/"))
        held = tempfile.TemporaryDirectory()
        self.addCleanup(held.cleanup)
        self.folder = held.name
        usual = examples.SYNTAX_TIMEOUT
        self.addCleanup(setattr, examples, "SYNTAX_TIMEOUT", usual)

    def answer(self, compiler):
        return examples.collect(self.folder, compiler, [self.ident])[self.ident]

    def kept(self):
        file = pathlib.Path(self.folder) / "corpus" / "syntax.json"
        return json.loads(file.read_text())

    def test_an_answer_is_kept(self):
        self.assertIn("flags", self.answer(stand_in(self.folder, "good", "exit 0")))
        self.assertIn(self.ident, self.kept())
        # The same version of another compiler is not asked.
        self.assertIn("flags", self.answer(stand_in(self.folder, "bad", "exit 1")))

    def test_a_time_out_is_not_kept(self):
        examples.SYNTAX_TIMEOUT = 0.2
        late = self.answer(stand_in(self.folder, "late", "exec sleep 20"))
        self.assertEqual(examples.reason_of(late["error"]),
                         "the compiler did not answer in time")
        self.assertEqual(self.kept(), {})
        examples.SYNTAX_TIMEOUT = 20
        self.assertIn("flags", self.answer(stand_in(self.folder, "good", "exit 0")))

    def test_nor_is_what_a_time_out_led_to(self):
        examples.SYNTAX_TIMEOUT = 1
        first = self.answer(stand_in(
            self.folder, "first", 'case "$*" in *c++11*) exec sleep 20;; esac'))
        self.assertNotEqual(first["flags"][0], "-std=c++11")
        self.assertEqual(self.kept(), {})


if __name__ == "__main__":
    unittest.main()
