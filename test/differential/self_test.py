# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests of the oracle. Usage: self_test.py BUILD CLANGXX SYMBOLIZER"""

from __future__ import annotations

import datetime
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import batch  # noqa: E402
import ci  # noqa: E402
import edits  # noqa: E402
import fixes  # noqa: E402
import judge  # noqa: E402
import results  # noqa: E402
import run as oracle  # noqa: E402
import shrink  # noqa: E402
import witness  # noqa: E402
from batch import Observed  # noqa: E402
from generator.ir import Program, block, line  # noqa: E402
from generator.plots import generate  # noqa: E402
from judge import Verdict  # noqa: E402
from results import Outcome  # noqa: E402
from toolchain import Toolchain, execute  # noqa: E402

SCHEDULE = "eventloop-schedule-after-close"
TOOLS: Toolchain


def closed_then_used() -> Program:
    """Among things that do not matter, a loop that is used after its close."""
    ask = "refloop::testing::choose()"
    helper = block("void helper1(EventLoop &l2) {", [line("l2.close();")],
                   defines=("helper1", "l2"))
    body = [line("EventLoop l1;", "l1"), line("oracle::mark(1);"),
            line(f"const bool b1 = {ask};", "b1"),
            block("if (b1) {", [line("helper1(l1);"), line("oracle::mark(2);")], unwraps=True),
            line("l1.call_soon([] {});")]
    return Program(7, [helper, block("void run() {", body, defines=("run",), kept=True)])


class Generator(unittest.TestCase):
    def test_a_seed_is_a_program(self):
        first, again, other = (oracle.generate(seed, oracle.weights()) for seed in (5, 5, 6))
        self.assertEqual(first.lines()[0][0], again.lines()[0][0])
        self.assertEqual([t for t, _ in first.lines()], [t for t, _ in again.lines()])
        self.assertNotEqual([t for t, _ in first.lines()], [t for t, _ in other.lines()])

    def test_names_are_defined_once(self):
        for seed in range(200):
            names = [n for node in generate(seed, oracle.weights()).walk() for n in node.defines]
            self.assertEqual(len(names), len(set(names)), f"seed {seed}")

    def test_every_bug_is_planted(self):
        planted = {check for seed in range(600)
                   for check in generate(seed, oracle.weights()).planted}
        self.assertEqual(planted, set(judge.JUDGED))

    def test_programs_compile_and_end(self):
        programs = {f"p{seed}": generate(seed, oracle.weights()) for seed in range(9000, 9030)}
        seen, _ = batch.observe(TOOLS, Path(self.enterContext(tempfile.TemporaryDirectory())),
                                programs)
        self.assertEqual([t for o in seen.values() for t in o.trouble if "compile" in t], [])


class Runs(unittest.TestCase):
    """The driver, which replaces parts of the runtime, against refloop-run."""

    def test_errors_in_headers_are_blamed_on_who_caused_them(self):
        bad = [line("struct Two { Two(int, int); };"),
               block("void run() {", [line("std::make_unique<Two>(1);")])]
        good = [block("void run() {", [line("EventLoop l1;"), *[line("l1.is_closed();")] * 2000])]
        programs = {"good": Program(1, good), "bad": Program(2, bad)}
        with tempfile.TemporaryDirectory() as folder:
            seen = batch.execute_all(TOOLS, Path(folder), programs)
        self.assertEqual([], seen["good"].trouble)
        self.assertIn("no matching constructor", seen["bad"].trouble[0])

    def test_same_lines_as_refloop_run(self):
        place = Path(self.enterContext(tempfile.TemporaryDirectory()))
        programs = {f"p{seed}": generate(seed, oracle.weights()) for seed in range(60, 72)}
        seen, _ = batch.observe(TOOLS, place, programs)
        violated = 0
        for name in programs:
            with self.subTest(name):
                theirs = self.by_refloop_run(place, name, list(programs))
                self.assertEqual(theirs, (seen[name].reached, seen[name].violated))
                violated += len(seen[name].violated)
        self.assertGreater(violated, 5)

    def by_refloop_run(self, place: Path, name: str, names: list[str]) -> tuple[dict, dict]:
        main, exe, report = place / "main.cpp", place / "single.exe", place / "report.json"
        main.write_text(f"#include <exception>\nnamespace {name} {{ void run(); }}\n"
                        f"int main() {{ try {{ {name}::run(); }} catch (...) {{ return 3; }} }}\n",
                        encoding="utf-8")
        built = execute([TOOLS.clangxx, "-std=c++20", main, place / "batch.o",
                         TOOLS.build / "lib" / "librefloop.a", "-pthread", "-o", exe])
        self.assertEqual(built.returncode, 0, built.stderr)
        execute([TOOLS.build / "bin" / "refloop-run", "--json", report, exe], cwd=place,
                env={**os.environ, "REFLOOP_SYMBOLIZER": TOOLS.symboliser,
                     "REFLOOP_VIRTUAL_TIME": "1"})
        data = json.loads(report.read_text(encoding="utf-8"))
        text = batch.text_of({n: generate(int(n[1:]), oracle.weights()) for n in names})
        reached, violated = {}, {}
        for row in data["lines"]:
            owner = text.owner(row["line"])
            if row["file"].endswith("batch.cpp") and owner and owner[0] == name:
                reached[owner[1]] = row["reached"]
        for row in data["totals"]:
            violated[row["check"], text.owner(row["line"])[1]] = row["violated"]
        return reached, violated


