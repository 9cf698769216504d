//===- Engine.h - Runs the protocols over a program -------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Evaluates functions in contexts: an entry state in, exit states and
// violations out. A context is evaluated once and its summary used by every
// caller with the same entry state (Sharir and Pnueli's functional approach,
// its rows filled in on demand). Recursion is solved to a fixpoint: what was
// built on a context that is not finished is provisional, and evaluated once
// more in each round of the outermost context of the cycle.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_TYPESTATE_ENGINE_H
#define EVENTLOOP_TIDY_LIB_TYPESTATE_ENGINE_H

#include "dataflow/Worklist.h"
#include "facts/Program.h"
#include "typestate/State.h"
#include "typestate/Violation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <array>
#include <deque>
#include <memory>
#include <unordered_map>

namespace eventloop::typestate {

/// What is known of an exception's type.
struct ExceptionType {
  enum Kind : uint8_t {
    OfLibrary, ///< a violation's: derives from std::exception
    OfClass,   ///< Class
    OfNoClass, ///< a number, a pointer
    OfAny,     ///< thrown again: whatever had been caught
  };
  Kind K = OfLibrary;
  const clang::CXXRecordDecl *Class = nullptr; ///< OfClass
  bool operator==(const ExceptionType &O) const {
    return K == O.K && Class == O.Class;
  }
};

/// One way out of a function.
struct Exit {
  PathState State;
  bool Thrown = false;
  ExceptionType ThrownType = {};
};

/// The bits of a path that ended inside a function, or of what happened beside
/// one that goes on.
struct FinalBits {
  uint64_t Reached = 0, Violated = 0;
  bool IsAside = false;
  bool operator==(const FinalBits &O) const {
    return Reached == O.Reached && Violated == O.Violated &&
           IsAside == O.IsAside;
  }
  /// The same behind a path that had reached and violated this.
  FinalBits behind(uint64_t WasReached, uint64_t WasViolated) const {
    if (IsAside) // what the path had reached, it has not ended with
      return {Reached & ~WasReached, Violated & ~WasReached, true};
    return {Reached | WasReached, Violated | WasViolated, false};
  }
};

/// A function in one entry state, and what came of it. Locations of the
/// caller are named Outer here.
struct Context {
  const facts::FunctionFacts *Function = nullptr;
  PathState Entry;
  std::vector<Exit> Exits;
  std::vector<Violation> Violations;
  std::vector<FinalBits> Finals;
  bool PathsLost = false;       ///< the exits are not all
  dataflow::Budget Left{~0ull}; ///< steps that this evaluation may take
  /// The objects of the caller whose class would tell which override is called,
  /// a bit for each.
  uint64_t ClassesAsked = 0;

  /// Null where there is none.
  Violation *violationOf(const facts::Call *Blamed, ViolationKind K) {
    auto It = llvm::find_if(Violations, [&](const Violation &V) {
      return V.Blamed == Blamed && V.Kind == K;
    });
    return It == Violations.end() ? nullptr : &*It;
  }
  /// The first one of a kind tells the story.
  void addViolation(const Violation &V) {
    if (Violation *Known = violationOf(V.Blamed, V.Kind))
      Known->Around.add(V.Around);
    else
      Violations.push_back(V);
  }

  // How far its evaluation is; Engine's own.
  enum Stage : uint8_t {
    InProgress,  ///< its callers see the round before
    Provisional, ///< built on one in progress
    Stale,       ///< what it was built on began another round
    Final,
  };
  Stage TheStage = InProgress;
  bool WasRead = false; ///< in progress, by what it calls
  unsigned Depth = 0;   ///< in progress: how many are
  size_t Base = 0;      ///< in progress: how many were provisional before
  size_t Slot = 0;      ///< provisional: its place among them
};

/// Limits that keep every input cheap. What goes past them is silent.
struct Limits {
  uint64_t StepsPerUnit = 2'000'000;  ///< facts applied in a translation unit
  unsigned StepsPerFact = 32;         ///< of a function, in one evaluation
  unsigned StepsPerFunction = 10'000; ///< and what any of them may take
  unsigned StatesPerBlock = 48;       ///< paths kept apart at one block
  unsigned VisitsBeforeWidening = 3;  ///< of one state before numbers widen
  unsigned VisitsBeforeEnd = 9;       ///< and before that has no end
  unsigned ContextsPerFunction = 24;  ///< that one root makes
  unsigned CallDepth = 12'000;
  unsigned FixpointRounds = 8;
  unsigned ExitsPerFunction = 24;

  /// How far the numbers go of a state that comes to a block of a cycle again.
  Widening widening(unsigned Visits, llvm::ArrayRef<int64_t> Compared) const {
    if (Visits <= VisitsBeforeWidening)
      return std::nullopt;
    return Visits > VisitsBeforeEnd ? llvm::ArrayRef<int64_t>() : Compared;
  }
};

/// Analyses one translation unit.
class Engine {
public:
  explicit Engine(facts::Program &P, Limits L = {});

