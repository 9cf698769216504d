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
  if (K != ViolationKind::WorkNeverRun)
    return blame(Blamed, K, Loop.Story, S);
  for (const StoryNode *N = Loop.Story; N; N = N->Previous) {
    if (N->Event == StoryEvent::Stopped || N->Event == StoryEvent::RanToEnd)
      break;
    if (N->Event == StoryEvent::WorkPosted)
      blame(N->Call, K, Loop.Story, S);
  }
}

/// Notes a violation. A possible one leaves the path among those that reach
/// the call without.
void Interpreter::blame(const facts::Call *Site, ViolationKind K,
                        const StoryNode *Story, PathState &S, Certainty How,
                        const FunctionDecl *Spawned) {
  if (How == Certainty::Certain)
    S.Violated |= Eng.bitOf(Site, subjectOf(K));
  if (llvm::none_of(C.Violations, [&](const Violation &V) {
        return V.Blamed == Site && V.Kind == K;
      }))
    C.Violations.push_back({Site, K, Story, Spawned, true});
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
  if (E == LoopEvent::Close)
    tasksOf(L, TaskEvent::LoopClosed, Loc, S);
  else if (E == LoopEvent::Destroy)
    tasksOf(L, TaskEvent::LoopGone, Loc, S);
  return Step.Violation == ViolationKind::None ||
         Step.Violation == ViolationKind::WorkNeverRun;
}

/// The result of a query: what is known, or a question that a branch answers.
void Interpreter::answer(const facts::Call &Call, std::optional<bool> Known,
                         Value::Question Asked, LocId About, PathState &S) {
  Value V;
  if (Known) {
    V = Value::integer(*Known, *Known);
  } else {
    V.K = Value::Query;
    V.Target = About;
    V.Asks = Asked;
    V.At = Call.Loc;
  }
  setResult(Call, V, S);
}

bool Interpreter::applyQuery(const facts::Call &Call, LocId Loop,
                             PathState &S) {
  Event E = Call.Row->TheEvent;
  if (E == Event::TaskIsDone || E == Event::SessionIsClosed) {
    LocId Object = operandLocation(Call.Row->Object, Call, S);
    if (E == Event::TaskIsDone)
      Object = spawnedAt(Object, S);
    const Value V = S.get(Object);
    if (V.K == Value::Spawned && V.TheTask != TaskState::Handled)
      answer(Call,
             V.TheTask == TaskState::Running
                 ? std::nullopt
                 : std::optional(V.TheTask == TaskState::Done),
             Value::IsDone, Object, S);
    else if (V.K == Value::Session)
      answer(Call,
             V.TheSession == SessionState::Open     ? std::optional(false)
             : V.TheSession == SessionState::Closed ? std::optional(true)
                                                    : std::nullopt,
             Value::IsSessionClosed, Object, S);
    else
      unknownResult(Call, S);
    return true;
  }
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
  bool Asked = E == Event::LoopIsClosed;
  answer(Call,
         V.State == LoopState::Unknown
             ? std::nullopt
             : std::optional(Asked ? Closed : Stopped),
         Asked ? Value::IsClosed : Value::IsStopped, Loop, S);
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
  constructModelled(Call, Made, S);
}

