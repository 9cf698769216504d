# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the members of refloop-run's JSON that the tests look at, a line each."""

import json
import sys

report = json.load(open(sys.argv[1], encoding="utf-8"))
print("complete", report["complete"])
for run in report["runs"]:
    print("run", repr(run["choices"]), run["end"], run["exit_status"], run["signal"],
          "violations", len(run["violations"]), repr(run["output"]))
    assert 0 < run["seconds"] < 60
for line in report["lines"]:
    print("line", line["file"], line["line"], "reached", line["reached"])
for total in report["totals"]:
    print("total", total["file"], total["line"], total["check"], total["reached"],
          total["violated"], total["grade"], total["message"])
