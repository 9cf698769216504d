#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Finds the installed Asio and Beast examples and the flags they compile with.

Responsible for: the list of example files of Debian's libasio-doc and
libboost1.81-doc, the candidate command lines of each, the syntax check that
decides which command line holds (cached in the build folder), and the reason
why a file is not analysed. Not responsible for running eventloop-tidy
(tidy.py) nor for mutants (operators.py).
"""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ASIO_ROOT = pathlib.Path("/usr/share/doc/libasio-dev/examples")
BOOST_ROOT = pathlib.Path("/usr/share/doc/libboost1.81-doc/examples/libs")
PACKAGES = "libasio-dev libasio-doc libboost1.81-dev libboost1.81-doc libssl-dev"

# An identifier is "<collection>/<path below its folder>": short, and the same
# on every machine that has the packages.
COLLECTIONS = {
    "asio": ASIO_ROOT,
    "boost-asio": BOOST_ROOT / "asio" / "example",
    "beast": BOOST_ROOT / "beast" / "example",
}

# The folder names the oldest standard that an example is written for; later
# ones are tried because clang 22 no longer has the Coroutines TS and because
# a header may have moved on.
STANDARDS = {
    "cpp03": ("c++03", "c++11", "c++14", "c++17"),
    "cpp11": ("c++11", "c++14", "c++17", "c++20"),
    "cpp14": ("c++14", "c++17", "c++20"),
    "cpp17": ("c++17", "c++20"),
    "cpp20": ("c++20",),
    "beast": ("c++11", "c++14", "c++17", "c++20"),
}

SYNTAX_TIMEOUT = 120

# What an example may need that a compiler does not say by itself: clang 22
# has standard coroutines, which Asio 1.22 does not believe of any clang, and
# some examples name the executor type that was the default before Asio 1.18.
COROUTINES = ("-DASIO_HAS_CO_AWAIT", "-DASIO_HAS_STD_COROUTINE")
OLD_EXECUTOR = {"asio": "-DASIO_USE_TS_EXECUTOR_AS_DEFAULT",
                "boost-asio": "-DBOOST_ASIO_USE_TS_EXECUTOR_AS_DEFAULT"}

# The first pattern found in the compiler's last answer names the reason.
REASONS = (
    (r"^no answer in", "the compiler did not answer in time"),
    (r"Overlapped I/O not available", "needs Windows"),
    (r"empty without \w*ASIO_HAS_FILE", "needs io_uring"),
    (r"empty without", "a platform feature is switched off"),
    (r"file not found", "needs a header that is not installed"),
)


def identifier(path):
    for name, root in COLLECTIONS.items():
        if root in path.parents:
            return f"{name}/{path.relative_to(root)}"
    raise ValueError(f"{path} is in no collection of examples")


def path_of(ident):
    name, _, rest = ident.partition("/")
    return COLLECTIONS[name] / rest


def find_all():
    """All C++ sources of the three collections, sorted by identifier."""
    missing = [n for n, root in COLLECTIONS.items() if not root.is_dir()]
    if missing:
        sys.exit(f"examples not installed: {', '.join(missing)}; "
                 f"install {PACKAGES}")
    return sorted(identifier(p) for root in COLLECTIONS.values()
                  for p in root.rglob("*.cpp"))


def include_flags(ident, path):
    flags = ["-I", str(path.parent)]
    if ident.startswith("beast/"):
        flags += ["-I", str(BOOST_ROOT / "beast")]
    return flags


def candidates(ident):
    """Command lines to try, the example's own standard first."""
    collection, _, rest = ident.partition("/")
    stds = STANDARDS["beast" if collection == "beast" else rest.split("/")[0]]
    common = include_flags(ident, path_of(ident))
    lines = []
    for std in stds:
        line = [f"-std={std}", *common]
        # Before C++11 standalone Asio is built on Boost, as its makefiles do.
        if collection == "asio" and std != "c++03":
            line.append("-DASIO_STANDALONE")
        if collection == "asio" and std == "c++20":
            line += COROUTINES
        lines.append(line)
    if collection in OLD_EXECUTOR:
        lines += [[*line, OLD_EXECUTOR[collection]] for line in lines]
    return lines


