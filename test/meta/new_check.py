# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs tools/new_check.py on a scratch copy of the tree, at the head, in the
middle and at the end of the alphabet: every list is in order, the stubs
compile, and their tests fail because the checks find nothing yet."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

import tree

NAMES = ("aged-loop", "misplaced-loop", "zombie-loop")
SUMMARY = "Finds loops that were only ever made for a test."


def copy_tree(place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    for folder in ("checks", "lib", "tools", "docs", "test", "cmake"):
        for path in tree.files(f"{folder}/*"):
            target = place / tree.name(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    subprocess.run(["git", "init", "-q", str(place)], check=True)


def python(place: Path, *words: str, fails: bool = False) -> str:
    result = subprocess.run([sys.executable, *words], cwd=place, text=True, check=False,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if (result.returncode != 0) != fails:
        sys.exit(f"{' '.join(words)}: status {result.returncode}\n{result.stdout}")
    return result.stdout


def stubs_compile(place: Path, cxx: str, llvm_bin: str) -> None:
    unit = place / "stubs.cpp"
    sources = sorted((place / "checks").glob("*LoopCheck.cpp"))
    unit.write_text("".join(f'#include "{p}"\n' for p in sources)
                    + f'#include "{place}/checks/EventLoopTidyModule.cpp"\n', encoding="utf-8")
    include = subprocess.run([f"{llvm_bin}/llvm-config", "--includedir"], check=True, text=True,
                             stdout=subprocess.PIPE).stdout.strip()
    subprocess.run([cxx, "-std=c++20", "-fno-rtti", "-fsyntax-only", "-Wall", "-Werror=unused",
                    f"-I{place}/lib", f"-I{place}/checks", f"-I{place}", "-isystem", include,
                    str(unit)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("scratch", type=Path)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--cxx", default="clang++-22")
    parser.add_argument("--cxx-flags", default="", help="flags of a sanitizer build")
    parser.add_argument("--llvm-bin", default="/usr/lib/llvm-22/bin")
    arguments = parser.parse_args()
    place = arguments.scratch.resolve()
    copy_tree(place)
    for name in reversed(NAMES):
        python(place, "tools/new_check.py", name, "--summary", SUMMARY)
    python(place, "tools/new_check.py", NAMES[0], fails=True)  # there already
    python(place, "tools/new_check.py", "no-loop", fails=True)
    python(place, "tools/check_list.py", "--check")
    python(place, "test/meta/include_arrows.py")
    # All names but the built tool's: a stub in its place lists what is declared.
    listing = place / "fake-tidy"
    listing.write_text(f"#!{sys.executable}\nimport sys\nsys.path.insert(0, '{place}/tools')\n"
                       "import check_metadata, pathlib\n"
                       f"for c in check_metadata.read(pathlib.Path('{place}')):\n"
                       "    print('    ' + c.full_name)\n", encoding="utf-8")
    listing.chmod(0o755)
    python(place, "test/meta/spellings.py", str(listing))
    stubs_compile(place, arguments.cxx, arguments.llvm_bin)
    for name in NAMES:
        said = python(place, str(tree.ROOT / "test/harness/check_scenarios.py"), "--build",
                      str(arguments.build.resolve()), f"--cxx-flags={arguments.cxx_flags}",
                      "--runs-only", f"test/checks/{name}/first.cpp", f"eventloop-{name}",
                      fails=True)
        if "bad_todo: silent, but its name promises a warning" not in said:
            sys.exit(f"the stub's test fails for another reason:\n{said}")
    print(f"{len(NAMES)} checks started in {place.name}")


if __name__ == "__main__":
    main()
