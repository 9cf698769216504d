# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a compile database: compile_database.py BUILD FILE[,FILE...] FLAG..."""

import json
import os
import sys

build, files, *flags = sys.argv[1:]
os.makedirs(build, exist_ok=True)
commands = [{"directory": build, "file": file, "arguments": ["clang++", *flags, "-c", file]}
            for file in files.split(",")]
with open(os.path.join(build, "compile_commands.json"), "w", encoding="utf-8") as database:
    json.dump(commands, database)
