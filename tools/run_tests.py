#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs lit over a finished build and closes on its counts.

The last line of standard output is "N passed, N failed", from the results that
lit writes itself. Nothing is built here: that is tools/test.sh.
"""

import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys

REPO = pathlib.Path(__file__).resolve().parent.parent
PASSED = {"PASS", "FLAKYPASS", "XFAIL"}
NOT_RUN = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def cached(build, key):
    """The value that CMake's cache has for `key`."""
    for line in (build / "CMakeCache.txt").read_text().splitlines():
        if line.startswith(key + ":"):
            return line.split("=", 1)[1]
    sys.exit(f"run_tests: {key} is not in {build}/CMakeCache.txt; configure the build again")


def in_build(path, build):
    """Where lit looks for the tests that lie at `path` in the source tree."""
    path = pathlib.Path(path).resolve()
    tests = REPO / "test"
    if path != tests and tests not in path.parents:
        sys.exit(f"run_tests: {path} is not below {tests}")
    if not path.exists():
        sys.exit(f"run_tests: {path} does not exist")
    return build / "test" / path.relative_to(tests)


def count(results):
    """(passed, failed, not run) from lit's results; what is unknown is a failure."""
    codes = collections.Counter(test["code"] for test in results["tests"])
    passed = sum(number for code, number in codes.items() if code in PASSED)
    not_run = sum(number for code, number in codes.items() if code in NOT_RUN)
    return passed, sum(codes.values()) - passed - not_run, not_run


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=REPO / "build")
    parser.add_argument("words", nargs="*", metavar="TEST", help="files or folders below test/")
    arguments = sys.argv[1:]
    lit_options = []
    if "--" in arguments:
        lit_options = arguments[arguments.index("--") + 1:]
        arguments = arguments[:arguments.index("--")]
    options = parser.parse_args(arguments)
    build = options.build.resolve()

    results = build / "test" / "results.json"
    results.unlink(missing_ok=True)
    tests = [in_build(word, build) for word in options.words] or [build / "test"]
    lit = subprocess.run([sys.executable, cached(build, "EVENTLOOP_LIT"), "--succinct", "--verbose",
                          "--show-unsupported", "-j", str(os.cpu_count()), "-o", results,
                          *lit_options, *tests])
    if not results.exists():
        sys.exit("run_tests: lit wrote no results")

    passed, failed, not_run = count(json.loads(results.read_text()))
    # Precision and recall of the checks; a part of the tests has no totals.
    all_judged = True
    if not options.words and not lit_options:
        totals = subprocess.run([sys.executable, REPO / "test/harness/totals.py", "--build", build])
        all_judged = totals.returncode == 0
    if not_run:
        print(f"{not_run} not run")
    if passed + failed == 0:
        print("run_tests: no test ran", file=sys.stderr)
    sys.stderr.flush()
    print(f"{passed} passed, {failed} failed", flush=True)
    return 0 if lit.returncode == 0 and all_judged and passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
