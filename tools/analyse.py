#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Analyses files, two at a time, and sums the findings up.

usage: analyse.py [-p BUILD] [-j N] [FILE | FOLDER]... [clang-tidy option]... [-- compiler flags]

Without files: the whole compile database of -p, or else the bundled example.
Exit status: 0 clean, 1 findings, 2 something could not be analysed.
"""

import collections
import concurrent.futures
import dataclasses
import os
import pathlib
import signal
import subprocess
import sys
import time

from sources import CannotAnalyse, find_sources
from tidy_output import Tally, parse

REPO = pathlib.Path(__file__).resolve().parent.parent
EXAMPLE = REPO / "runtime-model" / "examples" / "telemetry"
# Options of clang-tidy whose value may be the next word.
TAKES_VALUE = {"checks", "config", "config-file", "exclude-header-filter", "export-fixes",
               "extra-arg", "extra-arg-before", "format-style", "header-filter", "line-filter",
               "load", "store-check-profile", "vfsoverlay", "warnings-as-errors"}


@dataclasses.dataclass
class Request:
    """The command line, sorted."""

    tidy: str = str(REPO / "build" / "bin" / "eventloop-tidy")
    database: str = ""
    jobs: int = 2
    words: list = dataclasses.field(default_factory=list)
    options: list = dataclasses.field(default_factory=list)
    flags: list = dataclasses.field(default_factory=list)

    def has_option(self, *names):
        return any(option_name(word) in names for word in self.options)


def option_name(word):
    return word.lstrip("-").split("=")[0]


def sort_arguments(arguments):
    """The request that the words of the command line make."""
    request = Request()
    rest = iter(arguments)

    def value(word):
        if "=" in word:
            return word.split("=", 1)[1]
        try:
            return next(rest)
        except StopIteration:
            raise CannotAnalyse(f"{word} wants a value") from None

    for word in rest:
        name = option_name(word)
        if word == "--":
            request.flags = ["--", *rest]
        elif not word.startswith("-"):
            request.words.append(word)
        elif name == "tidy":
            request.tidy = value(word)
        elif name == "p":
            request.database = value(word)
        elif name == "j" or name[:1] == "j" and name[1:].isdigit():
            request.jobs = job_count(name[1:] or value(word))
        elif name in TAKES_VALUE and "=" not in word:
            request.options.append(f"{word}={value(word)}")
        else:
            request.options.append(word)
    return request


def job_count(text):
    if not text.isdigit() or int(text) == 0:
        raise CannotAnalyse(f"-j wants a number from 1, not '{text}'")
    return int(text)


def requested_sources(request):
    """What to analyse; without a word about it, the bundled example."""
    if request.words or request.database:
        return find_sources(request.words, request.database, request.flags)
    programs = sorted(EXAMPLE.glob("*.cpp"))
    if not programs:
        raise CannotAnalyse(f"there is no example in {EXAMPLE}; name a file or a folder")
    if not chooses_checks(request):  # it has a bug for each, those of style included
        request.options.append("--checks=-*,eventloop-*")
    flags = request.flags or ["--", "-std=c++20", f"-I{REPO / 'runtime-model' / 'include'}"]
    return find_sources(map(os.path.relpath, programs), "", flags)


def chooses_checks(request):
    return request.has_option("checks", "config", "config-file")


def analyse(source, request):
    """Runs clang-tidy on one source: (source, its findings, why it failed or '')."""
    command = [request.tidy, "--quiet", *request.options, source.file]
    if not chooses_checks(request):
        command.insert(1, "--checks=-*,eventloop-*,-eventloop-prefer-*")
    if source.database:
        command += ["-p", source.database]
    if sys.stdout.isatty() and not request.has_option("use-color"):
        command.insert(1, "--use-color")
    done = subprocess.run(command + source.flags, capture_output=True, text=True, errors="replace")
    findings = parse(done.stdout, source.directory)
    if any(finding.is_broken_source for finding in findings):
        return source, findings, ("it does not compile with these flags (errors above); build the "
                                  "project once, or correct the flags in its compile database")
    if any(finding.is_broken_configuration for finding in findings):
        return source, findings, ("an option or a model file is wrong (warnings above); what it was "
                                  "to find is not known")
    # clang-tidy also fails where a finding counts as an error.
    if done.returncode and not (done.returncode == 1 and any(f.is_error for f in findings)):
        return source, findings, what_happened(done)
    return source, findings, ""


def what_happened(done):
    """Why a run of clang-tidy failed that is no fault of the source."""
    if done.returncode < 0:
        name = signal.Signals(-done.returncode).name
        trace = "\n".join(done.stderr.splitlines()[:20])
        return f"clang-tidy crashed ({name}); please report it with this file:\n{trace}"
    return f"clang-tidy failed ({done.returncode}):\n{done.stderr.rstrip()}"


class Progress:
    """How far we are: one line that overwrites itself, on a terminal only."""

    def __init__(self, total):
        self.total, self.done = total, 0
        self.shown = sys.stderr.isatty() and total > 1

    def show(self, file):
        self.done += 1
        self._write(f"[{self.done}/{self.total}] {file}")

    def clear(self):
        self._write("")

    def _write(self, text):
        if self.shown:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def analyse_all(sources, request):
    """Analyses and prints; returns the tally, and the files of each failure."""
    tally, failures, progress = Tally(), collections.defaultdict(list), Progress(len(sources))
    with concurrent.futures.ThreadPoolExecutor(request.jobs) as pool:
        for source, findings, failure in pool.map(lambda one: analyse(one, request), sources):
            progress.clear()
            for finding in tally.add(findings):
                print("\n".join(finding.lines), flush=True)
            if failure:
                failures[failure].append(source.file)
            progress.show(source.file)
    progress.clear()
    return tally, failures


def plural(number, noun):
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def summarise(tally, failures, analysed, seconds):
    """Prints the table, the count, and what failed; returns the exit status."""
    if tally.findings:
        print("", *tally.table(), sep="\n")
    failed = sum(map(len, failures.values()))
    print(f"{plural(len(tally.findings), 'finding')}; {plural(analysed - failed, 'file')} analysed "
          f"in {seconds:.1f} s" + (f", {failed} failed" if failed else ""), flush=True)
    for failure, files in failures.items():
        more = f" and {len(files) - 1} more" if len(files) > 1 else ""
        print(f"analyse: {files[0]}{more}: {failure}", file=sys.stderr)
    if failures:
        return 2
    return 1 if tally.findings else 0


def run(arguments):
    request = sort_arguments(arguments)
    if not os.access(request.tidy, os.X_OK):
        raise CannotAnalyse(f"{request.tidy} is not there; build it with tools/build.sh")
    sources = requested_sources(request)
    if request.has_option("fix", "fix-errors", "fix-notes"):
        request.jobs = 1  # two runs must not change one header at once
    if request.has_option("export-fixes") and len(sources) > 1:
        raise CannotAnalyse("--export-fixes takes one file here; for more, run-clang-tidy-22 "
                            "with the plugin collects them")
    start = time.monotonic()
    tally, failures = analyse_all(sources, request)
    return summarise(tally, failures, len(sources), time.monotonic() - start)


def main():
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(__doc__.strip())
        return 0
    try:
        return run(sys.argv[1:])
    except CannotAnalyse as error:
        print(f"analyse: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader has seen enough: `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2


if __name__ == "__main__":
    sys.exit(main())
