// RUN: %check_scenarios %s eventloop-session-cleanup-outside-loop
//
// Sessions that are reached through what a map, an array or a list of
// functions returns: who closes them need not name them.

#include <refloop/refloop.h>

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

using namespace refloop;

void good_owner_in_a_map() {
  EventLoop loop;
  std::map<int, std::unique_ptr<ClientSession>> sessions;
  sessions[1] = std::make_unique<ClientSession>(loop);
  for (auto &[name, session] : sessions)
    loop.run_until_complete(session->close());
  loop.close();
}

void good_shared_owner_in_a_map() {
  EventLoop loop;
  auto session = std::make_shared<ClientSession>(loop);
  std::map<int, std::shared_ptr<ClientSession>> sessions;
  sessions[1] = session;
  loop.run_until_complete(sessions[1]->close());
  loop.close();
}

void good_pointer_in_a_map() {
  EventLoop loop;
  ClientSession session(loop);
  std::map<int, ClientSession *> sessions;
  sessions[1] = &session;
  for (auto &[name, each] : sessions)
    loop.run_until_complete(each->close());
  loop.close();
}

void good_reference_in_a_map() {
  EventLoop loop;
  ClientSession session(loop);
  std::unordered_map<std::string, std::reference_wrapper<ClientSession>> named;
  named.emplace("a", session);
  for (auto &[name, each] : named)
    loop.run_until_complete(each.get().close());
  loop.close();
}

void good_pointers_in_a_list() {
  EventLoop loop;
  ClientSession session(loop);
  std::vector<ClientSession *> sessions{&session};
  for (ClientSession *each : sessions)
    loop.run_until_complete(each->close());
  loop.close();
}

void good_objects_in_an_array() {
  EventLoop loop;
  ClientSession sessions[2] = {ClientSession(loop), ClientSession(loop)};
  for (auto &session : sessions)
    loop.run_until_complete(session.close());
  loop.close();
}

void good_owners_in_an_array() {
  EventLoop loop;
  std::unique_ptr<ClientSession> sessions[2];
  sessions[0] = std::make_unique<ClientSession>(loop);
  for (auto &session : sessions)
    if (session)
      loop.run_until_complete(session->close());
  loop.close();
}

void good_closed_by_a_function_in_an_array() {
  EventLoop loop;
  ClientSession session(loop);
  std::function<void()> steps[] = {
      [&] { loop.run_until_complete(session.close()); }};
  for (auto &step : steps)
    step();
  loop.close();
}

void good_closed_by_a_function_in_a_list() {
  EventLoop loop;
  ClientSession session(loop);
  std::vector<std::function<Task<>()>> steps;
  steps.push_back([&] { return session.close(); });
  for (auto &step : steps)
    loop.run_until_complete(step());
  loop.close();
}

void bad_the_other_one_is_stored() {
  EventLoop loop;
  ClientSession stored(loop), session(loop);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: session 'session' outlives loop 'loop': Unclosed client session [eventloop-session-cleanup-outside-loop]
  // CHECK-MESSAGES: :[[@LINE-3]]:13: note: loop 'loop' is created here
  // CHECK-MESSAGES: :[[@LINE+6]]:8: note: loop 'loop' is closed here
  // CHECK-MESSAGES: :[[@LINE+6]]:1: note: session 'session' is destroyed here
  std::map<int, ClientSession *> sessions;
  sessions[1] = &stored;
  for (auto &[name, each] : sessions)
    loop.run_until_complete(each->close());
  loop.close();
}
