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
#include "typestate/Unwinding.h"
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
  enter(F.Entry, C.Entry);
  while (!Work.empty()) {
    dataflow::Worklist::Item I = Work.pop();
    if (Eng.TheBudget.isSpent() || C.Left.isSpent())
      return Eng.losePaths();
    BlockStates &B = In[I.Block];
    if (F.Blocks[I.Block].MayComeBack) {
      interpretBlock(I.Block, B.All[I.Index]);
    } else if (!std::exchange(B.Visits[I.Index], 0)) {
      continue; // put in twice
    } else {
      interpretBlock(I.Block, std::move(B.All[I.Index]));
    }
  }
}

/// Merges the state into those of the block and puts what changed to work.
void Interpreter::enter(uint32_t Block, PathState S) {
  BlockStates &B = In[Block];
  if (B.Full)
    return;
  for (unsigned I = 0; I < B.All.size(); ++I)
    if (B.All[I].sameProperty(S)) {
      Widening How;
      if (const unsigned Visits = B.Visits[I]++; F.Blocks[Block].MayComeBack)
        How = Eng.TheLimits.widening(Visits, F.Compared);
      if (B.All[I].join(S, How))
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
  facts::Position At = B.Start;
  constexpr unsigned Often = 64; // long blocks make many temporaries
  for (const Fact &Next : B.Facts) {
    if (!Eng.TheBudget.spend(Now.size()) || !C.Left.spend(Now.size()))
      return Eng.losePaths();
    if (++At % Often == 0)
      for (PathState &State : Now)
        dropDead(At - 1, State);
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
        Same->join(State);
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
  const facts::Decision &Decides = F.decisionOf(B);
  const facts::Position Ended = B.Start + B.Facts.size() + 1;
  for (const Edge &E : B.Edges) {
    PathState Taken = &E == &B.Edges.back() ? std::move(S) : S;
    bool Feasible = true;
    switch (E.TheGuard) {
    case Edge::Always:
      break;
    case Edge::WhenTrue:
    case Edge::WhenFalse:
      Feasible = assume(Decides.Cond, E.TheGuard == Edge::WhenTrue, Taken);
      break;
    case Edge::WhenCase:
    case Edge::WhenDefault:
      Feasible = assumeCase(E, Decides, Taken);
      break;
    case Edge::WhenFirst:
    case Edge::WhenNotFirst: {
      LocId Static = locate(Decides.Static, Taken);
      bool Made = Taken.get(Static).K != Value::Absent;
      Feasible = Made == (E.TheGuard == Edge::WhenNotFirst);
      break;
    }
    }
    if (!Feasible || (E.Teaches && !learn(F.Lessons[E.Teaches], Taken)))
      continue;
    // Who ends the program since a close was refused does not close later.
    if (F.Blocks[E.To].NeverReturns)
      for (const facts::Operand &O : {Decides.Cond.LHS, Decides.Cond.RHS})
        if (const Value Asked = evaluate(O, Taken);
            Asked.Asks == Value::IsRefused)
          settleRefusals(
              [&](LocId R) { return Locs[R].Parent == Asked.Target; }, Taken);
    dropDead(Ended, Taken);
    enter(E.To, std::move(Taken));
  }
}

/// Forgets what is mentioned before this position alone, unless something that
/// lasts still points to it.
void Interpreter::dropDead(facts::Position At, PathState &S) {
  auto IsDead = [&](LocId Root) {
    const Location Where = Locs[Root];
    if (Where.Kind != LocKind::Temp && Where.Kind != LocKind::Local &&
        Where.Kind != LocKind::Truth)
      return false;
    std::optional<facts::Position> Last = F.lastUseOf(Where.Entity);
    return Last && *Last < At;
  };
  // What a pointer was never seen to be given lies below it: that goes on.
  auto Lasts = [&](const PathState::Entry &E) {
    LocId L = E.Content.hasStory() ? E.Loc : 0;
    while (L && Locs[L].Kind != LocKind::Pointee)
      L = Locs[L].Parent;
    return L != 0;
  };
  llvm::SmallDenseSet<LocId, 8> Dead;
  for (const PathState::Entry &E : S.entries())
    if (LocId Root = Locs[E.Loc].Root; IsDead(Root))
      Dead.insert(Root);
  if (!Dead.empty())
    for (const PathState::Entry &E : S.entries())
      if (Lasts(E))
        Dead.erase(Locs[E.Loc].Root);
  bool Changed = !Dead.empty();
  while (Changed) {
    Changed = false;
    for (const PathState::Entry &E : S.entries())
      if (E.Content.Target && !Dead.contains(Locs[E.Loc].Root))
        Changed |= Dead.erase(Locs[E.Content.Target].Root);
  }
  if (!Dead.empty())
    S.eraseIf([&](const PathState::Entry &E) {
      return Dead.contains(Locs[E.Loc].Root);
    });
}

void Interpreter::endPath(const PathState &S) {
  addFinal({S.Reached, S.Violated});
}

/// A path without a bit counts as well: callers have reached something.
void Interpreter::addFinal(FinalBits Bits) {
  bool SaysNothing = Bits.IsAside && !(Bits.Reached | Bits.Violated);
  if (!SaysNothing && !llvm::is_contained(C.Finals, Bits))
    C.Finals.push_back(Bits);
}

/// True for a variable or temporary of the function, and for parts of it.
static bool isOfFrame(LocId L, const LocationTable &Locs) {
  while (Locs[L].Kind == LocKind::Field)
    L = Locs[L].Parent;
  return Locs[L].Kind == LocKind::Local || Locs[L].Kind == LocKind::Temp;
}

void Interpreter::addExit(Exit E) {
  forgetCaught(F, E.State, Locs);
  settleRefusals(
      [&](LocId L) {
        LocKind Root = Locs[Locs[L].Root].Kind;
        return Root == LocKind::Local || Root == LocKind::Temp;
      },
      E.State);
  endReferents(
      E.State.links(), [&](LocId L) { return isOfFrame(L, Locs); },
      F.Decl->getEndLoc(), E.State);
  for (Exit &Known : C.Exits)
    if (Known.Thrown == E.Thrown && Known.ThrownType == E.ThrownType &&
        Known.State.sameProperty(E.State)) {
      Known.State.join(E.State);
      return;
    }
  if (C.Exits.size() >= Eng.TheLimits.ExitsPerFunction)
    return Eng.losePaths();
  C.Exits.push_back(std::move(E));
}

/// Whether it ends with the function at the latest, or is what that yields.
static bool isLocalVariable(const facts::Place &P) {
  return P.Steps.empty() &&
         (P.Root == facts::Place::Local || P.Root == facts::Place::Temp ||
          P.Root == facts::Place::Return);
}

void Interpreter::apply(const Fact &Next, PathState S, States &Out) {
  switch (Next.Kind) {
  case FactKind::Assign: {
    Value V = evaluate(Next.Src, S);
    const LocId To = locate(Next.Dst, S);
    V.Decides &= isLocalVariable(F.Places[Next.Dst]);
    S.set(To, V);
    if (V.Target)
      leaveOutOfSight(To, S);
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
    leaveOutOfSight(To, S);
    break;
  }
  case FactKind::Allocate: {
    const void *Site = F.Places[Next.Src.Where].Entity;
    LocId From = objectAt(Next.Src, S), To = freshHeap(Site, S);
    if (Next.Type)
      Eng.ClassMadeAt[Site] = Next.Type;
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
    const CXXRecordDecl *Class =
        Next.IsVirtual ? classOf(P.Target, S) : Next.Type;
    if (!Class) {
      escape(P.Target, true, S);
      break;
    }
    return destroy(P.Target, Class, Next.Loc, Next.Name, std::move(S), Out);
  }
  case FactKind::FirstElement:
    firstElement(locate(Next.Dst, S), Next.Src, S);
    break;
  case FactKind::NextElement:
    nextElement(locate(Next.Dst, S), S);
    break;
  case FactKind::Await:
    return await(Next, std::move(S), Out);
  case FactKind::Throw: {
    const ExceptionType Type = thrownBy(Next, S, Locs);
    return unwind(std::move(S), Next.Scope, Type, Next.Loc);
  }
  case FactKind::Return:
    break; // the edge to the exit follows
  }
  Out.push_back(std::move(S));
}

} // namespace eventloop::typestate
