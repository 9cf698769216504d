# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each promise of a scenario's name, kept once and broken in every way."""

import unittest

from faked import CHECK, DEFINITE, MAYBE, one, runs, warning
from verdicts import Runs, judge


def complaints(prefix, diagnostics, ran):
    return judge(one(prefix), diagnostics, {f"{prefix}_it": ran})


class Case(unittest.TestCase):
    def accepted(self, prefix, diagnostics, ran):
        self.assertEqual(complaints(prefix, diagnostics, ran), [])

    def rejected(self, words, prefix, diagnostics, ran):
        said = "\n".join(complaints(prefix, diagnostics, ran))
        self.assertIn(words, said)


class Bad(Case):
    def test_kept(self):
        self.accepted("bad", [warning()], runs(1, 1))

    def test_reached_in_some_runs_only(self):
        self.accepted("bad", [warning()], runs(reached=1, violated=1, total=2))

    def test_silent(self):
        self.rejected("silent, but", "bad", [], runs(1, 1))

    def test_clean_run(self):
        self.rejected("violated there in 0 of the 1 runs", "bad", [warning()], runs(1, 0))

    def test_never_reached(self):
        self.rejected("no run reaches it", "bad", [warning()], runs(0, 0, total=1))

    def test_violates_in_some_runs_only(self):
        self.rejected("1 of the 2 runs", "bad", [warning()], runs(2, 1))

    def test_preference(self):
        shorter = [warning(check="eventloop-prefer-run")]
        self.accepted("bad", shorter, runs(1, 0))
        self.rejected("no warning says so", "bad", shorter, runs(1, 1))
        self.rejected("no run reaches it", "bad", shorter, runs(0, 0, total=1))

    def test_worded_as_maybe(self):
        self.rejected("'may be', but", "bad", [warning(text=MAYBE)], runs(1, 1))

    def test_another_line(self):
        self.rejected("no run reaches it", "bad", [warning(line=5)], runs(1, 1))
        self.rejected("no warning says so", "bad", [warning(line=5)], runs(1, 1))

    def test_another_check(self):
        self.rejected("no warning says so", "bad", [warning(check="eventloop-nested-run")],
                      runs(1, 1))

    def test_crash(self):
        self.rejected("ended with status -11", "bad", [warning()], runs(1, 1, status=-11))

    def test_a_run_without_violation_that_fails(self):
        ran = runs(reached=1, violated=1, total=2)
        ran.exits[1] = (3, False)
        self.rejected("without violation ended with status 3", "bad", [warning()], ran)

    def test_trouble_of_the_runner(self):
        ran = runs(1, 1)
        ran.trouble.append("more than 64 sequences of choices")
        self.rejected("more than 64", "bad", [warning()], ran)

    def test_no_run_at_all(self):
        self.rejected("no run", "bad", [warning()], Runs())


    def test_story(self):
        ran = runs(1, 1)
        ran.stories[6, CHECK] = {frozenset({5}), frozenset({4})}
        self.accepted("bad", [warning(notes=((5, "closed here"),))], ran)
        self.rejected("lines [4] or [5]", "bad", [warning(notes=((7, "closed here"),))], ran)
        self.rejected("the notes miss", "bad", [warning()], ran)


class Maybe(Case):
    def test_kept(self):
        self.accepted("maybe", [warning(text=MAYBE)], runs(2, 1))
        outlives = "session 's' may outlive loop 'loop': Unclosed client session"
        self.accepted("maybe", [warning(text=outlives)], runs(2, 1))

    def test_worded_as_definite(self):
        self.rejected("promises 'may be'", "maybe", [warning(text=DEFINITE)], runs(2, 1))

    def test_every_run_violates(self):
        self.rejected("2 of the 2 runs", "maybe", [warning(text=MAYBE)], runs(2, 2))

    def test_no_run_violates(self):
        self.rejected("0 of the 2 runs", "maybe", [warning(text=MAYBE)], runs(2, 0))

    def test_silent(self):
        self.rejected("silent, but", "maybe", [], runs(2, 1))


