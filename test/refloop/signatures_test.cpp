//===- signatures_test.cpp - What programs outside are compiled against ---===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The signatures that the reference settles, as static assertions.
//
//===----------------------------------------------------------------------===//

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace refloop;
using namespace std::chrono_literals;

template <class T>
inline constexpr bool copyable =
    std::is_copy_constructible_v<T> || std::is_copy_assignable_v<T>;
template <class T>
inline constexpr bool movable =
    std::is_move_constructible_v<T> && std::is_move_assignable_v<T>;
template <class T>
inline constexpr bool pinned =
    !std::is_move_constructible_v<T> && !std::is_move_assignable_v<T>;

static_assert(!copyable<Task<>> && movable<Task<>>);
static_assert(!copyable<Task<int>> && movable<Task<int>>);
static_assert(!copyable<TaskHandle<>> && movable<TaskHandle<>>);
static_assert(!copyable<Future<>> && movable<Future<int>>);
static_assert(!copyable<ClientSession> && pinned<ClientSession>);
static_assert(!copyable<EventLoop> && pinned<EventLoop>);
static_assert(!copyable<Runner> && pinned<Runner>);

static_assert(std::is_base_of_v<std::runtime_error, RuntimeError>);
static_assert(std::is_base_of_v<std::exception, CancelledError>);
static_assert(!std::is_base_of_v<std::runtime_error, CancelledError>);
static_assert(std::is_base_of_v<RuntimeError, TimeoutError>);
static_assert(std::is_base_of_v<RuntimeError, InvalidStateError>);
static_assert(std::is_base_of_v<std::exception, ExceptionGroup>);

using Text = std::unique_ptr<std::string>; // a value that cannot be copied
template <class T> T &&some();

static_assert(
    std::is_same_v<decltype(new_event_loop()), std::unique_ptr<EventLoop>>);
static_assert(std::is_same_v<decltype(get_running_loop()), EventLoop &>);
static_assert(std::is_same_v<decltype(get_event_loop()), EventLoop &>);
static_assert(std::is_void_v<decltype(set_event_loop(nullptr))>);
static_assert(std::is_same_v<decltype(some<EventLoop &>().time()),
                             std::chrono::steady_clock::time_point>);
static_assert(
    std::is_same_v<decltype(some<EventLoop &>().call_soon([] {})), Handle>);
static_assert(
    std::is_same_v<decltype(some<EventLoop &>().call_soon_threadsafe([] {})),
                   Handle>);
static_assert(
    std::is_same_v<decltype(some<EventLoop &>().call_later(1.5s, [] {})),
                   TimerHandle>);
static_assert(std::is_same_v<decltype(some<EventLoop &>().call_at(
                                 some<EventLoop &>().time() + 1s, [] {})),
                             TimerHandle>);
static_assert(std::is_same_v<decltype(some<EventLoop &>().create_future<int>()),
                             Future<int>>);
static_assert(
    std::is_same_v<decltype(some<EventLoop &>().create_future()), Future<>>);
static_assert(std::is_same_v<
              decltype(some<EventLoop &>().create_task(some<Task<Text>>())),
              TaskHandle<Text>>);
static_assert(
    std::is_same_v<decltype(create_task(some<Task<>>())), TaskHandle<>>);
static_assert(std::is_same_v<decltype(some<EventLoop &>().run_until_complete(
                                 some<Task<int>>())),
                             int>);
static_assert(std::is_same_v<decltype(some<EventLoop &>().run_until_complete(
                                 some<TaskHandle<int> &>())),
                             int>);
static_assert(std::is_void_v<decltype(some<EventLoop &>().run_until_complete(
                  some<Future<> &>()))>);
static_assert(std::is_same_v<decltype(run(some<Task<int>>())), int>);
static_assert(std::is_void_v<decltype(some<Runner &>().run(some<Task<>>()))>);
static_assert(
    std::is_same_v<decltype(some<Runner &>().get_loop()), EventLoop &>);

static_assert(
    std::is_same_v<decltype(gather(some<Task<int>>(), some<TaskHandle<> &>(),
                                   some<Future<Text> &>())),
                   Task<std::tuple<int, std::monostate, Text>>>);
static_assert(std::is_same_v<
              decltype(gather(some<Task<>>(), some<Future<> &>())), Task<>>);
static_assert(
    std::is_same_v<decltype(gather(some<std::vector<TaskHandle<int>> &>())),
                   Task<std::vector<int>>>);
static_assert(
    std::is_same_v<decltype(gather(some<std::vector<Task<>>>())), Task<>>);
using Outcomes = Task<std::vector<std::exception_ptr>>;
static_assert(
    std::is_same_v<decltype(gather(return_exceptions, some<Task<int>>())),
                   Outcomes>);
static_assert(
    std::is_same_v<decltype(gather(return_exceptions,
                                   some<std::vector<TaskHandle<>> &>())),
                   Outcomes>);
static_assert(
    std::is_same_v<decltype(gather(return_exceptions, all_tasks())), Outcomes>);
static_assert(std::is_same_v<decltype(all_tasks(some<EventLoop &>())),
                             std::vector<TaskRef>>);
static_assert(std::is_same_v<decltype(current_task()), TaskRef>);

static_assert(std::is_same_v<decltype(sleep(1ms)), Task<>>);
static_assert(
    std::is_same_v<decltype(wait_for(some<Task<Text>>(), 1ms)), Task<Text>>);
static_assert(std::is_same_v<
              decltype(wait_for(some<TaskHandle<int> &>(), 0.5s)), Task<int>>);
static_assert(std::is_same_v<
              decltype(with_timeout(1s, []() -> Task<int> { co_return 1; })),
              Task<int>>);
static_assert(
    std::is_same_v<decltype(shield(some<TaskHandle<int> &>())), Task<int>>);
static_assert(std::is_same_v<decltype(with_task_group(
                                 [](TaskGroup &) -> Task<> { co_return; })),
                             Task<>>);
static_assert(
    std::is_same_v<decltype(some<TaskGroup &>().create_task(some<Task<int>>())),
                   TaskHandle<int>>);
static_assert(std::is_same_v<decltype(some<TaskRef &>().cancel()), bool>);
static_assert(std::is_same_v<decltype(refloop::testing::choose()), bool>);
static_assert(std::is_invocable_v<decltype(&TaskHandle<>::add_done_callback),
                                  TaskHandle<> &, std::function<void(TaskRef)>,
                                  std::source_location>);

// The assertions above are the test; this makes their being compiled visible.
TEST(Signatures, AreThoseOfTheReference) { SUCCEED(); }

} // namespace
