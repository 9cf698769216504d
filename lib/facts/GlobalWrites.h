//===- GlobalWrites.h - Which globals a body may change ---------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Functions that have nothing to do with loops have no facts, but may change
// numbers that branches elsewhere are taken on. This tells which they leave
// alone. What it cannot see it takes to change everything. It knows nothing of
// objects and their lifecycles.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FACTS_GLOBALWRITES_H
#define EVENTLOOP_TIDY_LIB_FACTS_GLOBALWRITES_H

#include "model/ModelIndex.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace clang {
class FunctionDecl;
class Stmt;
class VarDecl;
} // namespace clang

namespace eventloop::facts {

/// The variables with static storage that functions in sight may change.
class GlobalWrites {
public:
  explicit GlobalWrites(const model::ModelIndex &Models) : Models(Models) {}

  /// True if a call of \p F, whose body is in sight, may change \p Global.
  bool mayChange(const clang::FunctionDecl *F, const clang::VarDecl *Global);

private:
  /// What a body does, or a call of it with all that it calls.
  struct Effect {
    llvm::SmallPtrSet<const clang::VarDecl *, 4> Globals;
    llvm::SmallSetVector<const clang::FunctionDecl *, 4> Callees;
    bool MayBeAnything = false;
  };
  const Effect &effectOf(const clang::FunctionDecl *F);
  void scan(const clang::Stmt *S, Effect &Out);
  void addCallee(const clang::FunctionDecl *Callee, Effect &Out);

  const model::ModelIndex &Models;
  llvm::DenseMap<const clang::FunctionDecl *, Effect> Effects;
};

} // namespace eventloop::facts

#endif // EVENTLOOP_TIDY_LIB_FACTS_GLOBALWRITES_H
