//===- Interpreter.h - What facts do to the states of paths -----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Evaluates one function in one context. Interpreter.cpp walks the blocks,
// Dispatch.cpp goes from a modelled call to what it does, Events.cpp has the
// loops' protocol, Turns.cpp what waits on a loop, Owners.cpp what holds one
// object, Containers.cpp what holds many. Others do what their names say.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_TYPESTATE_INTERPRETER_H
#define EVENTLOOP_TIDY_LIB_TYPESTATE_INTERPRETER_H

#include "typestate/Engine.h"
#include "llvm/ADT/DenseSet.h"

namespace eventloop::typestate {

/// The paths that go on after a fact.
using States = std::vector<PathState>;
using Functions = llvm::ArrayRef<const clang::FunctionDecl *>;

/// The class of what an owner owns: its first template argument.
const clang::CXXRecordDecl *ownedClass(const clang::CXXRecordDecl *Owner);

class Interpreter {
public:
  Interpreter(Engine &E, const facts::FunctionFacts &F, Context &C);
  void run(); ///< fills in the context's exits and violations
  /// What still happens when the program ends, once these roots have been run.
  States runAtExit(PathState S, Functions Ran);
  void endProgram(PathState &S); ///< what was dropped until then stays so
  /// A test and what its framework runs around it. Tests.cpp.
  States runTest(const clang::FunctionDecl *Test, PathState S);

private:
  // Interpreter.cpp
  struct BlockStates {
    States All;
    std::vector<unsigned> Visits;
    bool Full = false;
  };
  void enter(uint32_t Block, PathState S);
  void interpretBlock(uint32_t Block, PathState S);
  void apply(const facts::Fact &F, PathState S, States &Next);
  void leave(PathState S);
  void leaveThrowing(PathState S, ExceptionType Type);
  void unwind(PathState S, facts::ScopeId From, ExceptionType Type,
              clang::SourceLocation ThrownAt);
  void followEdges(uint32_t From, PathState S);
  void dropDead(facts::Position At, PathState &S);
  void addExit(Exit E);
  void endPath(const PathState &S);
  void addFinal(FinalBits Bits);

  // Values.cpp
  LocId rootOf(const facts::Place &P);
  LocId locate(facts::PlaceId P, PathState &S);
  LocId follow(LocId Pointer, PathState &S);
  Value evaluate(const facts::Operand &O, PathState &S);
  LocId objectAt(const facts::Operand &O, PathState &S);
  LocId loopAt(LocId L, PathState &S);
  llvm::StringRef nameOf(LocId L) const;

  // Branches.cpp
  Value test(const facts::Condition &C, PathState &S);
  bool assume(const facts::Condition &C, bool Holds, PathState &S);
  bool assumeCase(const facts::Edge &E, const facts::Decision &D, PathState &S);
  bool refine(const facts::Operand &O, facts::Condition::Op Op, int64_t C,
              PathState &S);
  void assumeQuery(const Value &Q, bool Holds, PathState &S);

  // Objects.cpp
  LocId freshHeap(const void *Site, PathState &S);
  void create(LocId L, const model::Library *Lib, clang::SourceLocation Loc,
              const facts::Call *Made, PathState &S);
  void endLoop(LocId L, const model::TypeRow &Type,
               const clang::CXXRecordDecl *Class, clang::SourceLocation Loc,
               llvm::StringRef Name, PathState &S);
  void destroy(LocId L, const clang::CXXRecordDecl *Type,
               clang::SourceLocation Loc, llvm::StringRef Name, PathState S,
               States &Next);
  void release(LocId Owner, clang::SourceLocation Loc,
               const clang::CXXRecordDecl *Class, PathState S, States &Next);

  // Escapes.cpp
  void forget(LocId L, PathState &S);
  void loseHandle(LocId Handle, PathState &S);
  void escape(LocId L, bool Mutable, PathState &S);
  void hold(LocKind Holder, LocId Object, PathState &S);
  void shareObject(LocId Object, PathState &S);
  void escapeArgs(const facts::Call &C, PathState &S);
  void leaveOutOfSight(LocId L, PathState &S);
  bool isReachedByOthers(const clang::VarDecl &Global, Functions Ran) const;
  void havocShared(PathState &S, Functions Ran = {});
  void havocLoop(LocId L, PathState &S);

