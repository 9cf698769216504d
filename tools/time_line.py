#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Draws the time line of a run, which REFLOOP_TRACE wrote, as a picture in SVG:
lanes of loops, tasks, sessions and threads, and below them the lines of the
program that made each moment, the violating one in red.

usage: time_line.py TRACE PROGRAM.cpp > PICTURE.svg
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.sax.saxutils import escape

import trace_file
from trace_file import Bar, Lane, Moment, TimeLine

WIDTH, MARGIN, GUTTER = 860, 16, 132  # the page of a code host is as wide
LANE, ROW, BAR, HEAD = 34, 22, 16, 26
NOUNS = {"task": "tasks", "session": "sessions"}

# Light, dark: GitHub's own colours, for the pictures lie among its pages.
COLOURS = {
    "page": ("fill", "#ffffff", "#0d1117"), "text": ("fill", "#1f2328", "#e6edf3"),
    "muted": ("fill", "#59636e", "#9198a1"), "lane": ("stroke", "#d1d9e0", "#3d444d"),
    "loop": ("fill", "#c2e3ff", "#0c3b6e"), "run": ("fill", "#80bfff", "#1f6feb"),
    "callback": ("fill", "#0550ae", "#a5d6ff"), "task": ("fill", "#bdf0c6", "#0f5323"),
    "step": ("fill", "#1a7f37", "#7ee787"), "session": ("fill", "#fae17d", "#6b4903"),
    "executor": ("fill", "#e6d3ff", "#4c2889"), "job": ("fill", "#8250df", "#bc8cff"),
    "moment": ("fill", "#59636e", "#9198a1"), "setup": ("fill", "#9a6700", "#e3b341"),
    "bad": ("fill", "#cf222e", "#ff7b72"), "edge": ("stroke", "#cf222e", "#ff7b72"),
    "digit": ("fill", "#ffffff", "#0d1117"),
}
FONT = "-apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"
MONO = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def style() -> str:
    """Both schemes; the picture has a background of its own, so that it can be
    read on a page whose scheme is not the viewer's."""
    light = "".join(f".{name}{{{what}:{one}}}" for name, (what, one, _) in COLOURS.items())
    dark = "".join(f".{name}{{{what}:{two}}}" for name, (what, _, two) in COLOURS.items())
    return (f"text{{font:12px {FONT}}}.code{{font:12px {MONO};white-space:pre}}"
            f".small{{font-size:11px}}.digit{{font-size:10px;font-weight:600;text-anchor:middle}}"
            f".name{{font-size:11px}}.bold{{font-weight:600}}.ring{{stroke-width:2.5}}"
            f"{light}@media (prefers-color-scheme:dark){{{dark}}}")


def text(x: float, y: float, words: str, classes: str = "text", more: str = "") -> str:
    return f'<text class="{classes}" x="{x:g}" y="{y:g}"{more}>{escape(words)}</text>'


def box(x: float, y: float, width: float, height: float, classes: str, radius: float = 3) -> str:
    return (f'<rect class="{classes}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 1.5):.1f}" '
            f'height="{height:g}" rx="{radius:g}"/>')


def packed(time_line: TimeLine) -> list[Lane]:
    """The lanes to draw: tasks that follow each other share one, so do sessions."""
    rows: list[Lane] = []
    for lane in sorted(time_line.lanes, key=lambda one: (one.group == 0, one.group)):
        start = min([b.start for b in lane.bars] + [m.at for m in lane.moments])
        for row in rows:
            ends = [time_line.length if b.end is None else b.end for b in row.bars]
            if (row.group, row.kind) == (lane.group, lane.kind) and lane.kind in ("task", "session") \
                    and max(ends, default=0) + 1 <= start:
                row.bars += lane.bars
                row.moments += lane.moments
                break
        else:
            rows.append(Lane(lane.group, lane.kind, lane.name, [*lane.bars], [*lane.moments]))
    return rows


