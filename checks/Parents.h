//===- Parents.h - What a statement stands in -------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The way from a node of a function outwards. ASTContext::getParents answers
// the same, but looks at the whole translation unit for it, headers included:
// hundreds of megabytes for one fix-it.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_PARENTS_H
#define EVENTLOOP_TIDY_CHECKS_PARENTS_H

#include "clang/AST/ASTTypeTraits.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace clang::tidy::eventloop {

using ParentList = llvm::SmallVector<DynTypedNode, 2>;

/// The statements, expressions and declarations that a statement or
/// declaration stands in: one, but two for a lambda's body (the expression and
/// its call operator), and none for what stands in a namespace.
ParentList parentsOf(const DynTypedNode &Node, ASTContext &Ctx);

template <typename T> ParentList parentsOf(const T &Node, ASTContext &Ctx) {
  return parentsOf(DynTypedNode::create(Node), Ctx);
}

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_PARENTS_H
