#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Analyses all of Boost's installed examples with all checks: none may crash the
tool or exceed its time. The files come in a shuffled order that the seed fixes,
so that the first of them are a sample of all; what is done is kept in --answers
and a further call goes on behind it.

Judges no diagnostic: it prints them. The Asio and Beast examples among them
have their verdicts in run.py's expected.txt.
"""
import argparse
import collections
import json
import pathlib
import random
import sys
import time

import tidy

ROOT = pathlib.Path("/usr/share/doc/libboost1.81-doc/examples")
# The first is what most compile with; Boost's oldest examples need older ones.
STANDARDS = ("c++17", "c++20", "c++14", "c++11", "c++03")
# What no standard mends: the rest of the candidates would say the same.
HOPELESS = ("file not found",)


def find_all(seed):
    """The identifiers of all examples, shuffled."""
    if not ROOT.is_dir():
        sys.exit("Boost's examples are not installed; install libboost1.81-dev libboost1.81-doc")
    found = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.cpp"))
    random.Random(seed).shuffle(found)
    return found


def flags_of(path, std):
    """A command line: the folders above the file, up to its library's, are searched."""
    own = path.relative_to(ROOT).parents
    folders = [ROOT / folder for folder in own if len(folder.parts) >= 2]
    includes = [word for folder in folders for word in ("-I", str(folder))]
    return [f"-std={std}", "-w", *includes]


def analyse(tool, ident, timeout):
    """The first answer of a standard that compiles the example, else the first refusal."""
    first = None
    for std in STANDARDS:
        result = tidy.analyse(tool, ROOT / ident, flags_of(ROOT / ident, std), timeout)
        answer = {"example": ident, "std": std, "status": result.status,
                  "seconds": round(result.seconds, 2), "detail": result.detail[-1000:],
                  "diagnostics": [f"{d.file}:{d.line}: {d.text} [{d.check}]"
                                  for d in result.diagnostics]}
        first = first or answer
        if result.status != tidy.BROKEN:
            return answer
        if any(words in result.detail for words in HOPELESS):
            break
    return first


def read_answers(file):
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text().splitlines()]


def print_summary(answers, total):
    """Counts and failures; returns how many failed."""
    status = collections.Counter(answer["status"] for answer in answers)
    print(f"{len(answers)} of {total} examples: " + ", ".join(
        f"{status[s]} {s}" for s in (tidy.OK, tidy.CRASH, tidy.TIMEOUT, tidy.BROKEN)))
    compiled = [answer for answer in answers if answer["status"] == tidy.OK]
    libraries = {answer["example"].split("/")[1] for answer in compiled}
    found = sorted({text for answer in compiled for text in answer["diagnostics"]})
    print(f"  {len(libraries)} libraries, {len(found)} diagnostics")
    for text in found:
        print(f"  {text}")
    slowest = sorted(compiled, key=lambda answer: -answer["seconds"])[:3]
    print("  the slowest: " + ", ".join(f"{a['example']} {a['seconds']:.1f} s" for a in slowest))
    failed = [a for a in answers if a["status"] in (tidy.CRASH, tidy.TIMEOUT)]
    for answer in failed:
        print(f"FAILED {answer['example']} (-std={answer['std']}): {answer['status']}: "
              f"{answer['detail']}")
    return len(failed)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build", help="the build folder")
    parser.add_argument("--tidy", help="default: BUILD/bin/eventloop-tidy")
    parser.add_argument("--answers", type=pathlib.Path,
                        help="default: BUILD/corpus/boost.jsonl")
    parser.add_argument("--seed", type=int, default=1, help="of the order")
    parser.add_argument("--count", type=int, help="examples to have answers of; default: all")
    parser.add_argument("--minutes", type=float, help="stop after this long")
    parser.add_argument("--time-out", type=float, default=120, help="seconds a file (default 120)")
    options = parser.parse_args()
    tool = tidy.tool_path(options.build, options.tidy)
    file = options.answers or pathlib.Path(options.build) / "corpus" / "boost.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    idents = find_all(options.seed)
    answers = read_answers(file)
    done = {answer["example"] for answer in answers}
    began = time.monotonic()
    with file.open("a") as out:
        for ident in idents[:options.count]:
            if options.minutes and time.monotonic() - began > options.minutes * 60:
                break
            if ident in done:
                continue
            answer = analyse(tool, ident, options.time_out)
            out.write(json.dumps(answer) + "\n")
            out.flush()
            answers.append(answer)
    return 1 if print_summary(answers, len(idents)) or not answers else 0


if __name__ == "__main__":
    sys.exit(main())
