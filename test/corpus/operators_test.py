#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests of the mutation operators on programs of our own: what is edited,
which line may be blamed, and which shapes are left alone."""
import unittest

import operators

TIMER = """\
#include <asio.hpp>
int main() {
  asio::io_context io;  // io.run();
  asio::steady_timer timer(io, asio::chrono::seconds(1));
  timer.async_wait([](const asio::error_code&) {});
  io.run();
}
"""
SERVER = """\
#include <asio.hpp>
class server {
public:
  server(asio::io_context& io) : acceptor_(io) { accept(); }
private:
  void accept() {
    acceptor_.async_accept([](asio::error_code, tcp::socket) {});
  }
  tcp::acceptor acceptor_;
};
int main() {
  try {
    asio::io_context io(1);
    asio::signal_set signals(io, SIGINT);
    signals.async_wait([&](auto, auto) { io.stop(); });
    server s(io);
    io.run();
  } catch (...) {}
}
"""

COROUTINES = """\
#include <asio.hpp>
using asio::awaitable;
awaitable<void> flush(int n);
awaitable<void> echo(asio::ip::tcp::socket s) {
  for (;;) {
    co_await flush(1);
    co_await s.async_wait(asio::ip::tcp::socket::wait_read, asio::use_awaitable);
    int n = co_await other();
    co_await other();
  }
}
awaitable<void> alone() { co_await flush(2); }
int main() {
  asio::io_context io;
  asio::co_spawn(io, flush(3), asio::detached);
  asio::co_spawn(io, flush(4), asio::use_future);
  asio::co_spawn(io, [] { return flush(5); }, asio::detached);
  io.run();
}
"""
ACCEPTOR = """\
#include <asio.hpp>
class server {
  server(asio::io_context& io_context) :
    acceptor_(io_context, endpoint),
    socket_(io_context) {}
  tcp::acceptor acceptor_;
  tcp::socket socket_;
};
class client {
  client(asio::io_context& io_context) : socket_(io_context) {}
  tcp::socket socket_;
};
int main() {
  asio::io_context io;
  tcp::acceptor acceptor(io, endpoint);
  tcp::socket idle(io);
  server s(io);
  client c(io);
  io.run();
}
"""


def made(text, operator, unique_ptr=True):
    """(the mutant's lines, its blamed lines) for each mutant."""
    return [(m.text.split("\n"), [m.text.split("\n")[n - 1].strip()
                                  for n in sorted(m.lines)])
            for m in operators.mutants_of("test", text, unique_ptr)
            if m.operator == operator]


class Operators(unittest.TestCase):
    def blamed(self, text, operator):
        return [lines for _, lines in made(text, operator)]

    def test_start_after_stop(self):
        text, lines = made(TIMER, "start-after-stop")[0]
        self.assertEqual(lines, ["timer.async_wait([](const asio::error_code&)"
                                 " {});", "io.run();"])
        self.assertIn("  io.stop();", text)

    def test_start_after_run_moves_the_statement(self):
        text, lines = made(TIMER, "start-after-run")[0]
        self.assertEqual(sum("async_wait" in line for line in text), 1)
        self.assertLess(text.index("  io.run();"), text.index(lines[0]))

    def test_start_in_a_constructor_may_be_blamed_where_it_happens(self):
        starts = self.blamed(SERVER, "start-after-run")
        self.assertEqual(starts[1], [
            "acceptor_.async_accept([](asio::error_code, tcp::socket) {});",
            "server s(io);"])

    def test_post_after_stop_is_in_the_handler(self):
        text, lines = made(SERVER, "post-after-stop")[0]
        self.assertEqual(len(lines), 1)
        self.assertTrue(lines[0].startswith("asio::post(io, &"), lines)

    def test_run_twice(self):
        text, lines = made(TIMER, "run-twice")[0]
        self.assertEqual(lines, ["io.run();"])
        self.assertEqual(text.count("io.run();") + text.count("  io.run();"), 2)

    def test_run_after_stop(self):
        text, lines = made(TIMER, "run-after-stop")[0]
        self.assertEqual(text[text.index("io.run();") - 1].strip(), "io.stop();")

    def test_post_after_run(self):
        self.assertEqual(len(self.blamed(TIMER, "post-after-run")), 1)

    def test_destroyed_by_owner(self):
        text, lines = made(TIMER, "destroyed-by-owner")[0]
        self.assertEqual(lines, ["io.run();"])
        self.assertIn("  io_owner.reset();", text)
        text, _ = made(TIMER, "destroyed-by-owner", unique_ptr=False)[0]
        self.assertIn("  delete io_owner;", text)

    def test_destroyed_by_scope_closes_before_run(self):
        text, lines = made(TIMER, "destroyed-by-scope")[0]
        self.assertEqual(lines, ["io_outer->run();"])
        self.assertEqual(text[text.index("io_outer->run();") - 1].strip(), "}")

    def test_destroyed_by_scope_needs_names_that_end_with_the_run(self):
        text = TIMER.replace("io.run();\n}", "io.run();\n  timer.cancel();\n}")
        self.assertEqual(self.blamed(text, "destroyed-by-scope"), [])

    def test_restart_removed(self):
        text = TIMER.replace("io.run();\n}", "io.restart();\n  io.run();\n}")
        self.assertEqual(self.blamed(text, "restart-removed"), [["io.run();"]])

    def test_unfit_shapes_are_left_alone(self):
        for unfit in ("std::thread t([&] { io.run(); });", "fork();",
                      "io.restart();", "auto w = make_work_guard(io);",
                      "io.run();"):
            text = TIMER.replace("  io.run();\n", f"  {unfit}\n  io.run();\n")
            self.assertEqual(self.blamed(text, "run-twice"), [], unfit)
        loop = TIMER.replace("  io.run();", "  for (;;) { io.run(); }")
        self.assertEqual(self.blamed(loop, "run-twice"), [])

    def test_await_dropped(self):
        """Of coroutines of the file and operations; not the last of a body."""
        self.assertEqual(self.blamed(COROUTINES, "await-dropped"), [
            ["flush(1);"],
            ["s.async_wait(asio::ip::tcp::socket::wait_read, asio::use_awaitable);"]])

    def test_await_kept(self):
        self.assertEqual(self.blamed(COROUTINES, "await-kept")[0],
                         ["auto eventloop_mutant_kept = flush(1);"])

    def test_spawn_dropped_and_kept(self):
        self.assertEqual(self.blamed(COROUTINES, "spawn-dropped"), [["flush(3);"]])
        self.assertEqual(self.blamed(COROUTINES, "spawn-kept"),
                         [["auto eventloop_mutant_kept = flush(3);"]])

    def test_object_before_context(self):
        """What opens something, by itself or in a member."""
        mutants = made(ACCEPTOR, "object-before-context")
        self.assertEqual([lines for _, lines in mutants], [
            ["acceptor_owner.reset(new tcp::acceptor(io, endpoint));"],
            ["acceptor_(io_context, endpoint),", "socket_(io_context) {}",
             "s_owner.reset(new server(io));"]])
        text = mutants[0][0]
        self.assertLess(text.index("  std::unique_ptr<tcp::acceptor> acceptor_owner;"),
                        text.index("asio::io_context io;"))
        self.assertNotIn("  io.run();", text)

    def test_context_freed_first(self):
        (text, lines), = made(ACCEPTOR, "context-freed-first")
        self.assertEqual(lines, [
            "acceptor_(io_context, endpoint),", "socket_(io_context) {}",
            "tcp::acceptor acceptor(io, endpoint);", "server s(io);"])
        self.assertIn("io_owner.reset();", text)
        used = ACCEPTOR.replace("  io.run();", "  io.run();\n  io.stopped();")
        self.assertEqual(made(used, "context-freed-first"), [])

    def test_each_operator_has_its_check(self):
        for operator in operators.OPERATORS:
            self.assertRegex(operators.check_of(operator), r"^eventloop-\w")


if __name__ == "__main__":
    unittest.main()
