//===- Annotations.h - Model rows from attributes in source -----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Makes rows of `[[clang::annotate("eventloop::closes")]]` and its kin, for
// loops whose source is at hand. Private to ModelIndex.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_MODEL_ANNOTATIONS_H
#define EVENTLOOP_TIDY_LIB_MODEL_ANNOTATIONS_H

#include "model/Model.h"
#include "clang/AST/Type.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace clang {
class ASTContext;
class CXXRecordDecl;
class FunctionDecl;
} // namespace clang

namespace eventloop::model {

/// Tells the role of a type.
using RoleLookup = llvm::function_ref<Role(clang::QualType)>;

/// True if the source of \p Ctx may hold annotations at all: the word
/// `annotate` occurs in it.
bool mayHaveAnnotations(const clang::ASTContext &Ctx);

/// The role that an annotation gives to \p R: its own ("eventloop::loop"), or
/// Role::Loop where one of its methods is annotated as an event of a loop.
Role annotatedRole(const clang::CXXRecordDecl *R);

/// The row that the annotation of \p F says. Constructors and destructors of
/// an annotated loop or session make and end it without one.
std::optional<FunctionRow> annotatedRow(const clang::FunctionDecl *F,
                                        RoleLookup RoleOf);

} // namespace eventloop::model

#endif // EVENTLOOP_TIDY_LIB_MODEL_ANNOTATIONS_H
