// RUN: %check_scenarios %s eventloop-unawaited-task
//
// Work that is tracked: somebody sees to each coroutine and each task, in
// one of the ways there are. The bad ones next to them forget it.

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <utility>

using namespace refloop;
using namespace std::chrono_literals;
using refloop::testing::choose;

Task<> work() { co_await sleep(1ms); }
Task<> step() { co_return; }
Task<int> answer() {
  co_await sleep(1ms);
  co_return 42;
}

Task<> awaits_at_once() { co_await work(); }
void good_awaited_at_once() { run(awaits_at_once()); }

Task<> awaits_later() {
  Task<int> task = answer();
  co_await sleep(1ms);
  (void)co_await std::move(task);
}
void good_awaited_later() { run(awaits_later()); }

Task<> awaits_its_handle() {
  auto handle = create_task(work());
  co_await sleep(1ms);
  co_await handle;
}
void good_handle_awaited() { run(awaits_its_handle()); }

Task<> awaits_a_temporary_handle() { co_await create_task(work()); }
void good_temporary_handle_awaited() { run(awaits_a_temporary_handle()); }

Task<> awaits_by_reference() {
  auto handle = create_task(work());
  auto &same = handle;
  co_await same;
}
void good_handle_awaited_through_a_reference() { run(awaits_by_reference()); }

Task<> gathers() { co_await gather(work(), answer()); }
void good_coroutines_gathered() { run(gathers()); }

Task<> gathers_handles() {
  auto first = create_task(work());
  auto second = create_task(answer());
  co_await gather(first, second);
}
void good_handles_gathered() { run(gathers_handles()); }

Task<> gathers_a_mix() {
  auto first = create_task(work());
  co_await gather(first, work(), create_task(answer()));
}
void good_mix_gathered() { run(gathers_a_mix()); }

Task<> gathers_later() {
  auto all = gather(work(), work());
  co_await sleep(1ms);
  co_await std::move(all);
}
void good_gather_awaited_later() { run(gathers_later()); }

Task<> gathers_outcomes() {
  auto first = create_task(work());
  (void)co_await gather(return_exceptions, first, answer());
}
void good_outcomes_gathered() { run(gathers_outcomes()); }

Task<> gathers_to_a_variable() {
  auto [first, second] = co_await gather(answer(), answer());
  (void)(first + second);
}
void good_values_of_a_gather() { run(gathers_to_a_variable()); }

void good_gather_is_run() { run(gather(work(), work())); }

Task<> groups() {
  co_await with_task_group([](TaskGroup &group) -> Task<> {
    group.create_task(work());
    group.create_task(work());
    co_return;
  });
}
void good_task_group() { run(groups()); }

Task<> groups_and_keeps() {
  co_await with_task_group([](TaskGroup &group) -> Task<> {
    auto handle = group.create_task(answer());
    group.create_task(work());
    (void)co_await handle;
  });
}
void good_task_group_and_handle() { run(groups_and_keeps()); }

Task<> fill(TaskGroup &group) {
  group.create_task(work());
  co_await sleep(1ms);
  group.create_task(work());
}
Task<> groups_in_a_helper() {
  co_await with_task_group([](TaskGroup &group) { return fill(group); });
}
void good_task_group_filled_by_a_helper() { run(groups_in_a_helper()); }

void good_task_group_is_run() {
  EventLoop loop;
  loop.run_until_complete(with_task_group([](TaskGroup &group) -> Task<> {
    for (int i = 0; i < 3; ++i)
      group.create_task(work());
    co_return;
  }));
  loop.close();
}

Task<> beside_the_group() {
  co_await with_task_group([](TaskGroup &group) -> Task<> {
    group.create_task(work());
    create_task(step());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
    // CHECK-MESSAGES: :[[@LINE-2]]:23: note: it is dropped here
    // CHECK-MESSAGES: :[[@LINE-5]]:3: note: called from here
    // CHECK-MESSAGES: :[[@LINE+4]]:39: note: called from here
    co_return;
  });
}
void bad_spawned_beside_the_group() { run(beside_the_group()); }

Task<> forgets_the_group() {
  with_task_group([](TaskGroup &group) -> Task<> {
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'with_task_group' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+4]]:4: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+6]]:37: note: called from here
    group.create_task(work());
    co_return;
  });
  co_return;
}
void bad_group_is_never_awaited() { run(forgets_the_group()); }

Task<> gather_dropped() {
  gather(work(), work());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'gather' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:24: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:29: note: called from here
  co_await sleep(5ms);
}
void bad_gather_dropped() { run(gather_dropped()); }

void bad_gather_dropped_without_a_loop() {
  gather(work(), work());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'gather' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:24: note: it is dropped here
}

Task<> gathers_only_one() {
  auto first = create_task(work());
  auto second = create_task(sleep(choose() ? 0ms : 1h));
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task made here may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:36: note: called from here
  co_await gather(first);
}
void maybe_one_is_not_gathered() { run(gathers_only_one()); }

