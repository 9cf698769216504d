# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reading what a scenario on a real library reports: the witness's lines and
AddressSanitizer's stacks."""

import unittest
from pathlib import Path
from unittest import mock

from faked import CHECK
import library_runs
from library_runs import parse_report
from verdicts import Violation

HERE = Path("/tmp/faked/asio.cpp")
ASAN = """\
==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x60 at pc 0x55 bp 0x7f
READ of size 8 at 0x60 thread T0
    #0 0x55 in asio::detail::scheduler::post(int) /usr/include/asio/impl/post.hpp:99:3
    #1 0x55 in bad_it() /tmp/faked/asio.cpp:12:9
    #2 0x55 in main /tmp/faked/main.cpp:20:7

freed by thread T0 here:
    #0 0x55 in operator delete(void*)
    #1 0x55 in bad_it() /tmp/faked/asio.cpp:10:3
"""


def parse(text):
    return parse_report(text, HERE, CHECK)


class Report(unittest.TestCase):
    def test_witness(self):
        reached, violated = parse(f"{HERE}:5: reached\n{HERE}:7: violation: it never ran\n")
        self.assertEqual(reached, {5, 7})
        self.assertEqual(violated, {Violation("", 7, CHECK, "it never ran")})

    def test_other_files_and_other_words(self):
        reached, violated = parse(f"/usr/x.h:5: violation: no\n{HERE}:7: warning: no\nnoise\n")
        self.assertEqual((reached, violated), (set(), set()))

    def test_sanitizer_blames_the_first_frame_in_the_file(self):
        reached, violated = parse(ASAN)
        self.assertEqual(reached, {12})
        self.assertEqual({(v.line, v.message) for v in violated}, {(12, "heap-use-after-free")})

    def test_sanitizer_without_a_frame_in_the_file(self):
        report = ASAN.replace("/tmp/faked/asio.cpp", "/tmp/faked/other.cpp")
        _, violated = parse(report)
        self.assertEqual({v.line for v in violated}, {0})

    def test_what_lives_too_long_is_blamed_where_it_was_made(self):
        report = f"{HERE}:8: made\n" + ASAN
        _, violated = parse(report)
        self.assertEqual({v.line for v in violated}, {12}, "no destructor is on the stack")
        report = report.replace("asio::detail::scheduler::post(int)", "asio::timer::~timer()")
        reached, violated = parse(report)
        self.assertEqual({v.line for v in violated}, {8})
        self.assertIn(8, reached)

    def test_what_is_used_too_late_is_blamed_where_it_was_scheduled(self):
        reached, violated = parse(f"{HERE}:8: scheduled\n" + ASAN)
        self.assertEqual({(v.line, v.message) for v in violated}, {(8, "heap-use-after-free")})
        self.assertIn(8, reached)
        self.assertEqual(parse(f"{HERE}:8: scheduled\n"), ({8}, set()))

    def test_the_stack_of_the_release_is_not_blamed(self):
        report = ASAN.replace("    #1 0x55 in bad_it() /tmp/faked/asio.cpp:12:9\n", "")
        _, violated = parse(report)
        self.assertEqual({v.line for v in violated}, {0})


class Choices(unittest.TestCase):
    def test_the_last_count_holds_though_the_program_died(self):
        """Every sequence of answers is run, also past one that ends in a crash."""
        asked = []

        def die(settings, program, scenario, answers):
            asked.append(answers)
            return "witness: choices asked: 1\nwitness: choices asked: 2\n" + ASAN, 97

        with mock.patch.object(library_runs, "_run_once", die):
            runs = library_runs.run_scenario(None, mock.Mock(path=HERE), None, None, CHECK)
        self.assertEqual(sorted(asked), ["", "01", "1", "11"])
        self.assertEqual((runs.total, runs.count(12, CHECK)), (4, 4))


if __name__ == "__main__":
    unittest.main()
