//===- gather.h - Waiting for several ---------------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `gather`: asyncio.gather. Coroutines among its arguments become tasks at the
// call, as in asyncio; without a running loop, when the result is run.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_GATHER_H
#define REFLOOP_GATHER_H

#include "refloop/event_loop.h"

#include <exception>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace refloop {

/// First argument of gather: exceptions are results like others.
struct return_exceptions_t {
  explicit return_exceptions_t() = default;
};
inline constexpr return_exceptions_t return_exceptions{};

namespace detail {

template <class A> struct GatherArgument : std::false_type {};
template <class T> struct GatherArgument<Task<T>> : std::true_type {
  using Value = T;
};
template <class T> struct GatherArgument<TaskHandle<T>> : std::true_type {
  using Value = T;
};
template <class T> struct GatherArgument<Future<T>> : std::true_type {
  using Value = T;
};

template <class A>
concept Gatherable = GatherArgument<std::remove_cvref_t<A>>::value;
template <class A>
using GatheredValue = typename GatherArgument<std::remove_cvref_t<A>>::Value;

/// An argument: a coroutine until it is started, then a future.
template <class T> struct GatherItem {
  explicit GatherItem(Task<T> &&coroutine) : task(std::move(coroutine)) {}
  explicit GatherItem(const TaskHandle<T> &handle)
      : awaited(handle.task().awaited()) {}
  explicit GatherItem(const Future<T> &future) : awaited(future.awaited()) {}
  explicit GatherItem(Awaited<T> started) : awaited(std::move(started)) {}

  void start(const LoopPointer &loop, const Where &where) {
    if (task) {
      const Spawned<T> spawned = spawn(loop, std::move(task), where);
      spawned.state->excuse(); // its caller has no handle of it
      awaited = spawned.awaited();
    }
    awaited.state->mark_handled();
  }

  Task<T> task;
  Awaited<T> awaited;
};

/// The future that asyncio.gather returns: done when all \p children are, or
/// when the first fails; cancelling it cancels them. Null for no children.
FuturePointer gather_futures(std::vector<FuturePointer> children,
                             bool keep_exceptions, const Where &where);

/// The loop that gather uses: the first child's, else the running one, else
/// null.
LoopPointer gather_loop(const FuturePointer &first);

inline Where gather_call() {
  return Where({}, Blame::constructor, Backtrace::capture());
}

// What to do with the items, the same for a tuple and for a vector of them.

template <class F, class... T>
void for_each_item(std::tuple<GatherItem<T>...> &items, F &&f) {
  std::apply([&f](auto &...item) { (f(item), ...); }, items);
}
template <class F, class T>
void for_each_item(std::vector<GatherItem<T>> &items, F &&f) {
  for (GatherItem<T> &item : items)
    f(item);
}

template <class Items> FuturePointer first_future(Items &items) {
  FuturePointer first;
  for_each_item(items, [&first](auto &item) {
    if (!first)
      first = item.awaited.state;
  });
  return first;
}

template <class Items>
FuturePointer start_gather(Items &items, const LoopPointer &loop,
                           bool keep_exceptions, const Where &where) {
  std::vector<FuturePointer> children;
  for_each_item(items, [&](auto &item) {
    item.start(loop, where);
    children.push_back(item.awaited.state);
  });
  return gather_futures(std::move(children), keep_exceptions, where);
}

template <class T> auto value_or_monostate(const Awaited<T> &awaited) {
  if constexpr (std::is_void_v<T>) {
    awaited.result();
    return std::monostate();
  } else {
    return awaited.result();
  }
}

template <class T>
using ValueOrMonostate =
    std::conditional_t<std::is_void_v<T>, std::monostate, T>;

/// What gather yields for these items.
template <class Items> struct Gathered;
template <class... T> struct Gathered<std::tuple<GatherItem<T>...>> {
  using Type = std::conditional_t<(std::is_void_v<T> && ...), void,
                                  std::tuple<ValueOrMonostate<T>...>>;
};
template <class T> struct Gathered<std::vector<GatherItem<T>>> {
  using Type = std::conditional_t<std::is_void_v<T>, void,
                                  std::vector<ValueOrMonostate<T>>>;
};

template <class... T> auto gathered(std::tuple<GatherItem<T>...> &items) {
  return std::apply(
      [](auto &...item) {
        return std::tuple<ValueOrMonostate<T>...>{
            value_or_monostate(item.awaited)...};
      },
      items);
}
template <class T> std::vector<T> gathered(std::vector<GatherItem<T>> &items) {
  std::vector<T> values;
  for (GatherItem<T> &item : items)
    values.push_back(item.awaited.result());
  return values;
}

template <class Items>
Task<typename Gathered<Items>::Type> gather(Items items, FuturePointer outer,
                                            Where where) {
  if (!outer)
    outer = start_gather(items, gather_loop(first_future(items)),
                         /*keep_exceptions=*/false, where);
  if (outer)
    co_await FutureAwaiter<void>(signal(outer), where);
  if constexpr (!std::is_void_v<typename Gathered<Items>::Type>)
    co_return gathered(items);
}

template <class Items>
Task<std::vector<std::exception_ptr>>
gather_outcomes(Items items, FuturePointer outer, Where where) {
  if (!outer)
    outer = start_gather(items, gather_loop(first_future(items)),
                         /*keep_exceptions=*/true, where);
  if (outer)
    co_await FutureAwaiter<void>(signal(outer), where);
  std::vector<std::exception_ptr> outcomes;
  for_each_item(items, [&outcomes](auto &item) {
    outcomes.push_back(item.awaited.state->outcome());
  });
  co_return outcomes;
}

/// Starts the items if there is a loop already.
template <bool KeepExceptions, class Items>
auto begin_gather(Items items, const Where &where) {
  FuturePointer outer;
  if (const LoopPointer loop = gather_loop(first_future(items)))
    outer = start_gather(items, loop, KeepExceptions, where);
  if constexpr (KeepExceptions)
    return gather_outcomes(std::move(items), std::move(outer), where);
  else
    return gather(std::move(items), std::move(outer), where);
}

template <class A>
std::vector<GatherItem<GatheredValue<A>>> items_of(std::vector<A> &all) {
  std::vector<GatherItem<GatheredValue<A>>> items;
  for (A &one : all)
    items.emplace_back(
        std::move(one)); // handles and futures are only looked at
  return items;
}

template <class... A> auto item_tuple(A &&...all) {
  static_assert(
      ((!is_task<std::remove_cvref_t<A>> || !std::is_lvalue_reference_v<A>) &&
       ...),
      "gather consumes its coroutines: gather(std::move(task))");
  return std::tuple<GatherItem<GatheredValue<A>>...>{
      GatherItem<GatheredValue<A>>(std::forward<A>(all))...};
}

std::vector<GatherItem<void>> items_of(const std::vector<TaskRef> &tasks);

} // namespace detail

