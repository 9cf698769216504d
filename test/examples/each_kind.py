# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The bundled example has one bug of each kind, and its fixed twins are what the
fix-its make of them: prints, for each kind, the command that has the bug and
whether the twin's text is that of the fix-it. What has none, or reads better
otherwise, is written by hand.

  each_kind.py --tidy TIDY --clang-format FORMAT --scratch FOLDER -- FLAGS
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "test" / "harness"), str(ROOT / "tools")]
import check_metadata
import diagnostics as diag
from sections import section_at, sections

EXAMPLE = ROOT / "runtime-model" / "examples" / "telemetry"
CHECKS = "--checks=-*,eventloop-*"


def kinds_of(said: dict[str, list[tuple[int, str]]], declared: list[str]) -> list[str]:
    """Complaints, unless each kind is said once; `said` is (line, check) by file."""
    found = sorted(check for ones in said.values() for _, check in ones)
    return [f"{check}: {found.count(check)} findings in the example, and not one"
            for check in sorted({*found, *declared}) if found.count(check) != 1]


def origin(bad: str, mended: str, twin: str, line: int) -> tuple[str, str]:
    """The command that `line` of the program stands in, and where its text in
    the fixed twin comes from."""
    at = section_at(sections(bad), line)
    if at is None:
        return "no command", "written"
    texts = [next((s.text for s in sections(text) if s.name == at.name), "")
             for text in (bad, mended, twin)]
    if texts[0] == texts[2]:
        return at.name, "not fixed"
    if texts[0] == texts[1]:
        return at.name, "written"
    return at.name, "fix-it" if texts[1] == texts[2] else "written, though there is a fix-it"


def main() -> int:
    flags = sys.argv[sys.argv.index("--") + 1:]
    parser = argparse.ArgumentParser()
    parser.add_argument("--tidy", required=True)
    parser.add_argument("--clang-format", required=True)
    parser.add_argument("--scratch", type=Path, required=True)
    options = parser.parse_args(sys.argv[1:sys.argv.index("--")])
    options.scratch.mkdir(parents=True, exist_ok=True)
    said, rows = {}, []
    for program in sorted(EXAMPLE.glob("*.cpp")):
        copy = options.scratch / program.name
        copy.write_text(program.read_text(encoding="utf-8"), encoding="utf-8")
        tidy = subprocess.run([options.tidy, "--quiet", CHECKS, "--fix", copy, "--", *flags],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
        found = [d for d in diag.parse(diag.normalize(tidy.stdout, copy))]
        said[program.name] = [(d.line, d.check) for d in found]
        subprocess.run([options.clang_format, f"--style=file:{ROOT / '.clang-format'}", "-i", copy],
                       check=True)
        bad, mended = program.read_text(encoding="utf-8"), copy.read_text(encoding="utf-8")
        twin = (program.parent / "fixed" / program.name).read_text(encoding="utf-8")
        rows += [(check, program.name, *origin(bad, mended, twin, line))
                 for line, check in said[program.name]]
    for check, program, command, how in sorted(rows):
        print(f"{check}: {program} {command}: {how}")
    complaints = kinds_of(said, [check.full_name for check in check_metadata.read(ROOT)])
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
