// RUN: %check_scenarios %s eventloop-unclosed-session
//
// Sessions behind references, pointers and owners, what moves and replaces
// them, and containers.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace refloop;
using refloop::testing::choose;

Task<> reference_closes() {
  ClientSession session;
  ClientSession &alias = session;
  co_await alias.close();
}

void good_reference() { run(reference_closes()); }

Task<> pointer_to_another() {
  ClientSession session;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+9]]:33: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+7]]:33: note: called from here
  ClientSession other;
  ClientSession *alias = &session;
  alias = &other;
  co_await alias->close();
}

void bad_pointer_to_another() { run(pointer_to_another()); }

Task<> unique_ptr_forgets() {
  auto session = std::make_unique<ClientSession>();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+7]]:25: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+3]]:3: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:25: note: called from here
  (void)session->closed();
  co_return;
}

void bad_unique_ptr() { run(unique_ptr_forgets()); }

Task<> unique_ptr_closes() {
  auto session = std::make_unique<ClientSession>();
  co_await session->close();
}

void good_unique_ptr() { run(unique_ptr_closes()); }

Task<> is_reset() {
  auto session = std::make_unique<ClientSession>();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+7]]:20: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:11: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:20: note: called from here
  session.reset();
  co_return;
}

void bad_reset() { run(is_reset()); }

Task<> is_reset_behind_the_close() {
  auto session = std::make_unique<ClientSession>();
  co_await session->close();
  session.reset();
}

void good_reset_behind_the_close() { run(is_reset_behind_the_close()); }

Task<> new_and_delete() {
  auto *session = new ClientSession;
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+7]]:29: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:29: note: called from here
  delete session;
  co_return;
}

void bad_new_and_delete() { run(new_and_delete()); }

Task<> new_close_delete() {
  auto *session = new ClientSession;
  co_await session->close();
  delete session;
}

void good_new_close_delete() { run(new_close_delete()); }

Task<> moved_owner() {
  auto first = std::make_unique<ClientSession>();
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: session 'first' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+8]]:26: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: session 'second' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+6]]:26: note: called from here
  auto second = std::move(first);
  (void)second->closed();
  co_return;
}

void bad_moved_owner() { run(moved_owner()); }

Task<> moved_owner_closes() {
  auto first = std::make_unique<ClientSession>();
  auto second = std::move(first);
  co_await second->close();
}

void good_moved_owner() { run(moved_owner_closes()); }

Task<> fresh_one_in_its_place() {
  auto session = std::make_unique<ClientSession>();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+7]]:37: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:11: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:37: note: called from here
  session = std::make_unique<ClientSession>();
  co_await session->close();
}

void bad_fresh_one_in_its_place() { run(fresh_one_in_its_place()); }

Task<> fresh_one_each_is_closed() {
  auto session = std::make_unique<ClientSession>();
  co_await session->close();
  session = std::make_unique<ClientSession>();
  co_await session->close();
}

void good_fresh_one_each_is_closed() { run(fresh_one_each_is_closed()); }

Task<> shared_ptr_forgets() {
  auto session = std::make_shared<ClientSession>();
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+8]]:25: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:3: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+6]]:25: note: called from here
  auto other = session;
  (void)other->closed();
  co_return;
}

void bad_shared_ptr() { run(shared_ptr_forgets()); }

Task<> shared_ptr_closes() {
  auto session = std::make_shared<ClientSession>();
  auto other = session;
  session.reset();
  co_await other->close();
}

void good_shared_ptr() { run(shared_ptr_closes()); }

Task<> optional_forgets() {
  std::optional<ClientSession> session;
  session.emplace();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: session 'session' is never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+6]]:23: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+2]]:3: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+4]]:23: note: called from here
  co_return;
}

void bad_optional() { run(optional_forgets()); }

Task<> optional_closes() {
  std::optional<ClientSession> session;
  if (choose())
    session.emplace();
  if (session)
    co_await session->close();
}

void good_optional() { run(optional_closes()); }

Task<> optional_closes_sometimes() {
  std::optional<ClientSession> session;
  session.emplace();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: session 'session' may be never closed: Unclosed client session [eventloop-unclosed-session]
  // CHECK-MESSAGES: :[[@LINE+7]]:25: note: the loop is created here
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: session 'session' is destroyed here
  // CHECK-MESSAGES: :[[@LINE+5]]:25: note: called from here
  if (choose())
    co_await session->close();
}

void maybe_optional() { run(optional_closes_sometimes()); }

Task<> elements_are_closed() {
  std::vector<std::unique_ptr<ClientSession>> sessions;
  sessions.push_back(std::make_unique<ClientSession>());
  sessions.push_back(std::make_unique<ClientSession>());
  for (auto &session : sessions)
    co_await session->close();
}

void good_elements_are_closed() { run(elements_are_closed()); }

Task<> pool_closes() {
  std::map<std::string, std::unique_ptr<ClientSession>> pool;
  pool["api"] = std::make_unique<ClientSession>();
  for (auto &[name, session] : pool)
    co_await session->close();
}

void good_pool_closes() { run(pool_closes()); }
