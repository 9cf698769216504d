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
  auto [It, New] = Known.try_emplace(K, All.size());
  if (New) {
    L.Root = L.Parent ? All[L.Parent].Root : All.size();
    L.Depth = L.Parent ? All[L.Parent].Depth + 1 : 0;
    All.push_back(L);
  }
  return It->second;
}

LocId LocationTable::below(LocId Parent, LocKind K, const void *Entity,
                           uint32_t Index) {
  constexpr uint32_t MaxDepth = 12;
  if (!Parent || All[Parent].Depth >= MaxDepth)
    return 0;
  return intern({K, Parent, Entity, Index, 0, 0});
}

bool LocationTable::isWithin(LocId L, LocId Ancestor) const {
  while (L && L != Ancestor)
    L = All[L].Parent;
  return L != 0;
}

LocId LocationTable::rebase(LocId L, LocId From, LocId To) {
  if (L == From)
    return To;
  if (!L || !To)
    return 0;
  Location Step = All[L];
  return below(rebase(Step.Parent, From, To), Step.Kind, Step.Entity,
               Step.Index);
}

} // namespace eventloop::typestate
