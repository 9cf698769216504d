//===- Events.cpp - Applies the model's events ----------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a modelled call does: which loop it concerns, which event of the
// protocol it is, and what it yields.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

using model::Event;

void Interpreter::setResult(const facts::Call &Call, Value V, PathState &S) {
  if (!Call.Result)
    return;
  LocId L = locate(Call.Result, S);
  S.eraseTree(L, Locs);
  S.set(L, V);
}

/// Nothing is known of the result; should it be a pointer or reference, its
/// uses still meet the same object.
void Interpreter::unknownResult(const facts::Call &Call, PathState &S) {
  if (Call.Result)
    S.eraseTree(locate(Call.Result, S), Locs);
}

LocId Interpreter::operandLocation(const model::Operand &O,
                                   const facts::Call &Call, PathState &S) {
  switch (O.K) {
  case model::Operand::None:
    return 0;
  case model::Operand::This:
    return Call.This ? locate(Call.This, S) : 0;
  case model::Operand::Arg:
    return O.Index < Call.Args.size() ? objectAt(Call.Args[O.Index], S) : 0;
  case model::Operand::LastArg:
    return Call.NumWritten ? objectAt(Call.Args[Call.NumWritten - 1], S) : 0;
  case model::Operand::Return:
    return Call.Result ? locate(Call.Result, S) : 0;
  case model::Operand::Current:
    return runningLoop(S);
  case model::Operand::Bound: {
    LocId Object = Call.This ? locate(Call.This, S)
                             : operandLocation(Call.Row->Object, Call, S);
    const Value B = S.get(Locs.below(Object, LocKind::Binding));
    return B.K == Value::Pointer ? B.Target : 0;
  }
  }
  return 0;
}

LocId Interpreter::loopOf(const facts::Call &Call, PathState &S) {
  LocId L = operandLocation(Call.Row->Loop, Call, S);
  return L ? loopAt(L, S) : 0;
}

void Interpreter::report(const facts::Call *Blamed, ViolationKind K,
                         const Value &Loop, PathState &S) {
  auto Add = [&](const facts::Call *Site) {
    S.Violated |= Eng.bitOf(Site);
    if (llvm::none_of(C.Violations, [&](const Violation &V) {
          return V.Blamed == Site && V.Kind == K;
        }))
      C.Violations.push_back({Site, K, Loop.Story, true});
  };
  if (K != ViolationKind::WorkNeverRun)
    return Add(Blamed);
  for (const StoryNode *N = Loop.Story; N; N = N->Previous) {
    if (N->Event == StoryEvent::Stopped || N->Event == StoryEvent::RanToEnd)
      break;
    if (N->Event == StoryEvent::WorkPosted)
      Add(N->Call);
  }
}

static std::optional<StoryEvent> storyOf(LoopEvent E) {
  switch (E) {
  case LoopEvent::Stop:
    return StoryEvent::Stopped;
  case LoopEvent::RunReturned:
    return StoryEvent::RanToEnd;
  case LoopEvent::Close:
    return StoryEvent::Closed;
  case LoopEvent::Destroy:
    return StoryEvent::Destroyed;
  default:
    return std::nullopt;
  }
}

/// The story up to the creation: what a restart leaves of it.
static const StoryNode *creation(const StoryNode *Story) {
  for (; Story; Story = Story->Previous)
    if (Story->Event == StoryEvent::Created ||
        Story->Event == StoryEvent::Entry)
      return Story;
  return nullptr;
}