class Judgement(unittest.TestCase):
    def test_grades(self):
        seen = Observed(reached={1: 4, 2: 4, 3: 2},  # no run comes to line 4
                        violated={(SCHEDULE, 1): 4, (SCHEDULE, 2): 1, ("eventloop-other", 3): 1},
                        said={(SCHEDULE, 1): "definite", (SCHEDULE, 2): "definite",
                              (SCHEDULE, 3): "maybe", (SCHEDULE, 4): "definite"})
        self.assertEqual([(v.line, v.kind) for v in judge.verdicts(seen)],
                         [(1, "tp"), (2, "grade"), (3, "fp"), (4, "unreached")])

    def test_a_program_given_up_counts_as_missed(self):
        found = Verdict(SCHEDULE, 3, "definite", "definite")
        entry = results.totals([Outcome(1, [found]), Outcome(2, [found], gave_up=True)])[SCHEDULE]
        self.assertEqual((entry.tp, entry.fn, entry.recall), (1, 1, 0.5))

    def test_ci_complains_of_what_is_worse(self):
        good, bad = Verdict(SCHEDULE, 3, "maybe", "maybe"), Verdict(SCHEDULE, 3, "", "maybe")
        recorded = ci.recording([Outcome(1, [good])])
        self.assertEqual(ci.complain([Outcome(1, [good])], recorded), [])
        dead = Verdict(SCHEDULE, 3, "unreached", "maybe")
        for worse in (Outcome(1), Outcome(1, [bad]), Outcome(1, [good], gave_up=True),
                      Outcome(1, [good, dead]), Outcome(1, [good], bad_fixes=["no"])):
            self.assertNotEqual(ci.complain([worse], recorded), [])

    def test_a_day_may_be_unlucky(self):
        """With one error in a thousand programs, two of a hundred are nothing."""
        measured = {"programs": 10000, **dict.fromkeys(ci.KINDS, 10)}
        good, bad = Verdict(SCHEDULE, 3, "maybe", "maybe"), Verdict(SCHEDULE, 3, "", "maybe")
        for errors, complaints in ((0, 0), (2, 0), (4, 1), (40, 1)):
            todays = [Outcome(n, [bad if n < errors else good]) for n in range(100)]
            self.assertEqual(len(ci.complain_of_the_day(todays, measured)), complaints, errors)

    def test_most_by_chance(self):
        self.assertEqual(ci.most_by_chance(100, 9997, 10000), 100)
        self.assertEqual(ci.most_by_chance(0, 5, 10000), 0)
        # 1 - 0.999 ** 100 is 0.095, two of them or more 0.0046, three 0.00015, four 4e-6
        self.assertEqual(ci.most_by_chance(100, 9, 9998), 3)

    def test_every_day_has_its_seeds(self):
        day = datetime.date(2026, 1, 31)
        next_day = day + datetime.timedelta(days=1)
        self.assertFalse(set(ci.of_the_day(day)) & set(ci.of_the_day(next_day)))


class Fixes(unittest.TestCase):
    """What a fix is blamed for. Line 5 is fixed; the loop of line 2 is left open then."""

    def harm(self, fixed_check: str, line: int = 2) -> list[str]:
        def runs(*violated: tuple[str, int]) -> list[dict]:
            return [{"choices": "", "violated": list(violated), "reached": [2, 5], "output": "",
                     "end": "exited", "code": 0}]
        before = Observed(fixable={(fixed_check, 5)}, runs=runs((fixed_check, 5)))
        after = Observed(runs=runs(("eventloop-unclosed-loop", line)))
        outcome = Outcome(1)
        fixes._compare(before, after, {n: n for n in range(9)}, outcome)
        return outcome.bad_fixes

    def test_what_was_not_there_before_is_new(self):
        self.assertEqual(self.harm("eventloop-unawaited-task"),
                         ["line 2: eventloop-unclosed-loop is new"])

    def test_what_was_not_reached_before_is_not(self):
        self.assertEqual(self.harm("eventloop-unawaited-task", line=8), [])

    def test_what_the_fixed_line_had_thrown_hid_the_rest(self):
        self.assertEqual(self.harm(SCHEDULE), [])


