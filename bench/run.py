#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures what our checks cost, more than a check that does nothing, and
compares with the limits.

usage: bench/run.py [--build BUILD] [-v] [NAME...]

A name is a benchmark or the head of several ("growth-"); none means all but
boost-sample, which takes about half an hour; boost-sample takes hours, and goes on
where it was stopped. Exit status: 0 within the limits, 1 not, 2 something could not
be measured.
"""

from __future__ import annotations

import argparse
import dataclasses
import pathlib
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator

import boost_sample
import dense
import families
from measure import (NOTHING, OURS, REPO, USE_AFTER_MOVE, CannotMeasure, Subject, Tidy, exponent)

INPUTS = REPO / "bench" / "Inputs"
REFLOOP = REPO / "runtime-model" / "include"
CHAT_SERVER = pathlib.Path("/usr/share/doc/libboost1.81-doc/examples/libs/asio/example/cpp20/"
                           "coroutines/chat_server.cpp")
FUNCTIONS = 1000  # of the dense files
GROWTH_LIMIT = 1.1
PEAK_LIMIT = 0.10
SMALL = 5_000_000  # instructions
SAMPLE_LIMIT = 2.0  # times doing nothing, for each example
ON_DEMAND = {"boost-sample"}  # only if named


@dataclasses.dataclass
class Row:
    """One line of the table."""

    measure: str
    limit: str
    value: str
    ok: bool


@dataclasses.dataclass
class Bench:
    tidy: Tidy
    folder: pathlib.Path  # for generated files

    def generated(self, name: str, text: str, include: pathlib.Path) -> Subject:
        file = self.folder / f"{name}.cpp"
        file.write_text(text, encoding="utf-8")
        return Subject(file, ["-std=c++20", f"-I{include}"])

    def over_base(self, name: str, subject: Subject, floor: int = 0) -> Iterator[Row]:
        """At most 1 % more than doing nothing, or `floor` instructions."""
        base = self.tidy.instructions(subject, NOTHING)
        added = self.tidy.instructions(subject, OURS) - base
        limit = max(base // 100, floor)
        yield Row(f"{name}: instructions added", _millions(limit),
                  f"{_millions(added)} ({added / base:+.2%})", added <= limit)
        yield self.peak(name, subject)

    def dense(self, name: str, text: str, include: pathlib.Path) -> Iterator[Row]:
        """At most what bugprone-use-after-move adds, or 25 %."""
        subject = self.generated(name, text, include)
        base = self.tidy.instructions(subject, NOTHING)
        rival = self.tidy.instructions(subject, USE_AFTER_MOVE) - base
        added = self.tidy.instructions(subject, OURS) - base
        limit = max(rival, base // 4)
        yield Row(f"{name}: instructions added", _millions(limit),
                  f"{_millions(added)} ({added / base:+.2%}; use-after-move {rival / base:+.2%})",
                  added <= limit)
        yield self.peak(name, subject)
        yield self.give_ups(name, subject)

    def growth(self, family: str) -> Iterator[Row]:
        """The difference grows by a power of the size of at most 1.1."""
        make, sizes = families.GROWTH[family]
        name = f"growth-{family}"
        subjects = [self.generated(f"{name}-{size}", make(size), INPUTS) for size in sizes]
        added = [self.tidy.difference(subject) for subject in subjects]
        power = exponent(list(sizes), added)
        yield Row(f"{name}: n^k, n to {sizes[-1]:,}", f"k <= {GROWTH_LIMIT}",
                  f"k = {power:.2f}  ({', '.join(map(_millions, added))})", power <= GROWTH_LIMIT)
        yield self.peak(name, subjects[-1])
        # What was given up costs nothing: the power would be that of a limit.
        yield self.give_ups(name, subjects[-1])

    def boost_sample(self, build: pathlib.Path) -> Iterator[Row]:
        """No example needs more than twice the instructions of doing nothing."""
        ratios = boost_sample.ratios(build, self.tidy)
        worst = max(ratios, key=lambda name: ratios[name])
        yield Row(f"boost-sample: {len(ratios)} examples, the worst", f"x {SAMPLE_LIMIT:.2f}",
                  f"x {ratios[worst]:.4f} ({worst}; median x "
                  f"{statistics.median(ratios.values()):.4f})", ratios[worst] <= SAMPLE_LIMIT)

    def peak(self, name: str, subject: Subject) -> Row:
        base = self.tidy.peak(subject, NOTHING)
        added = self.tidy.peak(subject, OURS) / base - 1
        return Row(f"{name}: peak memory added", f"{PEAK_LIMIT:.0%}", f"{added:+.1%}",
                   added <= PEAK_LIMIT)

    def give_ups(self, name: str, subject: Subject) -> Row:
        count = self.tidy.give_ups(subject)
        return Row(f"{name}: give-ups", "0", str(count), count == 0)


def _millions(count: int) -> str:
    return f"{count / 1e6:,.1f} M"


def benchmarks(bench: Bench, build: pathlib.Path) -> dict[str, Callable[[], Iterator[Row]]]:
    """Every benchmark by its name, in the order of the table."""
    result: dict[str, Callable[[], Iterator[Row]]] = {
        "libuv": lambda: bench.over_base(
            "libuv", Subject(INPUTS / "libuv_timer.c", []), floor=SMALL),
        "asio": lambda: bench.over_base("asio", Subject(CHAT_SERVER, ["-std=c++20"])),
        "dense-refloop": lambda: bench.dense(
            "dense-refloop", dense.refloop(FUNCTIONS), REFLOOP),
        "dense-asio": lambda: bench.dense("dense-asio", dense.asio(FUNCTIONS), INPUTS),
        "boost-sample": lambda: bench.boost_sample(build),
    }
    for family in families.GROWTH:
        result[f"growth-{family}"] = lambda family=family: bench.growth(family)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--build", type=pathlib.Path, default=REPO / "build")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every run")
    options = parser.parse_args()
    broken = unmeasured = 0
    with tempfile.TemporaryDirectory() as folder:
        try:
            bench = Bench(Tidy(options.build, options.verbose), pathlib.Path(folder))
        except CannotMeasure as error:
            print(error, file=sys.stderr)
            return 2
        known = benchmarks(bench, options.build)
        chosen = [name for name in known
                  if any(name.startswith(head) for head in options.names)
                  or not options.names and name not in ON_DEMAND]
        if not chosen:
            print("no such benchmark; there are: " + ", ".join(known), file=sys.stderr)
            return 2
        print(f"{'measure':44} {'limit':>12}  {'ok':3} value", flush=True)
        for name in chosen:
            try:
                for row in known[name]():
                    broken += not row.ok
                    print(f"{row.measure:44} {row.limit:>12}  {'yes' if row.ok else 'NO':3} "
                          f"{row.value}", flush=True)
            except CannotMeasure as error:
                unmeasured += 1
                print(f"{name}: {error}", file=sys.stderr, flush=True)
    return 2 if unmeasured else 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
