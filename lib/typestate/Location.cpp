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
#include "clang/AST/Decl.h"
#include "llvm/ADT/DenseMapInfo.h"

namespace eventloop::typestate {

LocId LocationTable::intern(LocKind K, LocId Parent, const void *Entity,
                            uint64_t Index) {
  const auto Above = static_cast<uint32_t>(Parent);
  using llvm::detail::combineHashValue;
  const unsigned Step = combineHashValue(
      llvm::DenseMapInfo<const void *>::getHashValue(Entity),
      static_cast<unsigned>(Index) * 64 + static_cast<unsigned>(K));
  // The greatest numbers are the map's own.
  const uint32_t Hash = combineHashValue(Above, Step) >> 1;
  uint32_t &First = Known[Hash];
  uint32_t Number = First;
  auto IsIt = [&](const Stored &S) {
    return S.Kind == K && S.Parent == Above && S.Entity == Entity &&
           S.Index == Index;
  };
  while (Number && !IsIt(All[Number]))
    Number = All[Number].NextAlike;
  if (!Number) {
    Number = All.size();
    const uint8_t Depth = Above ? All[Above].Depth + 1 : 0;
    All.push_back({Entity, Index, Above, First, K, Depth});
    First = Number;
  }
  const LocId Root = Parent ? Parent >> 32 : Number;
  return Root << 32 | Number;
}

LocId LocationTable::below(LocId Parent, LocKind K, const void *Entity,
                           uint64_t Index) {
  constexpr uint32_t MaxDepth = 12;
  if (!Parent || (*this)[Parent].Depth >= MaxDepth)
    return 0;
  return intern(K, Parent, Entity, Index);
}

bool LocationTable::isOutOfSight(LocId L) const {
  const Location Root = (*this)[(*this)[L].Root];
  const bool IsVariable = Root.Kind == LocKind::Local &&
                          !llvm::isa<clang::ParmVarDecl>(
                              static_cast<const clang::VarDecl *>(Root.Entity));
  if (Root.Kind != LocKind::Temp && !IsVariable)
    return false;
  while (L && (*this)[L].Kind != LocKind::Pointee)
    L = (*this)[L].Parent;
  return L != 0;
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
