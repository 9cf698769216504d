//===- Spelling.cpp - How model files spell enumerators -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The tables themselves, and the search for the nearest word.
//
//===----------------------------------------------------------------------===//

#include "model/Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

namespace eventloop::model {

static constexpr Spelling<Role> Roles[] = {
    {"none", Role::None},
    {"loop", Role::Loop},
    {"task", Role::Task},
    {"task-handle", Role::TaskHandle},
    {"future", Role::Future},
    {"session", Role::Session},
    {"executor", Role::Executor},
    {"handle", Role::Handle},
    {"alias", Role::Alias},
    {"owner", Role::Owner},
    {"thread", Role::Thread},
    {"empty-tag", Role::EmptyTag},
    {"in-place-tag", Role::InPlaceTag},
    {"container", Role::Container},
    {"error", Role::Error},
};

static constexpr Spelling<Event> Events[] = {
    {"none", Event::None},
    {"loop.create", Event::LoopCreate},
    {"loop.default", Event::LoopDefault},
    {"loop.run", Event::LoopRun},
    {"loop.run-some", Event::LoopRunSome},
    {"loop.run-fresh", Event::LoopRunFresh},
    {"loop.stop", Event::LoopStop},
    {"loop.restart", Event::LoopRestart},
    {"loop.close", Event::LoopClose},
    {"loop.close-cancelling", Event::LoopCloseCancelling},
    {"loop.is-closed", Event::LoopIsClosed},
    {"loop.is-stopped", Event::LoopIsStopped},
    {"loop.is-running", Event::LoopIsRunning},
    {"loop.allow-nested", Event::LoopAllowNested},
    {"current.get", Event::CurrentGet},
    {"current.set", Event::CurrentSet},
    {"post", Event::Post},
    {"post.threadsafe", Event::PostThreadsafe},
    {"post.delayed", Event::PostDelayed},
    {"task.create", Event::TaskCreate},
    {"task.spawn", Event::TaskSpawn},
    {"task.spawn-joined", Event::TaskSpawnJoined},
    {"task.await", Event::TaskAwait},
    {"task.cancel", Event::TaskCancel},
    {"task.detach", Event::TaskDetach},
    {"task.is-done", Event::TaskIsDone},
    {"task.all", Event::TaskAll},
    {"session.init", Event::SessionInit},
    {"session.start", Event::SessionStart},
    {"session.close", Event::SessionClose},
    {"session.each", Event::SessionEach},
    {"session.is-closed", Event::SessionIsClosed},
    {"executor.submit", Event::ExecutorSubmit},
    {"executor.shutdown", Event::ExecutorShutdown},
    {"executor.join", Event::ExecutorJoin},
    {"executor.set", Event::ExecutorSet},
    {"signal.register", Event::SignalRegister},
    {"thread.identify", Event::ThreadIdentify},
    {"keep-alive", Event::KeepAlive},
    {"value.alias", Event::ValueAlias},
    {"value.move", Event::ValueMove},
    {"value.address", Event::ValueAddress},
    {"value.load", Event::ValueLoad},
    {"value.store", Event::ValueStore},
    {"value.exchange", Event::ValueExchange},
    {"value.compare-exchange", Event::ValueCompareExchange},
    {"value.bind", Event::ValueBind},
    {"owner.make", Event::OwnerMake},
    {"owner.adopt", Event::OwnerAdopt},
    {"owner.get", Event::OwnerGet},
    {"owner.reset", Event::OwnerReset},
    {"owner.release", Event::OwnerRelease},
    {"owner.emplace", Event::OwnerEmplace},
    {"owner.test", Event::OwnerTest},
    {"container.add", Event::ContainerAdd},
    {"container.size", Event::ContainerSize},
    {"container.empty", Event::ContainerEmpty},
    {"container.clear", Event::ContainerClear},
    {"callback.call", Event::CallbackCall},
    {"thread.create", Event::ThreadCreate},
    {"thread.join", Event::ThreadJoin},
    {"task.retrieve", Event::TaskRetrieve},
    {"handle.cancel", Event::HandleCancel},
    {"test.body", Event::TestBody},
    {"test.set-up", Event::TestSetUp},
    {"test.tear-down", Event::TestTearDown},
    {"test.suite-set-up", Event::TestSuiteSetUp},
    {"test.suite-tear-down", Event::TestSuiteTearDown},
    {"test.end", Event::TestEnd},
};

static constexpr Spelling<When> Whens[] = {
    {"never", When::Never},     {"now", When::Now},
    {"on-loop", When::OnLoop},  {"on-thread", When::OnThread},
    {"at-exit", When::AtExit},  {"in-signal-handler", When::InSignalHandler},
    {"unknown", When::Unknown},
};

static constexpr Spelling<Operand> Operands[] = {
    {"this", {Operand::This}},
    {"arg0", {Operand::Arg, 0}},
    {"arg1", {Operand::Arg, 1}},
    {"arg2", {Operand::Arg, 2}},
    {"arg3", {Operand::Arg, 3}},
    {"arg4", {Operand::Arg, 4}},
    {"arg5", {Operand::Arg, 5}},
    {"arg6", {Operand::Arg, 6}},
    {"arg7", {Operand::Arg, 7}},
    {"arg8", {Operand::Arg, 8}},
    {"arg9", {Operand::Arg, 9}},
    {"arg10", {Operand::Arg, 10}},
    {"arg11", {Operand::Arg, 11}},
    {"arg12", {Operand::Arg, 12}},
    {"arg13", {Operand::Arg, 13}},
    {"arg14", {Operand::Arg, 14}},
    {"arg15", {Operand::Arg, MaxArgIndex}},
    {"last", {Operand::LastArg}},
    {"return", {Operand::Return}},
    {"current", {Operand::Current}},
    {"bound", {Operand::Bound}},
};

template <> llvm::ArrayRef<Spelling<Role>> spellings<Role>() { return Roles; }
template <> llvm::ArrayRef<Spelling<Event>> spellings<Event>() {
  return Events;
}
template <> llvm::ArrayRef<Spelling<When>> spellings<When>() { return Whens; }
template <> llvm::ArrayRef<Spelling<Operand>> spellings<Operand>() {
  return Operands;
}

/// More than this many words are not listed in a message.
static constexpr size_t MaxListed = 16;

std::string suggestionFor(llvm::StringRef Word,
                          llvm::ArrayRef<llvm::StringRef> Known) {
  // A third of the letters wrong is a slip, more is another word.
  unsigned Best = std::max<unsigned>(1, Word.size() / 3) + 1;
  llvm::StringRef Nearest;
  for (llvm::StringRef K : Known) {
    unsigned Distance = Word.edit_distance_insensitive(K, true, Best);
    if (Distance >= Best)
      continue;
    Best = Distance;
    Nearest = K;
  }
  if (!Nearest.empty())
    return ("; did you mean '" + Nearest + "'?").str();
  if (Known.size() > MaxListed)
    return "";
  return "; known are: " + llvm::join(Known, ", ");
}

} // namespace eventloop::model
