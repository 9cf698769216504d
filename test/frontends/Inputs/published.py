# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints what a language server says about a file: published.py SERVER FILE FLAG..."""

import sys

from lsp import Client

server, file, *flags = sys.argv[1:]
with Client(server, flags) as client:
    _, diagnostics = client.open(file)
print(f"{len(diagnostics)} diagnostics")
for diagnostic in diagnostics:
    line = diagnostic["range"]["start"]["line"] + 1
    print(f"{line}: {diagnostic['message']} [{diagnostic.get('code', '')}]")