/// Steps the loop's protocol. False if that was a violation.
bool Interpreter::loopEvent(LocId L, LoopEvent E, const facts::Call *Call,
                            SourceLocation Loc, StringRef Name, PathState &S) {
  Value V = S.get(L);
  if (V.K != Value::Loop)
    V = Value::unknownLoop(Call ? Call->Lib : nullptr);
  if (Call && E != LoopEvent::RunReturned && E != LoopEvent::RunSomeReturned)
    S.Reached |= Eng.bitOf(Call);
  model::LoopProperties None;
  LoopStep Step = step(V.State, E, V.Lib ? V.Lib->Loops : None);
  bool Changed = Step.Next != V.State;
  if (std::optional<StoryEvent> Event = storyOf(E); Event && Changed)
    V.Story = Eng.Stories.tell(*Event, Loc, Name, V.Story, Call);
  if (E == LoopEvent::Restart)
    V.Story = creation(V.Story);
  if (E == LoopEvent::Schedule && Step.Next == LoopState::StoppedWithWork)
    V.Story =
        Eng.Stories.tell(StoryEvent::WorkPosted, Loc, Name, V.Story, Call);
  V.State = Step.Next;
  if (Step.Violation != ViolationKind::None)
    report(Call, Step.Violation, V, S);
  S.set(L, V);
  return Step.Violation == ViolationKind::None ||
         Step.Violation == ViolationKind::WorkNeverRun;
}

bool Interpreter::applyQuery(const facts::Call &Call, LocId Loop,
                             PathState &S) {
  Event E = Call.Row->TheEvent;
  if (E != Event::LoopIsClosed && E != Event::LoopIsStopped)
    return false;
  Value V = S.get(Loop);
  if (!Loop) {
    unknownResult(Call, S);
    return true;
  }
  if (V.K != Value::Loop) {
    V = Value::unknownLoop(Call.Lib);
    S.set(Loop, V);
  }
  bool Closed = V.State == LoopState::Closed || V.State == LoopState::Destroyed;
  bool Stopped =
      V.State == LoopState::Stopped || V.State == LoopState::StoppedWithWork;
  Value Answer;
  if (V.State != LoopState::Unknown) {
    bool Is = E == Event::LoopIsClosed ? Closed : Stopped;
    Answer = Value::integer(Is, Is);
  } else {
    Answer.K = Value::Query;
    Answer.Target = Loop;
    Answer.AsksClosed = E == Event::LoopIsClosed;
    Answer.At = Call.Loc;
  }
  setResult(Call, Answer, S);
  return true;
}

/// A modelled class is made by a constructor that has no row: a loop is open;
/// anything else is bound to the loop among the arguments.
void Interpreter::applyConstructed(const facts::Call &Call, PathState &S) {
  LocId Made = locate(Call.This, S);
  if (!Made)
    return escapeArgs(Call, S);
  model::Role Role = Call.ConstructsType->TheRole;
  if (Role == model::Role::Loop)
    return create(Made, Eng.Program.models().libraryOf(Call.ConstructsType),
                  Call.Loc, S);
  S.eraseTree(Made, Locs);
  if (Role == model::Role::Owner)
    return S.set(Made,
                 Call.Args.empty() ? Value::integer(0, 0) : Value::unknown());
  for (const facts::Operand &O : Call.Args) {
    LocId L = loopAt(objectAt(O, S), S);
    if (S.get(L).K != Value::Loop)
      continue;
    S.set(Role == model::Role::Alias ? Made
                                     : Locs.below(Made, LocKind::Binding),
          Value::pointer(L));
    return;
  }
}

static bool canRun(LoopState S) {
  return S == LoopState::Open || S == LoopState::Unknown;
}