/// Makes an object of a modelled class that is no loop.
void Interpreter::constructModelled(const facts::Call &Call, LocId Made,
                                    PathState &S) {
  model::Role Role = Call.ConstructsType->TheRole;
  LocId Loop = 0, Same = 0;
  for (const facts::Operand &O : Call.Args) {
    LocId Arg = objectAt(O, S);
    if (LocId L = loopAt(Arg, S); !Loop && S.get(L).K == Value::Loop)
      Loop = L;
    if (Call.Args.size() == 1 && Arg && isWorthKeeping(Arg, S))
      Same = Arg;
  }
  if (Same && Role == model::Role::Owner && adoptInPlace(Made, Same, S))
    return;
  if (Same && Role != model::Role::Session && Role != model::Role::Alias) {
    S.copyTree(Same, Made, Locs); // `make_unique<Handle>(std::move(h))`
    return S.leaveMovedFrom(Same, Locs);
  }
  if (Role == model::Role::Session)
    return createSession(Made, Loop ? Loop : runningLoop(S), Call,
                         Eng.Program.models().libraryOf(Call.ConstructsType),
                         S);
  S.eraseTree(Made, Locs);
  bool IsEmpty = Call.Args.empty();
  if (Role == model::Role::Owner || Role == model::Role::Task ||
      Role == model::Role::TaskHandle)
    S.set(Made, IsEmpty ? Value::integer(0, 0) : Value::unknown());
  else if (Loop)
    S.set(Role == model::Role::Alias ? Made
                                     : Locs.below(Made, LocKind::Binding),
          Value::pointer(Loop));
  if (!IsEmpty &&
      (Role == model::Role::Owner || Role == model::Role::Container))
    escapeArgs(Call, S);
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
  if (std::optional<unsigned> Arg = Call.argumentOf(Row.Callback);
      Arg && !Callback)
    Callback = keepFunction(Call, *Arg, S);
  if (std::optional<unsigned> Arg = Call.argumentOf(Row.Loop);
      Arg && !Loop && evaluate(Call.Args[*Arg], S).isNull())
    return endPath(S); // what a null pointer leads to is not worth telling
  if (applyQuery(Call, Loop, S)) {
    Next.push_back(std::move(S));
    return;
  }
  auto Refused = [&] {
    if (!refusesClose(Callback, Loop, S))
      return false;
    discardTask(Callback, S);
    unwind(S, Fact.Scope, {}, Call.Loc);
    return true;
  };
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
    if (Refused())
      return;
    bool All = Row.TheEvent == Event::LoopRun;
    bool CanRun = !Loop || canRun(S.get(Loop).State);
    if (!CanRun)
      discardTask(Callback, S);
    if (!Step(All ? LoopEvent::Run : LoopEvent::RunSome))
      return;
    unknownResult(Call, S);
    if (Loop && CanRun)
      return runLoop(Call, Fact, Loop, std::move(S), Next);
    if (Loop)
      loopEvent(Loop, All ? LoopEvent::RunReturned : LoopEvent::RunSomeReturned,
                &Call, Call.Loc, Call.LoopName, S);
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
  case Event::LoopCloseCancelling:
    tasksOf(Loop, TaskEvent::LoopGone, Call.Loc, S);
    forgiveSessions(Loop, S);
    Step(LoopEvent::Close);
    break;
  case Event::LoopDefault:
    setResult(Call, Value::pointer(defaultLoop(Call, S)), S);
    break;
  case Event::LoopClose:
    closeLoop(Call, Loop, S);
    break;
  case Event::SessionEach:
    unknownResult(Call, S);
    return eachSession(Call, Loop, Callback, std::move(S), Next);
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
  case Event::SessionStart:
  case Event::SignalRegister:
    if (std::optional<unsigned> Arg = Call.argumentOf(Row.Callback);
        Row.TheEvent == Event::Post && Arg &&
        evaluate(Call.Args[*Arg], S).isNull()) {
      unknownResult(Call, S); // done before the call returns
      break;
    }
    if (!Step(LoopEvent::Schedule))
      return;
    if (Call.resultRole() == model::Role::Task)
      makeLibraryTask(Call, 0, S);
    else
      unknownResult(Call, S);
    keepCallback(Call, Loop, Callback, S);
    break;
  case Event::TaskSpawn:
  case Event::TaskSpawnJoined:
    if (Refused())
      return;
    if (Call.resultRole() == model::Role::Task) { // spawned when it is awaited
      makeLibraryTask(Call, Callback, S);
      break;
    }
    if (const Value L = S.get(Loop);
        L.K == Value::Loop &&
        (L.State == LoopState::Closed || L.State == LoopState::Destroyed))
      discardTask(Callback, S);
    if (!Step(LoopEvent::Schedule))
      return;
    spawn(Call, Loop, Callback, S);
    break;
  case Event::TaskCancel:
  case Event::TaskDetach:
    handleTasksAt(operandLocation(Row.Object, Call, S), S);
    unknownResult(Call, S);
    break;
  case Event::TaskAll:
    tasksOf(Loop, TaskEvent::Handle, Call.Loc, S);
    unknownResult(Call, S);
    break;
  case Event::ContainerAdd:
    addToContainer(Call, operandLocation(Row.Object, Call, S), S);
    break;
  case Event::ContainerSize:
  case Event::ContainerEmpty:
    if (!countElements(Call, operandLocation(Row.Object, Call, S), S))
      unknownResult(Call, S);
    break;
  case Event::ContainerClear: {
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(Call.Callee);
    unknownResult(Call, S);
    return destroyElements(operandLocation(Row.Object, Call, S),
                           M ? M->getParent() : nullptr, Call.Loc, std::move(S),
                           Next);
  }
  case Event::SessionInit:
  case Event::KeepAlive: {
    if (!Row.WhenClosed.empty() && !Step(LoopEvent::Bind))
      return;
    LocId Made = Call.Constructs ? locate(Call.This, S)
                 : Row.Object.isNone()
                     ? (Call.Result ? locate(Call.Result, S) : 0)
                     : operandLocation(Row.Object, Call, S);
    if (Row.TheEvent == Event::SessionInit) {
      createSession(Made, Loop, Call, Call.Lib, S);
      keepCallback(Call, Loop, Callback, S);
      break;
    }
    S.eraseTree(Made, Locs);
    if (Loop && Made)
      S.set(Locs.below(Made, LocKind::Binding), Value::pointer(Loop));
    break;
  }
  case Event::SessionClose:
    if (!closeSession(Call, operandLocation(Row.Object, Call, S), Loop,
                      Callback, S)) {
      endPath(S);
      return;
    }
    if (Call.resultRole() != model::Role::Task)
      keepCallback(Call, Loop, Callback, S);
    break;
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
  case Event::TaskCreate:
  case Event::TaskAwait:
    if (Call.resultRole() == model::Role::Task) {
      makeLibraryTask(Call, Callback, S);
      break;
    }
    for (const facts::Operand &O : Call.Args)
      handleTasksAt(objectAt(O, S), S);
    return runNow(Call, Fact, Callback, std::move(S), Next);
  case Event::CallbackCall:
    // Its arguments are not followed into the callback.
    for (unsigned I = 0; I < Call.Args.size(); ++I)
      if (LocId Arg = objectAt(Call.Args[I], S); Arg && Arg != Callback)
        escape(Arg, Call.ArgIsMutable[I], S);
    return runNow(Call, Fact, Callback, std::move(S), Next);
  default:
    if (Callback && Row.Runs == model::When::AtExit) {
      addAtExit(Value(), Callback, S);
    } else if (Callback) {
      escape(Callback, true, S);
    }
    if (Row.TheEvent == Event::ThreadCreate)
      escapeArgs(Call, S);
    if (Call.resultRole() == model::Role::Task)
      makeLibraryTask(Call, 0, S);
    else
      unknownResult(Call, S);
    break;
  }
  Next.push_back(std::move(S));
}

