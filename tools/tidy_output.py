# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads what clang-tidy prints, and counts it.

Knows the text of diagnostics and nothing of processes or command lines; those
are tools/analyse.py's.
"""

import collections
import dataclasses
import os
import re

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PLACE = re.compile(r"^((?:\x1b\[[0-9;]*m)*)([^\s\x1b:][^\x1b:]*)"
                   r"(:\d+:\d+: (?:\x1b\[[0-9;]*m)*(?:warning|error|note): )")
HEAD = re.compile(r"^(?P<file>.+?)(?P<place>:\d+:\d+)?: (?P<level>warning|error): "
                  r"(?P<text>.*) \[(?P<checks>[\w.,+-]+)\]$")
BROKEN = "clang-diagnostic-error"
CONFIGURATION = "clang-tidy-config"


@dataclasses.dataclass
class Finding:
    """One diagnostic with everything below it: source lines, notes, fix-its."""

    head: str
    check: str
    file: str
    is_error: bool  # -Werror's kin, or the compiler's own error
    lines: list

    @property
    def is_broken_source(self):
        """Whether it is the compiler's error and no check's finding."""
        return self.check == BROKEN

    @property
    def is_broken_configuration(self):
        """Whether it is about an option or a model file and not about the source."""
        return self.check == CONFIGURATION


def with_path_from_here(line, directory):
    """`line` with its file named from the working directory, where clang-tidy
    names it from the directory of the compile command."""
    match = PLACE.match(line)
    if not match or os.path.isabs(match[2]):
        return line
    path = os.path.relpath(os.path.join(directory, match[2]))
    return match[1] + path + match[3] + line[match.end():]


def parse(output, directory="."):
    """The findings of one run, in its order. What stands before the first is
    left out. `directory` is that of the compile command."""
    findings = []
    for line in output.splitlines():
        line = with_path_from_here(line, directory)
        plain = COLOUR.sub("", line)
        match = HEAD.match(plain)
        if match:
            check = next(name for name in match["checks"].split(",") if not name.startswith("-"))
            findings.append(Finding(plain, check, os.path.abspath(match["file"]),
                                    match["level"] == "error", [line]))
        elif findings:
            findings[-1].lines.append(line)
    return findings


class Tally:
    """The findings of many runs, each once, however many files include its header."""

    def __init__(self):
        self.seen = set()
        self.findings = []

    def add(self, findings):
        """Takes the findings of one run; returns those that are new."""
        new = []
        for finding in findings:
            if finding.head not in self.seen:
                self.seen.add(finding.head)
                new.append(finding)
        self.findings += [finding for finding in new
                          if not finding.is_broken_source and not finding.is_broken_configuration]
        return new

    def table(self):
        """Lines: how many findings of each check, in how many files."""
        files = collections.defaultdict(set)
        counts = collections.Counter()
        for finding in self.findings:
            counts[finding.check] += 1
            files[finding.check].add(finding.file)
        width = max(map(len, ["check", *counts]))
        yield f"{'check':{width}}  findings  files"
        for check in sorted(counts):
            yield f"{check:{width}}  {counts[check]:8}  {len(files[check]):5}"
