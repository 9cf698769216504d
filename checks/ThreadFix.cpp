//===- ThreadFix.cpp - Fix-its for calls from the wrong thread ------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See ThreadFix.h.
//
//===----------------------------------------------------------------------===//

#include "ThreadFix.h"
#include "LoopVariable.h"
#include "facts/Fact.h"
#include "clang/AST/ExprCXX.h"

namespace clang::tidy::eventloop {

using ::eventloop::facts::Call;
using ::eventloop::findings::Finding;
using ::eventloop::model::Event;

llvm::SmallVector<FixItHint, 1> fixUnsafeCall(const Finding &F) {
  const Call &Unsafe = *F.Blamed;
  const auto *Site = dyn_cast_or_null<CXXMemberCallExpr>(Unsafe.Site);
  if (!Site || !Unsafe.Row || !Unsafe.Lib ||
      Unsafe.Row->TheEvent != Event::Post)
    return {};
  const auto *Callee = dyn_cast<MemberExpr>(Site->getCallee()->IgnoreParens());
  StringRef Safe = methodBeside(*Unsafe.Row, *Unsafe.Lib, [](const auto &Row) {
    return Row.TheEvent == Event::PostThreadsafe;
  });
  StringRef Name = Callee && Callee->getMemberDecl()->getIdentifier()
                       ? Callee->getMemberDecl()->getName()
                       : StringRef();
  if (Name.empty() || Callee->getMemberLoc().isMacroID() ||
      !Safe.consume_front(Name) || Safe.empty())
    return {};
  return {FixItHint::CreateInsertion(
      Callee->getMemberLoc().getLocWithOffset(Name.size()), Safe)};
}

} // namespace clang::tidy::eventloop
