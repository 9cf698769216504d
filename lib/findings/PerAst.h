//===- PerAst.h - What lives as long as an AST ------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One value of a type for each AST: the checks of a translation unit share it,
// and it dies with the AST.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FINDINGS_PERAST_H
#define EVENTLOOP_TIDY_LIB_FINDINGS_PERAST_H

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/DenseMap.h"
#include <memory>
#include <mutex>

namespace eventloop::findings {

/// An AST is used by one thread at a time, several ASTs by several threads.
template <typename T> class PerAst {
public:
  /// The value of an AST, made at the first call.
  static T &of(clang::ASTContext &Ctx) {
    PerAst &All = instance();
    std::lock_guard<std::mutex> Lock(All.Mutex);
    std::unique_ptr<T> &Value = All.Known[&Ctx];
    if (!Value) {
      Value = std::make_unique<T>();
      Ctx.AddDeallocation(
          [](void *Dying) {
            instance().forget(static_cast<clang::ASTContext *>(Dying));
          },
          &Ctx);
    }
    return *Value;
  }

private:
  static PerAst &instance() {
    // Never destroyed: ASTs may die after static destructors ran.
    static PerAst *All = new PerAst;
    return *All;
  }
  void forget(clang::ASTContext *Ctx) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Known.erase(Ctx);
  }
  std::mutex Mutex;
  llvm::DenseMap<clang::ASTContext *, std::unique_ptr<T>> Known;
};

} // namespace eventloop::findings

#endif // EVENTLOOP_TIDY_LIB_FINDINGS_PERAST_H
