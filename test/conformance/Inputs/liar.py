#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Stands in for refloop-conformance: one honest log, one lie, one crash, one
scenario that asyncio's side has not, and all others missing."""

import os
import signal
import sys

LOGS = {
    "scheduling/call_soon_is_fifo": "a\nb\nc\n",
    "scheduling/nested_call_soon_waits_a_turn": "first\nfrom first\nsecond\n",
    "scheduling/equal_deadlines_keep_their_order": "a\nb\n",
    "scheduling/of_nobody": "a\n",
}

if sys.argv[1] == "--list":
    print("\n".join(LOGS))
else:
    print(LOGS[sys.argv[1]], end="", flush=True)
    if "equal" in sys.argv[1]:
        os.kill(os.getpid(), signal.SIGABRT)
