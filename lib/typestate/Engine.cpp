//===- Engine.cpp - Runs the protocols over a program ---------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Contexts, recursion, roots and grading. See Engine.h. What facts do to a
// state is in Interpreter.
//
//===----------------------------------------------------------------------===//

#include "typestate/Engine.h"
#include "typestate/Interpreter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;

namespace eventloop::typestate {

Engine::Engine(facts::Program &P, Limits L)
    : Program(P), TheLimits(L), TheBudget(L.StepsPerUnit) {}

static bool sameExit(const Exit &A, const Exit &B) {
  return A.Thrown == B.Thrown && A.ThrownType == B.ThrownType &&
         A.State == B.State;
}

/// Evaluates a context until its summary no longer changes, which takes more
/// than one round only if it was used in its own evaluation.
void Engine::solve(Context &C) {
  for (unsigned Round = 0; Round < TheLimits.FixpointRounds; ++Round) {
    std::vector<Exit> Before = std::move(C.Exits);
    C.Exits.clear();
    Context Next;
    Next.Function = C.Function;
    Next.Entry = C.Entry;
    // Calls of this context within itself see the round before.
    C.Exits = Before;
    C.UsedWhileInProgress = false;
    Interpreter(*this, *C.Function, Next).run();
    C.Exits = std::move(Next.Exits);
    C.Violations = std::move(Next.Violations);
    C.Finals = std::move(Next.Finals);
    if (!C.UsedWhileInProgress || llvm::equal(Before, C.Exits, sameExit))
      return;
  }
  losePaths();
}

const Context *Engine::evaluate(const facts::FunctionFacts &F,
                                PathState Entry) {
  Entry.Reached = Entry.Violated = 0;
  auto &Known = Memo[&F];
  // A recursion that counts: its numbers are not told apart for ever.
  if (Known.size() >= TheLimits.ContextsPerFunction / 2)
    for (PathState::Entry &E : Entry.entries())
      if (E.Content.K == Value::Int && !E.Content.isNull())
        E.Content = Value::unknown();
  for (auto &C : Known)
    if (C->Entry == Entry) {
      PathsLost |= C->PathsLost;
      if (C->InProgress) {
        C->UsedWhileInProgress = true;
        LowestUsed = std::min(LowestUsed, C->Depth);
      }
      return C.get();
    }
  if (Known.size() >= TheLimits.ContextsPerFunction ||
      Depth >= TheLimits.CallDepth || TheBudget.isSpent()) {
    giveUp();
    return nullptr;
  }
  Known.push_back(std::make_unique<Context>());
  Context &C = *Known.back();
  C.Function = &F;
  C.Entry = std::move(Entry);
  C.InProgress = true;
  C.Depth = ++Depth;
  unsigned OuterLowest = std::exchange(LowestUsed, ~0u);
  bool OuterLost = std::exchange(PathsLost, false);
  solve(C);
  --Depth;
  C.PathsLost = PathsLost;
  PathsLost |= OuterLost;
  C.InProgress = false;
  // Built on a context that is not finished: not to be used again, but kept,
  // since the caller holds on to it. The entry makes it unfindable.
  bool Provisional = LowestUsed < C.Depth;
  if (Provisional)
    C.Entry.Reached = ~0ull;
  LowestUsed = std::min(OuterLowest, Provisional ? LowestUsed : ~0u);
  return &C;
}

Engine::RootResult Engine::evaluateRoot(const FunctionDecl *F) {
  RootResult Result;
  const facts::FunctionFacts *Facts = Program.factsOf(F);
  if (!Facts)
    return Result;
  PathsLost = false;
  const Context *C = evaluate(*Facts, PathState());
  if (!C)
    return Result;
  Result.Violations = C->Violations;
  Result.Finals = C->Finals;
  Context AtExit;
  AtExit.Function = Facts;
  for (const Exit &E : C->Exits) {
    Interpreter Last(*this, *Facts, AtExit);
    for (PathState &S : Last.runAtExit(E.State)) {
      Last.endProgram(S);
      Result.Finals.push_back({S.Reached, S.Violated});
    }
  }
  llvm::append_range(Result.Violations, AtExit.Violations);
  Result.PathsLost = PathsLost;
  return Result;
}

/// A violation is definite when no path reaches the blamed call without
/// violating there. The function is evaluated again with a bit for each blamed
/// call, so that whole paths can be asked.
void Engine::grade(const FunctionDecl *F, std::vector<Violation> &Found) {
  constexpr unsigned MaxSites = 64;
  Bits.clear();
  for (unsigned I = 0; I < Found.size() && I < MaxSites; ++I)
    Bits[Found[I].Blamed][static_cast<unsigned>(subjectOf(Found[I].Kind))] =
        1ull << I;
  Memo.clear();
  RootResult Graded = evaluateRoot(F);
  for (Violation &V : Found) {
    uint64_t Bit = bitOf(V.Blamed, subjectOf(V.Kind));
    V.Definite = Bit && !Graded.PathsLost &&
                 llvm::none_of(Graded.Finals, [&](const FinalBits &B) {
                   return (B.Reached & Bit) && !(B.Violated & Bit);
                 });
  }
  Bits.clear();
  Memo.clear();
}

/// One diagnostic is enough for both.
static bool sameDefect(const Violation &A, const Violation &B) {
  return A.Blamed == B.Blamed && subjectOf(A.Kind) == subjectOf(B.Kind);
}

std::vector<Violation> Engine::run() {
  llvm::SetVector<const FunctionDecl *> Done;
  std::vector<Violation> All;
  auto Evaluate = [&](const FunctionDecl *F) {
    RootResult Result = evaluateRoot(F);
    for (const auto &[Facts, Contexts] : Memo)
      if (!Contexts.empty())
        Done.insert(Facts->Decl);
    if (Result.Violations.empty())
      return;
    std::vector<Violation> Once;
    for (const Violation &V : Result.Violations)
      if (llvm::none_of(Once,
                        [&](const Violation &O) { return sameDefect(O, V); }))
        Once.push_back(V);
    grade(F, Once);
    for (const Violation &V : Once) {
      auto Known = llvm::find_if(
          All, [&](const Violation &O) { return sameDefect(O, V); });
      if (Known == All.end())
        All.push_back(V);
      else if (V.Definite && !Known->Definite)
        *Known = V;
    }
  };
  for (const FunctionDecl *F : Program.roots())
    Evaluate(F);
  // What no root reached: callbacks that nobody in sight calls, cycles.
  for (const FunctionDecl *F : Program.relevant())
    if (!Done.contains(F))
      Evaluate(F);
  return All;
}

} // namespace eventloop::typestate
