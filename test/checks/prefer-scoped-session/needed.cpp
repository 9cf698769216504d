// RUN: %check_scenarios %s eventloop-prefer-scoped-session
//
// Sessions that are handed on, kept, closed elsewhere, by a task, or not by the
// coroutine that made them: a scope could not do that.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

using namespace refloop;
using refloop::testing::choose;
using namespace std::chrono_literals;

Task<> talk(ClientSession &session) {
  (void)session.closed();
  co_return;
}
Task<> close_it(ClientSession &session) { co_await session.close(); }

Task<> scoped() { co_await with_session(get_running_loop(), talk); }

void good_scoped_already() { run(scoped()); }

Task<> handed_to_a_helper() {
  ClientSession session;
  co_await talk(session);
  co_await session.close();
}

void good_handed_to_a_helper() { run(handed_to_a_helper()); }

Task<> closed_by_a_helper() {
  ClientSession session;
  co_await close_it(session);
}

void good_closed_by_a_helper() { run(closed_by_a_helper()); }

Task<> used_by_a_task() {
  ClientSession session;
  auto user = create_task(talk(session));
  co_await user;
  co_await session.close();
}

void good_used_by_a_task() { run(used_by_a_task()); }

Task<> closed_by_a_task() {
  ClientSession session;
  auto closing = create_task(session.close());
  co_await closing;
}

void good_closed_by_a_task() { run(closed_by_a_task()); }

Task<> closed_later() {
  ClientSession session;
  auto closing = session.close();
  co_await sleep(1ms);
  co_await std::move(closing);
}

void good_close_is_kept() { run(closed_later()); }

Task<> closed_with_gather() {
  ClientSession first;
  ClientSession second;
  co_await gather(first.close(), second.close());
}

void good_closed_with_gather() { run(closed_with_gather()); }

Task<> closed_with_a_limit() {
  ClientSession session;
  co_await wait_for(session.close(), 1s);
}

void good_closed_with_a_limit() { run(closed_with_a_limit()); }

Task<> closed_if_it_is_open() {
  ClientSession session;
  if (!session.closed())
    co_await session.close();
}

void good_closed_if_it_is_open() { run(closed_if_it_is_open()); }

Task<> captured() {
  ClientSession session;
  auto close = [&]() -> Task<> { co_await session.close(); };
  co_await close();
}

void good_captured_by_a_lambda() { run(captured()); }

Task<> captured_by_a_function() {
  ClientSession session;
  std::function<bool()> is_closed = [&] { return session.closed(); };
  (void)is_closed();
  co_await session.close();
}

void good_captured_by_a_function() { run(captured_by_a_function()); }

Task<> has_a_reference() {
  ClientSession session;
  ClientSession &alias = session;
  co_await alias.close();
}

void good_has_a_reference() { run(has_a_reference()); }

Task<> has_a_pointer() {
  ClientSession session;
  ClientSession *pointer = &session;
  co_await pointer->close();
}

void good_has_a_pointer() { run(has_a_pointer()); }

Task<> in_a_container() {
  ClientSession session;
  std::vector<ClientSession *> sessions{&session};
  co_await sessions.front()->close();
}

void good_in_a_container() { run(in_a_container()); }

Task<std::unique_ptr<ClientSession>> make() {
  auto session = std::make_unique<ClientSession>();
  co_return session;
}

Task<> made_elsewhere() {
  auto session = co_await make();
  co_await session->close();
}

void good_made_elsewhere() { run(made_elsewhere()); }

Task<> closed_and_returned() {
  auto made = []() -> Task<std::unique_ptr<ClientSession>> {
    auto session = std::make_unique<ClientSession>();
    co_await session->close();
    co_return session;
  };
  auto session = co_await made();
  (void)session->closed();
}

void good_closed_and_returned() { run(closed_and_returned()); }

Task<> replaced() {
  auto session = std::make_unique<ClientSession>();
  co_await session->close();
  session = std::make_unique<ClientSession>();
  co_await session->close();
}

void good_replaced() { run(replaced()); }

Task<> moved() {
  auto session = std::make_unique<ClientSession>();
  auto other = std::move(session);
  co_await other->close();
}

void good_moved() { run(moved()); }

Task<> shared() {
  auto session = std::make_shared<ClientSession>();
  auto other = session;
  co_await session->close();
}

void good_shared() { run(shared()); }

class Client {
public:
  Client() : session(get_running_loop()) {}
  Task<> stop() { co_await session.close(); }

private:
  ClientSession session;
};

Task<> member() {
  Client client;
  co_await client.stop();
}

void good_member() { run(member()); }

Task<> close_the_parameter(ClientSession &session) { co_await session.close(); }

void good_parameter() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(close_the_parameter(session));
  loop.close();
}

void good_not_in_a_coroutine() {
  EventLoop loop;
  ClientSession session(loop);
  loop.run_until_complete(session.close());
  loop.close();
}

class CloseLater {
public:
  explicit CloseLater(ClientSession &session) : session(session) {}
  Task<> close() { co_await session.close(); }

private:
  ClientSession &session;
};

Task<> kept_by_an_object() {
  ClientSession session;
  CloseLater closer(session);
  co_await closer.close();
}

void good_kept_by_an_object() { run(kept_by_an_object()); }

Task<> handed_on_a_condition() {
  ClientSession session;
  if (choose())
    co_await talk(session);
  co_await session.close();
}

void good_handed_on_a_condition() { run(handed_on_a_condition()); }