Task<> detaches() {
  create_task(work()).detach();
  auto handle = create_task(work());
  handle.detach();
  co_await sleep(5ms);
}
void good_detached() { run(detaches()); }

void good_detached_task_that_run_cancels() {
  run([]() -> Task<> {
    create_task(sleep(1h)).detach();
    co_return;
  }());
}

Task<> detaches_the_other() {
  auto first = create_task(work());
  auto second = create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the task of 'step' is never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+3]]:3: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:36: note: called from here
  first.detach();
  co_return;
}
void bad_the_other_is_detached() { run(detaches_the_other()); }

Task<> cancels_and_awaits() {
  auto handle = create_task(sleep(1h));
  co_await sleep(1ms);
  handle.cancel();
  try {
    co_await handle;
  } catch (const CancelledError &) {
  }
}
void good_cancelled_and_awaited() { run(cancels_and_awaits()); }

Task<> cancels_and_gathers() {
  auto handle = create_task(sleep(1h));
  handle.cancel();
  (void)co_await gather(return_exceptions, handle);
}
void good_cancelled_and_gathered() { run(cancels_and_gathers()); }

Task<> cancels_and_drops() {
  create_task(sleep(1h)).cancel();
  co_await sleep(1ms);
}
void good_cancelled_and_dropped() { run(cancels_and_drops()); }

Task<> waits_for() { co_await wait_for(work(), 5s); }
void good_waited_for() { run(waits_for()); }

Task<> waits_for_a_handle() {
  auto handle = create_task(work());
  co_await wait_for(handle, 5s);
}
void good_handle_waited_for() { run(waits_for_a_handle()); }

Task<> forgets_the_wait() {
  auto handle = create_task(work());
  wait_for(handle, 5s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: coroutine 'wait_for' is never awaited: its body never runs [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE-2]]:22: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+3]]:37: note: called from here
  co_await handle;
}
void bad_wait_itself_is_dropped() { run(forgets_the_wait()); }

Task<> shields() {
  auto handle = create_task(work());
  co_await shield(handle);
}
void good_shielded_and_awaited() { run(shields()); }

Task<> times_out() {
  co_await with_timeout(5s, [] { return work(); });
}
void good_with_timeout() { run(times_out()); }

Task<> awaits_until_done() {
  auto handle = create_task(work());
  while (!handle.done())
    co_await sleep(1ms);
}
void good_polled_until_done() { run(awaits_until_done()); }

Task<> awaits_unless_done() {
  auto handle = create_task(work());
  co_await sleep(choose() ? 0ms : 5ms);
  if (!handle.done())
    co_await handle;
}
void good_awaited_unless_done() { run(awaits_unless_done()); }

Task<> cancels_unless_done() {
  auto handle = create_task(work());
  co_await sleep(choose() ? 0ms : 5ms);
  if (!handle.done())
    handle.cancel();
}
void good_cancelled_unless_done() { run(cancels_unless_done()); }

Task<> takes_the_result() {
  auto handle = create_task(step());
  co_await sleep(1ms);
  handle.result();
}
void good_result_taken() { run(takes_the_result()); }

Task<> drains() {
  for (TaskRef task : all_tasks())
    if (!(task == current_task()))
      task.cancel();
  std::vector<TaskRef> others;
  for (TaskRef task : all_tasks())
    if (!(task == current_task()))
      others.push_back(task);
  (void)co_await gather(return_exceptions, others);
}

Task<> keeps_and_drains() {
  auto first = create_task(sleep(1h));
  auto second = create_task(sleep(1h));
  co_await sleep(1ms);
  co_await drains();
}
void good_all_tasks_drained() { run(keeps_and_drains()); }

// An await at its end would fail where it was cancelled: there is no fix.
Task<> may_drain() {
  auto first = create_task(step());
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the task of 'step' may be never awaited: nobody learns how it ends [eventloop-unawaited-task]
  // CHECK-MESSAGES: :[[@LINE+4]]:1: note: it is dropped here
  // CHECK-MESSAGES: :[[@LINE+4]]:24: note: called from here
  if (choose())
    co_await drains();
}
void maybe_drained() { run(may_drain()); }

void good_all_tasks_drained_from_outside() {
  EventLoop loop;
  auto first = loop.create_task(sleep(1h));
  auto second = loop.create_task(sleep(1h));
  loop.run_until_complete(sleep(1ms));
  for (const TaskRef &task : all_tasks(loop))
    task.cancel();
  loop.run_until_complete(gather(return_exceptions, all_tasks(loop)));
  loop.close();
}

void good_all_tasks_gathered() {
  EventLoop loop;
  auto first = loop.create_task(work());
  auto second = loop.create_task(work());
  loop.run_until_complete(gather(all_tasks(loop)));
  loop.close();
}

Task<> signals(Future<> &ready) {
  ready.set_result();
  co_return;
}
Task<> awaits_a_signal() {
  Future<> ready = get_running_loop().create_future<>();
  auto handle = create_task(signals(ready));
  co_await ready;
  co_await handle;
}
void good_future_and_handle_awaited() { run(awaits_a_signal()); }
