# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Generated programs that grow in one direction: what bench/run.py measures at
several sizes. A family is a function from a size to C++ text; the size counts
what its name says."""

from __future__ import annotations

import random

HEAD = """#include "refloop_names.h"
using refloop::EventLoop, refloop::ClientSession, refloop::Task;
using refloop::testing::choose;
static void work() {}
"""


def _function(body: list[str], parameters: str = "EventLoop &loop") -> str:
    """One function that has a loop, and a caller that makes it."""
    call = "void entry() { EventLoop loop; subject(loop); loop.close(); }\n"
    return f"{HEAD}void subject({parameters}) {{\n" + "\n".join(body) + f"\n}}\n{call}"


def straight(n: int) -> str:
    """Statements in a row that schedule."""
    return _function(["  loop.call_soon(work);"] * n)


def mixed(n: int) -> str:
    """Statements in a row of which most have nothing to do with loops."""
    lines = []
    for i in range(n // 4):
        lines += [f"  int v{i} = {i};", f"  v{i} += 2;", f"  const char *s{i} = \"x\"; (void)s{i};",
                  "  loop.call_soon(work);"]
    return _function(lines)


def branches(n: int) -> str:
    """Branches in a row."""
    return _function(["  if (choose()) loop.call_soon(work);"] * n)


def flags(n: int) -> str:
    """Branches in a row, each on a variable of its own, which is tested again at
    the end: all have to be remembered."""
    first = [f"  bool b{i} = choose(); if (b{i}) loop.call_soon(work);" for i in range(n // 2)]
    again = [f"  if (b{i}) loop.call_soon(work);" for i in range(n // 2)]
    return _function(first + again)


def nested(n: int) -> str:
    """Branches within branches, eight deep, n in all."""
    opening = [f"  {'  ' * depth}if (choose()) {{ loop.call_soon(work);" for depth in range(8)]
    return _function((opening + ["  " + "}" * 8]) * (n // 8))


def ladder(n: int) -> str:
    """An `else if` chain."""
    return _function(["  int k = choose();"] + [
        f"  if (k == {i}) {{ loop.call_soon(work); }} else" for i in range(n)] + ["  {}"])


def switches(n: int) -> str:
    """The cases of a switch."""
    cases = [f"  case {i}: loop.call_soon(work); break;" for i in range(n)]
    return _function(["  switch (k) {", *cases, "  }"], "EventLoop &loop, int k = 0")


def loops(n: int) -> str:
    """Loops in a row that count."""
    return _function(
        [f"  for (int i{i} = 0; i{i} < 10; ++i{i}) loop.call_soon(work);" for i in range(n)])


def nested_loops(n: int) -> str:
    """Loops within loops, four deep, n in all."""
    opening = [f"  for (int i{d} = 0; i{d} < 10; ++i{d}) {{ loop.call_soon(work);"
               for d in range(4)]
    return _function((opening + ["  " + "}" * 4]) * (n // 4))


def objects(n: int) -> str:
    """Loops that are alive at the same time."""
    lines = [f"  EventLoop l{i}; l{i}.call_soon(work);" for i in range(n)]
    return _function(lines + [f"  l{i}.close();" for i in range(n)])


def sessions(n: int) -> str:
    """Sessions of one loop that are alive at the same time."""
    lines = [f"  ClientSession s{i}(loop);" for i in range(n)]
    return _function(lines + [f"  loop.run_until_complete(s{i}.close());" for i in range(n)])


def globals_(n: int) -> str:
    """Global loops, each with a user."""
    lines = [f"EventLoop g{i};\nvoid use{i}() {{ g{i}.call_soon(work); }}" for i in range(n)]
    return HEAD + "\n".join(lines) + "\n"


def chain(n: int) -> str:
    """Functions each of which calls the next."""
    lines = [f"void f{i}(EventLoop &loop);" for i in range(n)]
    lines += [f"void f{i}(EventLoop &loop) {{ loop.call_soon(work); f{i + 1}(loop); }}"
              for i in range(n - 1)]
    lines += [f"void f{n - 1}(EventLoop &loop) {{ loop.call_soon(work); }}"]
    return HEAD + "\n".join(lines) + "\nvoid entry() { EventLoop l; f0(l); l.close(); }\n"


def buggy_roots(n: int) -> str:
    """A chain of half the functions, and as many roots that each walk it with a
    closed loop: all have to be graded."""
    half = n // 2
    lines = [f"void f{half}(EventLoop &loop) {{ loop.call_soon(work); }}"]
    lines += [f"void f{i}(EventLoop &loop) {{ if (choose()) f{i + 1}(loop); f{i + 1}(loop); }}"
              for i in reversed(range(half))]
    lines += [f"void root{i}() {{ EventLoop l; l.close(); f0(l); }}" for i in range(half)]
    return HEAD + "\n".join(lines) + "\n"


def tree(n: int) -> str:
    """A call graph without recursion: two callees a function, all with one loop."""
    lines = [f"void f{i}(EventLoop &loop);" for i in range(n)]
    for i in range(n):
        calls = "".join(f" if (choose()) f{c}(loop);" for c in (2 * i + 1, 2 * i + 2) if c < n)
        lines.append(f"void f{i}(EventLoop &loop) {{ loop.call_soon(work);{calls} }}")
    return HEAD + "\n".join(lines) + "\nvoid entry() { EventLoop l; f0(l); l.close(); }\n"


def _graph(n: int, callees) -> str:
    lines = [f"void f{i}(EventLoop &loop);" for i in range(n)]
    for i in range(n):
        calls = "".join(f" if (choose()) f{c}(loop);" for c in callees(i))
        lines.append(f"void f{i}(EventLoop &loop) {{ loop.call_soon(work);{calls} }}")
    return HEAD + "\n".join(lines) + "\nvoid entry() { EventLoop l; f0(l); l.close(); }\n"


def recursion(n: int) -> str:
    """A call tree whose functions also call themselves and an ancestor nearby."""
    def callees(i):
        down = [c for c in (2 * i + 1, 2 * i + 2) if c < n]
        return down + [i] + ([(i - 1) // 4] if i % 3 == 0 and i else [])
    return _graph(n, callees)


def tangle(n: int) -> str:
    """A call graph at random, three callees a function: nearly one big cycle."""
    seeded = random.Random(1)
    return _graph(n, lambda i: [min(i + 1, n - 1), seeded.randrange(n), seeded.randrange(n)])


def owners(n: int) -> str:
    """Classes that hold a loop and a session, each with a user."""
    one = """struct Owner{0} {{
  EventLoop loop;
  ClientSession session{{loop}};
  void start() {{ loop.call_soon(work); }}
  void stop() {{ loop.run_until_complete(session.close()); loop.close(); }}
}};
void use{0}() {{ Owner{0} o; if (choose()) o.start(); o.stop(); }}"""
    return HEAD + "\n".join(one.format(i) for i in range(n)) + "\n"


# family, the sizes to measure
GROWTH = {
    "straight": (straight, (2500, 5000, 10000, 20000)),
    "mixed": (mixed, (2500, 5000, 10000, 20000)),
    "branches": (branches, (1250, 2500, 5000, 10000)),
    "flags": (flags, (250, 500, 1000, 2000)),
    "nested": (nested, (1000, 2000, 4000, 8000)),
    "ladder": (ladder, (60, 120, 240)),
    "switches": (switches, (500, 1000, 2000, 4000)),
    "loops": (loops, (500, 1000, 2000, 4000)),
    "nested-loops": (nested_loops, (500, 1000, 2000, 4000)),
    "objects": (objects, (125, 250, 500, 1000)),
    "sessions": (sessions, (125, 250, 500, 1000)),
    "globals": (globals_, (125, 250, 500, 1000)),
    "owners": (owners, (125, 250, 500, 1000)),
    "chain": (chain, (125, 250, 500, 1000)),
    "buggy-roots": (buggy_roots, (125, 250, 500, 1000)),
    "tree": (tree, (1250, 2500, 5000, 10000)),
    "recursion": (recursion, (1250, 2500, 5000, 10000)),
    "tangle": (tangle, (1250, 2500, 5000, 10000)),
}
