//===- Interpreter.cpp - Walks the blocks of a function -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The order of blocks, the merging of paths, and the facts that need no more
// than a line. See Interpreter.h.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace eventloop::typestate {

using facts::Edge;
using facts::Fact;
using facts::FactKind;

Interpreter::Interpreter(Engine &E, const facts::FunctionFacts &F, Context &C)
    : Eng(E), Locs(E.Locations), F(F), C(C) {}

void Interpreter::run() {
  In.resize(F.Blocks.size());
  findLocalTemporaries();
  std::vector<bool> Again = findRevisited();
  enter(F.Entry, C.Entry);
  while (!Work.empty()) {
    dataflow::Worklist::Item I = Work.pop();
    if (Eng.TheBudget.isSpent())
      return Eng.losePaths();
    BlockStates &B = In[I.Block];
    if (Again[I.Block]) {
      interpretBlock(I.Block, B.All[I.Index]);
    } else if (!std::exchange(B.Visits[I.Index], 0)) {
      continue; // put in twice
    } else {
      interpretBlock(I.Block, std::move(B.All[I.Index]));
    }
  }
}

/// The blocks that paths may come to after they were interpreted: those in
/// cycles, and all where exceptions are caught. The states of the others are
/// not kept, which would be too much for long functions.
std::vector<bool> Interpreter::findRevisited() const {
  std::vector<bool> Again(F.Blocks.size(), !F.Tries.empty());
  std::vector<uint32_t> ByOrder(F.Blocks.size() + 1, 0);
  std::vector<int> Opens(F.Blocks.size() + 2, 0);
  for (const facts::Block &From : F.Blocks)
    for (const Edge &E : From.Edges)
      if (uint32_t To = F.Blocks[E.To].Order; To <= From.Order) {
        ++Opens[To];
        --Opens[From.Order + 1];
      }
  for (uint32_t I = 0; I < F.Blocks.size(); ++I)
    ByOrder[F.Blocks[I].Order] = I;
  int Open = 0;
  for (uint32_t Order = 0; Order <= F.Blocks.size(); ++Order) {
    Open += Opens[Order];
    if (Open)
      Again[ByOrder[Order]] = true;
  }
  return Again;
}

/// Merges the state into those of the block and puts what changed to work.
void Interpreter::enter(uint32_t Block, PathState S) {
  BlockStates &B = In[Block];
  if (B.Full)
    return;
  for (unsigned I = 0; I < B.All.size(); ++I)
    if (B.All[I].sameProperty(S)) {
      bool Widen = B.Visits[I]++ > Eng.TheLimits.VisitsBeforeWidening;
      if (B.All[I].join(S, Widen))
        Work.push({F.Blocks[Block].Order, Block, I});
      return;
    }
  if (B.All.size() >= Eng.TheLimits.StatesPerBlock) {
    B.Full = true;
    return Eng.losePaths();
  }
  B.All.push_back(std::move(S));
  B.Visits.push_back(1);
  Work.push(
      {F.Blocks[Block].Order, Block, static_cast<uint32_t>(B.All.size() - 1)});
}

void Interpreter::interpretBlock(uint32_t Block, PathState S) {
  const facts::Block &B = F.Blocks[Block];
  States Now;
  Now.push_back(std::move(S));
  for (const Fact &Next : B.Facts) {
    if (!Eng.TheBudget.spend(Now.size()))
      return Eng.losePaths();
    States After;
    for (PathState &State : Now)
      apply(Next, std::move(State), After);
    // Paths that became equal go on as one.
    States Merged;
    for (PathState &State : After) {
      auto Same = llvm::find_if(
          Merged, [&](const PathState &M) { return M.sameProperty(State); });
      if (Same == Merged.end())
        Merged.push_back(std::move(State));
      else
        Same->join(State, false);
    }
    Now = std::move(Merged);
    if (Now.size() > Eng.TheLimits.StatesPerBlock)
      return Eng.losePaths();
  }
  for (PathState &State : Now) {
    if (B.NeverReturns) {
      endPath(State);
      continue;
    }
    if (Block == F.Exit) {
      leave(std::move(State));
      continue;
    }
    followEdges(Block, std::move(State));
  }
}

void Interpreter::followEdges(uint32_t From, PathState S) {
  const facts::Block &B = F.Blocks[From];
  for (const Edge &E : B.Edges) {
    PathState Taken = S;
    bool Feasible = true;
    switch (E.TheGuard) {
    case Edge::Always:
      break;
    case Edge::WhenTrue:
    case Edge::WhenFalse:
      Feasible = assume(B.Cond, E.TheGuard == Edge::WhenTrue, Taken);
      break;
    case Edge::WhenCase:
    case Edge::WhenDefault:
      Feasible = assumeCase(E, B, Taken);
      break;
    case Edge::WhenFirst:
    case Edge::WhenNotFirst: {
      LocId Static = locate(B.Static, Taken);
      bool Made = Taken.get(Static).K != Value::Absent;
      Feasible = Made == (E.TheGuard == Edge::WhenNotFirst);
      break;
    }
    }
    if (!Feasible)
      continue;
    dropTemporaries(From, Taken);
    enter(E.To, std::move(Taken));
  }
}

