# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The comparison of the examples can fail: it is fed what it has to reject."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import agreement

CHECK = "eventloop-schedule-after-close"
SOURCE = Path("/tmp/faked/service.cpp")
SAID = f"""\
{SOURCE}:6:8: warning: 'call_soon' schedules on loop 'loop', which is closed [{CHECK}]
    6 |   loop.call_soon(f);
{SOURCE}:5:8: note: loop 'loop' is closed here
{SOURCE}:9:8: warning: 'call_soon' schedules on loop 'loop', which may be closed [{CHECK}]
"""
STATIC = {("", 6, CHECK, "definite"), ("", 9, CHECK, "maybe")}


def total(line, grade, file=SOURCE, check=CHECK):
    return {"file": str(file), "line": line, "check": check, "grade": grade}


def report(*totals, **changes):
    run = {"choices": "", "end": "exited", "exit_status": 0, "unreadable": 0, "output": ""}
    return {"complete": True, "runs": [{**run, **changes}], "totals": list(totals)}


class Reading(unittest.TestCase):
    def test_warnings_without_their_notes(self):
        self.assertEqual(agreement.said_statically(SAID, SOURCE), STATIC)

    def test_violations(self):
        both = report(total(6, "definite"), total(9, "maybe"))
        self.assertEqual(agreement.done_in_runs(both, SOURCE), STATIC)

    def test_relative_name(self):
        both = report(total(6, "definite", file="../faked/service.cpp"))
        self.assertEqual(agreement.done_in_runs(both, SOURCE, "/tmp/build"),
                         {("", 6, CHECK, "definite")})
        self.assertNotIn(("", 6, CHECK, "definite"),
                         agreement.done_in_runs(both, SOURCE, "/tmp/build/deeper"))

    def test_error(self):
        broken = f"{SOURCE}:1:1: error: expected ';' [clang-diagnostic-error]\n"
        self.assertTrue(agreement.compare(agreement.said_statically(broken, SOURCE), set(), True))


class Rejected(unittest.TestCase):
    def differs(self, *totals):
        runs = agreement.done_in_runs(report(*totals), SOURCE)
        return "\n".join(agreement.compare(STATIC, runs, False))

    def test_agreement_is_accepted(self):
        self.assertEqual(self.differs(total(6, "definite"), total(9, "maybe")), "")

    def test_line_that_no_run_shows(self):
        self.assertIn("line:9: maybe", self.differs(total(6, "definite")))

    def test_line_that_only_runs_show(self):
        said = self.differs(total(6, "definite"), total(9, "maybe"), total(12, "definite"))
        self.assertIn("line:12: definite", said)

    def test_grade(self):
        self.assertIn("line:9", self.differs(total(6, "definite"), total(9, "definite")))

    def test_check(self):
        other = total(9, "maybe", check="eventloop-unclosed-loop")
        self.assertIn("eventloop-unclosed-loop", self.differs(total(6, "definite"), other))

    def test_file(self):
        other = total(9, "maybe", file="/tmp/faked/other.h")
        self.assertIn("other.h:9", self.differs(total(6, "definite"), other))

    def test_silence_where_there_should_be_findings(self):
        self.assertTrue(agreement.compare(set(), set(), silent=False))

    def test_findings_where_there_should_be_silence(self):
        self.assertTrue(agreement.compare(STATIC, STATIC, silent=True))
        self.assertEqual(agreement.compare(set(), set(), silent=True), [])


class Ends(unittest.TestCase):
    def test_good_end(self):
        self.assertEqual(agreement.bad_ends(report()), [])

    def test_bad_ends(self):
        for change in ({"exit_status": 3}, {"end": "timed out"}, {"unreadable": 1}):
            self.assertTrue(agreement.bad_ends(report(**change)), change)
        self.assertTrue(agreement.bad_ends({**report(), "complete": False}))
        self.assertTrue(agreement.bad_ends({**report(), "runs": []}))


if __name__ == "__main__":
    unittest.main()
