# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The mutation operators: each turns an example into one with one true bug.

Responsible for: where an operator may be applied so that the result violates
Asio's contract whatever the input, the edit, and the lines on which the check
may blame it. Here are those of eventloop-schedule-after-close; those of the
other checks are in obligations.py. Not responsible for compiling, analysing or
scoring (mutants.py). The contract: run() that returned, or stop(), leaves a
context stopped; what is then posted or started on it does not run until
restart(), run() returns at once, and a destroyed context must not be touched.
README.md has each operator's reason and its witness.
"""
import re

import obligations
from edits import TASK, Mutant, apply, blamed
from shapes import UNFIT, shapes, starts, used_after_run
from source import Source

def start_marks(reached):
    """Zero-length edits that put the line of each reached call on the list."""
    return [(offset, offset, blamed("")) for offset in reached]


def post(context, executor=False):
    target = context.name + (".get_executor()" if executor else "")
    return f"{context.namespace}::post({target}, &{TASK});"


def start_after_stop(source):
    # Asio allows the start if a restart() comes before the run(), so the run()
    # may be blamed as well.
    for shape in shapes(source):
        run = source.text[shape.run.start:shape.run.end]
        for statement, reached in starts(source, shape):
            text = source.text[statement.start:statement.end]
            yield [(statement.start, statement.end,
                    f"{shape.context.name}.stop();\n{blamed(text)}"),
                   (shape.run.start, shape.run.end, blamed(run)),
                   *start_marks(reached)]


def start_after_run(source):
    for shape in shapes(source):
        for statement, reached in starts(source, shape):
            text = source.text[statement.start:statement.end]
            yield [(statement.start, statement.end, ""),
                   (shape.run.end, shape.run.end, f"\n{blamed(text)}"),
                   *start_marks(reached)]


def post_after_stop(source):
    for context in source.contexts():
        for match in re.finditer(rf"(?<![\w.>]){context.name}\.stop\(\);",
                                 source.code):
            yield [(match.end(), match.end(), f"\n{blamed(post(context))}")]


def run_twice(source):
    for shape in shapes(source):
        yield [(shape.run.end, shape.run.end,
                f"\n{blamed(shape.context.name + '.run();')}")]
    yield from member_runs(source, lambda name: (
        f"{name}.run();\n{blamed(name + '.run();')}"))


def restart_removed(source):
    """A function that restarts and runs a context loses its restart()."""
    for match in re.finditer(r"(?<=[;{}])\s*(\w+)\.restart\(\);\s*"
                             r"(\1\.run(?:_for|_until)?\([^;]*\);)",
                             source.code):
        yield [(match.start(1), match.start(2), ""),
               (match.start(2), match.end(2),
                blamed(source.text[match.start(2):match.end(2)]))]


def run_after_stop(source):
    for shape in shapes(source):
        name = shape.context.name
        yield [(shape.run.start, shape.run.end,
                f"{name}.stop();\n{blamed(name + '.run();')}")]
    yield from member_runs(source, lambda name: (
        f"{name}.stop();\n{blamed(name + '.run();')}"))


def member_runs(source, replacement):
    """`name_.run();` of a file that has one, outside threads and loops."""
    names = set(re.findall(r"\b(\w+_)\.run\(\)", source.code))
    if len(names) != 1 or UNFIT.search(source.code):
        return
    name = names.pop()
    runs = source.runs(name)
    if len(runs) == 1 and "context" in name:
        yield [(runs[0].start, runs[0].end, replacement(name))]


def post_after_run(source):
    for number, shape in enumerate(shapes(source)):
        call = blamed(post(shape.context, executor=number % 2 == 1))
        yield [(shape.run.end, shape.run.end, f"\n{call}")]


def destroyed_by_owner(source):
    for shape in shapes(source):
        c, d, run = shape.context, shape.context.declaration, shape.run
        kind = f"{c.namespace}::io_context"
        made = (f"{kind}* {c.name}_owner = new {kind}{c.args};\n"
                f"{kind}& {c.name} = *{c.name}_owner;")
        freed = f"delete {c.name}_owner;"
        if source.has_unique_ptr:
            made = (f"std::unique_ptr<{kind}> {c.name}_owner(new {kind}"
                    f"{c.args});\n{kind}& {c.name} = *{c.name}_owner;")
            freed = f"{c.name}_owner.reset();"
        yield [(d.start, d.end, made),
               (run.start, run.end, f"{freed}\n{blamed(c.name + '.run();')}")]


def destroyed_by_scope(source):
    for shape in shapes(source):
        if used_after_run(source, shape):
            continue
        c, d, run = shape.context, shape.context.declaration, shape.run
        text = source.text[d.start:d.end]
        yield [(d.start, d.end,
                f"{c.namespace}::io_context* {c.name}_outer = 0;\n{{\n{text}\n"
                f"{c.name}_outer = &{c.name};"),
               (run.start, run.end,
                f"}}\n{blamed(c.name + '_outer->run();')}")]


OPERATORS = {
    "start-after-stop": start_after_stop,
    "start-after-run": start_after_run,
    "post-after-stop": post_after_stop,
    "run-twice": run_twice,
    "restart-removed": restart_removed,
    "run-after-stop": run_after_stop,
    "post-after-run": post_after_run,
    "destroyed-by-owner": destroyed_by_owner,
    "destroyed-by-scope": destroyed_by_scope,
    **obligations.OPERATORS,
}


def check_of(operator):
    """The check that has to find the operator's bug."""
    return obligations.CHECKS.get(operator, "eventloop-schedule-after-close")


def mutants_of(ident, text, has_unique_ptr):
    """All mutants of one example."""
    source = Source(text, has_unique_ptr)
    result = []
    for operator, edits_of in OPERATORS.items():
        for number, edits in enumerate(edits_of(source), 1):
            mutated, lines = apply(source, edits)
            if mutated:
                result.append(Mutant(operator, ident, number, mutated, lines))
    return result
