//===- Words.cpp - What diagnostics call things ---------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See Words.h.
//
//===----------------------------------------------------------------------===//

#include "Words.h"
#include "facts/Fact.h"
#include "findings/Finding.h"
#include "clang/AST/DeclCXX.h"

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;
using ::eventloop::typestate::StoryEvent;

std::string called(StringRef Kind, StringRef Name) {
  return Name.empty() ? ("a " + Kind).str() : (Kind + " '" + Name + "'").str();
}

std::string nameOf(const FunctionDecl *F) {
  if (const auto *M = dyn_cast<CXXMethodDecl>(F);
      M && M->getParent()->isLambda())
    return "of the lambda";
  return "'" + F->getDeclName().getAsString() + "'";
}

std::string taskOf(const FunctionDecl *Body) {
  if (Body && nameOf(Body).front() == '\'')
    return "the task of " + nameOf(Body);
  return "a task";
}

std::string consequenceOf(const Finding &F) {
  return F.Consequence.empty() ? "" : (": " + F.Consequence).str();
}

std::string sessionOf(const Finding &F) {
  bool IsClosing = F.Blamed->Row && F.Blamed->Row->TheEvent ==
                                        ::eventloop::model::Event::SessionClose;
  StringRef Name = IsClosing ? F.Blamed->SessionName : F.Blamed->MadeName;
  for (const auto &Item : F.Story)
    if (Name.empty() && (Item.Event == StoryEvent::SessionMade ||
                         Item.Event == StoryEvent::SessionEnded))
      Name = Item.Name;
  return called("session", Name);
}

} // namespace clang::tidy::eventloop
