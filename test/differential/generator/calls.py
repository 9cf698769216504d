# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions, lambdas, guards and coroutines around a run of events."""

from __future__ import annotations

from .events import Event, turn
from .ir import Node, block, line
from .objects import LOOP, Access, Object, Site
from .passing import Passed, hand_on, missing
from .wrappers import Wrapper, early_return, lambda_kind, no_await

_AWAITED_END = line("co_return;", kept=True)


def _comma(words: list[str]) -> str:
    return ", ".join(words)


def _helper(composer, site: Site, chunk, depth) -> list[Node]:
    maker = composer.maker
    template = maker.chance("template")
    passed = hand_on(maker, site, chunk, kind=lambda_kind(site), template=template)
    name = maker.name("helper")
    head = "void "
    letters: list[str] = []
    if template:
        kinds = [n for n, p in zip(passed.names, passed.parameters) if p.startswith("{}")]
        letters = [maker.name("T") for _ in kinds]
        places = iter(letters)
        passed.parameters = [p.replace("{}", next(places)) if p.startswith("{}") else p
                             for p in passed.parameters]
        if letters:
            head = f"template <class {', class '.join(letters)}> void "
    body = [*early_return(composer, passed.site, chunk),
            *composer.compose(passed.site, chunk, depth)]
    tail = " noexcept" if maker.chance("noexcept") else ""
    maker.declare(block(f"{head}{name}({_comma(passed.parameters)}){tail} {{", body,
                        defines=(name, *passed.names, *letters)))
    return [line(f"{name}({_comma(passed.arguments)});")]


def _recursion(composer, site: Site, chunk, depth) -> list[Node]:
    """Its bottom, or each of its levels, does the events."""
    maker = composer.maker
    passed = hand_on(maker, site, chunk, kind=lambda_kind(site), owning=False)
    name, count = maker.name("helper"), maker.name("i")
    times = maker.any([1, 2, 3])
    again = line(f"{name}({_comma([*_forward(passed), f'{count} - 1'])});")
    if maker.chance("at_bottom"):
        body = [block(f"if ({count} == 0) {{", [*composer.compose(passed.site, chunk, depth),
                                                 line("return;")]), again]
    else:
        passed.site.repeats *= times
        body = [block(f"if ({count} == 0) {{", [line("return;", kept=True)], kept=True),
                *composer.compose(passed.site, chunk, depth), again]
    parameters = _comma([*passed.parameters, f"int {count}"])
    maker.declare(block(f"void {name}({parameters}) {{", body,
                        defines=(name, *passed.names, count)))
    return [line(f"{name}({_comma([*passed.arguments, str(times)])});")]


def _forward(passed: Passed) -> list[str]:
    return list(passed.names)


def _lambda(composer, site: Site, chunk, depth) -> list[Node]:
    maker = composer.maker
    how = maker.pick("lambdas")
    if how == "parameters":
        passed = hand_on(maker, site, chunk, kind=lambda_kind(site))
        name = maker.name("f")
        return [block(f"auto {name} = []({_comma(passed.parameters)}) {{",
                      [*early_return(composer, passed.site, chunk),
                       *composer.compose(passed.site, chunk, depth)], "};",
                      defines=(name, *passed.names)),
                line(f"{name}({_comma(passed.arguments)});")]
    inner = site.inner(kind=lambda_kind(site))
    name = maker.name("f")
    body = [*early_return(composer, inner, chunk), *composer.compose(inner, chunk, depth)]
    if how == "passed":
        return _passed_lambda(maker, body)
    if how == "at_once":
        return [block("[&] {", body, "}();")]
    if how == "function":
        made = block(f"std::function<void()> {name} = [&] {{", body, "};", defines=(name,))
        return [made, line(f"{name}();")]
    made = block(f"auto {name} = [&] {{", body, "};", defines=(name,))
    if how == "nested":
        outer = maker.name("f")
        return [block(f"auto {outer} = [&] {{", [made, line(f"{name}();")], "};",
                      defines=(outer,)), line(f"{outer}();")]
    return [made, line(f"{name}();")]


def _passed_lambda(maker, body: list[Node]) -> list[Node]:
    """A lambda that a function calls."""
    helper, given = maker.name("helper"), maker.name("f")
    kind = maker.name("T")
    head, names = maker.any([
        (f"template <class {kind}> void {helper}({kind} {given}) {{", (helper, given, kind)),
        (f"void {helper}(const std::function<void()> &{given}) {{", (helper, given))])
    maker.declare(block(head, [line(f"{given}();")], defines=names))
    return [block(f"{helper}([&] {{", body, "});")]