/// Waits for all of \p all, any mix of Task rvalues, TaskHandles and Futures,
/// and yields a tuple of their values, std::monostate for void, nothing at all
/// when all are void. The first exception is thrown at once; the others go on.
/// Mirrors asyncio.gather.
template <detail::Gatherable... A> auto gather(A &&...all) {
  return detail::begin_gather<false>(
      detail::item_tuple(std::forward<A>(all)...), detail::gather_call());
}

/// The same for any number of one type; yields a vector, nothing for void.
template <class T> auto gather(std::vector<TaskHandle<T>> &all) {
  return detail::begin_gather<false>(detail::items_of(all),
                                     detail::gather_call());
}
template <class T> auto gather(std::vector<TaskHandle<T>> &&all) {
  return detail::begin_gather<false>(detail::items_of(all),
                                     detail::gather_call());
}
template <class T> auto gather(std::vector<Task<T>> all) {
  return detail::begin_gather<false>(detail::items_of(all),
                                     detail::gather_call());
}

/// Waits for all, whatever comes of them; yields the exception of each, null
/// for those that have a value.
template <detail::Gatherable... A>
Task<std::vector<std::exception_ptr>> gather(return_exceptions_t, A &&...all) {
  return detail::begin_gather<true>(detail::item_tuple(std::forward<A>(all)...),
                                    detail::gather_call());
}
template <class T>
Task<std::vector<std::exception_ptr>> gather(return_exceptions_t,
                                             std::vector<TaskHandle<T>> &all) {
  return detail::begin_gather<true>(detail::items_of(all),
                                    detail::gather_call());
}
template <class T>
Task<std::vector<std::exception_ptr>> gather(return_exceptions_t,
                                             std::vector<TaskHandle<T>> &&all) {
  return detail::begin_gather<true>(detail::items_of(all),
                                    detail::gather_call());
}
template <class T>
Task<std::vector<std::exception_ptr>> gather(return_exceptions_t,
                                             std::vector<Task<T>> all) {
  return detail::begin_gather<true>(detail::items_of(all),
                                    detail::gather_call());
}
Task<std::vector<std::exception_ptr>> gather(return_exceptions_t,
                                             const std::vector<TaskRef> &all);

/// Waits for the tasks behind some views. Their values are not known here.
Task<> gather(const std::vector<TaskRef> &all);

} // namespace refloop

#endif // REFLOOP_GATHER_H
