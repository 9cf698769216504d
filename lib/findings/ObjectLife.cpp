//===- ObjectLife.cpp - All that happens to a local object ----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See ObjectLife.h.
//
//===----------------------------------------------------------------------===//

#include "findings/ObjectLife.h"
#include "llvm/ADT/STLExtras.h"

namespace eventloop::findings {

using facts::Call;
using facts::Fact;
using facts::FactKind;
using facts::Operand;
using facts::Place;
using facts::PlaceId;
using model::Event;

/// True for the variable, or where it is an owner, what it points to.
bool ObjectLife::isObject(PlaceId P) const {
  const Place &Where = F.Places[P];
  if (Where.Root == Place::Local && Where.Entity == Var)
    return llvm::all_of(Where.Steps,
                        [](const facts::Step &S) { return S.isDeref(); });
  return Where.Root == Place::Temp && Pointers.contains(Where.Entity) &&
         Where.Steps.size() == 1 && Where.Steps[0].isDeref();
}

bool ObjectLife::mentions(PlaceId P) const {
  const Place &Where = F.Places[P];
  return (Where.Root == Place::Local && Where.Entity == Var) ||
         (Where.Root == Place::Temp && Pointers.contains(Where.Entity));
}

bool ObjectLife::mentions(const facts::Condition &C) const {
  return mentions(C.LHS) || mentions(C.RHS);
}

bool ObjectLife::mentions(const Operand &O) const {
  return mentions(O.Where) ||
         (O.K == Operand::Cond && mentions(F.Conditions[O.Index]));
}

/// False where a call does something else with the object.
bool ObjectLife::collectCall(const Fact &At) {
  const Call &C = F.Calls[At.CallIndex];
  if (&C == &Made) {
    Deeds[&At] = Deed::Make;
    return llvm::none_of(C.Args, [&](const Operand &O) { return mentions(O); });
  }
  if (mentions(C.Callable) ||
      llvm::any_of(C.Args, [&](const Operand &O) { return mentions(O); }))
    return false;
  if (!mentions(C.This))
    return !mentions(C.Result);
  if (C.Row && C.Row->TheEvent == Event::OwnerGet) {
    const Place &Result = F.Places[C.Result];
    if (Result.Root != Place::Temp)
      return false;
    Pointers.insert(Result.Entity);
    return true;
  }
  if (!C.Row || !isObject(C.This))
    return false;
  std::optional<Deed> D = deedOf(C);
  if (D && *D != Deed::Nothing)
    Deeds[&At] = *D;
  return D.has_value();
}

bool ObjectLife::collect() {
  // In the order of execution: an owner's pointer is made before it is used.
  std::vector<const facts::Block *> InOrder;
  for (const facts::Block &B : F.Blocks)
    InOrder.push_back(&B);
  llvm::sort(InOrder, [](const facts::Block *A, const facts::Block *B) {
    return A->Order < B->Order;
  });
  for (const facts::Block *B : InOrder) {
    for (const Fact &At : B->Facts) {
      if (At.Kind == FactKind::Await)
        Awaited.insert(At.Src.Where);
      if (At.Kind == FactKind::CallFn) {
        if (!collectCall(At))
          return false;
      } else if (At.Kind == FactKind::Destroy && mentions(At.Dst)) {
        Deeds[&At] = Deed::End;
      } else if (mentions(At.Dst) || mentions(At.Src)) {
        return false;
      }
    }
    const facts::Decision &Decides = F.decisionOf(*B);
    if (mentions(Decides.Cond) || mentions(Decides.Switched) ||
        mentions(Decides.Static))
      return false;
  }
  return true;
}

/// Walks all paths from the creation to the end of the object.
bool ObjectLife::followsOrder() const {
  llvm::SmallVector<std::pair<uint32_t, unsigned>, 8> Work;
  llvm::DenseSet<std::pair<uint32_t, unsigned>> Seen;
  constexpr unsigned NotMade = 0, JustMade = 1;
  Work.push_back({F.Entry, NotMade});
  while (!Work.empty()) {
    auto [Block, Stage] = Work.pop_back_val();
    if (!Seen.insert({Block, Stage}).second)
      continue;
    for (const Fact &At : F.Blocks[Block].Facts) {
      auto It = Deeds.find(&At);
      if (It == Deeds.end() || It->second == Deed::Harmless)
        continue;
      if (It->second == Deed::Make) {
        Stage = JustMade;
      } else if (It->second == Deed::End) {
        if (Stage != NotMade && Stage != lastStage())
          return false;
        Stage = NotMade;
      } else if (std::optional<unsigned> Next = step(Stage, It->second)) {
        Stage = *Next;
      } else {
        return false;
      }
    }
    for (const facts::Edge &E : F.Blocks[Block].Edges)
      Work.push_back({E.To, Stage});
  }
  return true;
}

bool ObjectLife::isWhole() {
  return collect() && followsOrder() && !Told.empty() && isInOrder();
}

} // namespace eventloop::findings