  // Dispatch.cpp
  /// A modelled call, its loop and its callback in a state.
  struct ModelledCall {
    const facts::Call &Call;
    const facts::Fact &Fact;
    LocId Loop = 0, Callback = 0;
  };
  bool stepLoop(const ModelledCall &M, LoopEvent E, PathState &S);
  bool isRefused(const ModelledCall &M, PathState &S);
  LocId runningLoopThatRefuses(const ModelledCall &M, PathState &S);
  const StoryNode *tellRun(const PathState &S);
  void leaveByViolation(const ModelledCall &M, PathState S);
  void refuse(const ModelledCall &M, PathState S, States &Next);
  bool isRunInside(const ModelledCall &M, PathState &S, States &Next);
  bool isClosedInside(const ModelledCall &M, PathState &S, States &Next);
  void applyRun(const ModelledCall &M, PathState S, States &Next);
  void applyLoopEvent(const ModelledCall &M, PathState S, States &Next);
  void applySchedule(const ModelledCall &M, PathState S, States &Next);
  void applyTaskEvent(const ModelledCall &M, PathState S, States &Next);
  void applySessionEvent(const ModelledCall &M, PathState S, States &Next);
  void applyContainer(const facts::Call &C, PathState S, States &Next);
  void applyOther(const ModelledCall &M, PathState S, States &Next);

  // Tests.cpp
  void endTest(clang::SourceLocation Loc, PathState &S);
  States callMember(const clang::FunctionDecl *Method, LocId Object,
                    PathState S);

  // Executors.cpp
  void applyExecutorEvent(const ModelledCall &M, PathState S, States &Next);
  bool submit(const ModelledCall &M, LocId Executor, PathState &S);
  void noteJob(const ModelledCall &M, PathState &S);
  void blameForJobsLeft(LocId Pool, clang::SourceLocation Loc,
                        llvm::StringRef Name, PathState &S);
  void addJob(const ModelledCall &M, LocId Executor, PathState &S);
  void makeExecutor(const facts::Call &C, LocId Made, PathState &S);
  void shutDown(LocId Executor, const facts::Call &C, bool Waits, PathState &S);
  void shutDownDefault(LocId Loop, const facts::Call &C, PathState &S);
  static bool isExecutor(const Value &V);
  static bool isJob(const Value &Task);

  // Threads.cpp
  bool isCalledFromOtherThread(const ModelledCall &M, PathState &S);
  void startThread(const ModelledCall &M, PathState S, States &Next);
  void joinThread(LocId Thread, PathState &S);
  void lookAtThread(const facts::Call &C, LocId Body, LocId Loop, PathState &S);
  void lookAtThreads(LocId Loop, PathState &S);
  llvm::SmallVector<Exit, 2> callOnThread(const facts::Call &C, LocId Body,
                                          Value Meanwhile, const PathState &S);

  // Captures.cpp
  const facts::Call *schedulerOf(LocId Within, const PathState &S) const;
  void endReferents(llvm::ArrayRef<PathState::Link> Links,
                    llvm::function_ref<bool(LocId)> HasEnded,
                    clang::SourceLocation Loc, PathState &S);
  bool refersToObjects(LocId Callable, const PathState &S) const;
  void blameDangling(LocId Callable, PathState &S);
  void blameLeftDangling(PathState &S);
  void blameLater(LocId Loop, const PathState &Old, PathState &After);

  // Signals.cpp
  enum HandlerKind : uint8_t { NoHandler, OnLoopHandler, RawHandler };
  HandlerKind handlerThatRuns(const PathState &S) const;
  const StoryNode *tellHandler(const StoryNode *Story, const PathState &S);
  bool isUnsafeInHandler(const ModelledCall &M, PathState &S);
  void registerHandler(const ModelledCall &M, PathState S, States &Next);

