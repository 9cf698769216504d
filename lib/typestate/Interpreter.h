//===- Interpreter.h - What facts do to the states of paths -----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Evaluates one function in one context. The parts: Interpreter.cpp walks the
// blocks, Unwinding.cpp leaves them by return or exception, Values.cpp reads
// and writes places, Branches.cpp tests and refines conditions, Objects.cpp
// makes, destroys and forgets objects, Owners.cpp is about what holds them,
// Events.cpp applies the model's events, Runs.cpp runs callbacks and tasks,
// UserCalls.cpp passes arguments, Summaries.cpp applies what is known of a
// callee.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_TYPESTATE_INTERPRETER_H
#define EVENTLOOP_TIDY_LIB_TYPESTATE_INTERPRETER_H

#include "typestate/Engine.h"
#include "llvm/ADT/DenseSet.h"

namespace eventloop::typestate {

/// The paths that go on after a fact.
using States = std::vector<PathState>;

class Interpreter {
public:
  Interpreter(Engine &E, const facts::FunctionFacts &F, Context &C);
  /// Fills in the context's exits and violations.
  void run();
  /// What still happens when the program ends after this state.
  States runAtExit(PathState S);

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
  void dropTemporaries(uint32_t Block, PathState &S);
  void findLocalTemporaries();
  std::vector<bool> findRevisited() const;
  void addExit(Exit E);
  void endPath(const PathState &S);

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
  bool assumeCase(const facts::Edge &E, const facts::Block &B, PathState &S);
  bool refine(const facts::Operand &O, facts::Condition::Op Op, int64_t C,
              PathState &S);
  void assumeQuery(const Value &Q, bool Holds, PathState &S);

  // Objects.cpp
  LocId freshHeap(const void *Site, PathState &S);
  void create(LocId L, const model::Library *Lib, clang::SourceLocation Loc,
              PathState &S);
  void destroy(LocId L, const clang::CXXRecordDecl *Type,
               clang::SourceLocation Loc, llvm::StringRef Name, PathState S,
               States &Next);
  void release(LocId Owner, clang::SourceLocation Loc,
               const clang::CXXRecordDecl *OwnerType, PathState S,
               States &Next);
  void escape(LocId L, bool Mutable, PathState &S);
  void hold(LocKind Holder, LocId Object, PathState &S);
  void escapeArgs(const facts::Call &C, PathState &S);
  void havocShared(PathState &S);
  void havocLoop(LocId L, PathState &S);

  // Events.cpp
  void applyModelled(const facts::Call &C, const facts::Fact &F, PathState S,
                     States &Next);
  void applyOwner(const facts::Call &C, PathState S, States &Next);
  bool applyQuery(const facts::Call &C, LocId Loop, PathState &S);
  void applyConstructed(const facts::Call &C, PathState &S);
  bool loopEvent(LocId Loop, LoopEvent E, const facts::Call *C,
                 clang::SourceLocation Loc, llvm::StringRef Name, PathState &S);
  void report(const facts::Call *C, ViolationKind K, const Value &Loop,
              PathState &S);
  LocId operandLocation(const model::Operand &O, const facts::Call &C,
                        PathState &S);
  LocId loopOf(const facts::Call &C, PathState &S);
  void createLoop(const facts::Call &C, PathState &S);
  void makeOwned(const facts::Call &C, LocId Made, PathState S, States &Next);
  void keepArguments(const facts::Call &C, PathState &S);
  void applyValue(const facts::Call &C, PathState &S);
  void setResult(const facts::Call &C, Value V, PathState &S);
  void unknownResult(const facts::Call &C, PathState &S);

  // Runs.cpp
  void runLoop(const facts::Call &C, const facts::Fact &F, LocId Loop,
               PathState S, States &Next);
  void runFresh(const facts::Call &C, const facts::Fact &F, PathState S,
                States &Next);
  void runNow(const facts::Call &C, const facts::Fact &F, LocId Callback,
              PathState S, States &Next);
  States runPending(LocId Loop, clang::SourceLocation RunAt, PathState S);
  void runAside(LocId Callable, LocId Loop, clang::SourceLocation RunAt,
                PathState &S, States &Stopped);
  llvm::SmallVector<Exit, 2> call(LocId Callable,
                                  clang::SourceLocation CalledAt, PathState S,
                                  LocId Result);
  LocId keepFunction(const facts::Call &C, unsigned Arg, PathState &S);
  void addPending(LocId Loop, LocId Callable, bool Ordered, PathState &S);
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
  void callUnknown(const facts::Call &C, PathState S, States &Next);
  bool handsOverTracked(const facts::Call &C, PathState &S);
  void makeTask(const facts::Call &C, PathState &S);
  llvm::SmallVector<Binding, 4> bindArguments(const facts::Call &C,
                                              const clang::FunctionDecl *Callee,
                                              PathState &S);
  /// Applies the summary; false when there is none.
  bool applySummary(const facts::FunctionFacts &Callee,
                    llvm::ArrayRef<Binding> Bindings, PathState S,
                    clang::SourceLocation CallLoc, const void *Site,
                    LocId Result, llvm::SmallVectorImpl<Exit> &Exits);
  const StoryNode *rebase(const StoryNode *Story, const PathState &Caller,
                          const llvm::DenseMap<LocId, LocId> &Outward,
                          clang::SourceLocation CallLoc);

  Engine &Eng;
  LocationTable &Locs;
  const facts::FunctionFacts &F;
  Context &C;
  std::vector<BlockStates> In;
  dataflow::Worklist Work;
  /// For each temporary, the only block that mentions it.
  llvm::DenseMap<const void *, uint32_t> OnlyBlock;
  unsigned Depth = 0; ///< of callbacks that run within callbacks
};

} // namespace eventloop::typestate

#endif // EVENTLOOP_TIDY_LIB_TYPESTATE_INTERPRETER_H