class Good(Case):
    def test_kept(self):
        self.accepted("good", [], runs(2, 0))

    def test_warns(self):
        self.rejected("promises silence", "good", [warning()], runs(1, 0))

    def test_violates(self):
        self.rejected("no warning says so", "good", [], runs(2, 1))

    def test_violates_another_check(self):
        self.rejected("eventloop-unclosed-loop", "good", [],
                      runs(1, 1, check="eventloop-unclosed-loop"))

    def test_lets_an_exception_out(self):
        self.rejected("ended with status 3", "good", [], runs(1, 0, status=3))


class Limitations(Case):
    def test_false_positive_kept(self):
        self.accepted("fp", [warning()], runs(1, 0))

    def test_false_positive_that_is_silent_now(self):
        self.rejected("rename it to good_", "fp", [], runs(1, 0))

    def test_false_positive_that_violates(self):
        self.rejected("no warning says so", "fp", [warning()], runs(1, 1))

    def test_false_negative_kept(self):
        self.accepted("fn", [], runs(1, 1))

    def test_false_negative_that_is_found_now(self):
        self.rejected("rename it to bad_ or maybe_", "fn", [warning()], runs(1, 1))

    def test_false_negative_that_is_clean(self):
        self.rejected("nothing is missed", "fn", [], runs(1, 0))

    def test_static_only_kept(self):
        self.accepted("static_only", [warning()], runs(1, 0))

    def test_static_only_that_a_run_shows(self):
        self.rejected("a run shows it", "static_only", [warning()], runs(1, 1))

    def test_static_only_that_is_silent(self):
        self.rejected("silent, but", "static_only", [], runs(1, 0))


class Also(unittest.TestCase):
    """Violations of a check that the scenario sets aside."""

    PENDING = "eventloop-close-with-pending-tasks"

    def judged(self, prefix, diagnostics, ran):
        file = one(prefix, f"ALSO: {self.PENDING} The reason is a sentence.")
        return "\n".join(judge(file, diagnostics, {f"{prefix}_it": ran}))

    def test_another_check_alone(self):
        self.assertEqual(self.judged("good", [], runs(1, 1, check=self.PENDING)), "")

    def test_nothing_else_is_set_aside(self):
        self.assertIn("no warning says so", self.judged("good", [], runs(1, 1)))

    def test_what_no_run_violates(self):
        self.assertIn("out of date", self.judged("good", [], runs(1, 0)))

    def test_a_miss_of_another_check_is_no_miss(self):
        self.assertIn("nothing is missed", self.judged("fn", [], runs(1, 1, check=self.PENDING)))


class Attribution(Case):
    def test_helper_through_its_note(self):
        story = ((6, "called from here"),)
        self.accepted("bad", [warning(line=1, notes=story)], runs(1, 1, line=1))
        self.rejected("promises silence", "good", [warning(line=1, notes=story)], runs(1, 0))

    def test_helper_through_a_run(self):
        self.accepted("bad", [warning(line=1)], runs(1, 1, line=1))

    def test_helper_of_nobody(self):
        self.rejected("belongs to no scenario", "good", [warning(line=1)], runs(1, 0))

    def test_note_in_a_scenario_makes_no_owner_of_another_scenarios_warning(self):
        # The warning stands in the good scenario: a note elsewhere does not move it.
        self.rejected("promises silence", "good", [warning(notes=((1, "here"),))], runs(1, 0))

    def test_scenario_that_was_not_run(self):
        self.assertIn("bad_it: was not run", judge(one("bad"), [warning()], {}))

    def test_compile_error(self):
        broken = warning(text="unknown type name")
        broken.kind = "error"
        self.rejected("error: unknown type name", "bad", [broken], runs(1, 1))

    def test_run_of_an_unknown_check_name_is_not_ours(self):
        self.assertEqual(runs(1, 1).count(6, CHECK), 1)
        self.assertEqual(runs(1, 1).count(6, "eventloop-schedule"), 0)


if __name__ == "__main__":
    unittest.main()
