//===- State.cpp - What is known on one path ------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reading, writing, comparing and merging the states of paths. See State.h.
//
//===----------------------------------------------------------------------===//

#include "typestate/State.h"
#include "typestate/Ranges.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"

namespace eventloop::typestate {

bool Value::sameProperty(const Value &O) const {
  if (K != O.K)
    return false;
  switch (K) {
  case Absent:
    return true;
  case Int:
    return (!Decides && !O.Decides) || (Low == O.Low && High == O.High);
  case Unknown:
    return Dangles == O.Dangles && (!Dangles || Made == O.Made);
  case Pointer:
    return Target == O.Target && Owns == O.Owns && NonNull == O.NonNull;
  case Callable:
    return Function == O.Function;
  case Task:
    return Function == O.Function && Made == O.Made && Target == O.Target;
  case Spawned:
    return TheTask == O.TheTask && Progress == O.Progress &&
           HasFailed == O.HasFailed && Made == O.Made;
  case Session:
    return TheSession == O.TheSession && Made == O.Made && Lib == O.Lib;
  case Refused:
    return Made == O.Made;
  case Query:
    return Target == O.Target && Asks == O.Asks && Negated == O.Negated;
  case Loop:
    return State == O.State && Escaped == O.Escaped && MayNest == O.MayNest &&
           IsOfEarlierTest == O.IsOfEarlierTest && Lib == O.Lib &&
           Made == O.Made;
  case ClassOf:
    return Class == O.Class;
  }
  return false;
}

bool Value::operator==(const Value &O) const {
  if (!sameProperty(O))
    return false;
  // Which run, thread or handler this is in: stories tell of it.
  if ((K == Pointer || K == Int) && Made != O.Made)
    return false;
  return K != Int ||
         (Low == O.Low && High == O.High && Excluded == O.Excluded &&
          ExcludedWindow == O.ExcludedWindow);
}

static auto findEntry(auto &Entries, LocId L) {
  return llvm::lower_bound(Entries, L, [](const PathState::Entry &E, LocId Id) {
    return E.Loc < Id;
  });
}

const Value &PathState::get(LocId L) const {
  static const Value Nothing;
  auto It = findEntry(Entries, L);
  return It != Entries.end() && It->Loc == L ? It->Content : Nothing;
}

void PathState::set(LocId L, Value V) {
  if (!L)
    return;
  auto It = findEntry(Entries, L);
  if (It != Entries.end() && It->Loc == L)
    return replace(L, It->Content, V);
  Entries.insert(It, {L, V});
  link(L, V);
}

void PathState::erase(LocId L) {
  auto It = findEntry(Entries, L);
  if (It == Entries.end() || It->Loc != L)
    return;
  unlink(L, It->Content);
  Entries.erase(It);
}

void PathState::link(LocId L, const Value &V) {
  if (V.Target)
    Links.insert(llvm::lower_bound(Links, Link{V.Target, L}),
                 Link{V.Target, L});
  if (V.K == Value::Spawned)
    Tasks.insert(llvm::lower_bound(Tasks, L), L);
}

void PathState::unlink(LocId L, const Value &V) {
  if (V.Target)
    Links.erase(llvm::lower_bound(Links, Link{V.Target, L}));
  if (V.K == Value::Spawned)
    Tasks.erase(llvm::lower_bound(Tasks, L));
}

void PathState::replace(LocId L, Value &Old, const Value &New) {
  bool IsTask = Old.K == Value::Spawned;
  if (Old.Target == New.Target && IsTask == (New.K == Value::Spawned)) {
    Old = New;
    return;
  }
  unlink(L, Old);
  Old = New;
  link(L, New);
}

/// Is does not look at the state.
void PathState::eraseEntries(Entry *Begin, Entry *End,
                             llvm::function_ref<bool(const Entry &)> Is) {
  auto *Left = std::remove_if(Begin, End, [&](const Entry &E) {
    bool Goes = Is(E);
    if (Goes)
      unlink(E.Loc, E.Content);
    return Goes;
  });
  Entries.erase(Left, End);
}

void PathState::eraseIf(llvm::function_ref<bool(const Entry &)> Is) {
  eraseEntries(Entries.begin(), Entries.end(), Is);
}

void PathState::forgetIf(llvm::function_ref<bool(const Entry &)> Is) {
  for (Entry &E : Entries)
    if (Is(E))
      replace(E.Loc, E.Content, Value::unknown());
}

llvm::ArrayRef<PathState::Link> PathState::linksTo(LocId L) const {
  const auto *Begin = llvm::lower_bound(Links, Link{L, 0});
  const auto *End = Begin;
  while (End != Links.end() && End->Target == L)
    ++End;
  return {Begin, End};
}

llvm::ArrayRef<PathState::Link> PathState::linksInto(LocId L) const {
  const auto *Begin = llvm::lower_bound(Links, Link{L >> 32 << 32, 0});
  const auto *End = Begin;
  while (End != Links.end() && LocationTable::areRelated(End->Target, L))
    ++End;
  return {Begin, End};
}

llvm::ArrayRef<PathState::Entry> PathState::related(LocId L) const {
  const auto *Begin = findEntry(Entries, L >> 32 << 32);
  const auto *End = Begin;
  while (End != Entries.end() && LocationTable::areRelated(End->Loc, L))
    ++End;
  return {Begin, End};
}

void PathState::eraseTree(LocId L, const LocationTable &Table) {
  llvm::ArrayRef<Entry> Related = related(L);
  auto *Begin = Entries.begin() + (Related.begin() - Entries.begin());
  eraseEntries(Begin, Begin + Related.size(),
               [&](const Entry &E) { return Table.isWithin(E.Loc, L); });
}

void PathState::eraseFormer(LocId L, bool IsConstructed,
                            const LocationTable &Table) {
  if (IsConstructed)
    return eraseTree(L, Table);
  llvm::SmallVector<LocId, 4> Former;
  for (const Entry &E : related(L)) {
    LocId Step = E.Loc;
    while (Step && Step != L && Table[Step].Kind != LocKind::Field)
      Step = Table[Step].Parent;
    if (Step == L)
      Former.push_back(E.Loc);
  }
  for (LocId Gone : Former)
    erase(Gone);
}

void PathState::copyTree(LocId From, LocId To, LocationTable &Table) {
  if (!To || From == To)
    return;
  eraseTree(To, Table);
  llvm::SmallVector<Entry, 8> Copied;
  for (const Entry &E : related(From))
    if (E.Content.K != Value::ClassOf && Table.isWithin(E.Loc, From)) {
      Value V = E.Content;
      if (V.Target && Table.isWithin(V.Target, From))
        V.Target = Table.rebase(V.Target, From, To);
      Copied.push_back({Table.rebase(E.Loc, From, To), V});
    }
  for (const Entry &E : Copied)
    set(E.Loc, E.Content);
}

void PathState::moveTargets(LocId From, LocId To, LocationTable &Table) {
  if (!From || From == To)
    return;
  eraseTree(From, Table);
  llvm::SmallVector<Link, 4> Moved(linksInto(From));
  for (Link K : Moved) {
    if (!Table.isWithin(K.Target, From))
      continue;
    Value V = get(K.Holder);
    V.Target = Table.rebase(K.Target, From, To);
    set(K.Holder, V.Target ? V : Value::unknown());
  }
}

void PathState::leaveMovedFrom(LocId L, const LocationTable &Table) {
  llvm::SmallVector<LocId, 2> Left;
  LocId Container = 0; // how many elements it has is not known any more
  for (const Entry &E : related(L)) {
    if (const Location Where = Table[E.Loc];
        Where.Kind == LocKind::Element && Where.Parent == L)
      Container = L;
    bool IsOwner = E.Content.K == Value::Pointer && E.Content.Owns;
    if ((IsOwner || E.Content.K == Value::Task) && Table.isWithin(E.Loc, L))
      Left.push_back(E.Loc);
  }
  if (get(Container).K == Value::Int)
    set(Container, Value::unknown());
  for (LocId Empty : Left) {
    if (get(Empty).K == Value::Absent)
      continue; // an argument of a task that is gone
    if (get(Empty).K == Value::Task)
      eraseTree(Empty, Table);
    set(Empty, Value::integer(0, 0));
  }
}

/// Numbers and what was never written are no property of a path.
static bool isNumber(const Value &V) { return V.K == Value::Int && !V.Decides; }

bool PathState::sameProperty(const PathState &O) const {
  if (Reached != O.Reached || Violated != O.Violated)
    return false;
  auto A = Entries.begin(), AEnd = Entries.end();
  auto B = O.Entries.begin(), BEnd = O.Entries.end();
  while (A != AEnd || B != BEnd) {
    bool TakeA = B == BEnd || (A != AEnd && A->Loc <= B->Loc);
    bool TakeB = A == AEnd || (B != BEnd && B->Loc <= A->Loc);
    if (TakeA && TakeB) {
      // A number on one side and nothing known on the other may merge.
      bool Weak = (isNumber(A->Content) && B->Content.K == Value::Unknown) ||
                  (isNumber(B->Content) && A->Content.K == Value::Unknown);
      if (!Weak && !A->Content.sameProperty(B->Content))
        return false;
      ++A, ++B;
    } else {
      const Value &V = TakeA ? (A++)->Content : (B++)->Content;
      if (!isNumber(V) && V.K != Value::Unknown)
        return false;
    }
  }
  return true;
}

size_t PathState::hash() const {
  llvm::hash_code Hash = llvm::hash_combine(Reached, Violated);
  for (const auto &[Loc, V] : Entries)
    Hash = llvm::hash_combine(Hash, Loc, V.K, V.State,
                              V.K == Value::Pointer ? V.Target : 0,
                              V.K == Value::Int ? V.Low : 0);
  return Hash;
}

bool PathState::operator==(const PathState &O) const {
  return Reached == O.Reached && Violated == O.Violated &&
         llvm::equal(Entries, O.Entries, [](const Entry &A, const Entry &B) {
           return A.Loc == B.Loc && A.Content == B.Content;
         });
}

bool PathState::join(const PathState &O, Widening How) {
  bool Changed = false;
  llvm::erase_if(Entries, [&](Entry &E) {
    if (!isNumber(E.Content))
      return false;
    const Value &Other = O.get(E.Loc);
    if (isNumber(Other)) {
      Changed |= joinNumbers(E.Content, Other, How);
      return false;
    }
    Changed = true;
    if (Other.K == Value::Unknown) {
      replace(E.Loc, E.Content, Value::unknown());
      return false;
    }
    unlink(E.Loc, E.Content);
    return true;
  });
  return Changed;
}

} // namespace eventloop::typestate
