# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which scenarios a file has: none may be passed over in silence."""

import unittest
from pathlib import Path

import faked  # noqa: F401  (finds the harness)
import scenarios


def parse(text):
    return scenarios.parse(Path("faked.cpp"), text)


class Parse(unittest.TestCase):
    def rejected(self, words, text):
        with self.assertRaises(scenarios.ScenarioError) as caught:
            parse(text)
        self.assertIn(words, str(caught.exception))

    def test_ranges_and_prefixes(self):
        file = parse("void bad_a() {\n  if (x) { y(); }\n}\n\nvoid static_helper();\n"
                     "// The run cannot see it.\nvoid static_only_b() {\n}\n")
        self.assertEqual([(s.name, s.prefix, s.first, s.last) for s in file.scenarios],
                         [("bad_a", "bad", 1, 3), ("static_only_b", "static_only", 7, 8)])
        self.assertEqual(file.at(2).name, "bad_a")
        self.assertIsNone(file.at(4))

    def test_c(self):
        file = scenarios.parse(Path("faked.c"), "void bad_a(void) {\n}\nvoid good_b( void ) {}\n")
        self.assertEqual([s.name for s in file.scenarios], ["bad_a", "good_b"])
        self.rejected("'void bad_a()'", "void bad_a(int x) {\n}\nvoid good_b(void) {}\n")

    def test_namespaces(self):
        file = parse("namespace a::b {\nnamespace {\nvoid good_x() {}\n} // namespace\n"
                     "inline namespace v1 { void good_y() {} }\n}\n")
        self.assertEqual([s.name for s in file.scenarios], ["a::b::good_x", "a::b::v1::good_y"])

    def test_braces_in_comments_and_literals_do_not_count(self):
        file = parse('void good_a() {\n  // }\n  f("}", \'}\', R"x(}})x", 1\'000);\n  /* } */\n}\n'
                     "#define OPEN {\nvoid good_b() {}\n")
        self.assertEqual([(s.first, s.last) for s in file.scenarios], [(1, 5), (7, 7)])

    def test_helpers_are_no_scenarios(self):
        file = parse("Task<> badly() { co_return; }\nvoid goodness() {}\nvoid good_x() {}\n")
        self.assertEqual([s.name for s in file.scenarios], ["good_x"])

    def test_forward_declaration(self):
        self.assertEqual(len(parse("void bad_x();\nvoid bad_x() {}\n").scenarios), 1)

    def test_library(self):
        self.assertEqual(parse("// LIBRARY: asio\nvoid good_x() {}\n").library, "asio")
        self.assertEqual(parse("void good_x() {}\n").library, "")

    def test_sanitized(self):
        self.assertTrue(parse("// SANITIZE\nvoid good_x() {}\n").sanitized)
        self.assertFalse(parse("// SANITIZE it\nvoid good_x() {}\n").sanitized)

    def test_another_shape(self):
        self.rejected("not 'void bad_x()'", "Task<> bad_x() { co_return; }\n")
        self.rejected("not 'void bad_x()'", "static void bad_x() {}\n")
        self.rejected("not 'void bad_x()'", "void bad_x(int) {}\n")

    def test_method(self):
        self.rejected("no free function",
                      "struct S { void bad_x() { f(); } };\nvoid good_y() {}\n")

    def test_no_scenario(self):
        self.rejected("no scenario", "int x;\n")

    def test_own_main(self):
        self.rejected("no main()", "void good_x() {}\nint main() { good_x(); }\n")

    def test_two_of_one_name(self):
        self.rejected("two scenarios", "void good_x() {}\nvoid good_x() {}\n")

    def test_unbalanced(self):
        self.rejected("unbalanced", "void good_x() {\n")
        self.rejected("unbalanced", "void good_x() {}\n}\n")

    def test_reason(self):
        for prefix in ("fp", "fn", "static_only"):
            self.rejected("needs its reason", f"void {prefix}_x() {{}}\n")
            self.rejected("needs its reason", f"// todo\nvoid {prefix}_x() {{}}\n")
            self.rejected("needs its reason", f"// A reason far away.\n\nvoid {prefix}_x() {{}}\n")
            parse(f"// The analysis merges\n// the two paths.\nvoid {prefix}_x() {{}}\n")

    def test_also(self):
        file = parse("// ALSO: eventloop-unclosed-loop\n// The analysis merges the paths.\n"
                     "void fn_x() {}\nvoid good_y() {}\n")
        self.assertEqual([s.also for s in file.scenarios],
                         [frozenset({"eventloop-unclosed-loop"}), frozenset()])
        self.assertEqual(file.scenarios[0].reason, "The analysis merges the paths.")
        self.rejected("needs its reason", "// ALSO: eventloop-unclosed-loop\nvoid fn_x() {}\n")
        with self.assertRaisesRegex(scenarios.ScenarioError, "own check"):
            scenarios.parse(Path("unclosed-loop/faked.cpp"),
                            "// ALSO: eventloop-unclosed-loop\nvoid good_x() {}\n")


if __name__ == "__main__":
    unittest.main()
