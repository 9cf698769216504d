//===- Containers.cpp - What holds many objects ---------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A container keeps what was moved into it, a few for each call that did so.
// While all of its elements are followed, their number stands at its place, and
// a loop over them meets one after the other. Which element another access
// yields nobody knows: who looks into a container in another way is code that
// nobody can see, and the elements are no longer followed.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

/// True if an object with a protocol or an owner is at L or below.
bool Interpreter::isWorthKeeping(LocId L, const PathState &S) const {
  return llvm::any_of(S.related(L), [&](const PathState::Entry &E) {
    return Locs.isWithin(E.Loc, L) &&
           (E.Content.K == Value::Task || E.Content.K == Value::Session ||
            E.Content.K == Value::Loop || E.Content.K == Value::Callable ||
            (E.Content.K == Value::Pointer && E.Content.Owns));
  });
}

/// `vector<T *>`: it does not have what its elements point to.
static bool holdsPointers(const facts::Call &Add) {
  constexpr unsigned MaxElementArgs = 2; // key and value
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(Add.Callee);
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      M ? M->getParent() : nullptr);
  return Spec && llvm::any_of(Spec->getTemplateArgs().asArray().take_front(
                                  MaxElementArgs),
                              [](const TemplateArgument &A) {
                                return A.getKind() == TemplateArgument::Type &&
                                       A.getAsType()->isPointerType();
                              });
}

/// `emplace_back(f, &loop)`
static bool isPointerParam(const FunctionDecl *F, unsigned I) {
  return F && I < F->getNumParams() &&
         F->getParamDecl(I)->getType().getNonReferenceType()->isPointerType();
}

/// True for what goes behind the elements that are there.
static bool addsAtEnd(const facts::Call &Add) {
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(Add.Callee);
  return M && M->getIdentifier() && !M->getName().ends_with("_front") &&
         Add.Args.size() == 1;
}

void Interpreter::addToContainer(const facts::Call &Call, LocId Container,
                                 PathState &S) {
  constexpr uint32_t MaxPerCall = 3;
  // Of what is not kept below, nothing is known.
  const Value Before = Container ? S.get(Container) : Value();
  const bool IsKnown = Before.K == Value::Int && Before.isConstant() &&
                       Before.Low < MaxPerCall && addsAtEnd(Call);
  if (Before.K == Value::Int)
    S.set(Container, Value::unknown());
  const bool HasOnlyPointers = holdsPointers(Call);
  for (unsigned I = 0; I < Call.Args.size(); ++I) {
    LocId From = objectAt(Call.Args[I], S);
    if (!From)
      continue;
    const Value Given = S.get(From);
    const bool IsPointer = (Given.K == Value::Pointer && !Given.Owns) ||
                           isPointerParam(Call.Callee, I);
    const bool IsHandle = IsPointer && S.get(Given.Target).K == Value::Spawned;
    // `emplace_back(new Timer)`: how an owner's object ends is not known.
    if (HasOnlyPointers || (IsPointer && !IsHandle)) {
      escape(From, true, S);
      continue;
    }
    if (IsHandle)
      From = Given.Target;
    // Who calls what a global holds need not look like it.
    const Value::Kind Added = S.get(From).K;
    bool IsForAnybody = Added == Value::Callable &&
                        Locs[Locs[Container].Root].Kind == LocKind::Global;
    // `map.emplace(name, session)`: a reference, where no copy can be.
    IsForAnybody |= Call.Args[I].IsNamed &&
                    (Added == Value::Loop || Added == Value::Session ||
                     Added == Value::Task);
    if (!Container || Locs.isOutOfSight(Container) || IsForAnybody ||
        !isWorthKeeping(From, S)) {
      escape(From, Call.Args[I].IsMutable, S);
      continue;
    }
    LocId Slot = 0;
    for (uint64_t Index = IsKnown ? Before.Low : 0; Index < MaxPerCall && !Slot;
         ++Index) {
      Slot = Locs.below(Container, LocKind::Element, &Call, Index);
      if (S.get(Slot).K != Value::Absent && !S.get(Slot).isNull())
        Slot = 0;
    }
    if (!Slot) { // too many
      escape(From, true, S);
    } else {
      S.copyTree(From, Slot, Locs);
      if (IsKnown)
        S.set(Container, Value::integer(Before.Low + 1, Before.Low + 1));
    }
    if (!Call.Args[I].IsNamed)
      S.leaveMovedFrom(From, Locs);
  }
  unknownResult(Call, S);
}

/// The first element that is no nearer to the beginning than \p Least.
static LocId elementFrom(LocId Container, uint64_t Least, const PathState &S,
                         const LocationTable &Locs) {
  LocId Found = 0;
  for (const PathState::Entry &E : S.related(Container)) {
    LocId L = E.Loc;
    while (L &&
           !(Locs[L].Kind == LocKind::Element && Locs[L].Parent == Container))
      L = Locs[L].Parent;
    if (L && Locs[L].Index >= Least &&
        (!Found || Locs[L].Index < Locs[Found].Index))
      Found = L;
  }
  return Found;
}

