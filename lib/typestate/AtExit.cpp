//===- AtExit.cpp - The end of the program --------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What runs when the program ends: handlers and the destructors of statics, in
// reverse order.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

void Interpreter::addAtExit(Value V, LocId Callable, PathState &S) {
  constexpr uint32_t MaxAtExit = 16;
  LocId Root = Locs.root(LocKind::AtExit);
  for (uint32_t I = 0; I < MaxAtExit; ++I) {
    LocId Slot = Locs.below(Root, LocKind::Pending, nullptr, I);
    if (S.get(Slot).K != Value::Absent)
      continue;
    if (Callable)
      S.copyTree(Callable, Slot, Locs);
    else
      S.set(Slot, V);
    return;
  }
}

/// The function returned to code that nobody can see, and the program ends at
/// some later time: handlers and statics in reverse order.
States Interpreter::runAtExit(PathState S, Functions Ran) {
  constexpr uint32_t MaxAtExit = 16;
  LocId Root = Locs.root(LocKind::AtExit);
  States Now;
  bool Any = llvm::any_of(S.related(Root), [&](const PathState::Entry &E) {
    return Locs.isWithin(E.Loc, Root);
  });
  if (Any)
    havocShared(S, Ran);
  Now.push_back(std::move(S));
  for (uint32_t I = MaxAtExit; Any && I-- > 0;) {
    LocId Slot = Locs.below(Root, LocKind::Pending, nullptr, I);
    States After;
    for (PathState &State : Now) {
      const Value V = State.get(Slot);
      if (V.K == Value::Callable) {
        for (Exit &E : call(Slot, V.Function->getLocation(), State, 0))
          After.push_back(std::move(E.State));
      } else if (V.K == Value::Pointer && V.Function) {
        const auto *Dtor = cast<CXXDestructorDecl>(V.Function);
        destroy(V.Target, Dtor->getParent(), V.At, nameOf(V.Target),
                std::move(State), After);
      } else {
        After.push_back(std::move(State));
      }
    }
    Now = std::move(After);
  }
  return Now;
}

} // namespace eventloop::typestate
