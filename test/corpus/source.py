# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A C++ file as text with just enough structure to mutate it soundly.

Responsible for: comments and literals masked out, braces matched, the
statements of a block, declarations of io_contexts and the statements that run
them. Not responsible for deciding what to mutate (operators.py). It is not a
parser: whatever it does not understand it does not offer, so that an operator
meets simple shapes only; each mutant is compiled afterwards anyway.
"""
import bisect
import re
from dataclasses import dataclass

_MASKED = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|"""
    r"""'(?:\\.|[^'\\\n])+'|^[ \t]*\#(?:[^\n\\]|\\.)*""",
    re.DOTALL | re.MULTILINE)

_CONTEXT = re.compile(
    r"(?<![\w:&*<])(?P<type>(?P<ns>(?:boost::)?asio|net)::io_context)\s+"
    r"(?P<name>\w+)\s*(?P<args>\([^;]*\)|\{[^;]*\})?;")


def mask(text):
    """`text` with comments, literals and directives blanked, same length."""
    return _MASKED.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


@dataclass(frozen=True)
class Statement:
    start: int
    end: int  # one past its ';' or '}'


@dataclass(frozen=True)
class Context:
    """`asio::io_context name;`, and where it is declared."""
    name: str
    namespace: str
    args: str
    declaration: Statement
    block: tuple  # offsets of the enclosing braces
    is_member: bool


class Source:
    def __init__(self, text, has_unique_ptr=True):
        self.text = text
        self.has_unique_ptr = has_unique_ptr  # false before C++11
        self.code = mask(text)
        self.lines = [0] + [m.end() for m in re.finditer("\n", text)]
        self.pairs = self._match_braces()

    def _match_braces(self):
        stack, pairs = [], {}
        for match in re.finditer(r"[{}()]", self.code):
            sign = match.group()
            if sign in "{(":
                stack.append((sign, match.start()))
            elif stack and stack[-1][0] == {"}": "{", ")": "("}[sign]:
                pairs[stack.pop()[1]] = match.start()
        return pairs

    def line(self, offset):
        """The 1-based line of `offset`."""
        return bisect.bisect_right(self.lines, offset)

    def enclosing(self, offset):
        """The innermost braces around `offset`, or None."""
        inside = [(a, b) for a, b in self.pairs.items()
                  if self.code[a] == "{" and a < offset < b]
        return max(inside, default=None)

    def head(self, brace):
        """What stands before an opening brace, back to the last ; { or }."""
        begin = max(self.code.rfind(c, 0, brace) for c in ";{}")
        return self.code[begin + 1:brace].strip()

    def statements(self, begin, end):
        """The statements between two offsets of one block, in order."""
        result, start, at = [], None, begin
        while at < end:
            sign = self.code[at]
            if start is None and not sign.isspace():
                start = at
            if sign in "({":
                at = self.pairs.get(at, end)
                if sign == "{" and not self._continues(at + 1):
                    result.append(Statement(start, at + 1))
                    start = None
            elif sign == ";":
                result.append(Statement(start, at + 1))
                start = None
            at += 1
        return result

    def _continues(self, at):
        """Whether the statement goes on after a closing brace."""
        return re.match(r"\s*([;,.)=\]+-]|->|else\b|catch\b|while\b)",
                        self.code[at:])

    def snippet(self, statement):
        return self.code[statement.start:statement.end]

    def contexts(self):
        """The io_contexts declared in this file as locals or members."""
        found = []
        for match in _CONTEXT.finditer(self.code):
            block = self.enclosing(match.start())
            if block is None:
                continue
            # A function's head ends in ')', whatever its return type is.
            member = re.search(r"\b(?:class|struct)\s+\w+[^()]*$",
                               self.head(block[0])) is not None
            found.append(Context(
                match["name"], match["ns"], match["args"] or "",
                Statement(match.start(), match.end()), block, member))
        return found

    def runs(self, name, block=None):
        """The statements that are exactly `name.run();` and stand directly in
        a block (anywhere when `block` is None)."""
        found = []
        for match in re.finditer(rf"(?<=[;{{}})])\s*({name}\.run\(\);)",
                                 self.code):
            if block is None or self.enclosing(match.start(1)) == block:
                if not self.code[:match.start(1)].rstrip().endswith(")"):
                    found.append(Statement(match.start(1), match.end(1)))
        return found

    def indent(self, offset):
        """The white space before the statement at `offset`."""
        line = self.text[self.lines[self.line(offset) - 1]:offset]
        return re.match(r"[ \t]*", line).group()

    def class_body(self, name):
        """The text of a class's body, or None."""
        for match in re.finditer(rf"\b(?:class|struct)\s+{name}\b[^;{{}}()]*"
                                 r"\{", self.code):
            close = self.pairs.get(match.end() - 1)
            if close:
                return match.end(), close
        return None
