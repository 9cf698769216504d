//===- SharedFields.cpp - Members under several types ---------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See SharedFields.h.
//
//===----------------------------------------------------------------------===//

#include "facts/SharedFields.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace eventloop::facts {

const FieldDecl *SharedFields::of(const FieldDecl *Field,
                                  const model::ModelIndex &Models) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
  bool HasBases = Class && Class->hasDefinition() && Class->getNumBases();
  if (HasBases || !Field->getIdentifier())
    return Field;
  const model::Library *Lib =
      Models.libraryOf(Models.typeRowFor(Field->getParent()));
  return First.try_emplace({Lib, Field->getIdentifier()}, Field).first->second;
}

} // namespace eventloop::facts
