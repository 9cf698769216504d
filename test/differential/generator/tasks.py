# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What can happen to tasks: made, kept somewhere, handled or forgotten."""

from __future__ import annotations

from .events import Event, access, worker
from .ir import Node, block, line
from .maker import Maker
from .objects import TASK, TASKS, Access, Object, Site


def spawning(maker: Maker, site: Site, loop: Object, call: str) -> str:
    """The expression that puts a coroutine into the background."""
    if site.running is loop and maker.chance("free_create_task"):
        return f"create_task({call})"
    return access(maker, site, loop).call(f"create_task({call})")


def spawn(task: Object, loop: Object) -> Event:
    """A background task whose handle is kept."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        call = f"{worker(maker, site)}()"
        if task in site.access:
            made = spawning(maker, site, loop, call)
            return [line(f"{site.access[task][0].ref} = {made};")]
        return _keep(maker, site, task, loop, call)
    return Event(emit, [loop], makes=(task,))


def _keep(maker: Maker, site: Site, task: Object, loop: Object, call: str) -> list[Node]:
    name = maker.name("t")
    how = maker.pick("task_holders")
    if how == "returned":
        helper, there = maker.name("start"), maker.name("l")
        maker.declare(block(f"TaskHandle<> {helper}(EventLoop &{there}) {{",
                            [line(f"return {there}.create_task({call});", kept=True)],
                            defines=(helper, there)))
        site.show(task, Access(name))
        return [line(f"auto {name} = {helper}({access(maker, site, loop).ref});", name)]
    if how == "out":
        helper, there, given = maker.name("start"), maker.name("l"), maker.name("t")
        maker.declare(block(f"void {helper}(EventLoop &{there}, TaskHandle<> &{given}) {{",
                            [line(f"{given} = {there}.create_task({call});", kept=True)],
                            defines=(helper, there, given)))
        site.show(task, Access(name))
        return [line(f"TaskHandle<> {name};", name),
                line(f"{helper}({access(maker, site, loop).ref}, {name});")]
    made = spawning(maker, site, loop, call)
    if how == "global":
        maker.declare(line(f"TaskHandle<> {name};", name))
        site.show(task, Access(name, everywhere=True))
        return [line(f"{name} = {made};")]
    if how == "member":
        struct, variable = maker.name("Keeper"), maker.name("o")
        maker.declare(block(f"struct {struct} {{", [line(f"TaskHandle<> {name};", name)], "};",
                            defines=(struct,)))
        site.show(task, Access(f"{variable}.{name}"))
        return [line(f"{struct} {variable}{{{made}}};", variable)]
    if how == "binding":
        other, struct = maker.name("n"), maker.name("Keeper")
        maker.declare(block(f"struct {struct} {{", [line("TaskHandle<> handle;", kept=True),
                                                    line("int number;", kept=True)], "};",
                            defines=(struct,)))
        site.show(task, Access(name))
        return [line(f"auto [{name}, {other}] = {struct}{{{made}, 1}};", name, other)]
    if how == "moved":
        old = maker.name("t")
        site.show(task, Access(name))
        return [line(f"auto {old} = {made};", old), line(f"auto {name} = std::move({old});", name)]
    text = {"optional": f"std::optional<TaskHandle<>> {name}({made});",
            "unique": f"auto {name} = std::make_unique<TaskHandle<>>({made});",
            "shared": f"auto {name} = std::make_shared<TaskHandle<>>({made});",
            "typed": f"TaskHandle<> {name} = {made};"}.get(how, f"auto {name} = {made};")
    site.show(task, Access(name, how if how in ("optional", "unique", "shared") else "object"))
    return [line(text, name)]


def forgotten(loop: Object) -> Event:
    """A background task whose handle goes away at once."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        made = spawning(maker, site, loop, f"{worker(maker, site)}()")
        return [line(f"{made};")]
    return Event(emit, [loop])


