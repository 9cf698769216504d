# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what eventloop-tidy says of a program with what its runs do: same
lines, same checks, same grades. With --silent, both have nothing to say.

  agreement.py --tidy TIDY --refloop-run RUN [--silent] [--compiled-in FOLDER]
               [--exit-status N] SOURCE PROGRAM -- FLAGS
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "harness"))
import diagnostics as diag

DEFINITE, MAYBE = "definite", "maybe"


def said_statically(output: str, source: Path) -> set[tuple[str, int, str, str]]:
    """(file, line, check, grade) of each warning in clang-tidy's output; the
    file is '' for the source. An error is a warning that no run shows."""
    return {(d.file, d.line, d.check, MAYBE if d.maybe else DEFINITE)
            for d in diag.parse(diag.normalize(output, source))}


def done_in_runs(report: dict, source: Path, folder: str = ".") -> set[tuple[str, int, str, str]]:
    """The same of each violation in refloop-run's report. Where a program was
    compiled by a relative name, `folder` is what that is relative to."""
    def local(file: str) -> str:
        same = os.path.realpath(os.path.join(folder, file)) == os.path.realpath(source)
        return "" if same else os.path.basename(file)

    return {(local(t["file"]), t["line"], t["check"], t["grade"]) for t in report["totals"]}


def bad_ends(report: dict, status: int = 0) -> list[str]:
    """Complaints about runs that did not end by themselves, with `status`."""
    said = [] if report["complete"] else ["not all answers of choose() were tried"]
    if not report["runs"]:
        said.append("no run")
    for one in report["runs"]:
        if one["end"] != "exited" or one["exit_status"] != status or one["unreadable"]:
            said.append(f"the run with choices '{one['choices']}' {one['end']} "
                        f"with status {one['exit_status']}: {one['output']}")
    return said


def compare(static: set, runs: set, silent: bool) -> list[str]:
    """Complaints; none where both agree and there is something to agree on."""
    def name(where) -> str:
        file, line, check, grade = where
        return f"{file or 'line'}:{line}: {grade} {check}"

    complaints = [f"{name(one)}: said, and not so in the runs" for one in sorted(static - runs)]
    complaints += [f"{name(one)}: in the runs, and not said so" for one in sorted(runs - static)]
    if silent and (static or runs):
        complaints.append("it should be silent and clean")
    if not silent and not (static and runs):
        complaints.append("there is nothing to compare")
    return complaints


def main() -> int:
    flags = sys.argv[sys.argv.index("--") + 1:]
    parser = argparse.ArgumentParser()
    parser.add_argument("--tidy", required=True)
    parser.add_argument("--refloop-run", required=True)
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("--compiled-in", default=".")
    parser.add_argument("--exit-status", type=int, default=0)
    parser.add_argument("source", type=Path)
    parser.add_argument("program")
    options = parser.parse_args(sys.argv[1:sys.argv.index("--")])

    tidy = subprocess.run([options.tidy, "--quiet", "--checks=-*,eventloop-*,-eventloop-prefer-*", options.source,
                           "--", *flags], stdout=subprocess.PIPE, text=True, check=True)
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "report.json"
        subprocess.run([options.refloop_run, "--json", file, options.program],
                       stdout=subprocess.DEVNULL, check=False)
        report = json.loads(file.read_text(encoding="utf-8"))

    static = said_statically(tidy.stdout, options.source)
    runs = done_in_runs(report, options.source, options.compiled_in)
    complaints = bad_ends(report, options.exit_status) + compare(static, runs, options.silent)
    for complaint in complaints:
        print(f"{options.source.name}: {complaint}", file=sys.stderr)
    for _, line, check, grade in sorted(static & runs):
        print(f"{line}: {grade} {check}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
