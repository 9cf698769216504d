//===- DynamicClass.cpp - Which override a virtual call runs --------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where an object's making is in sight, its class is known, whatever the class
// of the pointer or reference that leads to it. A callee is told the classes of
// its caller's objects if it asks for them: it is evaluated once without, so
// that summaries of all others are shared. While an object is made or ends, it
// is of the class whose constructor or destructor runs.
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

/// What a constructor or destructor works on is of its class, no derived one.
static const CXXRecordDecl *classAtWork(const FunctionDecl *F) {
  bool Is = isa<CXXConstructorDecl, CXXDestructorDecl>(F);
  return Is ? cast<CXXMethodDecl>(F)->getParent()->getDefinition() : nullptr;
}

/// Null where it is not known; of a caller's object it is asked for.
const CXXRecordDecl *Interpreter::classOf(LocId Object,
                                          const PathState &S) const {
  constexpr uint64_t MaxAsked = 64;
  if (const CXXRecordDecl *Class = classAtWork(F.Decl);
      Class && S.get(Locs.root(LocKind::This)).Target == Object)
    return Class;
  const Location Where = Locs[Object];
  switch (Where.Kind) {
  case LocKind::Local:
  case LocKind::Global:
    return classOfType(static_cast<const VarDecl *>(Where.Entity)->getType());
  case LocKind::Field:
    return classOfType(static_cast<const FieldDecl *>(Where.Entity)->getType());
  case LocKind::Heap:
  case LocKind::Outer:
    if (const Value V = S.get(Locs.below(Object, LocKind::Class));
        V.K == Value::ClassOf)
      return V.Class;
    if (Where.Kind == LocKind::Heap)
      return Eng.ClassMadeAt.lookup(Where.Entity);
    if (Where.Index < MaxAsked)
      C.ClassesAsked |= 1ull << Where.Index;
    return nullptr;
  case LocKind::Owned: // std::optional
    return ownedClass(classOf(Where.Parent, S));
  default:
    return nullptr;
  }
}

/// Tells the callee of the classes that it asked for. False if there is nothing
/// new to tell.
bool Interpreter::addClasses(uint64_t Asked, llvm::ArrayRef<LocId> Outer,
                             const PathState &S, PathState &Entry) const {
  bool Added = false;
  for (unsigned I = 0; Asked; ++I, Asked >>= 1) {
    LocId There =
        Locs.below(Locs.root(LocKind::Outer, nullptr, I), LocKind::Class);
    if (!(Asked & 1) || Entry.get(There).K == Value::ClassOf)
      continue;
    if (const CXXRecordDecl *Class = classOf(Outer[I], S)) {
      Entry.set(There, Value::classOf(Class));
      Added = true;
    }
  }
  return Added;
}

/// The body that runs; the callee as written, and not certain, where the class
/// of the object is not known.
Interpreter::Target Interpreter::targetOf(const facts::Call &Call,
                                          PathState &S) {
  if (!Call.IsVirtual)
    return {Call.Callee, true};
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(Call.Callee);
  const CXXRecordDecl *Class =
      M && Call.This ? classOf(locate(Call.This, S), S) : nullptr;
  if (Class &&
      (Class == M->getParent() || Class->isDerivedFrom(M->getParent())))
    if (const CXXMethodDecl *Final =
            M->getCorrespondingMethodInClass(Class, /*MayBeBase=*/true);
        Final && !Final->isPureVirtual())
      return {Final, true};
  return {Call.Callee, false};
}

} // namespace eventloop::typestate
