# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Classes around a run of events: one that refers to what the events need, and
one whose members they make, use and clean up in several methods."""

from __future__ import annotations

from .ir import Node, block, line
from .objects import Access, Site
from .passing import HOLDERS, PREFIX, hand_on
from .wrappers import Wrapper, early_return, lambda_kind, no_await


def _method(composer, site: Site, chunk, depth) -> list[Node]:
    """A method, constructor or destructor of an object that refers to what the
    events need."""
    maker = composer.maker
    passed = hand_on(maker, site, chunk, kind=lambda_kind(site))
    struct, variable = maker.name("Holder"), maker.name("c")
    fields = [line(f"{p};", n) for p, n in zip(passed.parameters, passed.names)]
    how = maker.pick("methods")
    if how == "constructor":
        renamed = [(p, n, maker.name("a")) for p, n in zip(passed.parameters, passed.names)]
        parameters = ", ".join(p[:-len(n)] + a for p, n, a in renamed)
        starts = ", ".join(f"{n}({a})" for _, n, a in renamed)
        head = f"explicit {struct}({parameters})" + (f" : {starts} {{" if starts else " {")
        method = block(head, composer.compose(passed.site, chunk, depth),
                       defines=tuple(a for _, _, a in renamed))
    else:
        name = maker.name("method")
        head = f"~{struct}() {{" if how == "destructor" else f"void {name}() {{"
        method = block(head, [*early_return(composer, passed.site, chunk),
                              *composer.compose(passed.site, chunk, depth)],
                       defines=(name,) if how == "method" else ())
    maker.declare(block(f"struct {struct} {{", [*fields, method], "};", defines=(struct,)))
    made = line(f"{struct} {variable}{{{', '.join(passed.arguments)}}};", variable)
    if how == "method":
        return [made, line(f"{variable}.{name}();")]
    return [block("{", [made, maker.mark()])] if how == "destructor" else [made]


def _service(composer, site: Site, chunk, depth) -> list[Node]:
    """An object whose members live as long as it does; a method for each part of
    the events, the last of them sometimes in its destructor."""
    maker = composer.maker
    struct, variable = maker.name("Service"), maker.name("c")
    passed = hand_on(maker, site, chunk, kind=lambda_kind(site))
    outer = [line(f"{p};", n) for p, n in zip(passed.parameters, passed.names)]
    members = []
    for thing in dict.fromkeys(o for event in chunk for o in event.makes):
        if thing in passed.site.access:
            continue
        spelled, kind = maker.any(HOLDERS[thing.type])
        name = maker.name(PREFIX[thing.type])
        members.append(line(f"{spelled} {name};", name))
        passed.site.show(thing, Access(name, kind))
    if maker.chance("members_shuffled"):
        maker.random.shuffle(members)
    cuts = sorted(maker.random.sample(range(1, len(chunk)), min(len(chunk) - 1, maker.any([1, 2]))))
    parts = [chunk[a:b] for a, b in zip([0, *cuts], [*cuts, len(chunk)])]
    methods, calls = [], []
    for number, part in enumerate(parts):
        body = composer.compose(passed.site.inner(), part, depth)
        if number == len(parts) - 1 and maker.chance("service_destructor"):
            methods.append(block(f"~{struct}() {{", body))
            continue
        name = maker.name("method")
        methods.append(block(f"void {name}() {{", body, defines=(name,)))
        calls.append(line(f"{variable}.{name}();"))
        if maker.chance("mark"):
            calls.append(maker.mark())
    maker.declare(block(f"struct {struct} {{", [*outer, *members, *methods], "};",
                        defines=(struct,)))
    made = line(f"{struct} {variable}{{{', '.join(passed.arguments)}}};", variable)
    nodes = [made, *calls]
    return [block("{", nodes, unwraps=True)] if maker.chance("service_scope") else nodes


CLASSES = {
    "method": Wrapper(_method, no_await),
    "service": Wrapper(_service, lambda c, s, e: len(e) > 1 and no_await(c, s, e)),
}
