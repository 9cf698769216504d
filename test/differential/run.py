#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Judges the analysis by random programs that are executed. See README.md.

  run.py --seeds 1:10001 --resume DIR [--shard 1/2]   programs 1 to 10000, or half
  run.py --merge DIR [DIR...]                         the numbers of finished runs
  run.py --shrink SEED                                a disagreement, made small
  run.py --ci                                         the part that runs every day
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import batch  # noqa: E402
import ci  # noqa: E402
import fixes  # noqa: E402
import judge  # noqa: E402
import results  # noqa: E402
import shrink  # noqa: E402
import witness  # noqa: E402
from generator.ir import Program  # noqa: E402
from generator.plots import generate  # noqa: E402
from results import Outcome  # noqa: E402
from shapes import shapes  # noqa: E402
from toolchain import HERE, SOURCE_ROOT, Failure, Toolchain  # noqa: E402

BATCH = 50  # programs in a translation unit


def weights() -> dict:
    return json.loads((HERE / "weights.json").read_text(encoding="utf-8"))


def labels(tools: Toolchain) -> tuple[str, str]:
    """Of runs, which change with generator and runtime, and of all: the results
    of different analyses do not mix."""
    digest = hashlib.sha256()

    def add(files: list[Path]) -> str:
        for file in files:
            digest.update(file.read_bytes())
        return digest.hexdigest()[:16]

    runs = add([tools.build / "lib" / "librefloop.a", HERE / "weights.json", HERE / "toolchain.py",
                *sorted((HERE / "generator").glob("*.py")), *sorted((HERE / "runtime").iterdir())])
    return runs, add([tools.build / "bin" / "eventloop-tidy", *(
        HERE / f"{name}.py" for name in ("batch", "judge", "witness"))])


def judge_batch(tools: Toolchain, seeds: range, with_fixes: bool,
                truths: Path | None) -> list[Outcome]:
    """Generates, runs and analyses the programs of some seeds. What the runs did
    is kept in the file `truths`: it outlives the analysis."""
    table = weights()
    programs = {f"p{seed}": generate(seed, table) for seed in seeds}
    place = tools.scratch / f"batch-{seeds.start}-{os.getpid()}"
    seen = results.read_truths(truths) if truths else None
    if seen is None:
        seen = batch.execute_all(tools, place, programs)
        if truths:
            results.write_truths(truths, seen)
    give_ups = batch.analyse(tools, place, programs, seen)
    witness.check(tools, place / "witness", programs, seen)
    analysed = {name: one for name, one in programs.items() if batch.compiles(seen[name])}
    given_up = set(batch.giving_up(tools, place, analysed)) if give_ups else set()
    if give_ups and not given_up:
        raise Failure(f"gave up {give_ups} times on {seeds}, on no program alone")
    outcomes = {}
    for name, program in programs.items():
        found = seen[name]
        outcomes[name] = Outcome(program.seed, [] if found.trouble else judge.verdicts(found),
                                 found.trouble, name in given_up, len(found.fixable),
                                 shapes=shapes(program), planted=program.planted)
    if with_fixes:
        fixes.check(tools, place, programs, seen, outcomes)
    shutil.rmtree(place)  # kept when something failed
    return list(outcomes.values())


def batches(seeds: range, shard: tuple[int, int]) -> list[range]:
    """The seeds in parts that do not depend on the shard."""
    parts = [range(at, min(at + BATCH, seeds.stop)) for at in range(seeds.start, seeds.stop, BATCH)]
    return parts[shard[0] - 1::shard[1]]


def run_seeds(tools: Toolchain, seeds: range, options: argparse.Namespace) -> list[Outcome]:
    """Judges all programs of the seeds, and keeps what is done for the next time."""
    of_runs, mark = labels(tools)
    mark += "-fixes" if options.fixes else ""
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(max_workers=options.jobs) as pool:
        waiting = {}
        for part in batches(seeds, options.shard):
            path = options.resume / f"batch-{part.start}.json" if options.resume else None
            known = results.read(path, mark) if path else None
            if known is not None:
                outcomes += known
            else:
                truths = path and path.with_name(f"truth-{of_runs}-{part.start}.json")
                waiting[pool.submit(judge_batch, tools, part, options.fixes, truths)] = path
        for future in as_completed(waiting):
            path, found = waiting[future], future.result()
            if path:
                results.write(path, found, mark)
            outcomes += found
    return sorted(outcomes, key=lambda outcome: outcome.seed)


def shrink_seed(tools: Toolchain, seed: int) -> int:
    """Prints each disagreement about one program as a file of its own."""
    program = generate(seed, weights())
    place = tools.scratch / f"shrink-{seed}-{os.getpid()}"
    seen, _ = batch.observe(tools, place, {"p": program})
    targets = {shrink.Target.of(v) for v in judge.disagreements(seen["p"])}
    if not targets:
        print(f"runs and analysis agree on seed {seed}", *seen["p"].trouble)
        return 0
    for target in sorted(targets, key=str):
        print(small(tools, place, program, target))
    return 1


def small(tools: Toolchain, place: Path, program: Program, target: shrink.Target) -> str:
    """A disagreement as a scenario."""
    least = shrink.shrink(tools, place, program, target)
    seen, _ = batch.observe(tools, place, {"p": least})
    return shrink.scenario(least, seen["p"], target, f"seed_{program.seed}")


def _range(text: str) -> range:
    first, _, last = text.partition(":")
    return range(int(first), int(last) if last else int(first) + 1)


def _shard(text: str) -> tuple[int, int]:
    index, _, count = text.partition("/")
    if not 1 <= int(index) <= int(count):
        raise argparse.ArgumentTypeError("I/N with 1 <= I <= N")
    return int(index), int(count)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--seeds", type=_range, metavar="A:B", help="from A up to, not with, B")
    what.add_argument("--merge", type=Path, nargs="+", metavar="DIR")
    what.add_argument("--shrink", type=int, metavar="SEED")
    what.add_argument("--print", type=int, metavar="SEED", help="print the program of a seed")
    what.add_argument("--ci", action="store_true")
    parser.add_argument("--record", action="store_true", help="with --ci: records the totals; "
                        "with --merge: the rates that the day's programs are held against")
    parser.add_argument("--fixes", action="store_true", help="apply and judge the fix-its, too")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--shard", type=_shard, default=(1, 1), metavar="I/N")
    parser.add_argument("--resume", type=Path, metavar="DIR", help="keep finished batches there")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there")
    parser.add_argument("--build", type=Path, default=SOURCE_ROOT / "build")
    parser.add_argument("--cxx", default="clang++-22")
    parser.add_argument("--symbolizer", default="llvm-symbolizer-22")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    if options.print is not None:
        print("\n".join(text for text, _ in generate(options.print, weights()).lines()))
        return 0
    build = options.build.resolve()
    tools = Toolchain(build, build / "test" / "differential", options.cxx, options.symbolizer)
    if options.merge:
        outcomes = results.merge(options.merge)
        if options.record:
            ci.measure(outcomes)
    else:
        tools.prepare()
        if options.shrink is not None:
            return shrink_seed(tools, options.shrink)
        if options.ci:
            return ci.run(lambda seeds: run_seeds(tools, seeds, options), options.record)
        outcomes = run_seeds(tools, options.seeds, options)
    if options.json:
        options.json.write_text(json.dumps(results.summary(outcomes), indent=1) + "\n",
                                encoding="utf-8")
    print(results.table(outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
