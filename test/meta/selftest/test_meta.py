# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Broken trees that the meta-tests must not let pass."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True

import confidence  # noqa: E402
import conventions  # noqa: E402
import docs_snippets  # noqa: E402
import include_arrows  # noqa: E402
import markdown  # noqa: E402
import spellings  # noqa: E402
import totals_quoted  # noqa: E402
import check_list  # noqa: E402
import check_metadata  # noqa: E402
import totals  # noqa: E402

HEAD = """\
//===- {file} - Holds a thing -----------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// {purpose}
"""


class Printed(unittest.TestCase):
    PRINTED = "a: warning\nb: note\n\n2 findings in 1.4 s\n"

    def check(self, block, printed):
        self.assertEqual(docs_snippets.is_printed(block, self.PRINTED), printed, block)

    def test_the_same(self):
        self.check("a: warning\nb: note\n2 findings in 0.7 s\n", True)

    def test_parts(self):
        self.check("a: warning\n...\n2 findings in 0.7 s\n", True)
        self.check("...\n2 findings in 0.7 s\n", True)

    def test_what_differs(self):
        self.check("a: warning\n2 findings in 0.7 s\n", False)
        self.check("a: warning\nb: note\n...\n3 findings in 1.4 s\n", False)
        self.check("b: note\n...\na: warning\n...\n", False)
        self.check("a: warning\n", False)

    def test_nothing(self):
        self.check("...\n", False)
        self.check("", False)


class Arrows(unittest.TestCase):
    def check(self, name, text, broken):
        self.assertEqual(bool(include_arrows.complaints_about(name, text)), broken, (name, text))

    def test_down_is_allowed(self):
        self.check("checks/X.cpp", '#include "findings/Finding.h"\n', False)
        self.check("lib/typestate/X.cpp", '#include "facts/Fact.h"\n', False)
        self.check("lib/facts/X.cpp", '#include "clang/Analysis/CFG.h"\n', False)

    def test_up_is_not(self):
        self.check("lib/facts/X.cpp", '#include "typestate/Protocol.h"\n', True)
        self.check("lib/model/X.cpp", '#include "facts/Fact.h"\n', True)
        self.check("lib/findings/X.cpp", '#include "checks/X.h"\n', True)

    def test_rooms(self):
        self.check("lib/findings/X.cpp", '#include "clang-tidy/ClangTidyCheck.h"\n', True)
        self.check("lib/typestate/X.cpp", '#include "clang/Analysis/CFG.h"\n', True)
        self.check("lib/Pch.h", '#include "clang-tidy/ClangTidyCheck.h"\n', True)
        self.check("lib/Pch.h", '#include "clang/Analysis/CFG.h"\n', False)
        self.check("checks/Pch.h", '#include "clang-tidy/ClangTidyCheck.h"\n', False)
        self.check("lib/facts/X.cpp", "#include <refloop/refloop.h>\n", True)
        self.check("runtime-model/src/x.cpp", '#include "llvm/ADT/StringRef.h"\n', True)

    def test_names_of_libraries(self):
        self.check("lib/facts/X.cpp", 'auto N = "asio::io_context";\n', True)
        self.check("lib/facts/X.cpp", "// like asio::io_context\n", False)


class Conventions(unittest.TestCase):
    def complaints(self, name, text):
        return conventions.complaints_about(name, text)

    def test_kept(self):
        self.assertEqual(self.complaints("lib/facts/X.h", HEAD.format(file="X.h", purpose="X.")),
                         [])

    def test_no_licence(self):
        self.assertTrue(self.complaints("lib/facts/X.h", "int x;\n"))

    def test_no_purpose(self):
        self.assertTrue(self.complaints("lib/X.h", HEAD.format(file="X.h", purpose="")))

    def test_name_of_another_file(self):
        self.assertTrue(self.complaints("lib/X.h", HEAD.format(file="Y.h", purpose="X.")))

    def test_too_long(self):
        text = HEAD.format(file="XCheck.h", purpose="X.") + "int x;\n" * 60
        self.assertTrue(self.complaints("checks/XCheck.h", text))
        self.assertFalse(self.complaints("lib/XCheck.h", text))

    def test_machine_path(self):
        for path in (f"{conventions.tree.ROOT}/x", "/home/" + "somebody/x"):
            text = HEAD.format(file="X.h", purpose="X.") + f"// {path}\n"
            self.assertTrue(self.complaints("lib/X.h", text), path)

    def test_running(self):
        def complaints(text, is_executable):
            return conventions.complaints_about_running("x.py", text, is_executable)
        self.assertEqual(complaints("#!/usr/bin/env python3\n", True) + complaints("x\n", False), [])
        self.assertTrue(complaints("#!/usr/bin/env python3\n", False))
        self.assertTrue(complaints("x\n", True))


