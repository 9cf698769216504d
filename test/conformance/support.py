# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the asyncio twins of the conformance scenarios share.

Responsible for the log's wording, the register of scenarios and virtual time;
scenario.h is the same for the C++ twins. Comparing the logs is compare.py's
job.
"""

import asyncio

SCENARIOS = {}


def scenario(function):
    """Registers `function(log)` as the scenario `topic/function`."""
    topic = function.__module__
    SCENARIOS[f"{topic}/{function.__name__}"] = function
    return function


def text_of(value):
    """The spelling of a value in a log; scenario.h has the same rules."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "none"
    if isinstance(value, BaseException):
        return describe(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(text_of(item) for item in value) + "]"
    return str(value)


def describe(error):
    """Type, text and, of a group, the parts of an exception."""
    text = type(error).__name__
    if str(error):
        text += f": {error}"
    if isinstance(error, BaseExceptionGroup):
        text += " " + text_of(list(error.exceptions))
    return text


class Log:
    """The observable behaviour of one scenario: a line for each call."""

    def __init__(self):
        self.lines = []

    def __call__(self, *values):
        self.lines.append(" ".join(text_of(value) for value in values))


def attempt(log, label, function):
    """Calls `function`, logs that it returned, or how it failed."""
    try:
        function()
        log(label, "ok")
    except (Exception, asyncio.CancelledError) as error:
        log(label, "raised", error)


def fail(text):
    """Raises the scenarios' own kind of error; usable in a lambda."""
    raise ValueError(text)


def ticks(count):
    """A duration: the unit of all sleeps, so that both twins wait alike."""
    return count * 0.01


def elapsed(loop):
    """Virtual time since the loop was made, in ticks."""
    return round(loop.time() / ticks(1))


def drive(coroutine):
    """Runs a coroutine to its end on a loop of its own."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()


class VirtualSelector:
    """Passes time instead of waiting for it; waits only without deadline."""

    def __init__(self, loop, selector):
        self.loop = loop
        self.selector = selector

    def __getattr__(self, name):
        return getattr(self.selector, name)

    def select(self, timeout=None):
        if timeout is None:
            return self.selector.select(None)
        self.loop.now += timeout
        return self.selector.select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """asyncio's own loop with a clock that jumps to the next deadline."""

    def __init__(self):
        self.now = 0.0
        super().__init__()
        self._selector = VirtualSelector(self, self._selector)

    def time(self):
        return self.now


class VirtualPolicy(asyncio.DefaultEventLoopPolicy):
    """Makes virtual loops, also where asyncio.run() asks for one."""

    _loop_factory = VirtualLoop
