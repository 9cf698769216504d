#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Mutates the installed examples and scores what the check finds of them.

Silence on correct programs is no success by itself: each mutant has one true
bug (operators.py), made here at test time from the installed file, and is
found when the operator's check fires on a line that may be blamed. Without
--all it takes the mutants pinned in mutants.txt. Fails below 120 mutants, below
85 % found, and for any mutant that cannot be made, does not compile, crashes
the tool or exceeds its time.
"""
import argparse
import collections
import pathlib
import shutil
import sys

import examples
import operators
import run
import tidy

LEAST_MUTANTS = 120
LEAST_RATE = 0.85


def mutants_of_example(ident, flags):
    text = examples.path_of(ident).read_text(errors="replace")
    return operators.mutants_of(ident, text, flags[0] != "-std=c++03")


def pinned(file):
    """(mutants with flags, failures) for the lines of mutants.txt."""
    made, failures, known = [], [], {}
    for operator, ident, number, std in run.read_pins(file):
        flags = run.flags_of_pin(ident, std)
        if (ident, std) not in known:
            known[ident, std] = {(m.operator, m.number): m for m in
                                 mutants_of_example(ident, flags)}
        mutant = known[ident, std].get((operator, int(number)))
        if mutant:
            made.append((mutant, flags))
        else:
            failures.append(f"{operator} {ident} {number}: cannot be made")
    return made, failures


def everything(options):
    answers = examples.collect(options.build, options.clangxx,
                               examples.find_all(), options.j,
                               run.progress_on_terminal)
    return [(mutant, answer["flags"]) for ident, answer in answers.items()
            if "flags" in answer
            for mutant in mutants_of_example(ident, answer["flags"])]


def write(folder, mutants):
    """Writes the mutants' files; returns what tidy.analyse_all takes."""
    shutil.rmtree(folder, ignore_errors=True)
    work = []
    for number, (mutant, flags) in enumerate(mutants):
        name = pathlib.PurePath(mutant.ident).name
        path = folder / f"{number:04}-{mutant.operator}" / name
        path.parent.mkdir(parents=True)
        path.write_text(mutant.text)
        work.append((mutant, path, flags))
    return work


def score(mutant, path, result):
    """(found, lines of the check elsewhere) for an answer of the tool."""
    check = operators.check_of(mutant.operator)
    lines = {d.line for d in result.diagnostics
             if d.check == check and pathlib.Path(d.file) == path}
    return bool(lines & mutant.lines), sorted(lines - mutant.lines)


def print_summary(found, total, elsewhere):
    print(f"{'operator':<22}{'found':>6}{'of':>6}{'rate':>8}")
    for operator in operators.OPERATORS:
        if total[operator]:
            rate = found[operator] / total[operator]
            print(f"{operator:<22}{found[operator]:>6}{total[operator]:>6}"
                  f"{rate:>8.0%}")
    made = sum(total.values())
    rate = sum(found.values()) / made if made else 0
    print(f"{'all':<22}{sum(found.values()):>6}{made:>6}{rate:>8.0%}")
    print(f"{elsewhere} diagnostics on other lines")
    return made, rate


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true",
                        help="every mutant of every example that compiles")
    parser.add_argument("--only", default="",
                        help="mutants whose name contains this")
    parser.add_argument("--every", type=int, default=1, metavar="N",
                        help="only every Nth mutant of the selection")
    parser.add_argument("--build", default="build", help="the build folder")
    parser.add_argument("--tidy", help="default: BUILD/bin/eventloop-tidy")
    parser.add_argument("--clangxx", default="clang++-22")
    parser.add_argument("--time-out", type=float, default=120)
    parser.add_argument("-j", type=int, default=2)
    parser.add_argument("--missed", action="store_true",
                        help="print the mutants that were not found")
    options = parser.parse_args()
    tool = tidy.tool_path(options.build, options.tidy)

    if options.all:
        mutants, failures = everything(options), []
    else:
        examples.find_all()  # says what to install when examples are missing
        mutants, failures = pinned(pathlib.Path(__file__).resolve().parent /
                                   "mutants.txt")
    mutants = [m for m in mutants if options.only in m[0].name]
    mutants = mutants[::options.every]
    folder = (pathlib.Path(options.build).resolve() / "corpus" /
              ("mutants-all" if options.all else "mutants"))
    work = write(folder, mutants)

    found, total, elsewhere = collections.Counter(), collections.Counter(), 0
    paths = {mutant: path for mutant, path, _ in work}
    for mutant, result in tidy.analyse_all(tool, work, options.time_out,
                                           options.j, run.progress_on_terminal):
        path = paths[mutant]
        total[mutant.operator] += 1
        if result.status != tidy.OK:
            failures.append(f"{mutant.name}: {result.status}: {result.detail}")
            continue
        hit, other = score(mutant, path, result)
        found[mutant.operator] += hit
        elsewhere += len(other)
        if options.missed and (other or not hit):
            print(f"{'found' if hit else 'MISSED'} {mutant.name}: expected on "
                  f"{sorted(mutant.lines)}, other lines {other}: {path}")

    made, rate = print_summary(found, total, elsewhere)
    if made < LEAST_MUTANTS and not options.only:
        failures.append(f"{made} mutants, at least {LEAST_MUTANTS} are needed")
    if rate < LEAST_RATE:
        failures.append(f"{rate:.0%} found, at least {LEAST_RATE:.0%} is needed")
    for failure in failures:
        print(f"FAILED {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
