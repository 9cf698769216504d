# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The mutation operators: each turns an example into one with one true bug.

Responsible for: where an operator may be applied so that the result violates
Asio's contract whatever the input, the edit, and the lines on which
eventloop-schedule-after-close may blame it. Not responsible for compiling,
analysing or scoring (mutants.py). The contract: run() that returned, or
stop(), leaves a context stopped; what is then posted or started on it does not
run until restart(), run() returns at once, and a destroyed context must not be
touched. README.md has each operator's reason and its witness.
"""
import re
from dataclasses import dataclass

from source import Source

TASK = "eventloop_mutant_task"
PRELUDE = f"#include <memory>\nstatic void {TASK}() {{}}\n"

# Anything that could run, stop or restart the context behind the function's
# back makes a shape unfit.
_UNFIT = re.compile(r"\bthread\b|\bthreads\b|\bfork\b|\bwork\b|work_guard|"
                    r"\.restart\(|\.poll\w*\(|\.run_\w+\(|\bgoto\b")
_STARTS = r"(?:async_\w+|co_spawn|post|dispatch|defer|spawn)\s*\("

# Marks around the code that may be blamed; they never reach a file.
_OPEN, _CLOSE = "\x01", "\x02"


def blamed(text):
    """`text` with its first line marked: a call is blamed where it begins."""
    first, rest = re.match(r"([^\n]*)(.*)", text, re.DOTALL).groups()
    return f"{_OPEN}{first}{_CLOSE}{rest}"


@dataclass(frozen=True)
class Mutant:
    operator: str
    ident: str
    number: int  # the how-manieth mutant of this operator in the file
    text: str
    lines: frozenset  # where the check may blame it, 1-based

    @property
    def name(self):
        return f"{self.operator} {self.ident} {self.number}"


def apply(source, edits):
    """The text after `edits` [(start, end, replacement)], and its blamed lines."""
    pieces, at = [], 0
    for start, end, replacement in sorted(edits, key=lambda e: e[:2]):
        pieces += [source.text[at:start], replacement]
        at = end
    marked = PRELUDE + "".join(pieces) + source.text[at:]
    lines, line, inside = set(), 1, False
    for sign in marked:
        if sign in (_OPEN, _CLOSE):
            inside = sign == _OPEN
        if inside:
            lines.add(line)
        line += sign == "\n"
    return re.sub(f"[{_OPEN}{_CLOSE}]", "", marked), frozenset(lines)


@dataclass(frozen=True)
class Shape:
    """A local io_context and the one `name.run();` of its own block."""
    context: object
    run: object
    between: list  # the statements from the declaration to run()


def shapes(source):
    """The contexts of one thread that are run once, where they are declared."""
    for context in source.contexts():
        block = source.code[context.block[0]:context.block[1]]
        if context.is_member or _UNFIT.search(block):
            continue
        runs = source.runs(context.name, context.block)
        anywhere = re.findall(rf"\b{context.name}\.run\(", block)
        if len(runs) == 1 and len(anywhere) == 1:
            yield Shape(context, runs[0], source.statements(
                context.declaration.end, runs[0].start))


def bound_names(source, shape):
    """The context, and the locals of Asio's classes constructed on it."""
    names = [shape.context.name]
    for statement in shape.between:
        match = re.match(r"(?:\w+::)*\w*(?:timer|socket|acceptor|resolver|"
                         r"signal_set|descriptor)\s+(\w+)\s*[({]\s*"
                         rf"{shape.context.name}\b", source.snippet(statement))
        if match:
            names.append(match[1])
    return names


def bodies_in(source, block):
    """The bodies of the functions defined directly in a block (the braces of
    a class, or None for namespace level), by name."""
    begin, end = block or (0, len(source.code))
    bodies = {}
    for match in re.compile(r"\b(\w+)\s*\(").finditer(source.code, begin, end):
        close = source.pairs.get(match.end() - 1, end)
        brace = source.code.find("{", close, end)
        if (brace > 0 and source.enclosing(match.start()) == block and
                re.fullmatch(r"[^;{}]*", source.code[close:brace])):
            bodies[match[1]] = (brace, source.pairs.get(brace, brace))
    return bodies


def calls_that_start(source, bodies, name):
    """The offsets of calls that start work in the function `name`, or in one
    that it calls, if both are among `bodies`."""
    begin, end = bodies.get(name, (0, 0))
    called = set(re.findall(r"\b(\w+)\s*\(", source.code[begin:end]))
    reached = [(begin, end)] + [bodies[c] for c in called & set(bodies)]
    return sorted({match.start() for begin, end in reached for match in
                   re.compile(_STARTS).finditer(source.code, begin, end)})


def starts(source, shape):
    """(statement, offsets of the calls it reaches in this file) for each
    statement before run() that starts work on the context."""
    names = "|".join(bound_names(source, shape))
    for statement in shape.between:
        code = source.snippet(statement)
        call = re.match(rf"(?:{names})\.async_\w+\(", code) or re.match(
            r"(?:\w+::)*(async_\w+|co_spawn|post|dispatch|defer|spawn)"
            rf"\(\s*(?:{names})\b", code)
        if call:
            name = call[1] if call.lastindex else ""
            yield statement, calls_that_start(
                source, bodies_in(source, None), name)
            continue
        made = re.match(rf"(\w+)\s+\w+\s*\(\s*{shape.context.name}\b", code)
        body = source.class_body(made[1]) if made else None
        reached = body and calls_that_start(
            source, bodies_in(source, (body[0] - 1, body[1])), made[1])
        if reached:
            yield statement, reached


def start_marks(reached):
    """Zero-length edits that put the line of each reached call on the list."""
    return [(offset, offset, blamed("")) for offset in reached]


def post(context, executor=False):
    target = context.name + (".get_executor()" if executor else "")
    return f"{context.namespace}::post({target}, &{TASK});"


def start_after_stop(source):
    for shape in shapes(source):
        for statement, reached in starts(source, shape):
            text = source.text[statement.start:statement.end]
            yield [(statement.start, statement.end,
                    f"{shape.context.name}.stop();\n{blamed(text)}"),
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
    if len(names) != 1 or _UNFIT.search(source.code):
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
}


def mutants_of(ident, text, has_unique_ptr):
    """All mutants of one example."""
    source = Source(text)
    source.has_unique_ptr = has_unique_ptr
    result = []
    for operator, edits_of in OPERATORS.items():
        for number, edits in enumerate(edits_of(source), 1):
            mutated, lines = apply(source, edits)
            if mutated:
                result.append(Mutant(operator, ident, number, mutated, lines))
    return result
