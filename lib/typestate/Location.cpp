//===- Location.cpp - Where objects live, by name -------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Interning of locations. See Location.h.
//
//===----------------------------------------------------------------------===//

#include "typestate/Location.h"

namespace eventloop::typestate {

LocId LocationTable::intern(Location L) {
  Key K{{static_cast<unsigned>(L.Kind), L.Parent}, {L.Entity, L.Index}};
  auto [It, New] = Known.try_emplace(K);
  if (New) {
    const LocId Number = All.size();
    const LocId RootNumber = L.Parent ? L.Parent >> 32 : Number;
    It->second = RootNumber << 32 | Number;
    L.Root = RootNumber << 32 | RootNumber;
    L.Depth = L.Parent ? (*this)[L.Parent].Depth + 1 : 0;
    All.push_back(L);
  }
  return It->second;
}

LocId LocationTable::below(LocId Parent, LocKind K, const void *Entity,
                           uint64_t Index) {
  constexpr uint32_t MaxDepth = 12;
  if (!Parent || (*this)[Parent].Depth >= MaxDepth)
    return 0;
  return intern({K, Parent, Entity, Index, 0, 0});
}

bool LocationTable::isWithin(LocId L, LocId Ancestor) const {
  if (!areRelated(L, Ancestor))
    return false;
  while (L && L != Ancestor)
    L = (*this)[L].Parent;
  return L != 0;
}

LocId LocationTable::rebase(LocId L, LocId From, LocId To) {
  if (L == From)
    return To;
  if (!L || !To)
    return 0;
  Location Step = (*this)[L];
  return below(rebase(Step.Parent, From, To), Step.Kind, Step.Entity,
               Step.Index);
}

} // namespace eventloop::typestate
