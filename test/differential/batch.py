# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles some programs as one translation unit, runs each for every sequence
of answers, and has the analysis look at the same text."""

from __future__ import annotations

import bisect
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGABRT
from typing import Iterable

from generator.ir import Program, namespace
from toolchain import Failure, Toolchain

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "harness"))
import diagnostics  # noqa: E402
import static  # noqa: E402

HEAD = ['#include "differential.h"', "", "using namespace refloop;", ""]
# Exceptions of programs that are wrong in ways that no check is about.
_SENSELESS = re.compile("no event loop was ever made at this address|no running event loop|"
                        "the task handle is empty|cannot reuse already awaited coroutine|"
                        r"Assertion '.*' failed")
_GIVE_UPS = re.compile(r"gave up (?P<count>\d+) times")
# Where a message is, and whether it is an error or tells of the one before it.
_MESSAGE = re.compile(r"^(?P<file>[^\s:]+):(?P<line>\d+):\d+: "
                      r"(?:(?P<error>(?:fatal )?error)|note): (?P<text>.*)", re.MULTILINE)


@dataclass
class Observed:
    """What was seen of one program; lines are the program's own, from 1."""

    reached: dict[int, int] = field(default_factory=dict)                # line: runs
    violated: dict[tuple[str, int], int] = field(default_factory=dict)   # (check, line): runs
    said: dict[tuple[str, int], str] = field(default_factory=dict)       # (check, line): grade
    fixable: set[tuple[str, int]] = field(default_factory=set)           # (check, line)
    witnessed: dict[tuple[str, int], str] = field(default_factory=dict)  # see witness.py
    messages: list[str] = field(default_factory=list)                    # for people
    runs: list[dict] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)


@dataclass
class Text:
    """The translation unit and which lines of it belong to which program."""

    lines: list[str]
    starts: list[int]   # the line, from 1, of each namespace's head
    names: list[str]

    def owner(self, number: int) -> tuple[str, int] | None:
        """The program that a line belongs to, and the line's number in it."""
        index = bisect.bisect_right(self.starts, number) - 1
        return (self.names[index], number - self.starts[index]) if index >= 0 else None

    def blank(self, names: Iterable[str]) -> None:
        """Empties programs; the lines of the others stay where they are."""
        ends = [*(start - 1 for start in self.starts[1:]), len(self.lines)]
        for name in names:
            index = self.names.index(name)
            for number in range(self.starts[index] - 1, ends[index]):
                self.lines[number] = ""
            del self.names[index], self.starts[index], ends[index]


def text_of(programs: dict[str, Program]) -> Text:
    text = Text(list(HEAD), [], list(programs))
    for name, program in programs.items():
        text.starts.append(len(text.lines) + 1)
        text.lines += namespace(name, program)
    return text


def observe(tools: Toolchain, place: Path,
            programs: dict[str, Program]) -> tuple[dict[str, Observed], int]:
    """Runs and analyses the programs; also says how often the analysis gave up."""
    result = execute_all(tools, place, programs)
    return result, analyse(tools, place, programs, result)


def execute_all(tools: Toolchain, place: Path,
                programs: dict[str, Program]) -> dict[str, Observed]:
    """Runs the programs. One that does not compile is in trouble."""
    result = {name: Observed() for name in programs}
    text = text_of(programs)
    for name, message in build(tools, place, text).items():
        result[name].trouble.append(f"does not compile: {message}")
    if text.names:
        run(tools, place, text, result)
    return result


def build(tools: Toolchain, place: Path, text: Text) -> dict[str, str]:
    """Compiles and links the programs of `text`. Takes out those that do not
    compile, and says why."""
    place.mkdir(parents=True, exist_ok=True)
    out: dict[str, str] = {}
    while text.names:
        (place / "batch.cpp").write_text("\n".join(text.lines) + "\n", encoding="utf-8")
        broken = _compile(tools, place, text)
        if not broken:
            break
        out.update(broken)
        text.blank(broken)
    return out


def _compile(tools: Toolchain, place: Path, text: Text) -> dict[str, str]:
    """The programs that do not compile and why; none: the batch is linked."""
    output = tools.compile(place / "batch.cpp", place / "batch.o")
    broken = blamed(output, text)
    if output and not broken:
        raise Failure(output)
    if not broken:
        tools.link(place, text.names)
    return broken


