# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a parser as protocols have it, a state machine of one function that
marks where the parts begin, so that its paths are too many to be told apart, and
two plain bugs, one of which calls it."""

STATES, MARKS = 160, 5

print("""#include <refloop/refloop.h>

int parse(const char *text, refloop::EventLoop &loop) {
  int state = 0, part = 0, other = 0, last = 0;""")
for mark in range(MARKS):
    print(f"  int *mark{mark} = nullptr;")
print("  for (; *text; ++text)\n    switch (state) {")
for state in range(STATES):
    mark = state % MARKS
    print(f"    case {state}:\n"
          f"      if (*text == 'a') {{ state = {(state * 7 + 3) % STATES}; mark{mark} = &part; }}\n"
          f"      else {{ state = {(state + 1) % STATES}; mark{(mark + 2) % MARKS} = nullptr; }}\n"
          f"      ++part; other += part; last = {state}; break;")
print("    default: loop.stop();\n    }\n  return other + last"
      + "".join(f" + (mark{mark} ? *mark{mark} : 0)" for mark in range(MARKS)) + ";\n}")
print("""
void uses_it(const char *text) {
  refloop::EventLoop loop;
  parse(text, loop);
  loop.close();
  loop.call_soon([] {});
}

void does_not() {
  refloop::EventLoop loop;
  loop.close();
  loop.call_soon([] {});
}""")
