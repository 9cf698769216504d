# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a command and fails unless it ends with one exit status:
exits.py STATUS COMMAND..."""

import subprocess
import sys

expected, *command = sys.argv[1:]
status = subprocess.run(command).returncode
if status != int(expected):
    sys.exit(f"exit status {status}, expected {expected}: {' '.join(command)}")
