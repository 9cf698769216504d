# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What happens in a program, in order, and nothing about where in the code."""

from __future__ import annotations

from . import events
from .compose import Composer
from .calls import CALLS
from .events import Event
from .ir import Node, Program, block
from .maker import Maker
from .objects import LOOP, Object, Site
from .wrappers import FLOW


def generate(seed: int, weights: dict) -> Program:
    """The program of `seed`."""
    maker = Maker(seed, weights)
    plots = [loop_plot(maker)]
    if maker.chance("second_plot"):
        plots.append(loop_plot(maker))
    happening = _interleave(maker, plots)
    composer = Composer(maker, happening, {**FLOW, **CALLS})
    body = composer.compose(Site("plain"), happening, int(maker.pick("depths")))
    run = block("void run() {", body, defines=("run",), kept=True)
    return Program(seed, [*maker.declarations, run])


def _interleave(maker: Maker, plots: list[list[Event]]) -> list[Event]:
    """All events, those of one plot in their order."""
    rest = [list(plot) for plot in plots if plot]
    result = []
    while rest:
        plot = maker.any(rest)
        result.append(plot.pop(0))
        rest = [p for p in rest if p]
    return result


def loop_plot(maker: Maker) -> list[Event]:
    """The life of a loop: used, closed, used again or renewed."""
    loop = Object(LOOP)
    plot = [events.make_loop(loop)]
    table = {"post": events.post, "turn": events.turn, "close": events.close,
             "renew": events.renew,
             "post_if_open": lambda l: events.query(events.post(l), l),
             "turn_if_open": lambda l: events.query(events.turn(l), l),
             "close_if_open": lambda l: events.query(events.close(l), l)}
    for step in maker.pick("loop_lives").split():
        plot.append(table[step](loop))
    return plot
