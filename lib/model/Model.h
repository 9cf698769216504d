//===- Model.h - What a library's API means for loop lifecycles -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rows that say which call of which library is which lifecycle event.
// Data alone: reading model files is ModelReader's job, finding the row of a
// declaration is ModelIndex's, and what an event does to a loop is decided in
// lib/typestate.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_MODEL_MODEL_H
#define EVENTLOOP_TIDY_LIB_MODEL_MODEL_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace eventloop::model {

/// The part that an object plays in a loop's lifecycle.
enum class Role : uint8_t {
  None,
  Loop,       ///< runs callbacks: `EventLoop`, `io_context`
  Task,       ///< a lazy coroutine object: `Task<T>`, `awaitable<T>`
  TaskHandle, ///< a running background task: `TaskHandle<T>`
  Future,     ///< a value that a loop will deliver: `Future<T>`
  Session,    ///< an I/O object bound to a loop: socket, timer, HTTP session
  Executor,   ///< runs jobs on other threads: `ThreadPoolExecutor`
  Handle,     ///< a scheduled callback or a keep-alive: `TimerHandle`
  Alias,      ///< stands for its loop: `io_context::executor_type`, `strand`
  Owner,      ///< owns one object: `unique_ptr<T>`, `optional<T>`
  Thread,     ///< `std::thread`
  EmptyTag,   ///< makes an owner empty: `nullopt`
  InPlaceTag, ///< asks an owner's constructor to make its object: `in_place`
  Container,  ///< holds any number of objects: `vector<T>`
  Error,      ///< what violations throw
};

/// The lifecycle event that a call is.
enum class Event : uint8_t {
  None,         ///< modelled and known to be harmless to all lifecycles
  LoopCreate,   ///< makes a loop; a constructor or a factory
  LoopDefault,  ///< yields the one loop that the whole program shares
  LoopRun,      ///< runs until stopped, out of work or the awaited is done
  LoopRunSome,  ///< runs a part: `run_one`, `poll`, `run_for`
  LoopRunFresh, ///< makes a loop, runs the task on it, closes it: `run()`
  LoopStop,
  LoopRestart,
  LoopClose,
  LoopCloseCancelling, ///< cancels the tasks that are left, then closes
  LoopIsClosed,        ///< query: true once closed
  LoopIsStopped,       ///< query: true while stopped
  LoopIsRunning,
  LoopAllowNested, ///< from here on it may be run while it runs
  CurrentGet,      ///< yields the current loop
  CurrentSet,      ///< makes a loop the current one
  Post,            ///< schedules a callback from the loop's own thread
  PostThreadsafe,
  PostDelayed,
  TaskCreate,      ///< makes a lazy coroutine object
  TaskSpawn,       ///< hands a lazy coroutine object to a loop
  TaskSpawnJoined, ///< the same for a group that waits for its tasks
  TaskAwait,
  TaskCancel,
  TaskDetach,
  TaskIsDone,   ///< query: true once done
  TaskAll,      ///< yields all tasks of a loop: who asks takes care of them
  SessionInit,  ///< makes a session bound to a loop
  SessionStart, ///< starts an operation on a session
  SessionClose,
  SessionEach, ///< calls its callback for each session of a loop
  SessionIsClosed,
  ExecutorSubmit,
  ExecutorShutdown,
  ExecutorJoin,
  ExecutorSet, ///< makes an executor the default one of a loop
  SignalRegister,
  ThreadIdentify, ///< yields which thread this is: `std::this_thread::get_id()`
  KeepAlive,      ///< makes a work guard bound to a loop
  ValueAlias,     ///< yields another name of its loop: `get_executor()`
  ValueMove,      ///< `std::move`, `std::forward`: yields its argument
  ValueAddress,   ///< `std::addressof`, `std::ref`: yields a pointer to its
                  ///< argument
  ValueLoad,      ///< yields the number or pointer at an object
  ValueStore,     ///< writes it
  ValueExchange,  ///< writes it and yields what was there
  ValueCompareExchange, ///< writes it if it is the argument; true if it was
  ValueBind,      ///< `std::bind`: yields a callable that keeps its arguments
  OwnerMake,      ///< `make_unique<T>(...)`: makes a T and an owner of it
  OwnerAdopt,     ///< owner from a pointer: `unique_ptr<T>(p)`, `reset(p)`
  OwnerGet,       ///< yields a pointer to the owned object: `get()`, `->`, `*`
  OwnerReset,     ///< destroys the owned object: `reset()`
  OwnerRelease,   ///< gives the owned object up without destroying it
  OwnerEmplace,   ///< destroys the owned object and makes another in place
  OwnerTest,      ///< query: true while it owns an object
  ContainerAdd,   ///< moves its argument into a container: `push_back`
  ContainerSize,  ///< yields how many elements there are
  ContainerEmpty, ///< query: true while there is none
  ContainerClear, ///< destroys the elements
  CallbackCall,   ///< calls its callback argument: `std::invoke`, `for_each`
  ThreadCreate,   ///< runs its callback on another thread
  ThreadJoin,
  TaskRetrieve, ///< yields how a task ended: its error is seen
  HandleCancel, ///< what was scheduled will not run
  TestBody,     ///< a test: the function itself, or the method it overrides
  TestSetUp,    ///< runs before each test of a fixture
  TestTearDown,
  TestSuiteSetUp, ///< runs before the first test of a fixture
  TestSuiteTearDown,
  TestEnd, ///< a test that is no function of its own ends here
};