class Witnesses(unittest.TestCase):
    """Of warnings at lines that no run comes to."""

    def judged(self, nodes: list, said: dict[int, str], check: str = SCHEDULE) -> dict[int, str]:
        """The kinds of verdicts, had the analysis said that."""
        place = Path(self.enterContext(tempfile.TemporaryDirectory()))
        program = Program(7, nodes)
        seen = batch.execute_all(TOOLS, place / "runs", {"p": program})
        seen["p"].said = {(check, number): grade for number, grade in said.items()}
        witness.check(TOOLS, place / "witness", {"p": program}, seen)
        self.assertEqual(seen["p"].trouble, [])
        return {v.line: v.kind for v in judge.verdicts(seen["p"]) if v.check == check}

    def test_behind_a_violation(self):
        use = "l1.call_soon([] {});"
        body = [line("EventLoop l1;", "l1"), line("EventLoop l2;", "l2"), line("l1.close();"),
                line(use), line("l2.call_soon([] {});"), line(use)]
        run = block("void run() {", body, defines=("run",), kept=True)
        self.assertEqual(self.judged([run], {5: "definite", 6: "definite", 7: "maybe"}),
                         {5: "tp", 6: "fp", 7: "grade"})
        self.assertEqual(self.judged([run], {5: "definite", 7: "definite"}),
                         {5: "tp", 7: "witnessed"})

    def test_in_a_function_that_no_run_enters(self):
        inner = block("void helper1(EventLoop *l2, bool b2) {", [
            line("if (b2)"), line("  l2->close();"), line("l2->call_soon([] {});")],
                      defines=("helper1", "l2", "b2"))
        outer = block("struct Holder1 {", [line("EventLoop &l3;", "l3"), block(
            "void method1() {", [line("helper1(&l3, true);")], defines=("method1",))], "};",
                      defines=("Holder1",))
        call = "Holder1{l1}.method1();"
        body = [line("EventLoop l1;", "l1"), block("if (false) {", [line(call)])]
        run = block("void run() {", body, defines=("run",), kept=True)
        self.assertEqual(self.judged([inner, outer, run], {4: "definite", 14: "definite"}),
                         {4: "witnessed", 14: "unreached"})

    def test_what_is_left_to_a_loop_is_run_by_its_owner(self):
        for parameter, arrow in ("EventLoop &l2", "."), ("std::optional<EventLoop> &l2", "->"):
            inner = block(f"void helper1({parameter}) {{", [
                line(f"auto fu1 = l2{arrow}create_future();"),
                line(f"l2{arrow}call_soon([&] {{ static_cast<void>(fu1.done()); }});")],
                          defines=("helper1", "l2"))
            run = block("void run() {", [line("EventLoop l1;", "l1")], defines=("run",), kept=True)
            self.assertEqual(self.judged([inner, run], {3: "definite"}, "eventloop-dangling-capture"),
                             {3: "witnessed"})

    def test_a_function_that_runs_enter_is_not_called_otherwise(self):
        inner = block("void helper1(EventLoop &l2, bool b2) {", [
            line("l2.call_soon([] {});"), line("if (b2) {"), line("  l2.close();"),
            line("  l2.call_soon([] {}); }")], defines=("helper1", "l2", "b2"))
        body = [line("EventLoop l1;", "l1"), line("helper1(l1, false);")]
        run = block("void run() {", body, defines=("run",), kept=True)
        self.assertEqual(self.judged([inner, run], {5: "definite"}), {5: "unreached"})


class Shrinker(unittest.TestCase):
    def test_what_depends_on_a_deletion_goes_too(self):
        program = closed_then_used()
        numbers = {text: n for n, node in enumerate(program.walk()) for text in node.heads}
        left = edits.apply(program, edits.Edit(drop=frozenset({numbers["const bool b1 = "
                                                               "refloop::testing::choose();"]})))
        self.assertEqual([t for t, _ in left.lines()],
                         ["void run() {", "  EventLoop l1;", "  oracle::mark(1);",
                          "  l1.call_soon([] {});", "}"])

    def test_shrinks_to_what_matters(self):
        """As if the analysis had said nothing."""
        observe = batch.observe

        def silent(*arguments):
            seen, give_ups = observe(*arguments)
            for one in seen.values():
                one.said.clear()
            return seen, give_ups

        place = Path(self.enterContext(tempfile.TemporaryDirectory()))
        target = shrink.Target(SCHEDULE, "fn", "maybe", "")
        shrink.batch.observe = silent
        try:
            small = shrink.shrink(TOOLS, place, closed_then_used(), target)
        finally:
            shrink.batch.observe = observe
        self.assertEqual([t.strip() for t, _ in small.lines()],
                         ["void run() {", "EventLoop l1;",
                          "const bool b1 = refloop::testing::choose();", "if (b1) {",
                          "l1.close();", "}", "l1.call_soon([] {});", "}"])


if __name__ == "__main__":
    build = Path(sys.argv[1]).resolve()
    TOOLS = Toolchain(build, build / "test" / "differential", *sys.argv[2:4])
    TOOLS.prepare()
    unittest.main(argv=sys.argv[:1])
