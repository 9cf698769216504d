# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs of events that are called without a name in sight: through a virtual
function, a stored std::function, or when the program ends."""

from __future__ import annotations

from .events import Event
from .ir import Node, block, line
from .objects import Access, Site
from .passing import hand_on
from .wrappers import Wrapper, early_return, lambda_kind, no_await


def _virtual(composer, site: Site, chunk, depth) -> list[Node]:
    """An override, or the destructor of a derived class, called through the base."""
    maker = composer.maker
    how = maker.pick("virtuals")
    passed = hand_on(maker, site, chunk, kind=lambda_kind(site))
    base, derived, name = maker.name("Base"), maker.name("Derived"), maker.name("method")
    variable = maker.name("c")
    given = [(p, n, maker.name("a")) for p, n in zip(passed.parameters, passed.names)]
    body = [*early_return(composer, passed.site, chunk),
            *composer.compose(passed.site, chunk, depth)]
    declared = [line(f"virtual ~{base}() = default;", kept=True)]
    if how == "destructor":
        method = block(f"~{derived}() override {{", body)
    else:
        declared.append(line(f"virtual void {name}() = 0;", name, kept=True))
        method = block(f"void {name}() override {{", body, kept=True)
    if how == "template_method":
        outer = maker.name("method")
        declared.append(block(f"void {outer}() {{", [line(f"{name}();", kept=True)],
                              defines=(outer,)))
        name = outer
    starts = ", ".join(f"{n}({a})" for _, n, a in given)
    parameters = ", ".join(p[:-len(n)] + a for p, n, a in given)
    maker.declare(block(f"struct {base} {{", declared, "};", defines=(base,)))
    maker.declare(block(f"struct {derived} : {base} {{", [
        *(line(f"{p};", n) for p, n, _ in given),
        line(f"explicit {derived}({parameters}){' : ' if starts else ' '}{starts} {{}}",
             *(a for _, _, a in given), kept=True), method], "};", defines=(derived,)))
    arguments = ", ".join(passed.arguments)
    if how in ("owner", "destructor"):
        made = line(f"std::unique_ptr<{base}> {variable} = "
                    f"std::make_unique<{derived}>({arguments});", variable)
        return [block("{", [made, maker.mark() if how == "destructor" else
                            line(f"{variable}->{name}();")])]
    made = line(f"{derived} {variable}({arguments});", variable)
    if how == "direct":
        return [made, line(f"{variable}.{name}();")]
    seen = maker.name("c")
    return [made, line(f"{base} &{seen} = {variable};", seen), line(f"{seen}.{name}();")]


def _stored(composer, site: Site, chunk, depth) -> list[Node]:
    """A lambda that is kept in a member or a container and called from there."""
    maker = composer.maker
    inner = site.inner(kind=lambda_kind(site))
    body = [*early_return(composer, inner, chunk), *composer.compose(inner, chunk, depth)]
    variable, kept = maker.name("c"), maker.name("f")
    how = maker.pick("stored")
    if how == "list":
        one = maker.name("f")
        return [line(f"std::vector<std::function<void()>> {kept};", kept),
                block(f"{kept}.push_back([&] {{", body, "});"),
                block(f"for (const auto &{one} : {kept}) {{", [line(f"{one}();")],
                      defines=(one,))]
    struct = maker.name("Hooks")
    fields = [line(f"std::function<void()> {kept};", kept, kept=True)]
    call = f"{variable}.{kept}();"
    if how == "fired":
        method = maker.name("method")
        fields.append(block(f"void {method}() {{", [line(f"if ({kept}) {kept}();")],
                            defines=(method,)))
        call = f"{variable}.{method}();"
    maker.declare(block(f"struct {struct} {{", fields, "};", defines=(struct,)))
    if how == "assigned":
        return [line(f"{struct} {variable};", variable),
                block(f"{variable}.{kept} = [&] {{", body, "};"), line(call)]
    return [block(f"{struct} {variable}{{[&] {{", body, "}};", defines=(variable,)), line(call)]


def _everywhere(site: Site, chunk: list[Event]) -> bool:
    return all(any(a.everywhere for a in site.access.get(o, [])) for e in chunk
               for o in e.objects)


def _at_exit(composer, site: Site, chunk, depth) -> list[Node]:
    """What is global is used when the program ends."""
    seen: dict = {}
    for event in chunk:
        for thing in event.objects:
            seen[thing] = [a for a in site.access[thing] if a.everywhere]
    inner = Site("plain", access=seen, sure=site.sure, repeats=site.repeats,
                 flags=[flag for flag in site.flags if flag.everywhere])
    body = composer.compose(inner, chunk, depth)
    return [block("std::atexit([] {", body, "});")]


def _at_exit_fits(composer, site: Site, chunk) -> bool:
    return (_everywhere(site, chunk) and not any(e.makes or e.coroutine for e in chunk)
            and bool(chunk[0].objects))


def _throws(composer, site: Site, chunk, depth) -> list[Node]:
    """An exception behind the events, for whoever catches it."""
    maker = composer.maker
    body = composer.compose(site, chunk, depth)
    return [*body, line(f"if ({maker.ask(site)}) throw std::runtime_error(\"away\");")]


def _throws_fits(composer, site: Site, chunk) -> bool:
    return (composer.maker.may_ask(site) and not composer.exports(chunk)
            and all(e.allowed(site.kind, site.running) for e in chunk))


INDIRECT = {
    "virtual": Wrapper(_virtual, no_await),
    "stored": Wrapper(_stored, no_await),
    "at_exit": Wrapper(_at_exit, _at_exit_fits),
    "throws": Wrapper(_throws, _throws_fits),
}
