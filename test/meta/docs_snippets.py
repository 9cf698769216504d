# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The snippets of the docs are executed.

In docs/checks/NAME.md each C++ block is a whole program: those under "Bad" are
diagnosed, and violate when they run (`prefer-`: run clean); those under "Instead" and "Silencing" are
silent, and the former run clean. On all other pages C++ blocks compile. A shell
block with `<!-- run -->` above it is run; a block with `<!-- output -->` above
it, after that, is what it printed: a line `...` stands for what is left out, and
seconds do not count."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import tree  # first: it tells where the tools' modules are
import check_metadata
import markdown
from settings import Settings, run

PAGES = ("README.md", "CONTRIBUTING.md", "docs/*.md", "test/README.md")
DIAGNOSED, SILENT, CLEAN = ("bad",), ("instead", "silencing"), ("instead",)


def is_printed(block: str, printed: str) -> bool:
    """Whether `block` shows `printed`, in which seconds and blanks do not count.
    A line `...` stands for lines that are left out."""
    def words(text: str) -> str:
        return " ".join(re.sub(r"\b\d+\.\d s\b", "S s", text).split())

    parts = [words(part) for part in re.split(r"^\.\.\.$", block, flags=re.MULTILINE)]
    pattern = ".*".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, words(printed)) is not None if any(parts) else False


class Snippets:
    """Judges blocks in a scratch folder."""

    def __init__(self, settings: Settings, scratch: Path):
        self.settings, self.scratch = settings, scratch
        self.complaints: list[str] = []
        self.count = 0

    def check_page(self, check: check_metadata.Check) -> None:
        page = tree.ROOT / check.page
        if not page.is_file():
            self.complaints.append(f"no {check.page}")
            return
        found = [b for b in markdown.blocks(page.read_text(encoding="utf-8"))
                 if b.language == "cpp"]
        for section in ("bad", "instead"):
            if not any(b.section == section for b in found):
                self.complaints.append(f"{check.page}: no C++ block under '{section}'")
        for block in found:
            self._program(f"{check.page}:{block.line}", check, block)

    def _program(self, where: str, check: check_metadata.Check, block: markdown.Block) -> None:
        self.count += 1
        source = self.scratch / "snippet.cpp"
        source.write_text(block.text, encoding="utf-8")
        flags = self.settings.analysis_flags(Path("snippet.cpp"), "")
        said = run([self.settings.tidy, f"-checks=-*,{check.full_name}", "-quiet", source,
                    "--", *flags])
        if ": error: " in said.stdout or said.returncode:
            self.complaints.append(f"{where}: does not compile:\n{said.stdout}{said.stderr}")
            return
        warned = f"[{check.full_name}]" in said.stdout
        if block.section in DIAGNOSED and not warned:
            self.complaints.append(f"{where}: not diagnosed")
        if block.section in SILENT and warned:
            self.complaints.append(f"{where}: diagnosed:\n{said.stdout}")
        if block.section in DIAGNOSED + CLEAN:
            violates = block.section in DIAGNOSED and not check.name.startswith("prefer-")
            self._run(where, check, source, violates)

    def _run(self, where: str, check: check_metadata.Check, source: Path, violates: bool) -> None:
        program, report = self.scratch / "snippet", self.scratch / "snippet.json"
        built = run([self.settings.clangxx, *self.settings.analysis_flags(Path("snippet.cpp"), ""), "-g",
                     *self.settings.cxx_flags, source, self.settings.refloop_library,
                     "-pthread", "-o", program])
        if built.returncode:
            self.complaints.append(f"{where}: does not link:\n{built.stderr}")
            return
        result = run([self.settings.refloop_run, "--json", report, program])
        said = json.dumps(json.loads(report.read_text())) if report.exists() else ""
        seen = re.findall(r"eventloop-[a-z-]+", said)
        if violates and check.full_name not in seen:
            self.complaints.append(f"{where}: no run violates {check.full_name}:\n{result.stderr}")
        if not violates and (seen or not said):
            self.complaints.append(f"{where}: does not run clean: {seen}\n{result.stderr}")

    def other_page(self, page: Path) -> None:
        expected = None
        for block in markdown.blocks(page.read_text(encoding="utf-8")):
            where = f"{tree.name(page)}:{block.line}"
            if block.language == "cpp":
                self._compiles(where, block)
            elif block.mark == "run":
                expected = self._shell(where, block)
            elif block.mark == "output":
                self.count += 1
                if expected is None or not is_printed(block.text, expected):
                    self.complaints.append(f"{where}: what was printed is:\n{expected}")

    def _compiles(self, where: str, block: markdown.Block) -> None:
        self.count += 1
        source = self.scratch / "snippet.cpp"
        source.write_text(block.text, encoding="utf-8")
        library = "asio" if "<asio" in block.text else ""
        built = run([self.settings.clangxx, *self.settings.analysis_flags(source, library),
                     "-fsyntax-only", source])
        if built.returncode:
            self.complaints.append(f"{where}: does not compile:\n{built.stderr}")

    def _shell(self, where: str, block: markdown.Block) -> str:
        """Runs a block in the root of the tree; paths it prints are relative."""
        self.count += 1
        path = f"{self.settings.build_root / 'bin'}{os.pathsep}{os.environ['PATH']}"
        # What tools/run.sh starts once everything is installed and built: a test
        # that builds what it tests would never be done while somebody edits.
        analyse = f"{sys.executable} tools/analyse.py --tidy {self.settings.tidy}"
        commands = block.text.replace("tools/run.sh", analyse)
        # A check that finds something ends with 1: that is no failure here.
        result = subprocess.run(["bash", "-c", commands], cwd=tree.ROOT, text=True,
                                env={**os.environ, "PATH": path}, timeout=300, check=False,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if result.returncode > 1:
            self.complaints.append(f"{where}: status {result.returncode}:\n{result.stderr}")
        return result.stdout.replace(f"{tree.ROOT}/", "")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=Path, default=tree.ROOT / "build")
    parser.add_argument("--llvm-bin", type=Path, default=Path("/usr/lib/llvm-22/bin"))
    parser.add_argument("--cxx", default="clang++-22")
    parser.add_argument("--cxx-flags", default="")
    arguments = parser.parse_args()
    settings = Settings(tree.ROOT, arguments.build.resolve(), arguments.llvm_bin,
                        arguments.cxx, arguments.cxx_flags.split())
    with tempfile.TemporaryDirectory() as scratch:
        snippets = Snippets(settings, Path(scratch))
        for check in check_metadata.read(tree.ROOT):
            snippets.check_page(check)
        for page in (p for p in tree.files(*PAGES) if "docs/checks/" not in tree.name(p)):
            snippets.other_page(page)
    tree.finish(snippets.complaints, snippets.count)


if __name__ == "__main__":
    main()