/// Which value of a call is meant.
struct Operand {
  enum Kind : uint8_t {
    None,
    This,    ///< the object that a method is called on, or a constructor makes
    Arg,     ///< the argument at Index, from 0
    LastArg, ///< the last argument that is written: not a defaulted one
    Return,  ///< what the call yields
    Current, ///< the thread's current or running loop
    Bound,   ///< the loop that `object` is bound to
  };
  Kind K = None;
  uint8_t Index = 0;
  constexpr bool operator==(const Operand &) const = default;
  constexpr bool isNone() const { return K == None; }
};

/// When a callback argument runs.
enum class When : uint8_t {
  Never,  ///< no callback
  Now,    ///< before the call returns
  OnLoop, ///< later, while the loop runs
  OnThread,
  AtExit,
  InSignalHandler,
  Unknown,
};

/// A class of the library. Names are relative to the library's namespaces.
struct TypeRow {
  llvm::StringRef Name; ///< "io_context", without template arguments
  Role TheRole = Role::None;
  llvm::StringRef WhenDropped;  ///< consequence for a task that nobody awaits
  llvm::StringRef WhenOutlives; ///< consequence for a session without a loop
  llvm::StringRef WhenUnclosed; ///< consequence for a loop or session that
                                ///< nobody closes; empty if nobody has to
  llvm::StringRef DrainedBy;    ///< what a run waits for to see cancelled tasks
                                ///< through; '%' stands for their handles
};

/// A function, method, constructor ("T::T") or destructor ("T::~T").
struct FunctionRow {
  llvm::StringRef Name; ///< "io_context::run"; one '*' may end it: "T::async_*"
  Event TheEvent = Event::None;
  Operand Loop;     ///< the loop concerned
  Operand Object;   ///< the task, session, executor or owner concerned
  Operand Callback; ///< what is scheduled: a callable or a lazy task
  Operand Passes;   ///< what the callback gets as its first argument
  When Runs = When::Never;
  Role Returns = Role::None; ///< the role of what it yields, bound to Loop
  bool Throws = false;       ///< a violation at this call throws: the path ends
  int8_t MinArgs =
      -1; ///< the row holds for calls with this many written arguments
  int8_t MaxArgs = -1;         ///< or more, and this many or fewer; -1: any
  llvm::StringRef WhenClosed;  ///< consequence on a closed or destroyed loop
  llvm::StringRef WhenStopped; ///< consequence on a stopped loop
  llvm::StringRef WhenRunning; ///< consequence on a loop that runs
  llvm::StringRef WhenNested;  ///< consequence while another loop runs
  llvm::StringRef WhenPending; ///< consequence of what is not done
  llvm::StringRef WhenOtherThread; ///< consequence on another thread than the
                                   ///< loop's; empty if that is safe
  llvm::StringRef WhenInSignal; ///< consequence in a raw signal handler; empty
                                ///< if it is safe there
};

/// How the loops of a library behave where libraries differ
/// (contracts.md, section 0).
struct LoopProperties {
  bool RunLeavesStopped = false;   ///< a run that returns must be restarted
  bool StopIsSticky = false;       ///< stop() before run() makes run() a no-op
  bool ClosedByDestructor = false; ///< destruction is the only close
  bool MayReopen = false;          ///< a closed loop can be opened again
  bool OpenSessionNeedsLoop = false;    ///< a session must be closed before its
                                        ///< loop
  bool SessionNeedsLoop = false;        ///< a session, closed or not, must end
                                        ///< before its loop does
  bool OpenSessionsRefuseClose = false; ///< a loop cannot be closed while a
                                        ///< session is open
  bool CloseNeedsTurns = false;   ///< a session is closed once its loop ran
  bool RunClearsStop = false;     ///< a stop holds for one run
  bool RunExcludesItself = false; ///< a loop that runs cannot be run once more
  bool RunExcludesOthers = false; ///< nor any other loop on its thread
  bool RunRefusesClose = false;   ///< a loop that runs cannot be closed
  bool TasksNeedLoop = false; ///< a task must be done before its loop closes
  bool CallsReturnStatus = false; ///< what makes or schedules something returns
                                  ///< zero, or an error and did nothing
};

/// One library: one model file.
struct Library {
  llvm::StringRef Name;                       ///< "asio"
  llvm::ArrayRef<llvm::StringRef> Namespaces; ///< {"asio", "boost::asio"};
                                              ///< "" is the global namespace
  LoopProperties Loops;
  llvm::ArrayRef<TypeRow> Types;
  llvm::ArrayRef<FunctionRow> Functions;
};

/// The libraries that are built in: constant tables made from
/// lib/model/libraries/*.yaml when the project is built.
llvm::ArrayRef<Library> builtinLibraries();

} // namespace eventloop::model

#endif // EVENTLOOP_TIDY_LIB_MODEL_MODEL_H
