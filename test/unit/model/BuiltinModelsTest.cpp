//===- BuiltinModelsTest.cpp - The built-in models and their headers ------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every row of a built-in model names something that the library's headers
// declare, and common uses of the libraries are the events that they are.
//
//===----------------------------------------------------------------------===//

#include "ParsedUnit.h"
#include "gtest/gtest.h"

using namespace eventloop::model;
using eventloop::model::test::ParsedUnit;
using Events = std::vector<std::string>;

namespace {

const Library &library(llvm::StringRef Name) {
  for (const Library &L : builtinLibraries())
    if (L.Name == Name)
      return L;
  ADD_FAILURE() << "no model of " << Name.str();
  return builtinLibraries().front();
}

constexpr llvm::StringLiteral Asio = R"(
#include <asio.hpp>
#include <asio/ssl.hpp>
)";
constexpr llvm::StringLiteral BoostAsio = R"(
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
)";

/// Asio 1.22 does not know that Clang has coroutines.
const std::vector<std::string> CoAwait = {"-DASIO_HAS_CO_AWAIT=1",
                                          "-DASIO_HAS_STD_COROUTINE=1"};

using Names = std::set<std::string>;

TEST(BuiltinModels, AsioHasNoDeadRows) {
  Names InAsio = ParsedUnit(Asio, "", CoAwait).deadRows(library("asio"));
  Names InBoost = ParsedUnit(BoostAsio).deadRows(library("asio"));
  EXPECT_EQ(InAsio, Names{});
  EXPECT_EQ(InBoost, Names{});
}

TEST(BuiltinModels, StdHasNoDeadRows) {
  ParsedUnit U(
      "#include <algorithm>\n#include <functional>\n#include "
      "<future>\n#include <memory>\n#include <mutex>\n#include "
      "<optional>\n#include <thread>\n#include <utility>\n#include <variant>\n"
      "#include <deque>\n#include <list>\n#include <map>\n"
      "#include <unordered_map>\n#include <vector>\n"
      "namespace asio {}\nvoid f(std::shared_ptr<int> p) {}\n");
  EXPECT_EQ(U.deadRows(library("std")), Names{});
}

TEST(BuiltinModels, LibcHasNoDeadRows) {
  ParsedUnit U("#include <csignal>\n#include <cstdlib>\n#include <pthread.h>\n"
               "#include <threads.h>\n#include <unistd.h>\n"
               "namespace asio {}\n");
  EXPECT_EQ(U.deadRows(library("libc")), Names{});
}

TEST(BuiltinModels, LibuvHasNoDeadRows) {
  EXPECT_EQ(ParsedUnit("#include <uv.h>\n").deadRows(library("libuv")),
            Names{});
}

TEST(BuiltinModels, RefloopHasNoDeadRows) {
  ParsedUnit U("#include <refloop/refloop.h>\n#include <refloop/testing.h>\n",
               "", {"-I" EVENTLOOP_REFLOOP_INCLUDE});
  EXPECT_EQ(U.deadRows(library("refloop")), Names{});
}

TEST(BuiltinModels, RefloopInUse) {
  ParsedUnit U(R"(
#include <refloop/refloop.h>
using namespace refloop;
Task<> job();
void f(std::chrono::seconds d) {
  EventLoop loop;
  loop.call_soon([] {});
  loop.call_later(d, [] {});
  auto handle = loop.create_task(job());
  loop.run_until_complete(handle);
  ClientSession here;
  ClientSession there(loop);
  here.get("url");
  here.close();
  if (here.closed() || handle.done()) {}
  handle.result();
  loop.stop();
  loop.close();
  run(job());
  Runner runner;
  runner.get_loop();
  runner.run(job());
}
)",
               "", {"-I" EVENTLOOP_REFLOOP_INCLUDE});
  EXPECT_EQ(
      U.eventsIn("f"),
      (Events{"loop.create this", "post this", "post.delayed this",
              "task.spawn this", "loop.run this", "session.init current",
              "session.init arg0", "session.start bound", "session.close bound",
              "session.is-closed", "task.is-done", "task.retrieve",
              "loop.stop this", "loop.close this", "loop.run-fresh",
              "loop.create this", "value.alias this", "loop.run this"}));
}