def blamed(output: str, text: Text) -> dict[str, str]:
    """The programs that a compiler's errors are about. The line of an error in a
    header says nothing of the batch: the first note that leads there does."""
    broken: dict[str, str] = {}
    error = None
    for match in _MESSAGE.finditer(output):
        if match["error"]:
            if error is not None:
                raise Failure(output)
            error = match["text"]
        if error is None or not match["file"].endswith("batch.cpp"):
            continue
        owner = text.owner(int(match["line"]))
        if owner is None:
            raise Failure(output)
        broken.setdefault(owner[0], f"line {owner[1]}: {error}")
        error = None
    if error is not None:
        raise Failure(output)
    return broken


def run(tools: Toolchain, place: Path, text: Text, result: dict[str, Observed]) -> None:
    for row in tools.run(place).splitlines():
        program = json.loads(row)
        seen = result[program["program"]]
        if not program["complete"]:
            seen.trouble.append("more sequences of answers than are tried")
        for run in program["runs"]:
            _add_run(text, program["program"], seen, run)


def _add_run(text: Text, name: str, seen: Observed, run: dict) -> None:
    violated = set()
    for violation in run["violations"]:
        owner = text.owner(violation["line"])
        if not violation["file"].endswith("batch.cpp") or not owner or owner[0] != name:
            seen.trouble.append(f"a violation elsewhere: {violation['file']}: "
                                f"{violation['message']}")
            continue
        violated.add((violation["check"], owner[1]))
    lines = {line for _, line in violated}
    for spot in run["reached"]:
        file, _, number = spot.rpartition(":")
        owner = text.owner(int(number))
        if file.endswith("batch.cpp") and owner and owner[0] == name:
            lines.add(owner[1])
    for line in lines:
        seen.reached[line] = seen.reached.get(line, 0) + 1
    for key in violated:
        seen.violated[key] = seen.violated.get(key, 0) + 1
    if senseless := _SENSELESS.search(run["errors"]):
        seen.trouble.append(f"senseless: {senseless[0]}")
    # std::terminate ends a run whose exception meets a destructor or noexcept.
    ended = run["end"] == "exited" or (run["end"] == "signalled" and run["code"] == SIGABRT)
    if not ended:
        seen.trouble.append(f"a run {run['end']} ({run['code']}), answers '{run['choices']}'")
    seen.runs.append({"choices": run["choices"], "end": run["end"], "code": run["code"],
                      "output": run["output"], "violated": sorted(violated),
                      "reached": lines})


def analyse(tools: Toolchain, place: Path, programs: dict[str, Program],
            result: dict[str, Observed]) -> int:
    """Adds what the analysis says of the programs that compile; how often it gave
    up."""
    place.mkdir(parents=True, exist_ok=True)
    text = text_of(programs)
    text.blank([n for n in programs if not compiles(result[n])])
    source, exported = place / "batch.cpp", place / "fixes.yaml"
    source.write_text("\n".join(text.lines) + "\n", encoding="utf-8")
    exported.unlink(missing_ok=True)
    output, errors = tools.analyse(source, f"--export-fixes={exported}")
    fixable = (static.fixable_places(exported.read_text(encoding="utf-8"), source)
               if exported.exists() else set())
    for found in diagnostics.parse(diagnostics.normalize(output, source)):
        owner = text.owner(found.line) if not found.file else None
        if owner is None or found.kind != "warning":
            raise Failure(f"eventloop-tidy: {found.file}:{found.line}: {found.text}")
        seen = result[owner[0]]
        maybe = "may be" in found.text or "may outlive" in found.text
        seen.said[found.check, owner[1]] = "maybe" if maybe else "definite"
        if (found.line, found.check) in fixable:
            seen.fixable.add((found.check, owner[1]))
        seen.messages.append(f"{owner[1]}: {found.text} [{found.check}]")
    return give_ups_in(errors)


def compiles(seen: Observed) -> bool:
    return not any("compile" in t for t in seen.trouble)


def give_ups_in(errors: str) -> int:
    """How often the analysis gave up: every check says the analysis' own number."""
    return max((int(match["count"]) for match in _GIVE_UPS.finditer(errors)), default=0)


def giving_up(tools: Toolchain, place: Path, programs: dict[str, Program]) -> list[str]:
    """The programs that the analysis gives up on: looks at halves."""
    place.mkdir(parents=True, exist_ok=True)
    source = place / "part.cpp"
    source.write_text("\n".join(text_of(programs).lines) + "\n", encoding="utf-8")
    if not give_ups_in(tools.analyse(source)[1]):
        return []
    names = list(programs)
    if len(names) == 1:
        return names
    half = len(names) // 2
    return [found for part in (names[:half], names[half:])
            for found in giving_up(tools, place, {n: programs[n] for n in part})]
