# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which kinds of code a program has: where the analysis is weak shows there."""

from __future__ import annotations

import re

from generator.ir import Program

_SHAPES = {name: re.compile(pattern) for name, pattern in {
    "helper": r"\bhelper\d", "template": r"\btemplate <class \w+> void helper",
    "recursion": r"\bhelper\d+\(.* - 1\);", "class": r"struct (Holder|Service|Owner|Client)\d",
    "destructor": r"~\w+\(\)", "guard": r"struct Guard\d", "lambda": r"\[&\]|\[\]\(",
    "std_function": r"std::function", "callback": r"call_soon\w*\(\[&\]",
    "coroutine": r"\bmain\d+\(", "coroutine_lambda": r"\]\(\) -> Task<> \{",
    "container": r"std::vector<Task", "owner": r"(unique_ptr|shared_ptr|optional)<EventLoop>",
    "pointer": r"EventLoop \*", "move": r"std::move", "single": r"\bsingle\d",
    "unknown_condition": r"choose\(\)", "correlated_flag": r"if \(.*\b[bp]\d|\(\(.*\b[bp]\d.*[&|?]",
    "loop": r"\b(for|while) \(|\bdo \{", "switch": r"\bswitch \(", "exception": r"\btry \{",
    "early_return": r"^ *(co_)?return;$", "group": r"TaskGroup", "session": r"ClientSession",
    "query": r"(is_closed|done|closed)\(\)",
    "global": r"^(std::(unique_ptr|optional|vector)|TaskHandle|bool).*\b[lstvb]\d+( = false)?;$",
    "virtual": r"struct Derived\d", "stored_callback": r"Hooks\d|std::vector<std::function",
    "at_exit": r"std::atexit", "thrown_away": r'"away"', "connected": r"LoopbackServer",
    "getter": r"EventLoop [&*]loop\d+\(\)", "sink": r"\b(sink|take)\d", "macro": r"#define",
    "out_parameter": r"^void start\d", "factory": r"> make\d+\(\)",
}.items()}
# Code that a look at one straight function would not see through.
INDIRECT = frozenset(_SHAPES) - {"owner", "pointer", "move", "session", "unknown_condition",
                                 "early_return", "query", "group"}


def shapes(program: Program) -> list[str]:
    """The names of what the program has."""
    texts = [text for text, _ in program.lines()]
    # The end of a worker is no way out.
    body = [t for t, after in zip(texts, [*texts[1:], "}"]) if not
            (t.strip() in ("co_return;", "return;") and after == "}")]
    return [name for name, pattern in _SHAPES.items() if any(map(pattern.search, body))]
