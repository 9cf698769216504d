//===- Objects.cpp - Makes and destroys objects ---------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The lives of objects: creation of loops, and the destruction of loops, owners
// and users' classes.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

/// A place for an object that is made at Site: not the one that an earlier
/// round of a loop made there, while something still points to it.
LocId Interpreter::freshHeap(const void *Site, PathState &S) {
  constexpr uint32_t MaxAlive = 3;
  LocId L = 0;
  for (uint32_t I = 0; I < MaxAlive; ++I) {
    L = Locs.root(LocKind::Heap, Site, I);
    bool InUse = llvm::any_of(S.linksInto(L), [&](PathState::Link K) {
      return !Locs.isWithin(K.Holder, L);
    });
    if (!InUse)
      return L;
  }
  // Too many: what points to the last one, and what it has, is not known.
  escape(L, true, S);
  llvm::SmallVector<PathState::Link, 8> Lost(S.linksInto(L));
  for (PathState::Link K : Lost)
    S.set(K.Holder, Value::unknown());
  return L;
}

void Interpreter::create(LocId L, const model::Library *Lib, SourceLocation Loc,
                         const facts::Call *Made, PathState &S) {
  if (!L)
    return;
  keepFormerLoop(L, S);
  if (!S.related(L).empty())
    settleRefusals([&](LocId R) { return Locs.isWithin(R, L); }, S);
  S.eraseFormer(L, Made && Made->ConstructsType, Locs);
  Value V;
  V.K = Value::Loop;
  V.State = LoopState::Open;
  V.Lib = Lib;
  V.Made = Made;
  V.Story =
      Eng.Stories.tell(StoryEvent::Created, Loc, nameOf(L), nullptr, Made);
  S.set(L, V);
}

/// A loop is destroyed.
void Interpreter::endLoop(LocId L, const model::TypeRow &Type,
                          const CXXRecordDecl *Class, SourceLocation Loc,
                          StringRef Name, PathState &S) {
  const model::ModelIndex &Models = Eng.Program.models();
  if (S.get(L).K == Value::Absent)
    S.set(L, Value::unknownLoop(Models.libraryOf(&Type)));
  const model::FunctionRow *End =
      Class->getDestructor() ? Models.rowFor(Class->getDestructor()) : nullptr;
  if (End && End->TheEvent == model::Event::LoopCloseCancelling)
    forgiveSessions(L, S);
  const Value V = S.get(L);
  if (!End && !Type.WhenUnclosed.empty() && V.K == Value::Loop && V.Made &&
      V.State == LoopState::Open && !isQuiet(S))
    blame(V.Made, ViolationKind::LoopNotClosed,
          Eng.Stories.tell(StoryEvent::Destroyed, Loc, Name, V.Story), S);
  loopEvent(L, LoopEvent::Destroy, nullptr, Loc, Name, S);
}

