#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the gallery: for each kind of bug the command of the bundled example
that has it, what eventloop-tidy says, what a run does, the picture of the run's
time line, and what mends it. All of it comes from the tools and from runs;
nothing is written by hand.

usage: gallery.py --build BUILD --out FOLDER     makes the pages
       gallery.py --build BUILD --check FOLDER   fails where FOLDER's differ
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import check_metadata
import time_line
from sections import Section, section_at, sections
from tidy_output import Finding, parse

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "runtime-model" / "examples" / "telemetry"
MADE = "<!-- Made by `tools/gallery.py --out docs/gallery` from the bundled example. -->"
GRADES = {"definite": "Each run that comes to the line violates there.",
          "maybe": "Some of the runs that come to the line violate there. This is one of them."}
_PLACE = re.compile(r"^[^\s:][^:]*(?=:\d+: (?:violation|note): )")


@dataclass
class Exhibit:
    """A bug, and where it is."""

    check: check_metadata.Check
    program: Path
    section: Section
    finding: Finding


@dataclass
class Run:
    """What a run did that shows the bug, or the first where none can."""

    grade: str  # "": no run violates
    violation: str  # as printed
    trace: str


def exhibits(tidy: Path) -> list[Exhibit]:
    """One for each check, in the order of their list."""
    found = {}
    flags = ["--", "-std=c++20", f"-I{ROOT / 'runtime-model' / 'include'}"]
    for program in sorted(EXAMPLE.glob("*.cpp")):
        done = subprocess.run([tidy, "--quiet", "--checks=-*,eventloop-*", program, *flags],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
        parts = sections(program.read_text(encoding="utf-8"))
        for finding in parse(done.stdout):
            line = int(finding.head[len(str(program)) + 1:].split(":")[0])
            section = section_at(parts, line)
            if section is None or finding.check in found:
                sys.exit(f"gallery: not one command for {finding.check}: {finding.head}")
            found[finding.check] = (program, section, finding)
    checks = check_metadata.read(ROOT)
    missing = {check.full_name for check in checks} ^ set(found)
    if missing:
        sys.exit(f"gallery: the example has no bug, or an unknown one: {', '.join(sorted(missing))}")
    return [Exhibit(check, *found[check.full_name]) for check in checks]


def run(exhibit: Exhibit, build: Path, scratch: Path) -> Run:
    """Runs the command for all answers of choose(), and once more for its trace."""
    program, report = build / "telemetry" / exhibit.program.stem, scratch / "report.json"
    # The tests are GoogleTest's, which takes no commands.
    command = [program] + ([] if exhibit.section.name == "tests" else [exhibit.section.name])
    subprocess.run([build / "bin" / "refloop-run", "--json", report, *command],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    said = json.loads(report.read_text(encoding="utf-8"))
    name = exhibit.check.full_name
    grade = next((total["grade"] for total in said["totals"] if total["check"] == name), "")
    choices = next((one["choices"] for one in said["runs"]
                    if any(v["check"] == name for v in one["violations"])), "")
    trace = scratch / "trace.json"
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          check=False, env={**os.environ, "REFLOOP_TRACE": str(trace),
                                            "REFLOOP_CHOICES": choices})
    return Run(grade, violation_in(done.stderr, name, build), trace.read_text(encoding="utf-8"))


def violation_in(output: str, check: str, build: Path) -> str:
    """The first violation of the check, with its notes and names from the root."""
    lines: list[str] = []
    for line in output.splitlines():
        if lines and ": note: " not in line:
            break
        if lines or (": violation: " in line and line.endswith(f"[{check}]")):
            lines.append(_PLACE.sub(lambda m: os.path.relpath(build / m[0], ROOT), line))
    return "".join(line + "\n" for line in lines)


def mended(exhibit: Exhibit) -> str:
    """How the section differs in the fixed twin."""
    twin = EXAMPLE / "fixed" / exhibit.program.name
    after = next(s.text for s in sections(twin.read_text(encoding="utf-8"))
                 if s.name == exhibit.section.name)
    difference = difflib.unified_diff(exhibit.section.text.splitlines(), after.splitlines(),
                                      lineterm="", n=2)
    return "\n".join(line for line in list(difference)[2:] if not line.startswith("@@"))


def page(exhibit: Exhibit, done: Run, root: str) -> str:
    """The page of one kind; `root` is the way from it to the repository."""
    check, section = exhibit.check, exhibit.section
    source = os.path.relpath(exhibit.program, ROOT)
    said = "\n".join(exhibit.finding.lines).replace(f"{ROOT}/", "")
    if done.violation:
        ran = f"{GRADES[done.grade]}\n\n```text\n{done.violation}```"
    else:
        ran = "Nothing is violated: this check is about style, and the fix does the same."
    return f"""\
# {check.full_name}, seen

{MADE}

{check.summary} [What it is about]({root}/docs/checks/{check.name}.md) · [all kinds](list.md)

## The program

Lines {section.first} to {section.last} of [{exhibit.program.name}]({root}/{source}):

```cc
{section.text}```

## What eventloop-tidy says

```text
{said}
```

## What a run does

{ran}

![The time line of the run]({check.name}.svg)

## What mends it

```diff
{mended(exhibit)}
```
"""


def index(shown: list[Exhibit], root: str) -> str:
    rows = "".join(f"| [{e.check.full_name}]({e.check.name}.md) | `{e.section.name}` in "
                   f"[{e.program.name}]({root}/{os.path.relpath(e.program, ROOT)}) |\n" for e in shown)
    return f"""\
# The gallery

{MADE}

One bug of each kind: the program, the diagnostic, the run's violation, the picture of its time line, and what mends it.

| Kind | Shown by |
|---|---|
{rows}
In the pictures a bar is something that lives: a loop, a task, a session, an executor. The stretches in it are what it
does: runs and their callbacks, steps of a task, jobs. A number is a moment that a line of the program made; red is the
violation, a red ring the line that is blamed if that was earlier, and yellow what led to it.
"""


def make(build: Path, folder: Path) -> dict[str, str]:
    """All files of the gallery, by name, as they are to be in the folder."""
    root = os.path.relpath(ROOT, folder.resolve())
    shown = exhibits(build / "bin" / "eventloop-tidy")
    files = {"list.md": index(shown, root)}
    with tempfile.TemporaryDirectory() as scratch:
        for exhibit in shown:
            done = run(exhibit, build, Path(scratch))
            if bool(done.violation) == exhibit.check.name.startswith("prefer-"):
                sys.exit(f"gallery: {exhibit.check.full_name}: not what a run should do: {done.violation}")
            files[f"{exhibit.check.name}.md"] = page(exhibit, done, root)
            source = exhibit.program.read_text(encoding="utf-8")
            files[f"{exhibit.check.name}.svg"] = time_line.picture(done.trace, source,
                                                                  exhibit.program.name)
    return files


def words(text: str) -> list[str]:
    """What a picture says, whatever the order in which threads came to it."""
    return sorted({word for word in re.findall(r"<text[^>]*>([^<]*)</text>", text)
                   if not re.fullmatch(r"\d*|Task-\d+", word)})


def differences(files: dict[str, str], folder: Path) -> list[str]:
    """Which files of the folder are not those: pages to the letter, pictures by
    their words, since runs differ in the order of threads."""
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*")}
    return [name for name in sorted({*files, *there})
            if name not in files or name not in there
            or (words(files[name]) != words(there[name]) if name.endswith(".svg")
                else files[name] != there[name])]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--out", type=Path)
    group.add_argument("--check", type=Path)
    arguments = parser.parse_args()
    # What is compared is a copy of docs/gallery, wherever it lies.
    files = make(arguments.build.resolve(), arguments.out or ROOT / "docs" / "gallery")
    if arguments.check:
        stale = differences(files, arguments.check)
        for name in stale:
            print(f"gallery: {name} is out of date: tools/gallery.py --out {arguments.check} makes it "
                  "again", file=sys.stderr)
        return 1 if stale else 0
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (arguments.out / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
