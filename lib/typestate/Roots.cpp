//===- Roots.cpp - Where the analysis begins ------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Evaluates what nobody in sight calls: a function by itself, or all tests of a
// framework one after the other; and what still happens when the program ends.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

/// What is known where a root begins: a coroutine only ever runs on a loop,
/// whoever runs it.
static PathState entryOf(const facts::FunctionFacts &F,
                         const model::ModelIndex &Models, LocationTable &Locs) {
  PathState S;
  const model::TypeRow *Made =
      F.IsCoroutine ? Models.typeRowFor(F.Decl->getReturnType()) : nullptr;
  if (!Made || Made->TheRole != model::Role::Task)
    return S;
  LocId Loop = Locs.root(LocKind::Heap, F.Decl);
  S.set(Loop, Value::unknownLoop(Models.libraryOf(Made)));
  S.set(Locs.root(LocKind::Running), Value::pointer(Loop));
  return S;
}

Engine::RootResult Engine::evaluateRoot(const FunctionDecl *F) {
  RootResult Result;
  const facts::FunctionFacts *Facts = Program.factsOf(F);
  if (!Facts)
    return Result;
  PathsLost = false;
  ++Root;
  const Context *C =
      evaluate(*Facts, entryOf(*Facts, Program.models(), Locations));
  Result.PathsLost = PathsLost;
  if (!C)
    return Result;
  Result.Violations = C->Violations;
  Result.Finals = C->Finals;
  endPrograms(C->Exits, *Facts, F, Result);
  Result.PathsLost = PathsLost;
  return Result;
}

/// What still happens once a root has returned.
void Engine::endPrograms(llvm::ArrayRef<Exit> Exits,
                         const facts::FunctionFacts &F,
                         llvm::ArrayRef<const FunctionDecl *> Ran,
                         RootResult &Result) {
  Context AtExit;
  AtExit.Function = &F;
  for (const Exit &E : Exits) {
    Interpreter Last(*this, F, AtExit);
    for (PathState &S : Last.runAtExit(E.State, Ran)) {
      Last.endProgram(S);
      Result.Finals.push_back({S.Reached, S.Violated});
    }
  }
  llvm::append_range(Result.Violations, AtExit.Violations);
}

/// All tests, as their framework runs them: one after the other, in one
/// process.
Engine::RootResult Engine::evaluateTests() {
  constexpr unsigned MaxPaths = 8;
  RootResult Result;
  PathsLost = false;
  ++Root;
  Context All;
  std::vector<PathState> Now(1);
  const facts::FunctionFacts *Last = nullptr;
  for (const FunctionDecl *Test : Program.tests()) {
    const facts::FunctionFacts *Facts = Program.factsOf(Test);
    if (!Facts)
      continue;
    All.Function = Last = Facts;
    std::vector<PathState> After;
    for (PathState &S : Now)
      for (PathState &Left :
           Interpreter(*this, *Facts, All).runTest(Test, std::move(S)))
        if (llvm::none_of(After, [&](const PathState &Known) {
              return Known.sameProperty(Left);
            }))
          After.push_back(std::move(Left));
    if (After.size() > MaxPaths) {
      After.resize(MaxPaths);
      losePaths();
    }
    Now = std::move(After);
  }
  Result.Violations = All.Violations;
  Result.Finals = All.Finals;
  std::vector<Exit> Exits;
  for (PathState &S : Now)
    Exits.push_back({std::move(S)});
  if (Last)
    endPrograms(Exits, *Last, Program.tests(), Result);
  Result.PathsLost = PathsLost;
  return Result;
}

Engine::RootResult Engine::evaluateSuspect(const FunctionDecl *Root) {
  return Root ? evaluateRoot(Root) : evaluateTests();
}

} // namespace eventloop::typestate