const CXXRecordDecl *ownedClass(const CXXRecordDecl *Owner) {
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(Owner);
  if (!Spec || Spec->getTemplateArgs().size() == 0 ||
      Spec->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return nullptr;
  const CXXRecordDecl *RD =
      Spec->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
  return RD && RD->hasDefinition() ? RD->getDefinition() : nullptr;
}

/// `unique_ptr<T, D>`: what D does with the object before it is destroyed.
static bool hasDeleter(const CXXRecordDecl *Owner) {
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(Owner);
  if (!Spec || Spec->getTemplateArgs().size() < 2 ||
      Spec->getTemplateArgs()[1].getKind() != TemplateArgument::Type)
    return false;
  const CXXRecordDecl *Deleter =
      Spec->getTemplateArgs()[1].getAsType()->getAsCXXRecordDecl();
  return !Deleter || !Deleter->isInStdNamespace();
}

void Interpreter::destroy(LocId L, const CXXRecordDecl *Type,
                          SourceLocation Loc, StringRef Name, PathState S,
                          States &Next) {
  if (L)
    endReferents(
        S.linksInto(L), [&](LocId Dead) { return Locs.isWithin(Dead, L); }, Loc,
        S);
  if (!L || !Type) { // it has no destructor
    Next.push_back(std::move(S));
    return;
  }
  const model::ModelIndex &Models = Eng.Program.models();
  const model::TypeRow *Row = Models.typeRowFor(Type);
  model::Role Role = Row ? Row->TheRole : model::Role::None;
  // A class that derives from a modelled one runs its own destructor first.
  const facts::FunctionFacts *Dtor = Eng.Program.factsOf(Type->getDestructor());
  if (Role == model::Role::Owner)
    return release(L, Loc, Type, std::move(S), Next);
  if (Role == model::Role::Loop && !Dtor) {
    endLoop(L, *Row, Type, Loc, Name, S);
    Next.push_back(std::move(S));
    return;
  }
  if (!Dtor) {
    switch (Role) {
    case model::Role::Task:
      dropCoroutine(L, Loc, S);
      break;
    case model::Role::TaskHandle:
      if (S.get(L).K == Value::Pointer && S.get(L).Owns)
        taskEvent(S.get(L).Target, TaskEvent::Drop, Loc, S);
      S.eraseTree(L, Locs);
      break;
    case model::Role::Executor:
      tasksOf(L, TaskEvent::Finish, Loc, S);
      loopEvent(L, LoopEvent::Destroy, nullptr, Loc, Name, S);
      break;
    case model::Role::Handle:
      if (const CXXDestructorDecl *End = Type->getDestructor())
        if (const model::FunctionRow *Ends = Models.rowFor(End);
            Ends && Ends->TheEvent == model::Event::TestEnd)
          endTest(Loc, S);
      break;
    case model::Role::Thread:
      joinThread(L, S);
      break;
    case model::Role::Session:
      endSession(L, Loc, Name, S);
      break;
    case model::Role::Container:
      return destroyElements(L, Type, Loc, std::move(S), Next);
    default:
      // It names nothing that is followed, but may call what it was given.
      if (const CXXDestructorDecl *D = Type->getDestructor();
          D && D->isUserProvided() && !Models.isClaimed(Type))
        escape(L, true, S);
      break;
    }
    Next.push_back(std::move(S));
    return;
  }
  Binding Self{Locs.root(LocKind::This), Value::pointer(L), 0};
  llvm::SmallVector<Exit, 2> Exits;
  if (!applySummary(*Dtor, Self, S, Loc, Type, 0, Exits)) {
    escape(L, true, S);
    Next.push_back(std::move(S));
    return;
  }
  for (Exit &E : Exits)
    Next.push_back(std::move(E.State)); // a destructor that throws ends all
}

/// An owner lets go of what it owns: the last one destroys it.
void Interpreter::release(LocId Owner, SourceLocation Loc,
                          const CXXRecordDecl *OwnerType, PathState S,
                          States &Next) {
  const Value V = S.get(Owner);
  S.set(Owner, Value::integer(0, 0));
  bool IsLast = V.K == Value::Pointer && V.Owns && !hasOwner(V.Target, S);
  const CXXRecordDecl *Owned = ownedClass(OwnerType);
  if (!IsLast || !Owned) {
    Next.push_back(std::move(S));
    return;
  }
  if (hasDeleter(OwnerType)) {
    escape(V.Target, true, S);
    Next.push_back(std::move(S));
    return;
  }
  if (const CXXDestructorDecl *D = Owned->getDestructor();
      D && D->isVirtual() && !Owned->isEffectivelyFinal() &&
      !Eng.Program.models().typeRowFor(Owned)) {
    Owned = classOf(V.Target, S);
    if (!Owned) {
      escape(V.Target, true, S); // perhaps a derived class
      Next.push_back(std::move(S));
      return;
    }
  }
  destroy(V.Target, Owned, Loc, nameOf(Owner), std::move(S), Next);
}

} // namespace eventloop::typestate
