//===- DynamicClass.cpp - Which override a virtual call runs --------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where an object's making is in sight, its class is known, whatever the class
// of the pointer or reference that leads to it. An object of the caller has no
// class in a callee: nor has one that is still under construction there.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"

using namespace clang;

namespace eventloop::typestate {

static const CXXRecordDecl *classOfType(QualType T) {
  const CXXRecordDecl *RD =
      T.isNull() || T->isReferenceType() ? nullptr : T->getAsCXXRecordDecl();
  return RD && RD->hasDefinition() ? RD->getDefinition() : nullptr;
}

const CXXRecordDecl *Interpreter::classOf(LocId Object) const {
  const Location Where = Locs[Object];
  switch (Where.Kind) {
  case LocKind::Local:
  case LocKind::Global:
    return classOfType(static_cast<const VarDecl *>(Where.Entity)->getType());
  case LocKind::Field:
    return classOfType(static_cast<const FieldDecl *>(Where.Entity)->getType());
  case LocKind::Heap:
    return Eng.ClassMadeAt.lookup(Where.Entity);
  case LocKind::Owned: // std::optional
    return ownedClass(classOf(Where.Parent));
  default:
    return nullptr;
  }
}

/// The body that runs; the callee as written, and not certain, where the class
/// of the object is not known.
Interpreter::Target Interpreter::targetOf(const facts::Call &Call,
                                          PathState &S) {
  if (!Call.IsVirtual)
    return {Call.Callee, true};
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(Call.Callee);
  const CXXRecordDecl *Class =
      M && Call.This ? classOf(locate(Call.This, S)) : nullptr;
  if (Class &&
      (Class == M->getParent() || Class->isDerivedFrom(M->getParent())))
    if (const CXXMethodDecl *Final =
            M->getCorrespondingMethodInClass(Class, /*MayBeBase=*/true);
        Final && !Final->isPureVirtual())
      return {Final, true};
  return {Call.Callee, false};
}

} // namespace eventloop::typestate
