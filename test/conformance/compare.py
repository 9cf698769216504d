# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs each conformance scenario with CPython's asyncio and with refloop, and compares the logs.

usage: compare.py [--show] PROGRAM [NAME...]

PROGRAM is the built refloop_conformance. A scenario passes when both twins
leave the same log; a twin without its other half fails. Exit status: 0 all
pass, 1 some fail, 2 wrong usage. Knows nothing of what the scenarios do.
"""

import argparse
import asyncio
import collections
import difflib
import importlib
import logging
import pathlib
import subprocess
import sys
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import support  # noqa: E402  (found through the line above)

TOPICS = ("scheduling", "futures", "tasks", "gather", "cancellation", "cancel_propagation",
          "task_groups", "group_failures", "timeouts", "shields", "lifecycle", "runners",
          "runner_endings", "executors", "signals", "generators")
TIME_LIMIT_S = 20


def run_with_asyncio(name):
    """The log of the Python twin, with its own failure as last line."""
    log = support.Log()
    asyncio.set_event_loop_policy(support.VirtualPolicy())
    try:
        support.SCENARIOS[name](log)
    except BaseException as error:  # a scenario that lets anything out is a result too
        log("scenario raised", error)
    return log.lines


def run_with_refloop(program, name):
    """The log of the C++ twin; a crash or time-out is its last line."""
    try:
        done = subprocess.run([program, name], capture_output=True, text=True,
                              timeout=TIME_LIMIT_S)
    except subprocess.TimeoutExpired:
        return [f"[timed out after {TIME_LIMIT_S} s]"]
    lines = done.stdout.splitlines()
    if done.returncode:
        lines.append(f"[exit status {done.returncode}]")
        lines += done.stderr.splitlines()[-20:]
    return lines


def names_in(program):
    """The scenarios of the C++ program, in its order."""
    listed = subprocess.run([program, "--list"], capture_output=True, text=True, check=True)
    return listed.stdout.split()


def spelled_alike(line):
    """asyncio's names in texts that refloop spells with its own."""
    return line.replace("asyncio.run()", "refloop::run()")


def compare(program, name, in_program):
    """The differences between the twins; empty when they agree."""
    if name not in support.SCENARIOS:
        return ["only in C++"]
    if name not in in_program:
        return ["only in Python"]
    expected = [spelled_alike(line) for line in run_with_asyncio(name)]
    if not expected:
        return ["leaves no log: it cannot fail"]
    actual = run_with_refloop(program, name)
    return list(difflib.unified_diff(expected, actual, "asyncio", "refloop", lineterm="", n=99))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", action="store_true", help="print the logs, too")
    parser.add_argument("program", help="the built refloop_conformance")
    parser.add_argument("names", nargs="*", help="only these scenarios or topics")
    arguments = parser.parse_args()

    warnings.simplefilter("ignore")  # asyncio's warnings are refloop's violations
    logging.disable(logging.CRITICAL)
    for topic in TOPICS:
        importlib.import_module(topic)
    in_program = names_in(arguments.program)
    wanted = [name for name in dict.fromkeys([*support.SCENARIOS, *in_program])
              if not arguments.names or name in arguments.names
              or name.split("/")[0] in arguments.names]

    totals, failures = collections.Counter(), collections.Counter()
    for name in wanted:
        differences = compare(arguments.program, name, in_program)
        topic = name.split("/")[0]
        totals[topic] += 1
        failures[topic] += bool(differences)
        print(f"{'FAIL' if differences else 'pass'} {name}")
        for line in differences:
            print("    " + line)
        if arguments.show and not differences:
            print("".join(f"    {line}\n" for line in run_with_asyncio(name)), end="")
    for topic, total in totals.items():
        print(f"{topic}: {total - failures[topic]} of {total} agree")
    print(f"all: {sum(totals.values()) - sum(failures.values())} of {sum(totals.values())} agree")
    return 1 if sum(failures.values()) or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
