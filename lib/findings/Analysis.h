//===- Analysis.h - One analysis a translation unit -------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The entry to lib/: analyses a translation unit once and keeps the findings
// for all checks.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FINDINGS_ANALYSIS_H
#define EVENTLOOP_TIDY_LIB_FINDINGS_ANALYSIS_H

#include "findings/Finding.h"
#include <memory>
#include <string>
#include <vector>

namespace clang {
class ASTContext;
}

namespace eventloop::findings {

/// The findings of one translation unit, and what they point into.
class Analysis {
public:
  /// \p ModelFiles are the user's, on top of the built-in models.
  Analysis(clang::ASTContext &Ctx, llvm::ArrayRef<std::string> ModelFiles);
  ~Analysis();
  llvm::ArrayRef<Finding> findings() const { return Findings; }
  /// What was wrong with the user's model files, a message each.
  llvm::ArrayRef<std::string> modelErrors() const { return ModelErrors; }
  /// How often a limit made the engine give up on something.
  unsigned giveUps() const { return GiveUps; }

private:
  struct Parts;
  std::unique_ptr<Parts> P;
  std::vector<Finding> Findings;
  std::vector<std::string> ModelErrors;
  unsigned GiveUps = 0;
};

/// The analysis of a translation unit: made at the first call, gone with the
/// AST. Safe to call from clangd's threads.
const Analysis &analysisOf(clang::ASTContext &Ctx,
                           llvm::ArrayRef<std::string> ModelFiles);

} // namespace eventloop::findings

#endif // EVENTLOOP_TIDY_LIB_FINDINGS_ANALYSIS_H
