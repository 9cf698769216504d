#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Analyses the installed Asio and Beast examples and judges the answers.

A file that crashes, exceeds its time, or stops compiling is a failure; so is
a diagnostic that expected.txt does not list, and a listed one that vanished.
Without --all it takes the sample pinned in sample.txt. Finding the files is
examples.py's work, running the tool tidy.py's.
"""
import argparse
import collections
import pathlib
import re
import sys

import examples
import tidy

HERE = pathlib.Path(__file__).resolve().parent
_EXPECTED = re.compile(r"^(\S+):(\d+) (eventloop-[\w-]+) (true|false): (.+)$")


def read_pins(file):
    """(words) of each line that is neither empty nor a comment."""
    for line in file.read_text().splitlines():
        words = line.split("#")[0].split()
        if words:
            yield words


def read_expected(file):
    """{(identifier, line, check): verdict}; a malformed line ends the run."""
    expected = {}
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _EXPECTED.match(line)
        if not match:
            sys.exit(f"{file}:{number}: expected 'file:line check "
                     "true|false: reason', got: " + line)
        expected[match[1], int(match[2]), match[3]] = match[4]
    return expected


def flags_of_pin(ident, std):
    """The first command line of the example with that standard."""
    for flags in examples.candidates(ident):
        if flags[0] == f"-std={std}":
            return flags
    sys.exit(f"{ident} has no command line with {std}")


def work_of_sample(file):
    return [(ident, examples.path_of(ident), flags_of_pin(ident, std))
            for ident, std in read_pins(file)]


def work_of_all(build, clangxx, jobs, progress):
    answers = examples.collect(build, clangxx, examples.find_all(), jobs,
                               progress)
    examples.print_summary(answers, details=False)
    return [(ident, examples.path_of(ident), answer["flags"])
            for ident, answer in answers.items() if "flags" in answer]


def place_of(diagnostic):
    try:
        ident = examples.identifier(pathlib.Path(diagnostic.file).resolve())
    except ValueError:
        ident = diagnostic.file
    return ident, diagnostic.line, diagnostic.check


def judge(results, expected, analysed):
    """The failures, one text each, and the diagnostics that were seen."""
    failures, seen = [], {}
    for ident, result in results.items():
        if result.status != tidy.OK:
            failures.append(f"{ident}: {result.status}: {result.detail}")
        for diagnostic in result.diagnostics:
            seen[place_of(diagnostic)] = diagnostic
    for place, diagnostic in sorted(seen.items()):
        if place not in expected:
            failures.append("{}:{}: {} [{}]: not in expected.txt".format(
                *place[:2], diagnostic.text, place[2]))
    for place in sorted(expected.keys() - seen.keys()):
        if place[0] in analysed:
            failures.append("{}:{}: [{}] is in expected.txt, but is reported "
                            "no more".format(*place))
    return failures, seen


def progress_on_terminal(number, total, ident):
    if sys.stderr.isatty():
        end = "\n" if number == total else ""
        print(f"\r[{number}/{total}] {ident:<70.70}", end=end, file=sys.stderr)


def print_summary(results, seen, expected, failures):
    by_status = collections.Counter(r.status for r in results.values())
    seconds = sorted(((r.seconds, i) for i, r in results.items()), reverse=True)
    print(f"{len(results)} examples analysed: " + ", ".join(
        f"{by_status[s]} {s}" for s in
        (tidy.OK, tidy.CRASH, tidy.TIMEOUT, tidy.BROKEN)))
    for check, count in sorted(collections.Counter(
            place[2] for place in seen).items()):
        print(f"  {check}: {count}")
    if not seen:
        print("  no diagnostic")
    known = [expected[p] for p in seen if p in expected]
    print(f"  reviewed: {known.count('true')} true, {known.count('false')} "
          "false alarms")
    print(f"  {sum(s for s, _ in seconds):.0f} s in all, the slowest: " +
          ", ".join(f"{i} {s:.1f} s" for s, i in seconds[:3]))
    for failure in failures:
        print(f"FAILED {failure}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true",
                        help="every example that compiles, not the sample")
    parser.add_argument("--only", default="",
                        help="examples whose identifier contains this")
    parser.add_argument("--build", default="build", help="the build folder")
    parser.add_argument("--tidy", help="default: BUILD/bin/eventloop-tidy")
    parser.add_argument("--clangxx", default="clang++-22")
    parser.add_argument("--checks", default=tidy.CHECKS)
    parser.add_argument("--time-out", type=float, default=120,
                        help="seconds a file (default 120)")
    parser.add_argument("-j", type=int, default=2)
    options = parser.parse_args()
    tool = tidy.tool_path(options.build, options.tidy)

    if options.all:
        work = work_of_all(options.build, options.clangxx, options.j,
                           progress_on_terminal)
    else:
        examples.find_all()  # says what to install when examples are missing
        work = work_of_sample(HERE / "sample.txt")
    work = [item for item in work if options.only in item[0]]
    results = dict(tidy.analyse_all(tool, work, options.time_out, options.j,
                                    progress_on_terminal, options.checks))
    if not results:
        sys.exit("nothing to analyse")
    expected = read_expected(HERE / "expected.txt")
    failures, seen = judge(results, expected, set(results))
    print_summary(results, seen, expected, failures)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
