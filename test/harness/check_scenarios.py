#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Judges a file of scenarios three ways: what the analysis says, what the runs
do, and what the fixed file says and does. test/README.md has the conventions.

  check_scenarios.py [--build build] FILE CHECK[,CHECK...]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import diagnostics as diag
import fixed
import program
import runs
import scenarios
import static
import totals
import update
import verdicts
from settings import Settings, ToolError


def judge_file(settings: Settings, file: scenarios.ScenarioFile, checks: str,
               runs_only: bool = False, any_words: bool = False) -> list[str]:
    """All complaints about a file; writes nothing but scratch files."""
    check = f"eventloop-{file.path.parent.name}"
    ran = runs.run_all(settings, file, program.build(settings, file, "plain"), check)
    if runs_only:
        expected = diag.parse(diag.expected_lines(file.text))
        return verdicts.judge(file, expected, ran)
    lines, found = static.analyse(settings, file.path, file.library, checks)
    complaints = [] if any_words else static.compare(settings, file, lines)
    complaints += verdicts.judge(file, found, ran)
    if any(d.has_fix for d in found):
        complaints += judge_fixed(settings, file, checks, found, ran)
    return complaints


def judge_fixed(settings: Settings, file: scenarios.ScenarioFile, checks: str,
                found: list[diag.Diagnostic], ran: dict[str, verdicts.Runs]) -> list[str]:
    """Complaints about the file after its fix-its."""
    copy = fixed.copy_for_fixing(settings, file)
    static.analyse(settings, copy, file.library, checks, fix=True)
    after = scenarios.parse(copy)
    try:
        built = program.build(settings, after, "fixed")
    except ToolError as error:
        return [f"the fixed file {error}"]
    ran_after = runs.run_all(settings, after, built, f"eventloop-{file.path.parent.name}")
    _, found_after = static.analyse(settings, copy, file.library, checks)
    return fixed.judge(file, found, ran, after, found_after, ran_after)


def rewrite_checks(settings: Settings, file: scenarios.ScenarioFile, checks: str) -> None:
    _, found = static.analyse(settings, file.path, file.library, checks)
    file.path.write_text(update.rewrite(file.text, found), encoding="utf-8")


def report(path: Path, complaints: list[str]) -> int:
    for complaint in complaints:
        print(f"{path.name}: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


def parse_arguments() -> argparse.Namespace:
    root = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("checks", nargs="?", default=static.ALL_CHECKS,
                        help="checks to enable (default: all but eventloop-prefer-*)")
    parser.add_argument("--build", type=Path, default=root / "build")
    parser.add_argument("--llvm-bin", type=Path, default=Path("/usr/lib/llvm-22/bin"))
    parser.add_argument("--cxx", default="clang++-22")
    parser.add_argument("--cxx-flags", default="", help="flags of a sanitizer build")
    parser.add_argument("--jobs", type=int, default=2, help="scenarios run at a time")
    parser.add_argument("--runs-only", action="store_true",
                        help="trust the CHECK lines for what the analysis would say")
    parser.add_argument("--any-words", action="store_true",
                        help="do not compare with the CHECK lines")
    parser.add_argument("--update", action="store_true",
                        help="rewrite the CHECK lines from what the analysis says; read the diff")
    arguments = parser.parse_args()
    arguments.source_root = root
    return arguments


def main() -> int:
    arguments = parse_arguments()
    settings = Settings(arguments.source_root, arguments.build.resolve(), arguments.llvm_bin,
                        arguments.cxx, arguments.cxx_flags.split(), arguments.jobs)
    checks = arguments.checks if arguments.checks.startswith("-*") else f"-*,{arguments.checks}"
    source = arguments.file.resolve()
    totals.forget_result(settings.build_root, source)
    try:
        file = scenarios.parse(source)
        if arguments.update:
            rewrite_checks(settings, file, checks)
            return 0
        complaints = judge_file(settings, file, checks, arguments.runs_only,
                                arguments.any_words)
        if not (arguments.runs_only or arguments.any_words):
            totals.write_result(settings.build_root, file, complaints)
    except (ToolError, scenarios.ScenarioError, ValueError) as error:
        complaints = [str(error)]
    return report(arguments.file, complaints)


if __name__ == "__main__":
    sys.exit(main())