  // Events.cpp, Queries.cpp, Construction.cpp
  bool learn(const facts::Lesson &Taught, PathState &S);
  void applyModelled(const facts::Call &C, const facts::Fact &F, PathState S,
                     States &Next);
  void applyOwner(const facts::Call &C, PathState S, States &Next);
  bool applyQuery(const facts::Call &C, LocId Loop, PathState &S);
  bool applyNumber(const facts::Call &C, PathState &S);
  std::optional<bool> isRunning(LocId Loop, const PathState &S);
  void answerIsDone(const facts::Call &C, LocId Task, PathState &S);
  void answerStatus(const facts::Call &C, LocId Made, PathState &S);
  bool hasFailed(LocId Made, const PathState &S);
  void assumeFailed(const Value &Status, PathState &S);
  void answer(const facts::Call &C, std::optional<bool> Known,
              Value::Question Asked, LocId About, PathState &S);
  void applyConstructed(const facts::Call &C, PathState &S);
  void constructModelled(const facts::Call &C, LocId Made, PathState &S);
  bool loopEvent(LocId Loop, LoopEvent E, const facts::Call *C,
                 clang::SourceLocation Loc, llvm::StringRef Name, PathState &S);
  void report(const facts::Call *C, ViolationKind K, const Value &Loop,
              PathState &S);
  void blame(const facts::Call *Site, ViolationKind K, const StoryNode *Story,
             PathState &S, Certainty How = Certainty::Certain,
             const clang::FunctionDecl *Spawned = nullptr);
  LocId operandLocation(const model::Operand &O, const facts::Call &C,
                        PathState &S);
  LocId loopOf(const facts::Call &C, PathState &S);
  void createLoop(const facts::Call &C, PathState &S);
  void keepCallback(const facts::Call &C, LocId Loop, LocId Callback,
                    PathState &S);
  bool isDestroyedInside(const facts::Call &C, LocId Owner, PathState &S);
  bool isOwnedInPlace(LocId From, const PathState &S) const;
  void adoptObject(const facts::Call &C, LocId Owner,
                   const clang::CXXRecordDecl *OwnerType, LocId From,
                   PathState S, States &Next);
  bool adoptInPlace(LocId Owner, LocId From, PathState &S);
  void makeOwned(const facts::Call &C, LocId Made, PathState S, States &Next);
  void keepArguments(const facts::Call &C, PathState &S);
  void applyValue(const facts::Call &C, PathState &S);
  void setResult(const facts::Call &C, Value V, PathState &S);
  void unknownResult(const facts::Call &C, PathState &S);

  // Tasks.cpp
  void makeLibraryTask(const facts::Call &C, LocId Callback, PathState &S);
  llvm::SmallVector<Exit, 2>
  runLibraryTask(LocId Task, clang::SourceLocation RunAt, PathState S);
  bool refusesClose(LocId Callback, LocId Loop, PathState &S);
  void spawn(const facts::Call &C, LocId Loop, LocId Callback, PathState &S);
  void discardTask(LocId Task, PathState &S);
  void dropCoroutine(LocId Task, clang::SourceLocation Loc, PathState &S);
  LocId spawnedAt(LocId L, PathState &S);
  static bool hasOwner(LocId Object, const PathState &S);
  void taskEvent(LocId Task, TaskEvent E, clang::SourceLocation Loc,
                 PathState &S);
  void tasksOf(LocId Loop, TaskEvent E, clang::SourceLocation Loc, PathState &S,
               const facts::Call *Closing = nullptr);
  void blameForPending(const facts::Call *Closing, LocId Loop,
                       llvm::ArrayRef<LocId> Tasks, bool AreJobs, PathState &S);
  void failTask(LocId Task, const Exit &E, Certainty How, PathState &S);
  void handleTasksAt(LocId L, PathState &S, TaskEvent E = TaskEvent::Handle);
  bool isQuiet(const PathState &S) const;
  void setSuspended(bool Is, PathState &S);

  // Sessions.cpp
  llvm::SmallVector<LocId, 4> sessionsOf(LocId Loop, const PathState &S);
  void createSession(LocId L, LocId Loop, const facts::Call &C,
                     const model::Library *Lib, PathState &S);
  bool closeSession(const facts::Call &C, LocId Session, LocId Loop,
                    LocId Callback, PathState &S);
  void blameClose(const facts::Call *C, LocId Session, LocId L, PathState &S);
  bool comesTooLate(const Value &Closing, const PathState &S) const;
  bool finishClose(const Value &Task, PathState &S);
  void endSession(LocId L, clang::SourceLocation Loc, llvm::StringRef Name,
                  PathState &S);
  void forgiveSessions(LocId Loop, PathState &S);
  void endSessions(PathState &S);
  void finishCloses(LocId Loop, PathState &S);
  void keepFormerLoop(LocId Loop, PathState &S);

  // SessionCloses.cpp
  LocId defaultLoop(const facts::Call &C, PathState &S);
  LocId openSessionOf(LocId Loop, const PathState &S);
  void closeLoop(const facts::Call &C, LocId Loop, PathState &S);
  Value statusOf(const Value &Status, const PathState &S);
  void settleRefusals(llvm::function_ref<bool(LocId)> IsOver, PathState &S);
  void closeUnknownSession(const model::Library *Lib, PathState &S);
  void takeOverUnknownCloses(const PathState &Callee, PathState &S);
  void keepPassed(const facts::Call &C, LocId Callable, PathState &S);
  void eachSession(const facts::Call &C, LocId Loop, LocId Callback,
                   PathState S, States &Next);