class Picture:
    """One drawing. `code` has the lines of the program."""

    def __init__(self, time_line: TimeLine, code: list[str], program: str):
        self.time_line, self.code, self.program = time_line, code, program
        self.rows = packed(time_line)
        self.moments = sorted((m for row in self.rows for m in row.moments), key=lambda m: m.at)
        self.number = {id(moment): index + 1 for index, moment in enumerate(self.moments)}
        self.unit = (WIDTH - 2 * MARGIN - GUTTER) / max(time_line.length, 1)
        self.parts: list[str] = []

    def x(self, at: float) -> float:
        return MARGIN + GUTTER + at * self.unit

    def svg(self) -> str:
        y = self.lanes(MARGIN)
        y = self.legend(y + 24)
        height = y + MARGIN - 6
        title = escape(f"Time line of a run of {self.program}")
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" '
            f'width="{WIDTH}" height="{height:g}" role="img">',
            f"<title>{title}</title>", f"<style>{style()}</style>",
            f'<rect class="page lane" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1:g}" '
            'rx="6"/>', *self.parts, "</svg>", ""])

    def lanes(self, y: float) -> float:
        """Draws the lanes from `y`; returns where they end."""
        top, above = y, None
        marks: list[str] = []
        for row in self.rows:
            if row.group != above:
                above = row.group
                self.parts.append(text(MARGIN, y + 13, self.heading(row), "text bold"))
                y += HEAD - 6
            middle = y + LANE / 2
            self.parts.append(f'<line class="lane" x1="{self.x(0):g}" y1="{middle:g}" '
                              f'x2="{WIDTH - MARGIN}" y2="{middle:g}"/>')
            self.parts.append(text(MARGIN + 10, middle + 4, self.label(row), "muted"))
            for bar in sorted(row.bars, key=lambda b: not b.is_life):
                self.bar(bar, middle)
            marks += [self.mark(moment, middle) for moment in row.moments]
            y += LANE
        for moment in self.moments:
            if moment.violation:
                at = self.x(moment.at)
                self.parts.append(box(at - 9, top, 18, y - top, "bad", 4)
                                  .replace("<rect", '<rect opacity="0.13"'))
                self.parts.append(f'<line class="edge" x1="{at:.1f}" y1="{top:g}" x2="{at:.1f}" '
                                  f'y2="{y:g}" stroke-dasharray="4 3"/>')
        self.parts += marks
        return y

    def heading(self, row: Lane) -> str:
        if row.group == trace_file.OUTSIDE:
            return "outside of loops"
        noun = self.time_line.groups.get(row.group, row.kind).split()[0]
        line = next((b.line for b in row.bars if b.kind == noun), 0)
        return f"{noun}, line {line}" if line else noun

    @staticmethod
    def label(row: Lane) -> str:
        if row.kind == "thread":
            return "its thread" if row.name.startswith("thread") else row.name
        return f"the {row.kind}" if row.kind in ("loop", "executor") else NOUNS[row.kind]

    def bar(self, bar: Bar, middle: float) -> None:
        start = self.x(bar.start)
        end = self.x(self.time_line.length if bar.end is None else bar.end)
        inset = 0 if bar.is_life else 3 if bar.kind in ("run", "job") else 5
        drawn = box(start, middle - BAR / 2 + inset, end - start, BAR - 2 * inset, bar.kind,
                    3 if bar.is_life else 1.5)
        if drawn not in self.parts:  # the runtime's callbacks of one stretch
            self.parts.append(drawn)
        if bar.kind in ("task", "session") and end - start > 56:
            name = bar.name if bar.kind == "task" else f"line {bar.line}" if bar.line else ""
            self.parts.append(text(start + 2, middle + BAR / 2 + 10, name, "muted name"))

    def mark(self, moment: Moment, middle: float) -> str:
        return self.disc(moment, self.x(moment.at), middle)

    def disc(self, moment: Moment, x: float, y: float) -> str:
        kind = "bad" if moment.violation else "setup" if moment.is_setup else "moment"
        kind += " edge ring" if moment.is_blamed else ""
        return (f'<circle class="{kind}" cx="{x:.1f}" cy="{y:g}" r="8"/>'
                + text(round(x, 1), y + 3.5, str(self.number[id(moment)]), "digit"))

    def legend(self, y: float) -> float:
        """The line of each moment; returns where they end."""
        self.parts.append(text(MARGIN, y, self.program, "text bold"))
        self.parts.append(text(WIDTH - MARGIN, y, "time goes to the right, not to scale",
                               "muted small", ' text-anchor="end"'))
        for moment in self.moments:
            y += ROW
            self.parts.append(self.disc(moment, MARGIN + 8, y - 4))
            self.source(moment.line, moment.note, y)
            if moment.violation:
                y = self.violation(moment, y)
        return y

    def source(self, line: int, note: str, y: float) -> None:
        self.parts.append(text(MARGIN + 48, y, str(line), "muted small", ' text-anchor="end"'))
        code = self.code[line - 1].strip()
        self.parts.append(text(MARGIN + 58, y, code, "code text"))
        if note:
            self.parts.append(text(MARGIN + 70 + 7.3 * len(code), y, note, "setup small"))

    def violation(self, moment: Moment, y: float) -> float:
        words = f"violation: {moment.violation} [{moment.check}]"
        for part in [words] if len(words) <= 100 else words.rsplit(" ", 1):
            y += ROW - 4
            self.parts.append(text(MARGIN + 58, y, part, "bad bold"))
        for line, note in moment.untold:
            y += ROW
            self.source(line, note, y)
        return y


def picture(trace: str, source: str, program: str) -> str:
    """The SVG of a trace's text; `source` is the text of the file `program`."""
    time_line = trace_file.read(trace, program)
    return Picture(time_line, source.splitlines(), Path(program).name).svg()


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    trace, program = map(Path, sys.argv[1:])
    print(picture(trace.read_text(encoding="utf-8"), program.read_text(encoding="utf-8"),
                  str(program)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
