# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The static verdict: runs eventloop-tidy on a scenario file and lets FileCheck
compare every warning and note with the file's CHECK lines."""

from __future__ import annotations

import re
from pathlib import Path

import diagnostics as diag
from diagnostics import Diagnostic
from scenarios import ScenarioFile
from settings import Settings, ToolError, run

ALL_CHECKS = "-*,eventloop-*,-eventloop-prefer-*"
_EXPORTED = re.compile(r"^  - DiagnosticName:\s+(?P<name>\S+)", re.MULTILINE)
_OFFSET = re.compile(r"^      FileOffset:\s+(?P<offset>\d+)", re.MULTILINE)
_PATH = re.compile(r"^      FilePath:\s+'?(?P<path>[^'\n]*)'?", re.MULTILINE)
# The replacements of the warning itself: those of its notes are indented more.
_NO_FIX = re.compile(r"^      Replacements:\s*\[\]", re.MULTILINE)


def analyse(settings: Settings, source: Path, library: str, checks: str,
            fix: bool = False) -> tuple[list[str], list[Diagnostic]]:
    """Runs the checks on `source`; with `fix`, repairs it in place. Returns the
    normalized lines and the diagnostics, each knowing whether it has a fix."""
    exported = settings.scratch / f"{source.parent.name}-{source.name}.fixes.yaml"
    exported.parent.mkdir(parents=True, exist_ok=True)
    exported.unlink(missing_ok=True)
    mode = ["-fix"] if fix else [f"--export-fixes={exported}"]
    result = run([settings.tidy, f"-checks={checks}", *mode, "-quiet", source, "--",
                  *settings.analysis_flags(source, library)])
    # Sources that do not compile are clang-tidy's errors; so is anything that
    # stops it without a word.
    lines = diag.normalize(result.stdout, source)
    found = diag.parse(lines)
    if result.returncode != 0 and not any(d.kind != "warning" for d in found):
        raise ToolError(f"eventloop-tidy ended with status {result.returncode}:\n"
                        f"{result.stderr.strip()}")
    if not fix:
        mark_fixes(found, exported, source)
    return lines, found


def mark_fixes(found: list[Diagnostic], exported: Path, source: Path) -> None:
    """Sets has_fix from clang-tidy's file of exported fixes."""
    if not exported.exists():
        return
    fixable = fixable_places(exported.read_text(encoding="utf-8"), source)
    for diagnostic in found:
        if not diagnostic.file:
            diagnostic.has_fix = (diagnostic.line, diagnostic.check) in fixable


def fixable_places(yaml: str, source: Path) -> set[tuple[int, str]]:
    """Line and check of each diagnostic of `source` that carries a fix."""
    content = source.read_bytes()
    starts = list(_EXPORTED.finditer(yaml))
    places = set()
    for index, start in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(yaml)
        entry = yaml[start.start():end]
        offset, path = _OFFSET.search(entry), _PATH.search(entry)
        if not offset or not path or _NO_FIX.search(entry):
            continue
        if Path(path["path"]).name == source.name:
            line = content.count(b"\n", 0, int(offset["offset"])) + 1
            places.add((line, start["name"]))
    return places


def compare(settings: Settings, file: ScenarioFile, lines: list[str]) -> list[str]:
    """Complaints about diagnostics that differ from the CHECK lines."""
    if not diag.expected_lines(file.text):
        return [f"not expected by any CHECK line: {line}" for line in lines]
    command = [settings.llvm_bin / "FileCheck", file.path,
               f"--check-prefix={diag.CHECK_PREFIX}", "--match-full-lines", "--allow-empty",
               "--implicit-check-not={{(warning|note|error): }}"]
    result = run(command, stdin="".join(line + "\n" for line in lines))
    if result.returncode == 0:
        return []
    said = "\n".join(lines) or "(nothing)"
    return [f"the diagnostics differ from the CHECK lines:\n{result.stderr.strip()}\n"
            f"--- what the analysis said:\n{said}"]