def handle(task: Object, loop: Object, how: str) -> Event:
    """What becomes of a kept task."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        at = access(maker, site, task)
        if how in ("detach", "cancel"):
            return [line(at.call(f"{how}();"))]
        if how == "drop":
            return [line(f"{at.ref} = TaskHandle<>();")]
        if how == "if_not_done":
            return [block(f"if (!{at.call('done()')}) {{",
                          awaiting(maker, site, loop, at.ref), unwraps=True)]
        if how == "cancel_gather":
            return [line(at.call("cancel();")),
                    *awaiting(maker, site, loop, f"gather(return_exceptions, {at.ref})")]
        if how in ("taken", "given_up"):
            return _taken(maker, site, loop, at.ref, awaited=how == "taken")
        expression = {"gather": f"gather({at.ref})",
                      "wait_for": f"wait_for({at.ref}, std::chrono::hours(9))",
                      "shield": f"shield({at.ref})"}.get(how, at.ref)
        return awaiting(maker, site, loop, expression)
    late = how in ("detach", "cancel", "drop", "given_up")
    return Event(emit, [task, loop], awaits=not late, bound=None if late else loop)


def _taken(maker: Maker, site: Site, loop: Object, task: str, awaited: bool) -> list[Node]:
    """The handle is given to a function that awaits it, or lets it go."""
    name, given = maker.name("take"), maker.name("t")
    kind = "Task<>" if awaited else "void"
    body = ([line(f"co_await {given};"), line("co_return;", kept=True)] if awaited
            else [maker.mark()])
    maker.declare(block(f"{kind} {name}(TaskHandle<> {given}) {{", body, defines=(name, given)))
    call = f"{name}(std::move({task}))"
    if site.repeats > 1:  # it is given away once
        once = awaiting(maker, site, loop, call) if awaited else [line(f"{call};")]
        return [block(f"if ({task}) {{", once, unwraps=True)]
    return awaiting(maker, site, loop, call) if awaited else [line(f"{call};")]


def awaiting(maker: Maker, site: Site, loop: Object, expression: str) -> list[Node]:
    if site.kind == "coroutine":
        return [line(f"co_await {expression};")]
    return [line(access(maker, site, loop).call(f"run_until_complete({expression});"))]


# Many tasks.

def make_tasks(tasks: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        if tasks in site.access:
            return []
        name = maker.name("v")
        how = maker.pick("tasks_holders")
        if how == "global":
            maker.declare(line(f"{TASKS} {name};", name))
            site.show(tasks, Access(name, everywhere=True))
            return []
        if how == "member":
            struct, variable = maker.name("Registry"), maker.name("o")
            maker.declare(block(f"struct {struct} {{", [line(f"{TASKS} {name};", name)], "};",
                                defines=(struct,)))
            site.show(tasks, Access(f"{variable}.{name}"))
            return [line(f"{struct} {variable};", variable)]
        site.show(tasks, Access(name))
        return [line(f"{TASKS} {name};", name)]
    return Event(emit, [], makes=(tasks,))


MANY = 5  # more than an analysis cares to tell apart


def many_times(maker: Maker, node: Node) -> Node:
    """Up to MANY times."""
    name = maker.name("i")
    return block(f"for (int {name} = 0; {name} < {maker.any([2, 4, MANY])}; ++{name}) {{", [node],
                 defines=(name,), unwraps=True)


def push(tasks: Object, loop: Object) -> Event:
    def emit(maker: Maker, site: Site) -> list[Node]:
        how = maker.pick("pushes")
        inside = site.inner(repeats=site.repeats * MANY) if how == "many" else site
        made = spawning(maker, inside, loop, f"{worker(maker, inside)}()")
        at = access(maker, site, tasks)
        if how == "moved":
            name = maker.name("t")
            return [line(f"auto {name} = {made};", name),
                    line(at.call(f"push_back(std::move({name}));"))]
        if how == "many":
            return [many_times(maker, line(at.call(f"push_back({made});")))]
        return [line(at.call(f"{how}({made});"))]
    return Event(emit, [tasks, loop])


def handle_all(tasks: Object, loop: Object, how: str) -> Event:
    """What becomes of the tasks in a container."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        at, one = access(maker, site, tasks), maker.name("t")
        each = f"for (auto &{one} : {at.ref}) {{"
        if how == "clear":
            return [line(at.call("clear();"))]
        if how in ("cancel", "detach"):
            return [block(each, [line(f"{one}.{how}();")], defines=(one,))]
        if how == "each":
            return [block(each, awaiting(maker, site, loop, one), defines=(one,))]
        if how == "pop":
            return [block(f"while (!{at.call('empty()')}) {{",
                          [*awaiting(maker, site, loop, at.call("back()")),
                           line(at.call("pop_back();"), kept=True)])]
        if how == "first":
            return [block(f"if (!{at.call('empty()')}) {{",
                          awaiting(maker, site, loop, at.call("front()")), unwraps=True)]
        expression = f"gather({at.ref})"
        before = []
        if how == "cancel_gather":
            before = [block(each, [line(f"{one}.cancel();")], defines=(one,))]
            expression = f"gather(return_exceptions, {at.ref})"
        return [*before, *awaiting(maker, site, loop, expression)]
    late = how in ("clear", "cancel", "detach")
    return Event(emit, [tasks, loop], awaits=not late, bound=None if late else loop)


def _grouped(maker: Maker, group_name: str) -> Node:
    """A task for a group, spawned here or by a helper."""
    call = f"{worker(maker)}()"
    if not maker.chance("group_helper"):
        return line(f"{group_name}.create_task({call});")
    helper, given = maker.name("helper"), maker.name("g")
    maker.declare(block(f"void {helper}(TaskGroup &{given}) {{",
                        [line(f"{given}.create_task({call});")], defines=(helper, given)))
    return line(f"{helper}({group_name});")


def group(loop: Object) -> Event:
    """A task group, which awaits what it is given."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        name = maker.name("g")
        body = [_grouped(maker, name) for _ in range(maker.any([1, 2]))]
        return [block(f"co_await with_task_group([&](TaskGroup &{name}) -> Task<> {{",
                      [*body, line("co_return;", kept=True)], "});", defines=(name,))]
    return Event(emit, [loop], awaits=True, bound=loop, coroutine=True)


def drain(loop: Object) -> Event:
    """Cancels all tasks of the loop and waits for them."""
    def emit(maker: Maker, site: Site) -> list[Node]:
        name, rest, one = maker.name("main"), maker.name("n"), maker.name("t")
        loop_body = [line(text, kept=True) for text in (
            f"if ({one} == current_task())", "  continue;", f"{one}.cancel();",
            f"{rest}.push_back({one});")]
        maker.declare(block(f"Task<> {name}() {{", [
            line(f"std::vector<TaskRef> {rest};", rest, kept=True),
            block(f"for (const TaskRef &{one} : all_tasks()) {{", loop_body, defines=(one,),
                  kept=True),
            line(f"co_await gather(return_exceptions, {rest});", kept=True),
            line("co_return;", kept=True)], defines=(name,)))
        return awaiting(maker, site, loop, f"{name}()")
    return Event(emit, [loop], awaits=True, bound=loop)
