//===- Tests.cpp - Tests that share a process -----------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs a test of a framework as the framework does: fixture, set-up, body,
// tear-down. What a test leaves behind in globals the next one finds. How many
// tests there are, and their order, is the engine's business.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace eventloop::typestate {

using model::Event;

/// Loops that are closed by now were closed by a test that is over.
void Interpreter::endTest(SourceLocation Loc, PathState &S) {
  llvm::SmallVector<PathState::Entry, 4> Closed;
  for (const PathState::Entry &E : S.entries())
    if (const Value &V = E.Content;
        V.K == Value::Loop && !V.IsOfEarlierTest &&
        (V.State == LoopState::Closed || V.State == LoopState::Destroyed))
      Closed.push_back(E);
  for (auto &[L, V] : Closed) {
    V.IsOfEarlierTest = true;
    V.Story = Eng.Stories.tell(StoryEvent::TestEnded, Loc, "", V.Story);
    S.set(L, V);
  }
}

/// Calls a function of the test on its fixture; nothing if there is none.
States Interpreter::callMember(const FunctionDecl *Method, LocId Object,
                               PathState S) {
  States After;
  const facts::FunctionFacts *Facts =
      Method ? Eng.Program.factsOf(Method) : nullptr;
  if (!Facts) {
    After.push_back(std::move(S));
    return After;
  }
  llvm::SmallVector<Binding, 1> Bindings;
  if (const auto *M = dyn_cast<CXXMethodDecl>(Method); M && M->isInstance())
    Bindings.push_back({Locs.root(LocKind::This), Value::pointer(Object), 0});
  llvm::SmallVector<Exit, 2> Exits;
  if (!applySummary(*Facts, Bindings, S, SourceLocation(), Method, 0, Exits))
    After.push_back(std::move(S));
  for (Exit &E : Exits) // the framework catches what a test throws
    After.push_back(std::move(E.State));
  return After;
}

static const CXXConstructorDecl *defaultConstructor(const CXXRecordDecl *RD) {
  for (const CXXConstructorDecl *C : RD->ctors())
    if (C->isDefaultConstructor())
      return C;
  return nullptr;
}

States Interpreter::runTest(const FunctionDecl *Test, PathState S) {
  States Now;
  Now.push_back(std::move(S));
  const auto *Body = dyn_cast<CXXMethodDecl>(Test);
  const CXXRecordDecl *Class =
      Body && Body->isInstance() ? Body->getParent() : nullptr;
  const LocId Fixture = Locs.root(LocKind::Heap, Test);
  auto Then = [&](const FunctionDecl *Next) {
    States After;
    for (PathState &State : Now)
      for (PathState &Left : callMember(Next, Fixture, std::move(State)))
        After.push_back(std::move(Left));
    Now = std::move(After);
  };
  auto ThenMethod = [&](Event E) {
    Then(Class ? Eng.Program.frameworkMethod(Class, E) : nullptr);
  };
  if (Class) {
    // The first test of a fixture comes after what prepares them all.
    const FunctionDecl *Prepare =
        Eng.Program.frameworkMethod(Class, Event::TestSuiteSetUp);
    const LocId Done = Locs.root(LocKind::AtExit, Prepare);
    if (Prepare && Now.front().get(Done).K == Value::Absent) {
      Then(Prepare);
      for (PathState &State : Now)
        State.set(Done, Value::integer(1, 1));
    }
    Then(defaultConstructor(Class));
  }
  ThenMethod(Event::TestSetUp);
  Then(Test);
  ThenMethod(Event::TestTearDown);
  States After;
  for (PathState &State : Now)
    destroy(Class ? Fixture : 0, Class, Test->getEndLoc(), "", std::move(State),
            After);
  for (PathState &State : After) {
    State.eraseTree(Fixture, Locs);
    endTest(Test->getEndLoc(), State);
  }
  return After;
}

} // namespace eventloop::typestate
