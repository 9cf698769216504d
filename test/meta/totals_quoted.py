# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each check's docs page quotes the totals of its scenarios as they are."""

from __future__ import annotations

import tree  # first: it tells where the harness's modules are
import totals


def complaints_about(name: str, page: str, wanted: str) -> list[str]:
    """What is wrong with the quotation on one page."""
    if page.count(totals.MARK_BEGIN) != 1 or page.count(totals.MARK_END) != 1:
        return [f"docs/checks/{name}.md: no totals between {totals.MARK_BEGIN} "
                f"and {totals.MARK_END}"]
    quoted = page.split(totals.MARK_BEGIN)[1].split(totals.MARK_END)[0].split()
    if quoted != wanted.split():
        return [f"docs/checks/{name}.md quotes other totals than:\n{wanted}"]
    return []


def main() -> None:
    complaints = []
    declared = totals.declared(tree.ROOT)
    for name, entry in declared.items():
        page = tree.ROOT / "docs" / "checks" / f"{name}.md"
        text = page.read_text(encoding="utf-8") if page.is_file() else ""
        complaints += complaints_about(name, text, totals.docs_line(entry))
    tree.finish(complaints, len(declared))


if __name__ == "__main__":
    main()