/// Which temporaries are mentioned in one block only: they are dead after it.
void Interpreter::findLocalTemporaries() {
  for (uint32_t I = 0; I < F.Blocks.size(); ++I) {
    auto Mention = [&](facts::PlaceId P) {
      if (F.Places[P].Root != facts::Place::Temp)
        return;
      auto [It, New] = OnlyBlock.try_emplace(F.Places[P].Entity, I);
      if (!New && It->second != I)
        It->second = ~0u;
    };
    auto MentionAll = [&](const facts::Operand &O) { Mention(O.Where); };
    for (const Fact &Next : F.Blocks[I].Facts) {
      Mention(Next.Dst);
      MentionAll(Next.Src);
      if (Next.Kind != FactKind::CallFn)
        continue;
      const facts::Call &Call = F.Calls[Next.CallIndex];
      Mention(Call.This);
      Mention(Call.Callable);
      Mention(Call.Result);
      for (const facts::Operand &O : Call.Args)
        MentionAll(O);
    }
    MentionAll(F.Blocks[I].Cond.LHS);
    MentionAll(F.Blocks[I].Cond.RHS);
    MentionAll(F.Blocks[I].Switched);
  }
}

void Interpreter::dropTemporaries(uint32_t Block, PathState &S) {
  auto IsDead = [&](LocId L) {
    const Location &Root = Locs[Locs[L].Root];
    if (Root.Kind != LocKind::Temp)
      return false;
    auto It = OnlyBlock.find(Root.Entity);
    return It != OnlyBlock.end() && It->second == Block;
  };
  llvm::SmallDenseSet<LocId> PointedTo;
  for (const PathState::Entry &E : S.entries())
    if (E.Content.Target && !IsDead(E.Loc))
      PointedTo.insert(Locs[E.Content.Target].Root);
  llvm::erase_if(S.entries(), [&](const PathState::Entry &E) {
    return IsDead(E.Loc) && !PointedTo.contains(Locs[E.Loc].Root);
  });
}

void Interpreter::endPath(const PathState &S) {
  FinalBits Bits{S.Reached, S.Violated};
  if ((Bits.Reached | Bits.Violated) && !llvm::is_contained(C.Finals, Bits))
    C.Finals.push_back(Bits);
}

void Interpreter::addExit(Exit E) {
  settleRefusals(
      [&](LocId L) {
        LocKind Root = Locs[Locs[L].Root].Kind;
        return Root == LocKind::Local || Root == LocKind::Temp;
      },
      E.State);
  for (Exit &Known : C.Exits)
    if (Known.Thrown == E.Thrown && Known.ThrownType == E.ThrownType &&
        Known.State.sameProperty(E.State)) {
      Known.State.join(E.State, false);
      return;
    }
  if (C.Exits.size() >= Eng.TheLimits.ExitsPerFunction)
    return Eng.losePaths();
  C.Exits.push_back(std::move(E));
}

/// What a throw-expression throws.
static ExceptionType thrownBy(const Fact &Throw) {
  if (Throw.IsRethrow)
    return {ExceptionType::OfAny, nullptr};
  if (Throw.Type)
    return {ExceptionType::OfClass, Throw.Type};
  return {ExceptionType::OfNoClass, nullptr};
}

void Interpreter::apply(const Fact &Next, PathState S, States &Out) {
  switch (Next.Kind) {
  case FactKind::Assign: {
    Value V = evaluate(Next.Src, S);
    S.set(locate(Next.Dst, S), V);
    break;
  }
  case FactKind::Copy: {
    LocId From = objectAt(Next.Src, S), To = locate(Next.Dst, S);
    if (!From) {
      S.eraseTree(To, Locs);
      S.set(To, Value::unknown());
      break;
    }
    S.copyTree(From, To, Locs);
    if (Next.IsElided)
      S.moveTargets(From, To, Locs);
    else if (Next.IsMove)
      S.leaveMovedFrom(From, Locs);
    break;
  }
  case FactKind::Allocate: {
    LocId From = objectAt(Next.Src, S),
          To = freshHeap(F.Places[Next.Src.Where].Entity, S);
    S.copyTree(From, To, Locs);
    S.moveTargets(From, To, Locs);
    S.set(locate(Next.Dst, S), Value::pointer(To));
    break;
  }
  case FactKind::Closure: {
    LocId To = locate(Next.Dst, S);
    S.eraseTree(To, Locs);
    Value V;
    V.K = Value::Callable;
    V.Function = Next.Src.Callee;
    S.set(To, V);
    break;
  }
  case FactKind::CallFn: {
    const facts::Call &Call = F.Calls[Next.CallIndex];
    S.Reached |= Eng.bitsOf(&Call);
    if (Call.Row)
      return applyModelled(Call, Next, std::move(S), Out);
    return callUser(Call, Next, std::move(S), Out);
  }
  case FactKind::Destroy:
    return destroy(locate(Next.Dst, S), Next.Type, Next.Loc, Next.Name,
                   std::move(S), Out);
  case FactKind::DestroyAtExit: {
    Value V = Value::pointer(locate(Next.Dst, S));
    V.Function = Next.Type->getDestructor();
    V.At = Next.Loc;
    addAtExit(V, 0, S);
    break;
  }
  case FactKind::Delete: {
    Value P = evaluate(Next.Src, S);
    if (P.K != Value::Pointer || P.isNull())
      break;
    if (Next.IsVirtual || !Next.Type) {
      escape(P.Target, true, S);
      break;
    }
    return destroy(P.Target, Next.Type, Next.Loc, Next.Name, std::move(S), Out);
  }
  case FactKind::Await:
    return await(Next, std::move(S), Out);
  case FactKind::Throw:
    return unwind(std::move(S), Next.Scope, thrownBy(Next), Next.Loc);
  case FactKind::Return:
    break; // the edge to the exit follows
  }
  Out.push_back(std::move(S));
}

} // namespace eventloop::typestate
