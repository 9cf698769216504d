# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reading refloop-run's report: runs that end badly, logs that cannot be read
and explorations that were cut short are not passed over."""

import unittest
from pathlib import Path

from faked import CHECK, one
from runs import read_report
from verdicts import Violation, judge

HERE = "/tmp/faked/faked.cpp"


def violation(line=6, file=HERE):
    note = {"file": HERE, "line": 5, "column": 1, "message": "the loop was closed here"}
    return {"check": CHECK, "file": file, "line": line, "column": 8,
            "message": "Event loop is closed", "notes": [note]}


def single(**changes):
    base = {"choices": "", "end": "exited", "exit_status": 0, "signal": None, "seconds": 0.1,
            "unreadable": 0, "output": "", "violations": []}
    return {**base, **changes}


def report(*runs, complete=True, lines=(), totals=()):
    return {"complete": complete, "runs": list(runs), "lines": list(lines),
            "totals": list(totals)}


def total(line=6, violated=1, file=HERE):
    return {"file": file, "line": line, "check": CHECK, "reached": 1, "violated": violated,
            "grade": "definite", "message": "Event loop is closed"}


def read(what):
    return read_report(what, Path(HERE))


class Report(unittest.TestCase):
    def rejected(self, words, what):
        said = judge(one("good"), [], {"good_it": read(what)})
        self.assertIn(words, "\n".join(said))

    def test_clean(self):
        clean = report(single(), lines=[{"file": HERE, "line": 6, "reached": 1}])
        self.assertEqual(judge(one("good"), [], {"good_it": read(clean)}), [])
        self.assertEqual(read(clean).reached, {6: 1})

    def test_violation(self):
        broken = report(single(exit_status=3, violations=[violation()]), totals=[total()],
                        lines=[{"file": HERE, "line": 6, "reached": 1}])
        ran = read(broken)
        self.assertEqual(ran.count(6, CHECK), 1)
        self.assertEqual(ran.stories, {(6, CHECK): {frozenset({5})}})
        self.assertEqual(ran.exits, [(3, True)])

    def test_violation_in_another_file(self):
        broken = report(single(violations=[violation(file="/x/y.h")]), totals=[total(file="/x/y.h")])
        self.assertEqual(list(read(broken).violated), [Violation("y.h", 6, CHECK,
                                                                 "Event loop is closed")])
        self.rejected("y.h 6: a run violates", broken)

    def test_crash(self):
        self.rejected("status -11", report(single(end="signalled", exit_status=None, signal=11)))

    def test_timeout(self):
        self.rejected("timed_out", report(single(end="timed_out", exit_status=None)))

    def test_not_started(self):
        self.rejected("not_started", report(single(end="not_started", exit_status=None)))

    def test_unreadable_log(self):
        self.rejected("unreadable", report(single(unreadable=2)))

    def test_cut_short(self):
        self.rejected("more sequences", report(single(), complete=False))

    def test_no_run(self):
        self.rejected("no run", report())


if __name__ == "__main__":
    unittest.main()
