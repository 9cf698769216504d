//===- LastUses.cpp - Until when a variable matters -----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One walk over the facts in reverse post-order. What is mentioned where paths
// may come back to lasts until they no longer do.
//
//===----------------------------------------------------------------------===//

#include "facts/LastUses.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::facts {

namespace {

class LastUseFinder {
public:
  explicit LastUseFinder(FunctionFacts &F) : F(F) {}
  void run();

private:
  /// Where something is mentioned.
  struct Uses {
    Position Last = 0;
    uint32_t Block = 0;
    bool InOneBlock = true;
  };

  void order();
  void findCycles();
  void mention(PlaceId P);
  void mention(const Operand &O);
  void mention(const Condition &C);
  void mentionAll(const Fact &Next);
  bool endsByItself(const Place &P) const;

  FunctionFacts &F;
  std::vector<uint32_t> InOrder; ///< blocks
  /// For each block, the end of what paths may repeat together with it; 0 where
  /// they come once.
  std::vector<Position> RepeatedUntil;
  llvm::DenseMap<const void *, Uses> Found;
  uint32_t Block = 0; ///< the walk's
  Position At = 0;
};

} // namespace

/// Counts positions: one a fact, and one for what ends the block.
void LastUseFinder::order() {
  InOrder.resize(F.Blocks.size());
  for (uint32_t I = 0; I < F.Blocks.size(); ++I)
    InOrder[I] = I;
  llvm::sort(InOrder, [&](uint32_t A, uint32_t B) {
    return F.Blocks[A].Order < F.Blocks[B].Order;
  });
  Position Next = 1;
  for (uint32_t I : InOrder) {
    F.Blocks[I].Start = Next;
    Next += F.Blocks[I].Facts.size() + 1;
  }
}

/// An edge back closes a cycle: whatever lies between its ends. Exceptions
/// come to handlers from anywhere.
void LastUseFinder::findCycles() {
  size_t Count = InOrder.size();
  std::vector<uint32_t> Rank(Count);
  for (uint32_t R = 0; R < Count; ++R)
    Rank[InOrder[R]] = R;
  std::vector<uint32_t> Reach(Count); // by rank: how far the cycles go
  for (uint32_t R = 0; R < Count; ++R)
    Reach[R] = R;
  std::vector<bool> IsCycle(Count, false);
  auto Close = [&](uint32_t First, uint32_t Last) {
    Reach[First] = std::max(Reach[First], Last);
    IsCycle[First] = true;
  };
  for (uint32_t From = 0; From < Count; ++From)
    for (const Edge &E : F.Blocks[From].Edges)
      if (Rank[E.To] <= Rank[From])
        Close(Rank[E.To], Rank[From]);
  for (const Try &T : F.Tries)
    for (const Handler &H : T.Handlers)
      Close(Rank[H.Block], Count - 1);

  RepeatedUntil.resize(Count);
  for (uint32_t R = 0; R < Count;) {
    uint32_t Last = R;
    bool Repeats = false;
    for (uint32_t I = R; I <= Last; ++I) {
      Last = std::max(Last, Reach[I]);
      Repeats |= IsCycle[I];
    }
    const facts::Block &End = F.Blocks[InOrder[Last]];
    for (; R <= Last; ++R) {
      // What is read in the next round outlives the last block's end.
      RepeatedUntil[InOrder[R]] =
          Repeats ? End.Start + End.Facts.size() + 1 : 0;
      F.Blocks[InOrder[R]].MayComeBack = Repeats || !F.Tries.empty();
    }
  }
}

/// True for variables whose end is no event.
bool LastUseFinder::endsByItself(const Place &P) const {
  if (P.Root == Place::Temp || P.Root == Place::Truth)
    return true;
  if (P.Root != Place::Local)
    return false;
  QualType T = static_cast<const VarDecl *>(P.Entity)->getType();
  return !T->isRecordType() && !T->isArrayType() && !T->isDependentType();
}

void LastUseFinder::mention(PlaceId P) {
  const Place &Where = F.Places[P];
  if (!endsByItself(Where))
    return;
  auto [It, New] = Found.try_emplace(Where.Entity);
  Uses &U = It->second;
  if (New)
    U.Block = Block;
  U.InOneBlock &= U.Block == Block;
  U.Last = std::max(U.Last, At);
  // A temporary is written anew before it is read in the next round.
  if (Where.Root != Place::Temp || !U.InOneBlock)
    U.Last = std::max({U.Last, RepeatedUntil[Block], RepeatedUntil[U.Block]});
}

void LastUseFinder::mention(const Operand &O) {
  mention(O.Where);
  if (O.K == Operand::Cond)
    mention(F.Conditions[O.Index]);
}

void LastUseFinder::mention(const Condition &C) {
  mention(C.LHS);
  mention(C.RHS);
}

void LastUseFinder::mentionAll(const Fact &Next) {
  mention(Next.Dst);
  mention(Next.Src);
  if (Next.Kind != FactKind::CallFn)
    return;
  const Call &C = F.Calls[Next.CallIndex];
  mention(C.This);
  mention(C.Callable);
  mention(C.Result);
  for (const Operand &O : C.Args)
    mention(O);
}

void LastUseFinder::run() {
  order();
  findCycles();
  for (uint32_t I : InOrder) {
    const facts::Block &B = F.Blocks[I];
    Block = I;
    At = B.Start;
    for (const Fact &Next : B.Facts) {
      mentionAll(Next);
      ++At;
    }
    const Decision &Decides = F.decisionOf(B);
    mention(Decides.Cond);
    mention(Decides.Switched);
    mention(Decides.Static);
    for (const Edge &E : B.Edges) {
      const Lesson &Taught = F.Lessons[E.Teaches];
      for (const auto &[Where, Is] : Taught.Answers)
        mention(Where);
      mention(Taught.Value);
    }
  }
  // Unwinding comes to them from wherever an exception is thrown.
  for (const Scope &S : F.Scopes)
    if (S.Variable)
      Found.erase(F.Places[S.Variable].Entity);
  F.LastUses.reserve(Found.size());
  for (const auto &[Entity, U] : Found)
    F.LastUses.push_back({Entity, U.Last});
  llvm::sort(F.LastUses);
}

void findLastUses(FunctionFacts &F) { LastUseFinder(F).run(); }

} // namespace eventloop::facts
