//===- LifecycleCheck.cpp - What all our checks share ---------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See LifecycleCheck.h.
//
//===----------------------------------------------------------------------===//

#include "LifecycleCheck.h"
#include "findings/Analysis.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang::ast_matchers;

namespace clang::tidy::eventloop {

using ::eventloop::findings::Finding;

LifecycleCheck::LifecycleCheck(StringRef Name, ClangTidyContext *Context,
                               ::eventloop::findings::FindingKind Kind)
    : ClangTidyCheck(Name, Context), Kind(Kind),
      ModelFiles(Options.getLocalOrGlobal("EventLoopModels", "")),
      ShowGiveUps(Options.getLocalOrGlobal("EventLoopShowGiveUps", false)) {}

void LifecycleCheck::storeOptions(ClangTidyOptions::OptionMap &Opts) {
  Options.store(Opts, "EventLoopModels", ModelFiles);
  Options.store(Opts, "EventLoopShowGiveUps", ShowGiveUps);
}

void LifecycleCheck::registerMatchers(MatchFinder *Finder) {
  // All that is wanted is the AST. clangd visits the top-level declarations of
  // the main file alone, never the translation unit.
  Finder->addMatcher(translationUnitDecl().bind("any"), this);
  Finder->addMatcher(functionDecl(isDefinition()).bind("any"), this);
}

void LifecycleCheck::check(const MatchFinder::MatchResult &Result) {
  if (!Ctx)
    Ctx = Result.Context;
}

void LifecycleCheck::onEndOfTranslationUnit() {
  if (!Ctx)
    return;
  SmallVector<StringRef, 2> Names;
  ModelFiles.split(Names, ';', -1, /*KeepEmpty=*/false);
  std::vector<std::string> Files;
  for (StringRef Name : Names)
    Files.push_back(Name.trim().str());
  const auto &Analysis = ::eventloop::findings::analysisOf(*Ctx, Files);
  for (const std::string &Error : Analysis.modelErrors())
    configurationDiag("%0") << Error;
  if (ShowGiveUps)
    llvm::errs() << getID() << ": gave up " << Analysis.giveUps() << " times\n";
  for (const Finding &F : Analysis.findings())
    if (F.Kind == Kind)
      report(F);
}

} // namespace clang::tidy::eventloop
