//===- LifecycleCheck.h - What all our checks share -------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The part that is the same for each check: when the analysis runs, which of
// its findings are this check's, and how a story becomes notes.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_LIFECYCLECHECK_H
#define EVENTLOOP_TIDY_CHECKS_LIFECYCLECHECK_H

#include "clang-tidy/ClangTidyCheck.h"
#include "findings/Finding.h"

namespace clang::tidy::eventloop {

/// Reports the findings of one kind.
///
/// Options, all global: `EventLoopModels` lists further model files, separated
/// by semicolons; `EventLoopShowGiveUps` (false) says on standard error how
/// often a limit made the analysis give up on something.
class LifecycleCheck : public ClangTidyCheck {
public:
  LifecycleCheck(StringRef Name, ClangTidyContext *Context,
                 ::eventloop::findings::FindingKind Kind);
  void registerMatchers(ast_matchers::MatchFinder *Finder) override;
  void check(const ast_matchers::MatchFinder::MatchResult &Result) override;
  void onStartOfTranslationUnit() override { Ctx = nullptr; }
  void onEndOfTranslationUnit() override;
  void storeOptions(ClangTidyOptions::OptionMap &Opts) override;

protected:
  /// Words one finding.
  virtual void report(const ::eventloop::findings::Finding &F) = 0;
  /// Tells the story as notes, in time order. \p Subject names the loop where
  /// the source does not.
  void tell(const ::eventloop::findings::Finding &F, StringRef Subject);
  ASTContext *context() const { return Ctx; }

private:
  const ::eventloop::findings::FindingKind Kind;
  const StringRef ModelFiles;
  const bool ShowGiveUps;
  ASTContext *Ctx = nullptr;
};

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_LIFECYCLECHECK_H
