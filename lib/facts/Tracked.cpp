//===- Tracked.cpp - Which types take part --------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Whether a type has to do with loops: a question about types alone, which
// decides what functions Program.cpp finds relevant.
//
//===----------------------------------------------------------------------===//

#include "facts/Program.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace eventloop::facts {

bool Program::isTracked(QualType T, unsigned Depth) {
  constexpr unsigned MaxDepth = 4;
  if (T.isNull() || Depth > MaxDepth || T->isDependentType())
    return false;
  T = T.getCanonicalType().getUnqualifiedType();
  while (T->isPointerType() || T->isReferenceType())
    T = T->getPointeeType().getCanonicalType().getUnqualifiedType();
  const auto *RD = T->getAsRecordDecl();
  if (!RD)
    return false;
  auto [It, New] = Tracked.try_emplace(RD, false);
  if (!New)
    return It->second;
  bool Is = false;
  model::Role R = Models.roleOf(T);
  if (R == model::Role::Owner || R == model::Role::Container) {
    if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(RD))
      for (const TemplateArgument &A :
           Spec->getTemplateArgs().asArray().take_front(
               R == model::Role::Owner ? 1 : 2)) // a map's key and value
        Is |= A.getKind() == TemplateArgument::Type &&
              isTracked(A.getAsType(), Depth + 1);
  } else if (R != model::Role::None && R != model::Role::Thread &&
             R != model::Role::Error) {
    Is = true;
  } else if (const RecordDecl *Def = RD->getDefinition();
             Def && !Models.isClaimed(Def)) {
    for (const FieldDecl *FD : Def->fields())
      Is |= isTracked(FD->getType(), Depth + 1);
    if (const auto *CRD = dyn_cast<CXXRecordDecl>(Def))
      for (const CXXBaseSpecifier &Base : CRD->bases())
        Is |= isTracked(Base.getType(), Depth + 1);
  }
  return Tracked[RD] = Is;
}

} // namespace eventloop::facts
