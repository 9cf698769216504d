//===- session_test.cpp - ClientSession and LoopbackServer ----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sessions over real TCP: what they fetch, how they close, whom a session that
// ends in the wrong order blames, and at which line.
//
//===----------------------------------------------------------------------===//

#include "recorded.h"

#include <memory>
#include <optional>

namespace {

using namespace refloop;
using namespace std::chrono_literals;

constexpr const char *cleanup = "session-cleanup-outside-loop";
constexpr const char *unclosed = "unclosed-session";
constexpr const char *unawaited = "unawaited-task";

/// Sessions have somebody to talk to.
class SessionTest : public Recorded {
protected:
  refloop::testing::LoopbackServer server;
};

TEST_F(SessionTest, GetsOverOneConnection) {
  const auto main = [&]() -> Task<> {
    ClientSession session;
    EXPECT_EQ(server.accepted(), 0u) << "opened by the first get";
    EXPECT_EQ(co_await session.get(server.url("/a")), "Hello from /a");
    EXPECT_EQ(co_await session.get(server.url("/b?c=d")), "Hello from /b?c=d");
    EXPECT_EQ(server.accepted(), 1u) << "kept alive";
    EXPECT_FALSE(session.closed());
    co_await session.close();
    EXPECT_TRUE(session.closed());
  };
  EventLoop loop;
  loop.run_until_complete(main());
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SessionTest, ClosingIsAHandshake) {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(session.get(server.url()));
  EXPECT_EQ(server.connections(), 1u);
  loop.run_until_complete(session.close());
  EXPECT_EQ(server.connections(), 0u) << "close() waited for the server";
  loop.run_until_complete(session.close()); // no error, as in aiohttp
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SessionTest, ConcurrentGetsHaveTheirOwnConnections) {
  EventLoop loop;
  ClientSession session(loop);
  TaskHandle<std::string> slow =
      loop.create_task(session.get(server.url("/delay/40")));
  TaskHandle<std::string> quick =
      loop.create_task(session.get(server.url("/quick")));
  EXPECT_EQ(loop.run_until_complete(quick), "Hello from /quick");
  EXPECT_FALSE(slow.done());
  EXPECT_EQ(loop.run_until_complete(slow), "Hello from /delay/40");
  EXPECT_EQ(server.accepted(), 2u);
  loop.run_until_complete(session.close());
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SessionTest, CancelledGetLeavesNoConnection) {
  EventLoop loop;
  ClientSession session(loop);
  TaskHandle<std::string> task =
      loop.create_task(session.get(server.url("/delay/10000")));
  loop.call_later(20ms, [&] { task.cancel(); });
  EXPECT_THROW(loop.run_until_complete(task), CancelledError);
  EXPECT_EQ(loop.run_until_complete(session.get(server.url("/next"))),
            "Hello from /next");
  EXPECT_EQ(server.accepted(), 2u) << "half an answer is not kept";
  loop.run_until_complete(session.close());
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SessionTest, CloseEndsAGetUnderWay) {
  EventLoop loop;
  ClientSession session(loop);
  TaskHandle<std::string> task =
      loop.create_task(session.get(server.url("/delay/10000")));
  loop.call_later(20ms, [&] { loop.stop(); });
  loop.run_forever();
  loop.run_until_complete(session.close());
  EXPECT_THROW(loop.run_until_complete(task), RuntimeError);
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SessionTest, ErrorsOfGet) {
  EventLoop loop;
  ClientSession session(loop);
  const auto outcome_of = [&](const std::string &url) -> std::string {
    try {
      return loop.run_until_complete(session.get(url));
    } catch (const RuntimeError &error) {
      return error.what();
    }
  };
  EXPECT_EQ(outcome_of("ftp://127.0.0.1/"), "Invalid URL: 'ftp://127.0.0.1/'");
  EXPECT_EQ(outcome_of("http://127.0.0.1:x/"),
            "Invalid URL: 'http://127.0.0.1:x/'");
  EXPECT_EQ(outcome_of("http://127.0.0.1/a b"),
            "Invalid URL: 'http://127.0.0.1/a b'");
  EXPECT_EQ(outcome_of("http://example.org/"),
            "Cannot connect to host example.org:80 [not on this machine]");
  EXPECT_EQ(outcome_of("http://127.0.0.1:1/"),
            "Cannot connect to host 127.0.0.1:1 [Connection refused]");
  EXPECT_EQ(
      outcome_of("http://localhost:" + std::to_string(server.port()) + "/x"),
      "Hello from /x");
  loop.run_until_complete(session.close());
  EXPECT_EQ(outcome_of(server.url()), "Session is closed");
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SessionTest, ServerThatWentAwayIsNoticed) {
  EventLoop loop;
  ClientSession session(loop);
  auto brief = std::make_unique<refloop::testing::LoopbackServer>();
  loop.run_until_complete(session.get(brief->url()));
  const std::string url = brief->url();
  brief.reset();
  EXPECT_THROW(loop.run_until_complete(session.get(url)), RuntimeError);
  EXPECT_EQ(loop.run_until_complete(session.get(server.url("/a"))),
            "Hello from /a");
  loop.run_until_complete(session.close());
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SessionTest, WithSessionClosesOnEveryWayOut) {
  EventLoop loop;
  const auto fetch = [&](ClientSession &session) -> Task<std::string> {
    co_return co_await session.get(server.url("/scoped"));
  };
  const auto fail = [&](ClientSession &session) -> Task<> {
    co_await session.get(server.url("/fails"));
    throw std::runtime_error("body");
  };
  EXPECT_EQ(loop.run_until_complete(with_session(loop, fetch)),
            "Hello from /scoped");
  EXPECT_EQ(server.connections(), 0u);
  EXPECT_THROW(loop.run_until_complete(with_session(loop, fail)),
               std::runtime_error);
  EXPECT_EQ(server.connections(), 0u);
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SessionTest, NeedsARunningLoopOrOneGiven) {
  EXPECT_THROW(ClientSession(), RuntimeError);
  EXPECT_EQ(violations(), Lines());
}

TEST_F(SessionTest, OpenWhenItsLoopIsClosed) {
  int made = 0, closed = 0;
  {
    EventLoop loop;
    made = __LINE__ + 1;
    ClientSession session(loop);
    loop.run_until_complete(session.get(server.url()));
    closed = __LINE__ + 1;
    loop.close();
    EXPECT_EQ(violations(), Lines()) << "it may still be closed, too late";
  }
  EXPECT_EQ(violations(), Lines{at(cleanup, made, closed)});
}

TEST_F(SessionTest, ClosedAfterItsLoop) {
  EventLoop loop;
  const int made = __LINE__ + 1;
  ClientSession session(loop);
  loop.run_until_complete(session.get(server.url()));
  loop.close();
  const int line = __LINE__ + 1;
  EXPECT_THROW(loop.run_until_complete(session.close()), RuntimeError);
  EXPECT_EQ(violations(),
            Lines{at(cleanup, line, made) + ' ' + std::to_string(line - 2)})
      << "not schedule-after-close";
  EXPECT_FALSE(session.closed());
}

TEST_F(SessionTest, ClosedOnAnotherLoop) {
  EventLoop loop;
  ClientSession session(loop);
  const int line = __LINE__ + 1;
  EXPECT_THROW(refloop::run(session.close()), RuntimeError);
  EXPECT_EQ(violations(), Lines{at(cleanup, line, line - 2)});
  loop.close();
}

TEST_F(SessionTest, OutlivesItsLoop) {
  int line = 0;
  {
    std::optional<ClientSession> session;
    EventLoop loop;
    line = __LINE__ + 1;
    session.emplace(loop);
    loop.close();
  }
  EXPECT_EQ(violations(), Lines{at(cleanup, line, line + 1)});
}

TEST_F(SessionTest, ItsLoopIsDestroyedUnclosed) {
  int line = 0;
  {
    std::optional<ClientSession> session;
    line = __LINE__ + 1;
    EventLoop loop;
    session.emplace(loop);
  }
  EXPECT_EQ(violations(),
            (Lines{at("unclosed-loop", line), at(cleanup, line + 1, line)}));
}

TEST_F(SessionTest, DestroyedOpenOnAnOpenLoop) {
  EventLoop loop;
  const int line = __LINE__ + 1;
  auto session = std::make_unique<ClientSession>(loop);
  loop.run_until_complete(session->get(server.url()));
  session.reset();
  EXPECT_EQ(violations(), Lines{at(unclosed, line)});
  loop.close();
}

TEST_F(SessionTest, ForgottenInRun) {
  int line = 0;
  const auto main = [&]() -> Task<> {
    line = __LINE__ + 1;
    ClientSession session;
    co_await session.get(server.url());
  };
  refloop::run(main());
  EXPECT_EQ(violations(), Lines{at(unclosed, line)});
}

TEST_F(SessionTest, OutlivesTheLoopOfRun) {
  std::optional<ClientSession> session;
  int line = 0;
  const auto main = [&]() -> Task<> {
    line = __LINE__ + 1;
    session.emplace();
    co_return;
  };
  refloop::run(main());
  session.reset();
  EXPECT_EQ(violations(), Lines{at(unclosed, line)});
}

TEST_F(SessionTest, DroppedCloseIsAnUnawaitedTaskAlone) {
  EventLoop loop;
  int line = 0;
  {
    ClientSession session(loop);
    line = __LINE__ + 1;
    session.close();
  }
  loop.close();
  EXPECT_EQ(violations(), Lines{at(unawaited, line)});
}

TEST_F(SessionTest, DestroyedUnderARunningGet) {
  EventLoop loop;
  const int line = __LINE__ + 1;
  auto session = std::make_unique<ClientSession>(loop);
  TaskHandle<std::string> task =
      loop.create_task(session->get(server.url("/delay/10000")));
  loop.call_later(20ms, [&] { session.reset(); });
  EXPECT_THROW(loop.run_until_complete(task), RuntimeError);
  EXPECT_EQ(violations(), Lines{at(unclosed, line)});
  loop.close();
}

TEST_F(SessionTest, MemberIsBlamedAtItsInitialiser) {
  struct Service {
    explicit Service(EventLoop &loop) : session(loop) {}
    ClientSession session;
  };
  const int line = __LINE__ - 3;
  EventLoop loop;
  {
    const Service service(loop);
  }
  EXPECT_EQ(violations(), Lines{at(unclosed, line)});
  loop.close();
}

TEST_F(SessionTest, ServerKeepsItsOwnTime) {
  const refloop::testing::VirtualTime virtual_time;
  EventLoop loop;
  ClientSession session(loop);
  const auto before = std::chrono::steady_clock::now();
  loop.run_until_complete(session.get(server.url("/delay/30")));
  EXPECT_GE(std::chrono::steady_clock::now() - before, 30ms);
  loop.run_until_complete(session.close());
  loop.close();
  EXPECT_EQ(violations(), Lines());
}

} // namespace