void Interpreter::applyModelled(const facts::Call &Call,
                                const facts::Fact &Fact, PathState S,
                                States &Next) {
  const model::FunctionRow &Row = *Call.Row;
  if (Row.TheEvent >= Event::OwnerMake && Row.TheEvent <= Event::OwnerTest)
    return applyOwner(Call, std::move(S), Next);
  LocId Loop = loopOf(Call, S);
  LocId Callback = operandLocation(Row.Callback, Call, S);
  if (Row.Callback.K == model::Operand::Arg && !Callback &&
      Row.Callback.Index < Call.Args.size())
    Callback = keepFunction(Call, Row.Callback.Index, S);
  if (applyQuery(Call, Loop, S)) {
    Next.push_back(std::move(S));
    return;
  }
  auto Step = [&](LoopEvent E) {
    if (!Loop || loopEvent(Loop, E, &Call, Call.Loc, Call.LoopName, S))
      return true;
    if (Row.Throws)
      unwind(S, Fact.Scope, {}, Call.Loc);
    else if (S.get(Loop).State == LoopState::Destroyed)
      endPath(S); // what a use of freed memory leads to is not worth telling
    else
      return true;
    return false;
  };
  switch (Row.TheEvent) {
  case Event::LoopCreate:
    createLoop(Call, S);
    break;
  case Event::LoopRun:
  case Event::LoopRunSome: {
    bool All = Row.TheEvent == Event::LoopRun;
    bool CanRun = !Loop || canRun(S.get(Loop).State);
    if (!Step(All ? LoopEvent::Run : LoopEvent::RunSome))
      return;
    unknownResult(Call, S);
    if (Loop && CanRun)
      return runLoop(Call, Fact, Loop, std::move(S), Next);
    if (Callback && CanRun)
      escape(Callback, true, S);
    break;
  }
  case Event::LoopRunFresh:
    return runFresh(Call, Fact, std::move(S), Next);
  case Event::LoopStop:
    Step(LoopEvent::Stop);
    break;
  case Event::LoopRestart:
    Step(LoopEvent::Restart);
    break;
  case Event::LoopClose:
    Step(LoopEvent::Close);
    break;
  case Event::CurrentGet:
    setResult(Call, Value::pointer(runningLoop(S)), S);
    break;
  case Event::CurrentSet:
    if (!Call.Args.empty())
      S.set(Locs.root(LocKind::Current), evaluate(Call.Args.front(), S));
    break;
  case Event::Post:
  case Event::PostThreadsafe:
  case Event::PostDelayed:
  case Event::TaskSpawn:
  case Event::SessionStart:
  case Event::SignalRegister:
    if (!Step(LoopEvent::Schedule))
      return;
    unknownResult(Call, S);
    if (Callback && Loop)
      addPending(Loop, Callback,
                 Row.TheEvent == Event::Post ||
                     Row.TheEvent == Event::PostThreadsafe,
                 S);
    else if (Callback)
      escape(Callback, true, S);
    break;
  case Event::SessionInit:
  case Event::KeepAlive: {
    if (!Row.WhenClosed.empty() && !Step(LoopEvent::Bind))
      return;
    LocId Made = Call.Constructs ? locate(Call.This, S)
                                 : (Call.Result ? locate(Call.Result, S) : 0);
    S.eraseTree(Made, Locs);
    if (Loop && Made)
      S.set(Locs.below(Made, LocKind::Binding), Value::pointer(Loop));
    break;
  }
  case Event::ValueAlias:
    if (Call.Constructs)
      S.set(locate(Call.This, S), Value::pointer(Loop));
    else
      setResult(Call, Value::pointer(Loop), S);
    break;
  case Event::ValueMove:
  case Event::ValueAddress:
    applyValue(Call, S);
    break;
  case Event::ValueBind:
    keepArguments(Call, S);
    break;
  case Event::CallbackCall:
  case Event::TaskCreate:
  case Event::TaskAwait:
    return runNow(Call, Fact, Callback, std::move(S), Next);
  default:
    if (Callback && Row.Runs == model::When::AtExit) {
      addAtExit(Value(), Callback, S);
    } else if (Callback) {
      escape(Callback, true, S);
    }
    if (Row.TheEvent == Event::ThreadCreate)
      escapeArgs(Call, S);
    unknownResult(Call, S);
    break;
  }
  Next.push_back(std::move(S));
}

/// A loop by value, behind an owner, or behind a pointer.
void Interpreter::createLoop(const facts::Call &Call, PathState &S) {
  if (Call.Constructs)
    return create(locate(Call.This, S), Call.Lib, Call.Loc, S);
  if (!Call.Result)
    return;
  LocId Result = locate(Call.Result, S);
  if (Call.ResultIsObject && Call.ResultRole == model::Role::Loop)
    return create(Result, Call.Lib, Call.Loc, S);
  LocId Made = freshHeap(Call.Site, S);
  create(Made, Call.Lib, Call.Loc, S);
  setResult(Call, Value::pointer(Made, Call.ResultRole == model::Role::Owner),
            S);
}

} // namespace eventloop::typestate
