# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads a scenario file: which scenarios it has, where they stand, what their
names promise. Knows nothing of tools and runs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

PREFIXES = ("bad", "maybe", "good", "fp", "fn", "static_only")
NEED_REASON = ("fp", "fn", "static_only")

_NAME = r"(?P<prefix>" + "|".join(PREFIXES) + r")_\w+"
_SCENARIO_HEAD = re.compile(r"^\s*void\s+(?P<name>" + _NAME + r")\s*\(\s*(?:void\s*)?\)\s*$")
_SCENARIO_LIKE = re.compile(r"\b(?P<name>" + _NAME + r")\s*\(")
_ANY_DEFINITION = re.compile(
    r"\b(?P<name>" + _NAME + r")\s*\([^(){};]*\)\s*(?:const\s*|noexcept\s*)*\{"
)
_NAMESPACE_HEAD = re.compile(r"\bnamespace\b\s*(?P<name>[\w:]*)\s*$")
_MAIN = re.compile(r"\bint\s+main\s*\(")
_ALSO = re.compile(r"\bALSO:\s*(?P<check>eventloop-[a-z-]+)")
_LIBRARY = re.compile(r"^//\s*LIBRARY:\s*(?P<name>\S+)\s*$", re.MULTILINE)
_SANITIZE = re.compile(r"^//\s*SANITIZE\s*$", re.MULTILINE)
_TOKENS = re.compile(
    r"""//[^\n]*                                  # line comment
      | /\*.*?\*/                                 # block comment
      | R"(?P<delim>[^()\s\\"]{0,16})\(.*?\)(?P=delim)"   # raw string
      | "(?:\\.|[^"\\\n])*"                       # string
      | (?<![\w])'(?:\\.|[^'\\\n])+'              # character, not 1'000
      | ^[ \t]*\#(?:\\\n|[^\n])*                  # preprocessor line
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


class ScenarioError(Exception):
    """The file breaks a convention of test/README.md."""


@dataclass(frozen=True)
class Scenario:
    """One scenario: a free function `void PREFIX_name()`."""

    name: str  # as called from the global namespace: "shapes::bad_circle"
    prefix: str
    first: int  # first and last line of its definition
    last: int
    reason: str = ""  # the comment above it
    # Checks that its runs violate as well, and that are not this file's to say.
    also: frozenset[str] = frozenset()

    def covers(self, line: int) -> bool:
        return self.first <= line <= self.last


@dataclass
class ScenarioFile:
    """A whole file of scenarios."""

    path: Path
    text: str
    library: str  # "" means the reference loop
    scenarios: list[Scenario] = field(default_factory=list)
    # AddressSanitizer watches the reference loop's runs too.
    sanitized: bool = False

    def at(self, line: int) -> Scenario | None:
        return next((s for s in self.scenarios if s.covers(line)), None)


def mask(text: str) -> str:
    """The text with comments, literals and preprocessor lines blanked out, so
    that braces can be counted. Length and line breaks are kept."""
    return _TOKENS.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), text)


def parse(path: Path, text: str | None = None) -> ScenarioFile:
    """Reads `path` (or `text` in its place); raises ScenarioError on a broken
    convention, so that no scenario is passed over in silence."""
    if text is None:
        text = path.read_text(encoding="utf-8")
    library = _LIBRARY.search(text)
    result = ScenarioFile(path, text, library["name"] if library else "",
                          sanitized=bool(_SANITIZE.search(text)))
    code = mask(text)
    if _MAIN.search(code):
        raise ScenarioError("a scenario file has no main(): the harness makes one")
    result.scenarios = _find(code, text)
    if not result.scenarios:
        raise ScenarioError("no scenario in the file")
    _reject_unlisted(code, result.scenarios)
    _require_reasons(result.scenarios)
    _reject_own_also(path, result.scenarios)
    return result


def _find(code: str, text: str) -> list[Scenario]:
    found: list[Scenario] = []
    stack: list[str | None] = []  # a namespace's name, or None for other braces
    head_start, current = 0, None
    for position, char in enumerate(code):
        if char == "{":
            head = code[head_start:position]
            namespace = _NAMESPACE_HEAD.search(head)
            at_namespace_scope = None not in stack
            if at_namespace_scope and not namespace:
                current = _open_scenario(head, head_start, stack, text) or current
            stack.append(namespace["name"] if namespace else None)
        elif char == "}":
            if not stack:
                raise ScenarioError(f"unbalanced braces at line {_line(text, position)}")
            stack.pop()
            if current and None not in stack:
                name, prefix, first, comment = current
                found.append(Scenario(name, prefix, first, _line(text, position),
                                      _ALSO.sub("", comment).strip(),
                                      frozenset(_ALSO.findall(comment))))
                current = None
        if char in "{};":
            head_start = position + 1
    if stack:
        raise ScenarioError("unbalanced braces at the end of the file")
    return found


def _open_scenario(head: str, start: int, stack: list, text: str):
    like = _SCENARIO_LIKE.search(head)
    if not like:
        return None
    first = _line(text, start + len(head) - len(head.lstrip()))
    match = _SCENARIO_HEAD.match(head)
    if not match:
        raise ScenarioError(
            f"line {first}: '{like['name']}' has a scenario's prefix, but is not "
            f"'void {like['name']}()'"
        )
    path = [part for part in stack if part]
    return "::".join(path + [match["name"]]), match["prefix"], first, _comment_above(text, first)


def _comment_above(text: str, line: int) -> str:
    lines = text.splitlines()
    words: list[str] = []
    index = line - 2
    while index >= 0 and lines[index].strip().startswith("//"):
        words.insert(0, lines[index].strip().lstrip("/").strip())
        index -= 1
    return " ".join(words)


def _reject_unlisted(code: str, scenarios: list[Scenario]) -> None:
    listed = {s.name.rsplit("::", 1)[-1] for s in scenarios}
    for match in _ANY_DEFINITION.finditer(code):
        if match["name"] not in listed:
            raise ScenarioError(
                f"line {_line(code, match.start())}: '{match['name']}' has a scenario's "
                "prefix, but is no free function: it would never be judged"
            )
    seen: set[str] = set()
    for scenario in scenarios:
        if scenario.name in seen:
            raise ScenarioError(f"two scenarios are called '{scenario.name}'")
        seen.add(scenario.name)


def _require_reasons(scenarios: list[Scenario]) -> None:
    for scenario in scenarios:
        if scenario.prefix not in NEED_REASON:
            continue
        if len(scenario.reason.split()) < 4 or not scenario.reason.endswith("."):
            raise ScenarioError(
                f"line {scenario.first}: '{scenario.name}' needs its reason, a sentence "
                "in a comment above it"
            )


def _reject_own_also(path: Path, scenarios: list[Scenario]) -> None:
    own = f"eventloop-{path.parent.name}"
    for scenario in scenarios:
        if own in scenario.also:
            raise ScenarioError(f"line {scenario.first}: '{scenario.name}' sets aside its "
                                f"file's own check, {own}")


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
