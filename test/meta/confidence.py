# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The confidence that checks/Checks.def declares for a check is the one that its
measured precision allows: on its scenarios, and on the random programs of
docs/evidence.md. A check that they have not measured is no stable one."""

from __future__ import annotations

import tree  # first: it tells where the tools' and the harness's modules are
import check_metadata
import totals

ENOUGH = 0.98


def measured(evidence: str) -> dict[str, float]:
    """The precision of each check on random programs: the lowest of all tables
    that have a column for it."""
    result: dict[str, float] = {}
    column = None
    for line in evidence.splitlines():
        cells = [cell.strip(" *`") for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            column = None
        elif cells[0] == "check" and "precision" in cells:
            column = cells.index("precision")
        elif column is not None and not cells[0].startswith("-") and cells[0] != "all":
            name = cells[0].removeprefix("eventloop-")
            result[name] = min(result.get(name, 1.0), float(cells[column]))
    return result


def allowed(scenarios: float, random: float | None) -> str:
    """The confidence for a precision on scenarios and on random programs."""
    if scenarios < ENOUGH or (random is not None and random < ENOUGH):
        return "Low"
    return "Medium" if random is None else "High"


def complaints_about(check: check_metadata.Check, scenarios: float,
                     random: float | None) -> list[str]:
    """What is wrong with one declaration."""
    result = []
    wanted = allowed(scenarios, random)
    if check.confidence != wanted:
        said = "not measured" if random is None else f"{random:.4f}"
        result.append(f"checks/Checks.def: {check.name}: confidence {check.confidence}, but precision is "
                      f"{scenarios:.4f} on scenarios, {said} on random programs: {wanted}")
    if check.status == "Stable" and random is None:
        result.append(f"checks/Checks.def: {check.name}: stable, but random programs have not measured it")
    return result


def main() -> None:
    random = measured((tree.ROOT / "docs" / "evidence.md").read_text(encoding="utf-8"))
    declared = totals.declared(tree.ROOT)
    checks = check_metadata.read(tree.ROOT)
    complaints = [] if random else ["docs/evidence.md: no table with a column for precision"]
    for check in checks:
        if check.name in declared:  # that each has scenarios is the business of spellings.py
            complaints += complaints_about(check, declared[check.name].precision, random.get(check.name))
    tree.finish(complaints, len(checks))


if __name__ == "__main__":
    main()