class Names(unittest.TestCase):
    def test_spelling(self):
        self.assertEqual(check_metadata.class_of("schedule-after-close"), "ScheduleAfterClose")
        for name in ("no-close", "avoid-x", "Close", "eventloop-x", "x2", "x--y", ""):
            self.assertIsNotNone(check_metadata.name_problem(name), name)
        self.assertIsNone(check_metadata.name_problem("nested-run"))

    def test_missing_files(self):
        ghost = check_metadata.Check("GhostLoop", "ghost-loop", "Stable", "High", "NoFix", "Finds ghosts.")
        self.assertEqual(len(spellings.complaints_about(ghost)), 4)

    def test_order(self):
        self.assertTrue(spellings.unordered("x", ["b", "a"]))
        self.assertFalse(spellings.unordered("x", ["a", "b"]))

    def test_list(self):
        check = check_metadata.Check("NestedRun", "nested-run", "Stable", "High", "NoFix", "Finds it.")
        self.assertIn("| [eventloop-nested-run](nested-run.md) | stable | high | - | Finds it. |",
                      check_list.text([check]))
        self.assertEqual(check_list.listing([check]).splitlines()[1],
                         "eventloop-nested-run  stable  high        -       Finds it.")


class Confidence(unittest.TestCase):
    EVIDENCE = ("| check | agree | precision | recall |\n|---|---:|---:|---:|\n| nested-run | 9 | {} | 1 |\n"
                "| all | 9 | **0.5** | 1 |\n\n| code | precision |\n|---|---|\n| lambda | 0.1 |\n")

    def complaints(self, declared, status, scenarios, *random):
        text = "\n".join(self.EVIDENCE.format(number) for number in random)
        check = check_metadata.Check("NestedRun", "nested-run", status, declared, "NoFix", "Finds it.")
        return confidence.complaints_about(check, scenarios, confidence.measured(text).get("nested-run"))

    def test_tables(self):
        text = self.EVIDENCE.format("0.99") + "\n" + self.EVIDENCE.format("0.9812")
        self.assertEqual(confidence.measured(text), {"nested-run": 0.9812})
        self.assertEqual(confidence.measured("| a | b |\n|---|---|\n| x | 1 |\n"), {})

    def test_what_is_measured(self):
        self.assertEqual(self.complaints("High", "Stable", 1.0, "0.99"), [])
        self.assertEqual(self.complaints("Medium", "Preview", 0.99), [])
        self.assertEqual(self.complaints("Low", "Preview", 0.97), [])
        self.assertEqual(self.complaints("Low", "Stable", 1.0, "0.99", "0.97"), [])

    def test_too_much_and_too_little(self):
        self.assertTrue(self.complaints("High", "Preview", 1.0))
        self.assertTrue(self.complaints("High", "Stable", 1.0, "0.97"))
        self.assertTrue(self.complaints("Medium", "Preview", 0.97))
        self.assertTrue(self.complaints("Medium", "Stable", 1.0, "0.99"))
        self.assertTrue(self.complaints("Medium", "Stable", 1.0))


class Pages(unittest.TestCase):
    def test_blocks(self):
        page = "# T\n\n## Bad\n\n```cpp\nint x;\n```\n\n<!-- run -->\n```sh\nls\n```\n"
        first, second = markdown.blocks(page)
        self.assertEqual((first.language, first.section, first.line), ("cpp", "bad", 6))
        self.assertEqual((second.mark, second.text), ("run", "ls\n"))
        with self.assertRaises(ValueError):
            markdown.blocks("```cpp\nint x;\n")

    def test_totals(self):
        line = totals.docs_line(totals.Totals({p: 1 for p in totals.PREFIXES}))
        page = f"{totals.MARK_BEGIN}\n{line}\n{totals.MARK_END}\n"
        self.assertEqual(totals_quoted.complaints_about("x", page, line), [])
        self.assertTrue(totals_quoted.complaints_about("x", page.replace("6", "7"), line))
        self.assertTrue(totals_quoted.complaints_about("x", "", line))

    def test_ratios(self):
        counts = {"bad": 6, "maybe": 2, "good": 9, "fp": 2, "fn": 8, "static_only": 0}
        entry = totals.Totals(counts)
        self.assertEqual((entry.precision, entry.recall), (0.8, 0.5))


if __name__ == "__main__":
    unittest.main()
