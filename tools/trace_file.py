# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads the time line that REFLOOP_TRACE wrote, as lanes with bars and moments
that are about one program. Knows nothing of pictures.

A moment is an event that a line of the program caused, and the first there: the
reader follows lines, not the runtime's own steps. Positions are counts of
events, for real durations differ by factors of a thousand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import PurePath

# What a moment may be; "run" stands for all that one line runs.
MOMENTS = {
    "create_loop", "run", "stop", "close_loop", "schedule", "schedule_threadsafe",
    "schedule_later", "cancel_handle", "spawn", "cancel_task", "detach_task", "await",
    "open_session", "session_operation", "close_session", "submit", "shutdown_executor",
    "add_signal_handler",
}
OUTSIDE = 0  # the group of what no loop did


@dataclass
class Bar:
    """A stretch of time. Kinds: loop, executor, task, session (what lives), and
    run, callback, step, job (what it does)."""

    kind: str
    name: str
    line: int  # of the program; 0: none
    start: float
    end: float | None = None  # None: it never ended

    @property
    def is_life(self) -> bool:
        return self.kind in ("loop", "executor", "task", "session")


@dataclass
class Moment:
    """Something that a line of the program did."""

    line: int
    at: float
    is_setup: bool = False  # a violation's note is about its line
    is_blamed: bool = False  # a later violation is
    note: str = ""
    violation: str = ""  # the message
    check: str = ""
    untold: list[tuple[int, str]] = field(default_factory=list)  # lines of notes, no moment each


@dataclass
class Lane:
    group: int
    kind: str  # loop, executor, task, session, thread
    name: str
    bars: list[Bar] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)

    def lines(self) -> set[int]:
        return {m.line for m in self.moments} | {b.line for b in self.bars} - {0}


@dataclass
class TimeLine:
    groups: dict[int, str]  # "loop 1 (service.cpp:16)"
    lanes: list[Lane]
    length: float

    def violations(self) -> list[Moment]:
        return [m for lane in self.lanes for m in lane.moments if m.violation]


def events_of(text: str) -> list[dict]:
    """The events of a trace; of a program that was killed, those it had told."""
    if not text.endswith("]\n"):
        text = text.rstrip().rstrip(",") + "]"
    return json.loads(text)


def read(text: str, program: str) -> TimeLine:
    """The time line of a trace; `program` is the file whose lines matter."""
    return _Reader(events_of(text), PurePath(program).name).time_line()


