# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Where an example is simple enough to be mutated soundly.

Responsible for: the contexts that one thread declares and runs in one block,
and the statements before that run which start work on them. Not responsible
for the edits (operators.py). A shape that is not surely understood is left out:
a mutant that is no bug would count as missed, or worse, as found.
"""
import re
from dataclasses import dataclass

# Anything that could run, stop or restart the context behind the function's
# back makes a shape unfit.
UNFIT = re.compile(r"\bthread\b|\bthreads\b|\bfork\b|\bwork\b|work_guard|"
                   r"\.restart\(|\.poll\w*\(|\.run_\w+\(|\bgoto\b")
_STARTS = r"(?:async_\w+|co_spawn|post|dispatch|defer|spawn)\s*\("


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
        if context.is_member or UNFIT.search(block):
            continue
        runs = source.runs(context.name, context.block)
        anywhere = re.findall(rf"\b{context.name}\.run\(", block)
        if len(runs) == 1 and len(anywhere) == 1:
            yield Shape(context, runs[0], source.statements(
                context.declaration.end, runs[0].start))


def used_after_run(source, shape):
    """Whether a name declared before run() appears behind it: the statements
    before it could not be put in a scope of their own."""
    rest = source.code[shape.run.end:shape.context.block[1]]
    names = [shape.context.name]
    for statement in shape.between:
        match = re.match(r"(?:[\w:]|<[^;=]*>)+[\s&*]+(\w+)\s*[({=;]",
                         source.snippet(statement))
        names += [match[1]] if match else []
    return any(re.search(rf"\b{name}\b", rest) for name in names)


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