  // Containers.cpp
  void addToContainer(const facts::Call &C, LocId Container, PathState &S);
  void firstElement(LocId Iterator, const facts::Operand &Of, PathState &S);
  void nextElement(LocId Iterator, PathState &S);
  bool countElements(const facts::Call &C, LocId Container, PathState &S);
  void destroyElements(LocId Container, const clang::CXXRecordDecl *Type,
                       clang::SourceLocation Loc, PathState S, States &Next);
  bool isWorthKeeping(LocId L, const PathState &S) const;

  // Runs.cpp
  void runLoop(const facts::Call &C, const facts::Fact &F, LocId Loop,
               PathState S, States &Next);
  void runFresh(const facts::Call &C, const facts::Fact &F, PathState S,
                States &Next);
  void runNow(const facts::Call &C, const facts::Fact &F, LocId Callback,
              PathState S, States &Next);
  void dropCallable(LocId Callable, PathState &S);
  /// What came of a loop's turns.
  struct Turns {
    LocId Awaited = 0; ///< the task that somebody waits for, if one does
    States After;
    llvm::SmallVector<Exit, 2> Thrown; ///< by that task
  };
  States runPending(LocId Loop, clang::SourceLocation RunAt, PathState S,
                    LocId Awaited = 0,
                    llvm::SmallVectorImpl<Exit> *Thrown = nullptr);
  bool mergeAside(llvm::ArrayRef<Exit> Exits, LocId Loop, PathState &S,
                  States *Stopped);
  void runOne(LocId Callable, bool Ordered, LocId Loop,
              clang::SourceLocation RunAt, PathState S, Turns &Out);
  llvm::SmallVector<Exit, 2> call(LocId Callable, clang::SourceLocation At,
                                  PathState S, LocId Result,
                                  const facts::Call *Site = nullptr);
  void forgetFunction(LocId L, PathState &S);
  bool isWithoutEffect(LocId Callable, const PathState &S);
  LocId keepFunction(const facts::Call &C, unsigned Arg, PathState &S);
  LocId addPending(LocId Loop, LocId Callable, bool Ordered, PathState &S);
  void addAtExit(Value V, LocId Callable, PathState &S);
  void await(const facts::Fact &F, PathState S, States &Next);
  LocId runningLoop(PathState &S);

  // UserCalls.cpp
  struct Binding {
    LocId Callee;
    Value Content;  ///< a scalar, pointer or reference
    LocId CopyFrom; ///< or an object, by value
  };
  void callUser(const facts::Call &C, const facts::Fact &F, PathState S,
                States &Next);
  /// What a call runs.
  struct Target {
    const clang::FunctionDecl *Body = nullptr;
    bool IsCertain = false; ///< and no override of it
  };
  Target targetOf(const facts::Call &C, PathState &S);
  const clang::CXXRecordDecl *classOf(LocId Object, const PathState &S) const;
  bool addClasses(uint64_t Asked, llvm::ArrayRef<LocId> Outer,
                  const PathState &S, PathState &Entry) const;
  void callUnknown(const facts::Call &C, Target To, PathState S, States &Next);
  bool handsOverTracked(const facts::Call &C, PathState &S);
  void makeTask(const facts::Call &C, const clang::FunctionDecl *Body,
                PathState &S);
  llvm::SmallVector<Binding, 4> bindArguments(const facts::Call &C,
                                              const clang::FunctionDecl *Callee,
                                              PathState &S);
  bool isBinding(LocId L, const PathState &S) const;
  /// Applies the summary; false when there is none.
  bool applySummary(const facts::FunctionFacts &Callee,
                    llvm::ArrayRef<Binding> Bindings, PathState S,
                    clang::SourceLocation CallLoc, const void *Site,
                    LocId Result, llvm::SmallVectorImpl<Exit> &Exits);
  const StoryNode *rebase(const StoryNode *Story, const PathState &Caller,
                          const LocationMap &Outward,
                          clang::SourceLocation CallLoc);
  const facts::Call *
  makerInCallee(const Value &V, const facts::FunctionFacts &Callee,
                llvm::SmallVectorImpl<const facts::Call *> &Makers);
  const facts::Call *makerInCaller(const facts::Call *Maker,
                                   llvm::ArrayRef<const facts::Call *> Makers);

  Engine &Eng;
  LocationTable &Locs;
  const facts::FunctionFacts &F;
  Context &C;
  std::vector<BlockStates> In;
  dataflow::Worklist Work;
  unsigned Depth = 0; ///< of callbacks that run within callbacks
};

} // namespace eventloop::typestate

#endif // EVENTLOOP_TIDY_LIB_TYPESTATE_INTERPRETER_H
