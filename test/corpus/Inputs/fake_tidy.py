#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Stands in for eventloop-tidy and misbehaves as FAKE_TIDY says."""
import os
import signal
import sys
import time

mode = os.environ["FAKE_TIDY"]
path = next(word for word in sys.argv[1:] if not word.startswith("-"))
if mode == "crash":
    os.kill(os.getpid(), signal.SIGSEGV)
elif mode == "hang":
    time.sleep(60)
elif mode == "broken":
    print(f"{path}:1:1: error: unknown type name 'x' [clang-diagnostic-error]")
    sys.exit(1)
elif mode == "wordless":
    sys.exit(1)
elif mode == "alarm":
    print(f"{path}:1:1: warning: 'run' runs loop 'io', which is closed "
          "[eventloop-schedule-after-close]")
