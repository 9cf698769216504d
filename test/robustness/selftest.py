#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests of the robustness harness: gives it tools that crash, hang or report."""

import contextlib
import io
import pathlib
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

import fuzz_models
import mutants
import run

PROGRAM = '''#include <x>
// a comment; with (tokens)
int main() { auto s = R"(raw "text")"; return f('a', "b\\"c", 1'000.5e+3) <=> 2; }
'''


class Mutants(unittest.TestCase):
    def test_tokens_lose_nothing(self):
        self.assertEqual("".join(mutants.tokens(PROGRAM)), PROGRAM)
        for file in (run.REPO / "test" / "checks").glob("*/*.c*"):
            text = file.read_text(encoding="utf-8")
            self.assertEqual("".join(mutants.tokens(text)), text, file)

    def test_tokens_are_those_of_cpp(self):
        pieces = mutants.tokens(PROGRAM)
        for token in ('R"(raw "text")"', "'a'", '"b\\"c"', "1'000.5e+3", "<=>",
                      "// a comment; with (tokens)"):
            self.assertIn(token, pieces)

    def test_the_seed_decides(self):
        self.assertEqual(mutants.mutate(PROGRAM, 7), mutants.mutate(PROGRAM, 7))
        made = {mutants.mutate(PROGRAM, seed) for seed in range(200)}
        self.assertGreater(len(made), 100)

    def test_includes_stay(self):
        for seed in range(200):
            self.assertTrue(mutants.mutate(PROGRAM, seed).startswith("#include <x>\n"))

    def test_each_kind_does_something(self):
        for kind in (*mutants._KINDS, *mutants._GENTLE):
            with unittest.mock.patch.multiple(mutants, _KINDS=(kind,), _GENTLE=(kind,)):
                made = {mutants.mutate(PROGRAM, seed) for seed in range(50)}
            self.assertGreater(len(made - {PROGRAM}), 5, kind)


class Runs(unittest.TestCase):
    """The tool is a Python program: what the harness says of it."""

    def failure(self, program, limit=20):
        return run.run_tool([sys.executable, "-c", program], limit).failure

    def test_answers_are_no_failures(self):
        self.assertEqual(self.failure("print('warning: x')"), "")
        self.assertEqual(self.failure("print('error: x'); exit(1)"), "")

    def test_ends_that_are_failures(self):
        kill = "import os, signal; os.kill(os.getpid(), signal.{})"
        self.assertEqual(self.failure(kill.format("SIGSEGV")), "exit status -11")
        self.assertEqual(self.failure(kill.format("SIGABRT")), "exit status -6")
        self.assertEqual(self.failure("exit(139)"), "exit status 139")

    def test_reports_are_failures(self):
        for words in run.WORDS_OF_A_CRASH:
            self.assertIn(words, self.failure(f"print({words!r}); exit(1)"))

    def test_a_hang_is_a_failure(self):
        self.assertEqual(self.failure("while True: pass", limit=1), "no end after 1 s of CPU")
        with unittest.mock.patch.object(run, "WALL_FACTOR", 2):
            self.assertEqual(self.failure("import time; time.sleep(60)", limit=1),
                             "no end after 2 s")

    def test_a_failing_mutant_is_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            tool, keep = pathlib.Path(folder) / "tool", pathlib.Path(folder) / "keep"
            tool.write_text("#!/bin/sh\nkill -SEGV $$\n")
            tool.chmod(0o755)
            arguments = ["run.py", "--tidy", str(tool), "--seeds", "3:5", "--keep", str(keep)]
            with unittest.mock.patch.object(sys, "argv", arguments), \
                    contextlib.redirect_stdout(io.StringIO()) as said:
                self.assertEqual(run.main(), 1)
            self.assertIn("FAILED seed 3", said.getvalue())
            self.assertEqual(len(list(keep.glob("3-*"))), 2)  # the mutant, and its report

    def test_a_leak_counts_if_it_is_not_clangs(self):
        """The tool leaks in every run, or in those only that know no whole stacks."""
        whole = 'case "$LSAN_OPTIONS" in *clang_leaks.supp*) exit 0;; esac\n'
        for excuse, status in (("", 1), (whole, 0)):
            with tempfile.TemporaryDirectory() as folder:
                tool = pathlib.Path(folder) / "tool"
                tool.write_text(f"#!/bin/sh\n{excuse}echo {run.LEAK}\n")
                tool.chmod(0o755)
                arguments = ["run.py", "--tidy", str(tool), "--seeds", "3:4",
                             "--keep", str(pathlib.Path(folder) / "keep")]
                with unittest.mock.patch.object(sys, "argv", arguments), \
                        contextlib.redirect_stdout(io.StringIO()):
                    self.assertEqual(run.main(), status)


class Fuzzing(unittest.TestCase):
    def test_the_dictionary_has_the_words_of_the_format(self):
        words = fuzz_models.dictionary().splitlines()
        for word in ('"library"', '"when-closed"', '"task.spawn"', '"session"', '"\\x00"'):
            self.assertIn(word, words)

    def test_a_failing_fuzzer_fails(self):
        script = str(pathlib.Path(fuzz_models.__file__))
        for tool, status in (("false", 1), ("true", 0)):
            with tempfile.TemporaryDirectory() as folder:
                done = subprocess.run([sys.executable, script, "--fuzzer", tool, "--runs", "1",
                                       "--keep", folder], check=False, capture_output=True)
            self.assertEqual(done.returncode, status)


if __name__ == "__main__":
    unittest.main()
