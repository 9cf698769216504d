# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The verdict on the fixed file: half a fix, and a fix that breaks something
else, are rejected."""

import unittest

from faked import one, runs, warning
import fixed


def complaints(before, ran_before, after, ran_after, file_after=None):
    file = one("bad")
    return fixed.judge(file, before, {"bad_it": ran_before}, file_after or file, after,
                       {"bad_it": ran_after})


FIXABLE = [warning(has_fix=True)]


class Fixed(unittest.TestCase):
    def rejected(self, words, *arguments):
        self.assertIn(words, "\n".join(complaints(*arguments)))

    def test_kept(self):
        self.assertEqual(complaints(FIXABLE, runs(1, 1), [], runs(1, 0)), [])

    def test_still_warns(self):
        self.rejected("expected []", FIXABLE, runs(1, 1), [warning()], runs(1, 0))

    def test_warns_of_something_else(self):
        other = [warning(text="another thing")]
        self.rejected("another thing", FIXABLE, runs(1, 1), other, runs(1, 0))

    def test_still_violates(self):
        self.rejected("still violates", FIXABLE, runs(1, 1), [], runs(1, 1))

    def test_violates_another_check(self):
        ran = runs(1, 1, check="eventloop-unclosed-loop")
        self.rejected("still violates eventloop-unclosed-loop", FIXABLE, runs(1, 1), [], ran)

    def test_fails_in_another_way(self):
        self.rejected("end with status [3]", FIXABLE, runs(1, 1), [], runs(1, 0, status=3))

    def test_without_fix_nothing_changes(self):
        self.assertEqual(complaints([warning()], runs(1, 1), [warning()], runs(1, 1)), [])
        self.rejected("expected [", [warning()], runs(1, 1), [], runs(1, 1))
        self.rejected("runs differently", [warning()], runs(1, 1), [warning()], runs(1, 0))

    def test_scenario_lost(self):
        self.rejected("other scenarios", FIXABLE, runs(1, 1), [], runs(1, 0), one("good"))

    def test_new_warning_of_nobody(self):
        self.rejected("belongs to no scenario", FIXABLE, runs(1, 1), [warning(line=1)],
                      runs(1, 0))

    def test_shorter_form_does_the_same(self):
        preference = [warning(text="'run' does all of it", check="eventloop-prefer-run",
                              has_fix=True)]
        before, after = runs(1, 0), runs(1, 0)
        before.outputs, after.outputs = ["one\n"], ["one\n"]
        self.assertEqual(complaints(preference, before, [], after), [])
        after.outputs = ["two\n"]
        self.rejected("runs print ['two", preference, before, [], after)
        self.rejected("runs differently", preference, runs(1, 0), [], runs(2, 0))
        self.rejected("runs end otherwise", preference, runs(1, 0), [], runs(1, 0, status=4))


if __name__ == "__main__":
    unittest.main()