TEST(BuiltinModels, ExecutorsAndSignalsInUse) {
  ParsedUnit U(R"(
#include <refloop/refloop.h>
using namespace refloop;
void f() {
  ThreadPoolExecutor pool(1);
  EventLoop loop;
  loop.set_default_executor(pool);
  auto done = loop.run_in_executor([] {});
  loop.run_in_executor(pool, [] {});
  pool.submit([] {});
  if (!done.done())
    done.cancel();
  loop.shutdown_default_executor();
  pool.shutdown();
  loop.add_signal_handler(2, [] {});
  loop.remove_signal_handler(2);
  allow_nested_run(loop);
}
)",
               "", {"-I" EVENTLOOP_REFLOOP_INCLUDE});
  EXPECT_EQ(
      U.eventsIn("f"),
      (Events{"loop.create this", "executor.set this", "executor.submit this",
              "executor.submit this", "executor.submit", "task.is-done",
              "task.cancel", "executor.shutdown this", "executor.shutdown",
              "signal.register this", "none this", "loop.allow-nested arg0"}));
}

TEST(BuiltinModels, AsioInUse) {
  constexpr llvm::StringLiteral Body = R"(
using namespace net;
awaitable<void> job();
void f(ip::tcp::socket &s, ip::tcp::acceptor &a, char (&b)[8]) {
  io_context io;
  auto guard = make_work_guard(io);
  steady_timer t(io, std::chrono::seconds(1));
  t.async_wait([](auto) {});
  post(io, [] {});
  dispatch(io.get_executor(), [] {});
  auto strand = make_strand(io);
  defer(strand, [] {});
  co_spawn(io, job(), detached);
  async_read(s, buffer(b), [](auto, auto) {});
  s.async_read_some(buffer(b), [](auto, auto) {});
  io.run();
  io.poll();
  io.restart();
  s.close();
  a.close();
  io.stop();
  if (io.stopped()) {}
}
)";
  // In the order of the text, where a call stands before its arguments.
  Events Expected = {
      "loop.create this",    "session.init arg0",    "session.init arg0",
      "session.start bound", "post.threadsafe arg0", "post.threadsafe arg0",
      "value.alias this",    "value.alias arg0",     "post.threadsafe arg0",
      "task.spawn arg0",     "session.start bound",  "session.start bound",
      "loop.run this",       "loop.run-some this",   "loop.restart this",
      "session.close bound", "session.close bound",  "loop.stop this",
      "loop.is-stopped this"};
  for (llvm::StringRef Header :
       {"#include <asio.hpp>\nnamespace net = asio;\n",
        "#include <boost/asio.hpp>\nnamespace net = boost::asio;\n"}) {
    ParsedUnit U((Header + Body).str(), "", CoAwait);
    Events Found = U.eventsIn("f");
    EXPECT_EQ(Found, Expected) << Header.str();
  }
}

TEST(BuiltinModels, OwnersInUse) {
  ParsedUnit U(R"(
#include <memory>
#include <optional>
#include <functional>
#include <thread>
namespace asio {}
void f(std::optional<int> o) {
  auto p = std::make_unique<int>(1);
  p.reset();
  p.reset(new int);
  *p = *p.get();
  auto q = std::move(p);
  std::shared_ptr<std::pair<int, int>> s;
  s->first = 1;
  s.get();
  if (s) {}
  s.reset();
  o.emplace(2);
  if (o) {}
  std::function<void()> g([] {});
  g();
  std::thread t([] {});
  t.join();
}
)");
  EXPECT_EQ(
      U.eventsIn("f"),
      (Events{"owner.make", "owner.reset", "owner.adopt", "owner.get",
              "owner.get", "value.move", "owner.get", "owner.get", "owner.test",
              "owner.reset", "owner.emplace", "owner.test", "value.move",
              "callback.call", "thread.create", "thread.join"}));
}

} // namespace
