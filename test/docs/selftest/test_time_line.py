# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the pictures of time lines are made of: traces that are read, lanes that
are packed, moments that are numbered; and what says that a picture is stale."""

import json
import re
import sys
import tempfile
import unittest
import xml.dom.minidom
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tools"))
import gallery
import time_line
import trace_file

PROGRAM = "\n".join(f"line_{number}();" for number in range(1, 31)) + "\n"


class Trace:
    """Writes events as the runtime does."""

    def __init__(self):
        self.events = [{"name": "process_name", "ph": "M", "pid": 0, "tid": 0,
                        "args": {"name": "outside of loops"}}]

    def name(self, pid, tid, words):
        what = "process_name" if tid == 0 else "thread_name"
        self.events.append({"name": what, "ph": "M", "pid": pid, "tid": tid, "args": {"name": words}})
        return self

    def put(self, phase, name, pid=1, tid=1, line=0, thread=1, **args):
        where = {"where": f"../service.cpp:{line}"} if line else {}
        self.events.append({"name": name, "ph": phase, "ts": len(self.events), "pid": pid, "tid": tid,
                            "args": {"thread": thread, **where, **args}})
        return self

    def violation(self, line, pid=0, tid=0, notes=(), message="Event loop is closed"):
        self.put("i", "eventloop-schedule-after-close", pid, tid, line, message=message, notes=list(notes))
        self.events[-1]["cat"] = "violation"
        return self

    def text(self):
        return json.dumps(self.events) + "\n"

    def read(self):
        return trace_file.read(self.text(), "examples/service.cpp")


def loop():
    """A loop that is made at line 3."""
    return (Trace().name(1, 0, "loop 1 (service.cpp:3)").name(1, 1, "the loop")
            .put("B", "open", line=3).put("i", "create_loop", line=3))


def closed():
    """A loop that is closed at line 5 and run at line 6."""
    return (loop().put("i", "close_loop", line=5).put("E", "").put("i", "run", line=6)
            .violation(6, notes=["../service.cpp:5: the loop was closed here",
                                 "../service.cpp:9: called from here"]))


def moments(line):
    return [(m.line, bool(m.violation)) for m in
            sorted((m for lane in line.lanes for m in lane.moments), key=lambda m: m.at)]


class Reading(unittest.TestCase):
    def test_moments_in_their_order(self):
        line = closed().read()
        self.assertEqual(moments(line), [(3, False), (5, False), (6, True)])
        self.assertEqual([lane.kind for lane in line.lanes], ["loop"])

    def test_notes(self):
        found = {m.line: m for lane in closed().read().lanes for m in lane.moments}
        self.assertEqual((found[5].is_setup, found[5].note), (True, "the loop was closed here"))
        self.assertFalse(found[3].is_setup)
        self.assertEqual(found[6].untold, [(9, "called from here")])

    def test_life_that_does_not_end(self):
        self.assertIsNone(loop().read().lanes[0].bars[0].end)
        self.assertIsNotNone(closed().read().lanes[0].bars[0].end)

    def test_only_lines_of_the_program(self):
        trace = loop()
        trace.events.append({"name": "schedule", "ph": "i", "ts": 9, "pid": 1, "tid": 1,
                             "args": {"thread": 1, "where": "src/session.cpp:7"}})
        self.assertEqual(moments(trace.read()), [(3, False)])

    def test_callbacks_of_the_runtime_take_one_stretch(self):
        def length(callbacks):
            trace = loop()
            for _ in range(callbacks):
                trace.put("B", "callback").put("i", "set_result").put("E", "")
            return trace.put("i", "close_loop", line=5).read().length
        self.assertEqual(length(1), length(7))
        self.assertLess(length(0), length(1))

    def test_callback_of_the_program(self):
        bars = loop().put("B", "callback", line=4).put("E", "").read().lanes[0].bars
        self.assertEqual([(bar.kind, bar.line) for bar in bars], [("loop", 3), ("callback", 4)])

    def test_another_thread(self):
        line = loop().put("i", "schedule", line=8, thread=2).violation(8).read()
        self.assertEqual([(lane.name, moments(trace_file.TimeLine({}, [lane], 0)))
                          for lane in line.lanes],
                         [("the loop", [(3, False)]), ("another thread", [(8, True)])])

    def test_blamed_earlier(self):
        trace = (loop().name(1, 2, "session").put("B", "session", tid=2, line=4)
                 .put("i", "open_session", line=4).put("E", "", tid=2).put("i", "stop", line=5)
                 .violation(4, pid=1, tid=1, message="Unclosed client session"))
        line = trace.read()
        session = next(lane for lane in line.lanes if lane.kind == "session")
        self.assertEqual([m.violation for m in session.moments], ["Unclosed client session"])
        self.assertEqual([m.line for lane in line.lanes for m in lane.moments if m.is_blamed], [4])

    def test_jobs_of_other_threads_are_nothing_in_between(self):
        def closed_while(name):
            trace = loop().name(2, 0, "executor 2 (service.cpp:4)").name(2, 9, "thread 1")
            trace.put("i", "close_loop", line=5).put("B", name, pid=2, tid=9, line=4)
            return moments(trace.violation(5, pid=1).read())
        self.assertEqual(closed_while("job"), [(3, False), (5, True), (4, False)])
        self.assertEqual(closed_while("callback"), [(3, False), (5, False), (5, True)])

    def test_the_same_violation_once(self):
        self.assertEqual(len(closed().violation(6).read().violations()), 1)

    def test_killed(self):
        whole = ",\n".join(json.dumps(event) for event in closed().events)
        self.assertEqual(moments(trace_file.read("[\n" + whole + ",\n", "service.cpp")),
                         moments(closed().read()))


class Drawing(unittest.TestCase):
    def svg(self, trace):
        text = time_line.picture(trace.text(), PROGRAM, "service.cpp")
        xml.dom.minidom.parseString(text)
        return text

    def test_says_lines_and_violation(self):
        text = self.svg(closed())
        for words in ("line_5();", "the loop was closed here", "called from here", "loop, line 3",
                      "violation: Event loop is closed [eventloop-schedule-after-close]"):
            self.assertIn(f">{words}</text>", text)

    def test_numbers(self):
        digits = re.findall(r'<text class="digit"[^>]*>(\d+)<', self.svg(closed()))
        self.assertEqual(sorted(digits), sorted(["1", "2", "3"] * 2))  # on a lane and below

    def test_inside_of_the_page(self):
        for x in re.findall(r' c?x="([\d.]+)"', self.svg(closed())):
            self.assertLessEqual(float(x), time_line.WIDTH)

    def test_both_schemes(self):
        self.assertIn("@media (prefers-color-scheme:dark)", self.svg(closed()))

    def test_markup_in_code(self):
        text = time_line.picture(closed().text(), PROGRAM.replace("line_5()", "a<b>() && c"), "service.cpp")
        self.assertIn("a&lt;b&gt;() &amp;&amp; c;", text)

    def test_tasks_share_a_lane_when_they_follow(self):
        def lanes(first_ends):
            trace = loop().name(1, 2, "Task-1").put("B", "Task-1", tid=2, line=4)
            if first_ends:
                trace.put("E", "", tid=2).put("i", "stop", line=5)
            trace.name(1, 3, "Task-2").put("B", "Task-2", tid=3, line=6)
            return [row.kind for row in time_line.packed(trace.read())]
        self.assertEqual(lanes(True), ["loop", "task"])
        self.assertEqual(lanes(False), ["loop", "task", "task"])


class Stale(unittest.TestCase):
    def differ(self, made, there):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in there.items():
                (Path(folder) / name).write_text(text, encoding="utf-8")
            return gallery.differences(made, Path(folder))

    def test_pages_to_the_letter(self):
        self.assertEqual(self.differ({"a.md": "x\n"}, {"a.md": "x\n"}), [])
        self.assertEqual(self.differ({"a.md": "x\n"}, {"a.md": "x \n"}), ["a.md"])
        self.assertEqual(self.differ({"a.md": "x"}, {"b.md": "x"}), ["a.md", "b.md"])

    def test_pictures_by_their_words(self):
        one = '<text class="digit" x="3">1</text><text x="4">loop.close();</text>'
        self.assertEqual(self.differ({"a.svg": one}, {"a.svg": one.replace('"3">1', '"5">2')}), [])
        self.assertEqual(self.differ({"a.svg": one}, {"a.svg": one.replace("close", "stop")}), ["a.svg"])

    def test_violation_as_printed(self):
        build = gallery.ROOT / "build"
        output = ("../a.cpp:4: violation: other [eventloop-b]\n"
                  "../a.cpp:5: violation: it [eventloop-a]\n../a.cpp:3: note: here\nrun: it\n"
                  "../a.cpp:5: violation: it [eventloop-a]\n")
        self.assertEqual(gallery.violation_in(output, "eventloop-a", build),
                         "a.cpp:5: violation: it [eventloop-a]\na.cpp:3: note: here\n")
        self.assertEqual(gallery.violation_in(output, "eventloop-c", build), "")


if __name__ == "__main__":
    unittest.main()
