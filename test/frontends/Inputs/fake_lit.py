# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Stands in for lit: writes the results that CODES names (PASS,FAIL,...) to the
file of -o and ends with STATUS."""

import json
import os
import sys

codes = [code for code in os.environ["CODES"].split(",") if code]
with open(sys.argv[sys.argv.index("-o") + 1], "w", encoding="utf-8") as results:
    json.dump({"tests": [{"code": code, "name": code} for code in codes]}, results)
sys.exit(int(os.environ.get("STATUS", "0")))
