#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Stands in for a program under test: speaks the protocol of
refloop/detail/run_log.h, and does what its first argument says."""

import json
import os
import signal
import sys
import time

ANSWERS = os.environ["REFLOOP_CHOICES"]
asked = 0


def say(**line):
    with open(os.environ["REFLOOP_RUN_LOG"], "a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")


def choose():
    global asked
    asked += 1
    say(choices_asked=asked)
    return ANSWERS[asked - 1:asked] == "1"


def reached(line):
    say(reached=f"dir:1/a.cpp:{line}")


def violation(line, message="it is closed"):
    say(violation={"check": "eventloop-some-check", "file": "dir:1/a.cpp", "line": line,
                   "column": 3, "message": message,
                   "notes": [{"file": "b.cpp", "line": 2, "column": 1, "message": "closed"}]})


def tree():
    """Three leaves of different depth: 0, 10, 11."""
    reached(1)
    if choose():
        reached(2)
        if choose():
            violation(2)
            violation(2, "once more")
    violation(9, 'always "quoted"')


def endless():
    while choose():
        pass


def hang():
    reached(1)
    if choose():
        time.sleep(60)


def crash():
    violation(1)
    if choose():
        print("about to crash \udcff", file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGSEGV)


def status():
    sys.stdout.buffer.write(b"bad \xff byte\n")
    sys.exit(3)


def broken_log():
    with open(os.environ["REFLOOP_RUN_LOG"], "a", encoding="utf-8") as log:
        log.write('{"reached":"a.cpp:1"}\n{"reached":"a.c')


def clean():
    reached(1)


if __name__ == "__main__":
    sys.stderr.reconfigure(errors="surrogateescape")
    globals()[sys.argv[1]]()
