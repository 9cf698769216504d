# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is wrong with the lives that plots are made of. What surrounds the
events may prevent it, or add to it: the runs say what came of it."""

from __future__ import annotations

from .maker import Maker

HANDLED = frozenset(("await", "gather", "wait_for", "shield", "if_not_done", "cancel_gather",
                     "detach", "taken", "each", "pop", "spawn", "clear_awaited"))
SESSION_ENDS = frozenset(("await", "if_open", "later", "spawned"))


def loop_life(maker: Maker, steps: list[str]) -> None:
    """Uses of a closed loop, and one that is never closed."""
    late = "loop-shared-across-tests" if maker.tests else "schedule-after-close"
    gone = closed = False
    for step in steps:
        if step in ("close", "close_if_open", "destroy"):
            if step == "destroy" and not closed:
                maker.plant("unclosed-loop")
            closed = True
            gone = step == "destroy"
        elif step == "renew":
            if not closed:
                maker.plant("unclosed-loop")
            closed = gone = False
        elif step in ("post", "turn") and closed:
            maker.plant("schedule-after-close" if gone else late)
    if not closed:
        maker.plant("unclosed-loop")


def loop_end(maker: Maker, steps: list[str]) -> None:
    """A loop that is not closed behind everything else, or used then."""
    if "close" not in steps:
        maker.plant("unclosed-loop")
    elif steps[-1] != "close":
        maker.plant("schedule-after-close")


def task_life(maker: Maker, steps: list[str], end: list[str]) -> None:
    """A task that nobody handles."""
    if not HANDLED & set(steps):
        maker.plant("close-with-pending-tasks" if "close" in end else "unawaited-task")


def session_life(maker: Maker, steps: list[str], end: list[str]) -> None:
    """A session that is closed too late, or never."""
    before = steps[:steps.index("close")] if "close" in steps else steps
    if SESSION_ENDS & set(before):
        return
    closes = "close" in steps or "close" in end
    ended = {"reset", "destroy"} & set(before)
    maker.plant("session-cleanup-outside-loop" if closes and not ended else "unclosed-session")


def pool_life(maker: Maker, steps: list[str]) -> None:
    """Jobs for a pool that was shut down."""
    down = False
    for step in steps:
        if step in ("submit", "pool_job") and down:
            maker.plant("submit-after-shutdown")
        down = (down or step in ("shutdown", "leave")) and step != "renew"


def job_life(maker: Maker, steps: list[str]) -> None:
    """Jobs that nobody waits for before the close, and such that come too late."""
    flying = down = False
    for step in steps:
        if step in ("job", "pool_job"):
            if down and step == "job":
                maker.plant("submit-after-shutdown")
            flying = True
        elif step in ("await", "shutdown", "shutdown_default"):
            flying = False
            down = down or step == "shutdown_default"
        elif step == "close" and flying:
            maker.plant("executor-not-shutdown")