def probe(path):
    """A translation unit that compiles only if the example does and is not
    an empty program, which is what many are without a platform's feature."""
    features = re.findall(r"^#if defined\((\w*ASIO_HAS_\w+)\)",
                          path.read_text(errors="replace"), re.MULTILINE)
    checks = (f'#if !defined({name})\n#error "empty without {name}"\n#endif\n'
              for name in features)
    return f'#include "{path}"\n' + "".join(checks)


def first_error(text):
    match = re.search(r"error: (.*)", text)
    return match.group(1) if match else text.strip().splitlines()[-1]


def check_syntax(clangxx, ident):
    """Returns {"flags": [...]} or {"error": the compiler's last}. An answer
    that a time-out had a part in has "timed_out": another day's may differ."""
    path = path_of(ident)
    error, late = "", {}
    for flags in candidates(ident):
        try:
            done = subprocess.run(
                [clangxx, *flags, "-w", "-fsyntax-only", "-x", "c++", "-"],
                input=probe(path), capture_output=True, text=True,
                timeout=SYNTAX_TIMEOUT)
        except subprocess.TimeoutExpired:
            error = f"no answer in {SYNTAX_TIMEOUT} s"
            late = {"timed_out": True}
            continue
        if done.returncode == 0:
            return {"flags": flags, **late}
        error = first_error(done.stderr)
    return {"error": error, **late}


def reason_of(error):
    return next((text for pattern, text in REASONS
                 if re.search(pattern, error)),
                "the example does not fit the libraries")


class Cache:
    """The answers of check_syntax, kept in <build>/corpus/syntax.json.

    An answer holds for one compiler version, one content of the example and
    one list of candidate command lines; anything else is asked again. So is
    what timed out: that says how busy the machine was."""

    def __init__(self, build, clangxx):
        self.file = pathlib.Path(build) / "corpus" / "syntax.json"
        self.clangxx = clangxx
        self.version = subprocess.run(
            [clangxx, "--version"], capture_output=True, text=True,
            check=True).stdout.splitlines()[0]
        try:
            self.known = json.loads(self.file.read_text())
        except (OSError, ValueError):
            self.known = {}

    def key(self, ident):
        digest = hashlib.sha256(path_of(ident).read_bytes())
        digest.update(repr((self.version, candidates(ident))).encode())
        return digest.hexdigest()

    def answer(self, ident):
        key = self.key(ident)
        entry = self.known.get(ident)
        if not entry or entry["key"] != key:
            entry = dict(check_syntax(self.clangxx, ident), key=key)
            if entry.get("timed_out"):
                self.known.pop(ident, None)
            else:
                self.known[ident] = entry
        return entry

    def save(self):
        self.file.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.file.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_text(json.dumps(self.known, indent=1, sort_keys=True))
        temporary.replace(self.file)


def collect(build, clangxx, idents, jobs=2, progress=None):
    """Maps each identifier to its answer; the cache is saved on the way."""
    cache = Cache(build, clangxx)
    answers = {}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for number, (ident, answer) in enumerate(
                zip(idents, pool.map(cache.answer, idents)), 1):
            answers[ident] = answer
            if progress:
                progress(number, len(idents), ident)
            if number % 50 == 0:
                cache.save()
    cache.save()
    return answers


def print_summary(answers, details):
    compiled = {i: a for i, a in answers.items() if "flags" in a}
    by_std = collections.Counter(
        (i.split("/")[0], a["flags"][0]) for i, a in compiled.items())
    print(f"{len(answers)} examples, {len(compiled)} compile")
    for (name, std), count in sorted(by_std.items()):
        print(f"  {name:<11}{std:<12}{count:>4}")
    reasons = collections.defaultdict(list)
    for ident, answer in answers.items():
        if "flags" not in answer:
            reasons[reason_of(answer["error"])].append(
                (ident, answer["error"]))
    for reason, files in sorted(reasons.items()):
        print(f"  does not compile: {reason}: {len(files)}")
        for ident, error in files if details else ():
            print(f"    {ident}: {error}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build", help="the build folder")
    parser.add_argument("--clangxx", default="clang++-22")
    parser.add_argument("--details", action="store_true",
                        help="the error of every file that does not compile")
    parser.add_argument("-j", type=int, default=2)
    options = parser.parse_args()
    answers = collect(options.build, options.clangxx, find_all(), options.j)
    print_summary(answers, options.details)


if __name__ == "__main__":
    main()