/// A loop over a container begins.
void Interpreter::firstElement(LocId Iterator, const facts::Operand &Of,
                               PathState &S) {
  const LocId Container = objectAt(Of, S);
  const Value Count = S.get(Container);
  S.eraseTree(Iterator, Locs);
  if (Count.isNull())
    return S.set(Iterator, Count);
  uint64_t Index = 0;
  LocId Last = 0;
  for (LocId L; (L = elementFrom(Container, Index, S, Locs)); ++Index)
    if (Locs[L].Index == Index)
      Last = L;
    else
      break;
  if (Count.K != Value::Int || !Count.isConstant() || !Last ||
      Index != static_cast<uint64_t>(Count.Low))
    return escape(Container, Of.IsMutable, S);
  Value First = Value::pointer(elementFrom(Container, 0, S, Locs));
  First.NonNull = true;
  S.set(Iterator, First);
}

/// And goes on.
void Interpreter::nextElement(LocId Iterator, PathState &S) {
  const Location Now = Locs[S.get(Iterator).Target];
  S.eraseTree(Iterator, Locs);
  if (Now.Kind != LocKind::Element)
    return;
  const Value Count = S.get(Now.Parent);
  if (Count.K != Value::Int || !Count.isConstant())
    return escape(Now.Parent, true, S);
  Value Next = Value::integer(0, 0);
  if (LocId L = elementFrom(Now.Parent, Now.Index + 1, S, Locs)) {
    Next = Value::pointer(L);
    Next.NonNull = true;
  }
  S.set(Iterator, Next);
}

/// The class of the elements: the last template argument that is a class of
/// those before the allocator, so that a map's are its values.
static const CXXRecordDecl *elementClass(const CXXRecordDecl *Container) {
  const auto *Spec =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(Container);
  if (!Spec)
    return nullptr;
  const CXXRecordDecl *Found = nullptr;
  constexpr unsigned MaxElementArgs = 2; // key and value
  for (unsigned I = 0; I < Spec->getTemplateArgs().size() && I < MaxElementArgs;
       ++I) {
    const TemplateArgument &A = Spec->getTemplateArgs()[I];
    if (A.getKind() != TemplateArgument::Type)
      break;
    const CXXRecordDecl *RD = A.getAsType()->getAsCXXRecordDecl();
    if (!RD || !RD->hasDefinition() ||
        (RD->isInStdNamespace() && RD->getName() == "allocator"))
      continue;
    Found = RD->getDefinition();
  }
  return Found;
}

/// `size()` and `empty()`: elements that are followed are there. False where
/// none is: how many others there are nobody knows.
bool Interpreter::countElements(const facts::Call &Call, LocId Container,
                                PathState &S) {
  auto IsElement = [&](const PathState::Entry &E) {
    bool IsThere = E.Content.K == Value::Task ||
                   (E.Content.K == Value::Pointer && E.Content.Owns);
    return IsThere && Locs[E.Loc].Kind == LocKind::Element &&
           Locs[E.Loc].Parent == Container;
  };
  const Value Known = S.get(Container);
  const bool IsKnown = Known.K == Value::Int && Known.isConstant();
  int64_t Count =
      IsKnown ? Known.Low : llvm::count_if(S.related(Container), IsElement);
  if (!Count && !IsKnown)
    return false;
  const int64_t Most = IsKnown ? Count : std::numeric_limits<int64_t>::max();
  setResult(Call,
            Call.Row->TheEvent == model::Event::ContainerEmpty
                ? Value::integer(!Count, !Count)
                : Value::integer(Count, Most),
            S);
  return true;
}

void Interpreter::destroyElements(LocId Container, const CXXRecordDecl *Type,
                                  SourceLocation Loc, PathState S,
                                  States &Next) {
  const CXXRecordDecl *Class = elementClass(Type);
  llvm::SmallVector<LocId, 4> Elements;
  for (const PathState::Entry &E : S.related(Container))
    if (const Location L = Locs[E.Loc];
        L.Kind == LocKind::Element && L.Parent == Container)
      Elements.push_back(E.Loc);
  States Now;
  Now.push_back(std::move(S));
  for (LocId Element : Elements) {
    States After;
    for (PathState &State : Now)
      destroy(Element, Class, Loc, "", std::move(State), After);
    Now = std::move(After);
  }
  for (PathState &State : Now) {
    State.eraseTree(Container, Locs);
    State.set(Container, Value::integer(0, 0));
    Next.push_back(std::move(State));
  }
}

void Interpreter::applyContainer(const facts::Call &Call, PathState S,
                                 States &Next) {
  LocId Container = operandLocation(Call.Row->Object, Call, S);
  switch (Call.Row->TheEvent) {
  case model::Event::ContainerAdd:
    addToContainer(Call, Container, S);
    break;
  case model::Event::ContainerClear: {
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(Call.Callee);
    unknownResult(Call, S);
    return destroyElements(Container, M ? M->getParent() : nullptr, Call.Loc,
                           std::move(S), Next);
  }
  default:
    if (!countElements(Call, Container, S))
      unknownResult(Call, S);
    break;
  }
  Next.push_back(std::move(S));
}

} // namespace eventloop::typestate