/// What a call gives the loop to run later.
void Interpreter::keepCallback(const facts::Call &Call, LocId Loop,
                               LocId Callback, PathState &S) {
  Event E = Call.Row->TheEvent;
  LocId Kept = 0;
  if (Callback && isWithoutEffect(Callback, S))
    return forgetFunction(Callback, S);
  if (Callback && Loop)
    Kept = addPending(Loop, Callback,
                      E == Event::Post || E == Event::PostThreadsafe, S);
  else if (Callback)
    escape(Callback, true, S);
  std::optional<unsigned> Arg = Call.argumentOf(Call.Row->Callback);
  if (Callback || (Arg && !evaluate(Call.Args[*Arg], S).isNull()))
    keepPassed(Call, Kept, S);
  forgetFunction(Callback, S);
}

/// A loop by value, behind an owner, behind a pointer, or in a struct that the
/// user holds.
void Interpreter::createLoop(const facts::Call &Call, PathState &S) {
  if (Call.argumentOf(Call.Row->Loop)) {
    unknownResult(Call, S);
    return create(operandLocation(Call.Row->Loop, Call, S), Call.Lib, Call.Loc,
                  S);
  }
  if (Call.Constructs)
    return create(locate(Call.This, S), Call.Lib, Call.Loc, S);
  if (!Call.Result)
    return;
  LocId Result = locate(Call.Result, S);
  if (Call.resultRole() == model::Role::Loop)
    return create(Result, Call.Lib, Call.Loc, S);
  LocId Made = freshHeap(Call.Site, S);
  create(Made, Call.Lib, Call.Loc, S);
  setResult(Call, Value::pointer(Made, Call.resultRole() == model::Role::Owner),
            S);
}

} // namespace eventloop::typestate