  /// Evaluates every root and returns its violations, graded, each blamed
  /// call once.
  std::vector<Violation> run();

  /// How often a limit made the engine give up.
  unsigned giveUps() const { return GiveUps; }

  // What follows is for Interpreter.

  /// The summary of a function in an entry state; null when it cannot be had.
  const Context *evaluate(const facts::FunctionFacts &F, PathState Entry);
  /// A limit made the engine treat a call as one of code that nobody can see.
  void giveUp() { ++GiveUps; }
  /// A limit made the engine drop paths: what is found on the others holds,
  /// but no longer of all.
  void losePaths() {
    ++GiveUps;
    PathsLost = true;
  }
  /// The grading bit of a call and what it may be blamed for; 0 while
  /// collecting.
  uint64_t bitOf(const facts::Call *C, Subject About) const {
    auto It = Bits.find(C);
    return It == Bits.end() ? 0 : It->second[static_cast<unsigned>(About)];
  }
  /// All grading bits of a call.
  uint64_t bitsOf(const facts::Call *C) const {
    auto It = Bits.find(C);
    uint64_t All = 0;
    if (It != Bits.end())
      for (uint64_t Bit : It->second)
        All |= Bit;
    return All;
  }

  /// What stands, inside a callee, for the call that made the caller's nth
  /// loop.
  const facts::Call *outerMaker(size_t N);
  /// The summaries of the function tell apart where a violation is blamed.
  void dependsOn(const facts::Call *Blamed, const facts::FunctionFacts &F) {
    BlamedIn[Blamed].insert(&F);
  }

  facts::Program &Program;
  /// The classes of the objects on the heap, by what made them.
  llvm::DenseMap<const void *, const clang::CXXRecordDecl *> ClassMadeAt;
  LocationTable Locations;
  StoryTeller Stories;
  Limits TheLimits;
  dataflow::Budget TheBudget;

private:
  struct RootResult {
    std::vector<Violation> Violations;
    std::vector<FinalBits> Finals;
    bool PathsLost = false;
  };
  /// A root and what was found to be violated in it, each call once.
  struct Suspect {
    const clang::FunctionDecl *Root = nullptr; ///< null: all tests in a row
    std::vector<Violation> Found;
  };
  RootResult evaluateRoot(const clang::FunctionDecl *F);
  RootResult evaluateTests();
  RootResult evaluateSuspect(const clang::FunctionDecl *Root);
  void endPrograms(llvm::ArrayRef<Exit> Exits, const facts::FunctionFacts &F,
                   llvm::ArrayRef<const clang::FunctionDecl *> Ran,
                   RootResult &Result);
  Context *enterContext(const facts::FunctionFacts &F, PathState Entry);
  void solve(Context &C);
  bool evaluateBody(Context &C);
  void finish(Context &C, bool Leads);
  std::vector<Suspect> findSuspects();
  void grade(std::vector<Suspect> &Suspects);
  void grade(llvm::ArrayRef<Suspect *> Alike, size_t First, size_t Count);
  void forgetCallersOf(llvm::ArrayRef<Violation> Sites);

  /// The contexts of a function.
  struct Summaries {
    std::unordered_multimap<size_t, std::unique_ptr<Context>> ByHash;
    unsigned Root = 0;   ///< the last one that came here
    unsigned OfRoot = 0; ///< how many of them that made
  };
  llvm::DenseMap<const facts::FunctionFacts *, std::unique_ptr<Summaries>> Memo;
  /// Functions whose paths multiply beyond the limit: nobody can see into them.
  llvm::DenseSet<const facts::FunctionFacts *> TooMuch;
  unsigned Root = 0; ///< counts those that were evaluated
  /// Who called a function, in any context; what was entered at all.
  llvm::DenseMap<const facts::FunctionFacts *,
                 llvm::SmallPtrSet<const facts::FunctionFacts *, 4>>
      Callers;
  /// Where a call was blamed, or a summary told of it.
  llvm::DenseMap<const facts::Call *,
                 llvm::SmallPtrSet<const facts::FunctionFacts *, 2>>
      BlamedIn;
  llvm::DenseMap<const facts::Call *, std::array<uint64_t, NumSubjects>> Bits;
  std::deque<facts::Call> OuterMakers;
  unsigned GiveUps = 0;
  bool PathsLost = false;            ///< in the context being evaluated
  std::vector<Context *> Active;     ///< in progress, outermost first
  std::vector<Context *> Unfinished; ///< provisional, in the order they ended
  /// The least depth of a context in progress that was used since.
  unsigned LowestUsed = ~0u;
  /// A context in progress changed after it was used: one more round.
  bool HasChanged = false;
};

} // namespace eventloop::typestate

#endif // EVENTLOOP_TIDY_LIB_TYPESTATE_ENGINE_H
