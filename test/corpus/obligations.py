# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The mutation operators of what has to be awaited, and of what must not
outlive its context.

Responsible for: where they may be applied so that the result violates Asio's
contract whatever the input, the edits, and the lines that may be blamed. Not
responsible for the operators of schedule-after-close (operators.py). The
contract: an awaitable does nothing until it is awaited or spawned, and one that
dies before is lost; an I/O object that holds a descriptor or a signal uses its
context when it is destroyed.
"""
import re

from edits import TASK, blamed
from shapes import shapes

# I/O objects whose construction opens something: the destructor has to let go
# of it. Of idle ones AddressSanitizer has nothing to tell.
_OPENED = r"(?:\w+::)*(?:acceptor|signal_set)"


def coroutines(source):
    """The names of the functions of this file that are awaitables."""
    return set(re.findall(r"\bawaitable<[^;{}]*?>\s+(?:\w+::)*(\w+)\s*\(",
                          source.code))


def stays_coroutine(source, begin, end):
    """Whether the function around is a coroutine without what stands there."""
    block = source.enclosing(begin)
    while block and re.match(r"(for|while|if|else|switch|try|catch|do)\b|\Z",
                             source.head(block[0])):
        block = source.enclosing(block[0])
    if not block:
        return False
    rest = source.code[block[0]:begin] + source.code[end:block[1]]
    return re.search(r"\bco_(await|return|yield)\b", rest) is not None


def awaits(source):
    """(offset of `co_await`, offset of what it awaits, end) of statements that
    await a coroutine of this file, or an operation started for that."""
    names = coroutines(source)
    for match in re.finditer(r"(?<=[;{}])\s*(co_await\s+)(?=[\w:])", source.code):
        end = source.code.find(";", match.end()) + 1
        awaited = source.code[match.end():end]
        if not end or "{" in awaited or "co_await" in awaited:
            continue
        called = re.match(r"(?:\w+(?:\.|->|::))*(\w+)\s*\(", awaited)
        if not called:
            continue
        is_operation = re.search(r"\buse_awaitable\s*\)\s*;\Z", awaited)
        whole = source.pairs.get(match.end() + called.end() - 1) == end - 2
        if (called[1] in names or is_operation) and whole and \
                stays_coroutine(source, match.start(1), end):
            yield match.start(1), match.end(), end


def spawns(source):
    """(begin, the spawned call, end) of `co_spawn(x, f(...), detached);`."""
    names = coroutines(source)
    for match in re.finditer(r"(?<=[;{}])\s*((?:\w+::)*co_spawn\()", source.code):
        close = source.pairs.get(match.end() - 1)
        if not close or source.code[close + 1:close + 2] != ";":
            continue
        call = re.match(r"\s*[\w.\->()]+,\s*((?:\w+(?:\.|->))*(\w+)\s*(\())",
                        source.code[match.end():close])
        if not call or call[2] not in names:
            continue
        begin = match.end() + call.start(1)
        end = source.pairs.get(match.end() + call.start(3), close) + 1
        if re.fullmatch(r"\s*,\s*(?:\w+::)*detached\s*", source.code[end:close]):
            yield match.start(1), source.text[begin:end], close + 2


def await_dropped(source):
    for begin, awaited, end in awaits(source):
        yield [(begin, end, blamed(source.text[awaited:end]))]


def await_kept(source):
    for begin, awaited, end in awaits(source):
        yield [(begin, end, blamed("auto eventloop_mutant_kept = "
                                   + source.text[awaited:end]))]


def spawn_dropped(source):
    for begin, call, end in spawns(source):
        yield [(begin, end, blamed(call + ";"))]


def spawn_kept(source):
    for begin, call, end in spawns(source):
        yield [(begin, end, blamed(f"auto eventloop_mutant_kept = {call};"))]


def opened(source, shape):
    """(statement, type, name, arguments, blamed offsets) of the objects of the
    context's block that have to go before it: I/O objects of Asio's, and those
    of this file's classes that have one as a member."""
    for statement in shape.between:
        match = re.match(r"([\w:]+)\s+(\w+)\s*(\()\s*" + shape.context.name
                         + r"\b", source.snippet(statement))
        if not match:
            continue
        begin = statement.start + match.start(3)
        close = source.pairs.get(begin)
        if not close or close != statement.end - 2:
            continue
        arguments = source.text[begin:close + 1]
        has_more = "," in source.code[begin:close]
        if re.fullmatch(_OPENED, match[1]) and has_more:
            yield statement, match[1], match[2], arguments, []
        elif body := source.class_body(match[1]):
            members = opened_members(source, body)
            if members:
                yield statement, match[1], match[2], arguments, members


