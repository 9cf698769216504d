//===- SharedFields.h - Members under several types -------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which member of a struct is the same as one of another struct, so that an
// access path through either comes to the same place.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FACTS_SHAREDFIELDS_H
#define EVENTLOOP_TIDY_LIB_FACTS_SHAREDFIELDS_H

#include "model/ModelIndex.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/DenseMap.h"

namespace eventloop::facts {

/// One declaration for the members of a name of all of a library's sessions:
/// a library of C lets a struct be used under another struct's type.
class SharedFields {
public:
  const clang::FieldDecl *of(const clang::FieldDecl *Field,
                             const model::ModelIndex &Models);

private:
  llvm::DenseMap<
      std::pair<const model::Library *, const clang::IdentifierInfo *>,
      const clang::FieldDecl *>
      First;
};

} // namespace eventloop::facts

#endif // EVENTLOOP_TIDY_LIB_FACTS_SHAREDFIELDS_H