class _Reader:
    """Goes through the events once. A trace tells of an event's kind before
    what is inside, so whether a callback is the runtime's own is asked first."""

    def __init__(self, events: list[dict], program: str):
        self.events, self.program = events, program
        self.names: dict[tuple[int, int, str], str] = {}
        self.lanes: dict[tuple[int, int], Lane] = {}
        self.home: dict[int, int] = {}  # the thread of each loop
        self.seen: set[int] = set()  # lines that had their moment
        self.last: tuple[Lane, Moment] | None = None  # with nothing since but other threads' jobs
        self.now = 0.0
        self.is_busy = False

    def time_line(self) -> TimeLine:
        own = _own_callbacks(self.events, self.line_of)
        open_bars: dict[tuple[int, int], list[Bar | None]] = {}
        for index, event in enumerate(self.events):
            track = (event["pid"], event["tid"])
            if event["ph"] == "M":
                self.names[(*track, event["name"])] = event["args"].get("name", "")
            elif event["ph"] == "B":
                open_bars.setdefault(track, []).append(
                    self.begin(track, event, index in own))
            elif event["ph"] == "E" and open_bars.get(track):
                self.end(open_bars[track].pop())
            elif event.get("cat") == "violation":
                self.violate(track, event)
            elif event["ph"] == "i":
                self.happen(track, event)
        lanes = sorted(self.lanes.values(), key=lambda lane: lane.group == OUTSIDE)
        groups = {group: name for (group, _, what), name in self.names.items()
                  if what == "process_name"}
        return TimeLine(groups, [lane for lane in lanes if lane.bars or lane.moments], self.now + 1)

    def line_of(self, event: dict) -> int:
        """The line of the program that caused it; 0 if it is none of its lines."""
        return self.line_at(event.get("args", {}).get("where", ""))

    def line_at(self, where: str) -> int:
        file, _, line = where.rpartition(":")
        return int(line) if PurePath(file).name == self.program else 0

    def lane(self, track: tuple[int, int]) -> Lane:
        if track not in self.lanes:
            group, item = track
            name = self.names.get((*track, "thread_name"), "")
            kind = ("thread" if group == OUTSIDE or name.startswith("thread") else
                    self.names.get((group, 0, "process_name"), "loop").split()[0]
                    if item == group else "session" if name == "session" else "task")
            self.lanes[track] = Lane(group, kind, name)
        return self.lanes[track]

    def pass_time(self, amount: float) -> float:
        """Time for one event, and for what the runtime did before."""
        self.now += amount + self.is_busy
        self.is_busy = False
        return self.now

    def begin(self, track, event: dict, is_own: bool) -> Bar | None:
        lane, name = self.lane(track), event["name"]
        self.last = self.last if name == "job" else None
        if is_own or name == "step":
            # How many there are depends on the network: they get one stretch.
            self.is_busy = True
            bar = Bar("step" if name == "step" else "callback", "", 0, self.now + 0.5)
        else:
            kind = name if name in ("run", "callback", "job") else lane.kind
            kind = "run" if name == "nested run" else kind
            if kind == "job":  # no ledger tells of a submit that is no loop's
                before = self.last
                self.happen_at(self.line_of(event), self.lane((track[0], track[0])))
                self.last = before
            bar = Bar(kind, name, self.line_of(event), self.pass_time(0.5))
            if kind == "executor":  # nor of this
                self.happen_at(bar.line, lane)
        lane.bars.append(bar)
        return bar

    def end(self, bar: Bar | None) -> None:
        if bar is None:
            return
        self.last = self.last if bar.kind == "job" else None
        is_own = bar.name == ""
        bar.end = self.now + (0.5 if self.is_busy else 0) if is_own else self.pass_time(0.5)
        if is_own and bar.end <= bar.start:
            bar.end = bar.start + 0.1

    def happen(self, track, event: dict) -> None:
        thread = event["args"]["thread"]
        if event["name"] == "create_loop":
            self.home[track[0]] = thread
        if event["name"] not in MOMENTS:
            return
        lane = self.lane(track)
        if self.home.get(track[0], thread) != thread:
            lane = self.lanes.setdefault((track[0], -thread),
                                         Lane(track[0], "thread", "another thread"))
        self.happen_at(self.line_of(event), lane)

    def happen_at(self, line: int, lane: Lane) -> None:
        if line == 0 or line in self.seen:
            return
        self.seen.add(line)
        lane.moments.append(Moment(line, self.pass_time(1)))
        self.last = (lane, lane.moments[-1])

    def violate(self, track, event: dict) -> None:
        args = event["args"]
        line = self.line_at(args["where"])
        told = {m.violation for lane in self.lanes.values() for m in lane.moments if m.line == line}
        if args["message"] in told:
            return
        if self.last and self.last[1].line == line and not self.is_busy:
            moment = self.last[1]  # the call that fails
        else:
            moment = Moment(line, self.pass_time(1))
            self.blamed(track, line).moments.append(moment)
        moment.violation, moment.check = args["message"], event["name"]
        for other in (m for one in self.lanes.values() for m in one.moments):
            other.is_blamed |= other.line == line and not other.violation
        self.seen.add(line)
        for note in args["notes"]:
            where, _, text = note.partition(": ")
            self.set_up(self.line_at(where), text, moment)

    def set_up(self, line: int, text: str, violation: Moment) -> None:
        """What led to the violation: the moment of that line, if it had one."""
        moments = [m for lane in self.lanes.values() for m in lane.moments]
        found = [m for m in moments if m.line == line and m is not violation]
        for moment in found:
            moment.is_setup, moment.note = True, text
        if line and not found:
            violation.untold.append((line, text))

    def blamed(self, track, line: int) -> Lane:
        """Where a violation belongs whose call told nothing itself: to the task
        or session that was made there, to the loop that ran, to what knows the
        line, or to the last that was made."""
        made_there = [lane for lane in self.lanes.values() if lane.kind in ("task", "session")
                      and any(bar.is_life and bar.line == line for bar in lane.bars)]
        if made_there or track[0] != OUTSIDE:
            return made_there[-1] if made_there else self.lane(track)
        at_line = [lane for lane in self.lanes.values() if line in lane.lines()]
        lives = [lane for lane in self.lanes.values() if lane.kind in ("loop", "executor")]
        return (at_line or lives[-1:] or [self.lane(track)])[-1]


def _own_callbacks(events: list[dict], line_of) -> set[int]:
    """The callbacks that are the runtime's own: those that go on with a task,
    wake one, or end a run. No line of the program asked for them."""
    own: set[int] = set()
    stack: list[int] = []
    for index, event in enumerate(events):
        name = event["name"]
        if name == "callback" and event["ph"] == "B":
            stack.append(index)
            if line_of(event) == 0:
                own.add(index)
        elif stack and event["ph"] == "E" and event["tid"] == events[stack[-1]]["tid"]:
            stack.pop()
        elif stack and (name == "step" or name in ("set_result", "stop")
                        and line_of(event) in (0, line_of(events[stack[-1]]))):
            own.add(stack[-1])
    return own
