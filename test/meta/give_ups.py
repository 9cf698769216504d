# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""No limit of the analysis is met by a scenario: what it says of them is what it
can say. Runs the checks on every file below test/checks and reads the count that
the option EventLoopShowGiveUps prints.

usage: give_ups.py TIDY [FILE...]
"""

from __future__ import annotations

import concurrent.futures
import re
import subprocess
import sys
from pathlib import Path

import tree
import scenarios
from settings import Settings

OPTION = "--config={CheckOptions: {EventLoopShowGiveUps: true}}"
_COUNT = re.compile(r"gave up (\d+) times")


def complaints_about(tidy: str, file: Path) -> list[str]:
    settings = Settings(tree.ROOT, Path(tidy).parents[1], Path(tidy).parent)
    library = scenarios.parse(file).library
    result = subprocess.run(
        [tidy, "--checks=-*,eventloop-*", "--quiet", OPTION, file, "--",
         *settings.analysis_flags(file, library)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    counts = [int(count) for count in _COUNT.findall(result.stdout)]
    if not counts:
        return [f"{file.name}: the analysis does not say how often it gave up"]
    if max(counts):
        return [f"{file.name}: the analysis gave up {max(counts)} times"]
    return []


def main() -> None:
    tidy, *names = sys.argv[1:]
    files = [Path(name) for name in names] or tree.under("test/checks", ".cpp", ".c")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda file: complaints_about(tidy, file), files))
    tree.finish([complaint for complaints in found for complaint in complaints], len(files))


if __name__ == "__main__":
    main()