def opened_members(source, body):
    """The offsets of the initialisers that make a class's I/O objects, if one
    of them opens something."""
    code = source.code[body[0]:body[1]]
    kinds = dict((name, kind) for kind, name in re.findall(
        r"^\s*((?:\w+::)*(?:acceptor|signal_set|socket|\w*timer|resolver))\s+"
        r"(\w+);", code, re.MULTILINE))
    found, opens = [], False
    for match in re.finditer(r"[:,]\s*(\w+)\(\s*\w*(?:context|service)\w*\s*(,?)",
                             code):
        if match[1] in kinds:
            found.append(body[0] + match.start(1))
            opens |= bool(match[2]) and bool(re.fullmatch(_OPENED,
                                                          kinds[match[1]]))
    return found if opens else []


def marks(offsets):
    """Zero-length edits that put the lines of the initialisers on the list."""
    return [(offset, offset, blamed("")) for offset in offsets]


def object_before_context(source):
    """The object is declared, behind a pointer, before its context; poll()
    stands in for run(), so that the program comes to its end."""
    if not source.has_unique_ptr:
        return
    for shape in shapes(source):
        d, run, context = shape.context.declaration, shape.run, shape.context.name
        for statement, kind, name, arguments, members in opened(source, shape):
            yield [(d.start, d.start, f"std::unique_ptr<{kind}> {name}_owner;\n"),
                   (statement.start, statement.end,
                    blamed(f"{name}_owner.reset(new {kind}{arguments});")
                    + f"\n{kind}& {name} = *{name}_owner; (void){name};"),
                   (run.start, run.end, f"{context}.poll();\n{TASK}();"),
                   *marks(members)]


def context_freed_first(source):
    """The context is freed where it was to run, and the object is still there."""
    for shape in shapes(source):
        c, d, run = shape.context, shape.context.declaration, shape.run
        rest = source.code[run.end:c.block[1]]
        objects = list(opened(source, shape))
        if not objects or re.search(rf"\b{c.name}\b", rest):
            continue
        kind = f"{c.namespace}::io_context"
        freed = f"delete {c.name}_owner;"
        owner = f"{kind}* {c.name}_owner = new {kind}{c.args};"
        if source.has_unique_ptr:
            freed = f"{c.name}_owner.reset();"
            owner = f"std::unique_ptr<{kind}> {c.name}_owner(new {kind}{c.args});"
        edits = [(d.start, d.end, f"{owner}\n{kind}& {c.name} = *{c.name}_owner;"),
                 (run.start, run.end, f"{TASK}();\n{freed}")]
        for statement, _, _, _, members in objects:
            text = source.text[statement.start:statement.end]
            edits += [(statement.start, statement.end, blamed(text)),
                      *marks(members)]
        yield edits


OPERATORS = {
    "await-dropped": await_dropped,
    "await-kept": await_kept,
    "spawn-dropped": spawn_dropped,
    "spawn-kept": spawn_kept,
    "object-before-context": object_before_context,
    "context-freed-first": context_freed_first,
}
_AWAITED = ("await-dropped", "await-kept", "spawn-dropped", "spawn-kept")
CHECKS = {name: "eventloop-unawaited-task" if name in _AWAITED
          else "eventloop-session-cleanup-outside-loop" for name in OPERATORS}