def _guard(composer, site: Site, chunk, depth) -> list[Node]:
    """The first event happens at the end of the scope of the others."""
    maker = composer.maker
    struct, variable, kind = maker.name("Guard"), maker.name("g"), maker.name("F")
    maker.declare(Node([f"template <class {kind}> struct {struct} {{", "};"],
                       [[line(f"{kind} f;"), line(f"~{struct}() {{ f(); }}")]],
                       (struct, kind)))
    late = composer.compose(site.inner(kind=lambda_kind(site)), chunk[:1], depth)
    made = block(f"{struct} {variable}{{[&] {{", late, "}};", defines=(variable,))
    return [block("{", [made, *composer.compose(site.inner(), chunk[1:], depth)])]


def _guard_fits(composer, site: Site, chunk) -> bool:
    return (len(chunk) > 1 and not chunk[0].makes and no_await(composer, site, chunk[:1])
            and all(e.allowed(site.kind, site.running) for e in chunk[1:])
            and not missing(site, chunk[:1]))


def _hosts(site: Site, chunk: list[Event], kind: str) -> list[Object]:
    """Loops that could run the events as a callback or coroutine."""
    made = {o for event in chunk for o in event.makes}
    return [o for o in site.access if o.type == LOOP and o in site.sure and o not in made and all(e.allowed(kind, o) for e in chunk)]


def _callback(composer, site: Site, chunk, depth) -> list[Node]:
    maker = composer.maker
    host = maker.any(_hosts(site, chunk, "callback"))
    inner = site.inner(kind="callback", running=host)
    at = maker.any(site.access[host])
    head = maker.any(["call_soon([&] {", "call_soon([&] {", "call_soon_threadsafe([&] {"])
    nodes = [block(at.call(head), composer.compose(inner, chunk, depth), "});")]
    # At once: what it refers to is still there. Others are in captures.py.
    return nodes + turn(host).emit(maker, site)


def _coroutine(composer, site: Site, chunk, depth) -> list[Node]:
    """A coroutine that a plain function runs to its end."""
    maker = composer.maker
    host = maker.any(_hosts(site, chunk, "coroutine"))
    made, call = _coroutine_of(composer, site, chunk, depth, host)
    at = maker.any(site.access[host])
    if maker.chance("spawn_main"):
        name = maker.name("t")
        return [*made, line(f"auto {name} = {at.call(f'create_task({call});')}", name),
                line(at.call(f"run_until_complete({name});"))]
    return [*made, line(at.call(f"run_until_complete({call});"))]


def _awaited(composer, site: Site, chunk, depth) -> list[Node]:
    """A coroutine that a coroutine awaits."""
    maker = composer.maker
    made, call = _coroutine_of(composer, site, chunk, depth, site.running)
    if maker.chance("spawn_awaited"):
        name = maker.name("t")
        return [*made, line(f"auto {name} = create_task({call});", name),
                line(f"co_await {name};")]
    return [*made, line(f"co_await {call};")]


def _coroutine_of(composer, site: Site, chunk, depth, host: Object) -> tuple[list[Node], str]:
    maker = composer.maker
    if maker.chance("coroutine_lambda"):
        inner = site.inner(kind="coroutine", running=host)
        name = maker.name("f")
        body = [*early_return(composer, inner, chunk), *composer.compose(inner, chunk, depth)]
        return [block(f"auto {name} = [&]() -> Task<> {{", [*body, _AWAITED_END], "};",
                      defines=(name,))], f"{name}()"
    passed = hand_on(maker, site, chunk, kind="coroutine", more=[host])
    passed.site.running = host
    if maker.chance("running_loop"):
        passed.site.show(host, Access("get_running_loop()"))
    name = maker.name("main")
    body = [*early_return(composer, passed.site, chunk),
            *composer.compose(passed.site, chunk, depth)]
    maker.declare(block(f"Task<> {name}({_comma(passed.parameters)}) {{",
                        [*body, _AWAITED_END], defines=(name, *passed.names)))
    return [], f"{name}({_comma(passed.arguments)})"


def _plain_site(composer, site: Site, chunk) -> bool:
    return site.kind == "plain" and not missing(site, chunk)


CALLS = {
    "helper": Wrapper(_helper, no_await),
    "recursion": Wrapper(_recursion, lambda c, s, e: no_await(c, s, e) and not c.exports(e)
                         and not any(o in s.access for x in e for o in x.makes)),
    "lambda": Wrapper(_lambda, no_await),
    "guard": Wrapper(_guard, _guard_fits),
    "callback": Wrapper(_callback, lambda c, s, e: _plain_site(c, s, e)
                        and bool(_hosts(s, e, "callback")), conditional=True),
    "coroutine": Wrapper(_coroutine, lambda c, s, e: _plain_site(c, s, e)
                         and bool(_hosts(s, e, "coroutine")), conditional=True),
    "awaited": Wrapper(_awaited, lambda c, s, e: s.kind == "coroutine"
                       and all(x.allowed("coroutine", s.running) for x in e)),
}
