//===- Engine.cpp - Runs the protocols over a program ---------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Contexts, recursion, roots and grading. See Engine.h. What facts do to a
// state is in Interpreter.
//
//===----------------------------------------------------------------------===//

#include "typestate/Engine.h"
#include "typestate/Interpreter.h"
#include "clang/Basic/Stack.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include <map>

using namespace clang;

namespace eventloop::typestate {

Engine::Engine(facts::Program &P, Limits L)
    : Program(P), TheLimits(L), TheBudget(L.StepsPerUnit) {}

const facts::Call *Engine::outerMaker(size_t N) {
  while (OuterMakers.size() <= N)
    OuterMakers.emplace_back();
  return &OuterMakers[N];
}

static bool sameExit(const Exit &A, const Exit &B) {
  return A.Thrown == B.Thrown && A.ThrownType == B.ThrownType &&
         A.State == B.State;
}

/// The steps that one evaluation of F may take. Scenarios and real code need
/// less than 8 for each fact.
static uint64_t mostSteps(const facts::FunctionFacts &F, const Limits &L) {
  uint64_t Facts = 0;
  for (const facts::Block &B : F.Blocks)
    Facts += B.Facts.size();
  return L.StepsPerFunction + L.StepsPerFact * Facts;
}

/// The context of a function and an entry state; null past a limit.
Context *Engine::enterContext(const facts::FunctionFacts &F, PathState Entry) {
  Entry.Reached = Entry.Violated = 0;
  auto &Slot = Memo[&F];
  if (!Slot)
    Slot = std::make_unique<Summaries>();
  Summaries &Known = *Slot;
  if (std::exchange(Known.Root, Root) != Root)
    Known.OfRoot = 0;
  // A recursion that counts: its numbers are not told apart for ever.
  if (Known.OfRoot >= TheLimits.ContextsPerFunction / 2 &&
      llvm::any_of(Active, [&](const Context *A) { return A->Function == &F; }))
    Entry.forgetIf([](const PathState::Entry &E) {
      return E.Content.K == Value::Int && !E.Content.isNull();
    });
  const size_t Hash = Entry.hash();
  auto [Begin, End] = Known.ByHash.equal_range(Hash);
  for (auto It = Begin; It != End; ++It)
    if (It->second->Entry == Entry)
      return It->second.get();
  if (Known.OfRoot >= TheLimits.ContextsPerFunction ||
      Active.size() >= TheLimits.CallDepth || TheBudget.isSpent()) {
    giveUp();
    return nullptr;
  }
  ++Known.OfRoot;
  auto C = std::make_unique<Context>();
  C->Function = &F;
  C->Entry = std::move(Entry);
  C->TheStage = Context::Stale; // as if another round had begun
  return Known.ByHash.emplace(Hash, std::move(C))->second.get();
}

const Context *Engine::evaluate(const facts::FunctionFacts &F,
                                PathState Entry) {
  if (TooMuch.contains(&F)) {
    losePaths();
    return nullptr;
  }
  auto &CalledFrom = Callers[&F];
  if (!Active.empty())
    CalledFrom.insert(Active.back()->Function);
  Context *C = enterContext(F, std::move(Entry));
  if (!C)
    return nullptr;
  switch (C->TheStage) {
  case Context::InProgress:
    C->WasRead = true;
    LowestUsed = std::min(LowestUsed, C->Depth);
    return C;
  case Context::Provisional: {
    // It was built below the innermost context in progress that was there
    // when it ended, on that or on one further out.
    auto Holder = llvm::partition_point(
        Active, [&](const Context *A) { return A->Base <= C->Slot; });
    if (Holder != Active.begin())
      LowestUsed = std::min(LowestUsed, (*std::prev(Holder))->Depth);
    break;
  }
  case Context::Stale:
    solve(*C);
    break;
  case Context::Final:
    break;
  }
  if (TooMuch.contains(&F)) {
    losePaths(); // what was found in it before is not certain any more
    return nullptr;
  }
  PathsLost |= C->PathsLost;
  return C;
}

/// One round. True if what was used of the context meanwhile has changed.
bool Engine::evaluateBody(Context &C) {
  Context Next;
  Next.Function = C.Function;
  Next.Entry = C.Entry;
  Next.Left = dataflow::Budget(mostSteps(*C.Function, TheLimits));
  C.WasRead = false;
  PathsLost = false;
  // Chains of calls may be longer than the stack.
  runWithSufficientStackSpace(
      [] {}, [&] { Interpreter(*this, *C.Function, Next).run(); });
  if (Next.Left.isSpent())
    TooMuch.insert(C.Function);
  bool HasDiffered = !llvm::equal(C.Exits, Next.Exits, sameExit) ||
                     C.ClassesAsked != Next.ClassesAsked;
  C.ClassesAsked = Next.ClassesAsked;
  C.Exits = std::move(Next.Exits);
  C.Violations = std::move(Next.Violations);
  C.Finals = std::move(Next.Finals);
  for (const Violation &V : C.Violations)
    BlamedIn[V.Blamed].insert(C.Function);
  return HasDiffered && C.WasRead;
}

/// Evaluates a context. The outermost one of a cycle of calls is evaluated
/// until nothing in the cycle changes; the others once in each of its rounds.
/// Terminates: rounds are bounded.
void Engine::solve(Context &C) {
  C.TheStage = Context::InProgress;
  C.Base = Unfinished.size();
  Active.push_back(&C);
  C.Depth = Active.size();
  const unsigned OuterLowest = std::exchange(LowestUsed, ~0u);
  const bool OuterLost = PathsLost;
  const bool OuterChanged = std::exchange(HasChanged, false);
  bool Leads = true;
  for (unsigned Round = 1;; ++Round) {
    HasChanged |= evaluateBody(C);
    Leads = LowestUsed >= C.Depth;
    if (!Leads || !HasChanged || TooMuch.contains(C.Function))
      break;
    if (Round == TheLimits.FixpointRounds) {
      losePaths();
      break;
    }
    for (Context *Member : llvm::drop_begin(Unfinished, C.Base))
      Member->TheStage = Context::Stale;
    Unfinished.resize(C.Base);
    HasChanged = false;
  }
  C.PathsLost = PathsLost;
  PathsLost = OuterLost;
  HasChanged = OuterChanged || (!Leads && HasChanged);
  LowestUsed = Leads ? OuterLowest : std::min(OuterLowest, LowestUsed);
  finish(C, Leads);
}

void Engine::finish(Context &C, bool Leads) {
  Active.pop_back();
  if (!Leads) {
    C.TheStage = Context::Provisional;
    C.Slot = Unfinished.size();
    Unfinished.push_back(&C);
    return;
  }
  for (Context *Member : llvm::drop_begin(Unfinished, C.Base))
    Member->TheStage = Context::Final;
  Unfinished.resize(C.Base);
  C.TheStage = Context::Final;
}

/// One diagnostic is enough for both.
static bool sameDefect(const Violation &A, const Violation &B) {
  return A.Blamed == B.Blamed && subjectOf(A.Kind) == subjectOf(B.Kind);
}

/// A branch said that the loop was closed or stopped, and the call is reached
/// without it as well: `EXPECT_FALSE(loop.stopped())` goes on either way, and
/// does not say that the loop ever is.
static bool isFoundOnABranch(const Violation &V) {
  if (V.Definite)
    return false;
  for (const StoryNode *N : eventsOf(V.Story))
    switch (N->Event) {
    case StoryEvent::FoundClosed:
    case StoryEvent::FoundStopped:
      return true;
    case StoryEvent::Stopped:
    case StoryEvent::RanToEnd:
    case StoryEvent::Closed:
    case StoryEvent::Destroyed:
      return false;
    default:
      break;
    }
  return false;
}

static void addOnce(std::vector<Violation> &All, const Violation &V) {
  auto Known =
      llvm::find_if(All, [&](const Violation &O) { return sameDefect(O, V); });
  if (Known == All.end())
    return All.push_back(V);
  Circumstances Around = Known->Around;
  Around.add(V.Around);
  if (V.Definite && !Known->Definite)
    *Known = V;
  Known->Around = Around;
}

/// The evaluated functions that reach one of the blamed calls: grading bits
/// change their summaries, and no others.
void Engine::forgetCallersOf(llvm::ArrayRef<Violation> Sites) {
  llvm::SetVector<const facts::FunctionFacts *> Affected;
  for (const Violation &V : Sites)
    Affected.insert_range(BlamedIn[V.Blamed]);
  for (const auto &[F, CalledFrom] : Callers)
    for (const Violation &V : Sites)
      if (!F->Calls.empty() && V.Blamed >= F->Calls.data() &&
          V.Blamed <= &F->Calls.back())
        Affected.insert(F);
  for (size_t I = 0; I < Affected.size(); ++I) {
    Memo.erase(Affected[I]);
    Affected.insert_range(Callers[Affected[I]]);
  }
}

/// A violation is definite when no path reaches the blamed call without
/// violating there. The roots are evaluated again with a bit for each blamed
/// call, so that whole paths can be asked.
void Engine::grade(llvm::ArrayRef<Suspect *> Alike, size_t First,
                   size_t Count) {
  auto Sites = llvm::ArrayRef(Alike.front()->Found).slice(First, Count);
  for (const auto &[I, V] : llvm::enumerate(Sites))
    Bits[V.Blamed][static_cast<unsigned>(subjectOf(V.Kind))] = 1ull << I;
  forgetCallersOf(Sites);
  for (Suspect *S : Alike) {
    RootResult Graded = evaluateSuspect(S->Root);
    for (Violation &V : S->Found) {
      uint64_t Bit = bitOf(V.Blamed, subjectOf(V.Kind));
      if (Bit)
        V.Definite = !Graded.PathsLost &&
                     llvm::none_of(Graded.Finals, [&](const FinalBits &B) {
                       return (B.Reached & Bit) && !(B.Violated & Bit);
                     });
    }
  }
  Bits.clear();
  forgetCallersOf(Sites);
}

/// Roots that are blamed at the same calls are graded together: what they call
/// is evaluated once.
void Engine::grade(std::vector<Suspect> &Suspects) {
  constexpr size_t MaxSites = 64;
  using Site = std::pair<const facts::Call *, Subject>;
  std::map<std::vector<Site>, size_t> Known;
  std::vector<std::vector<Suspect *>> Groups;
  for (Suspect &S : Suspects) {
    llvm::sort(S.Found, [](const Violation &A, const Violation &B) {
      return std::pair(A.Blamed, subjectOf(A.Kind)) <
             std::pair(B.Blamed, subjectOf(B.Kind));
    });
    std::vector<Site> Sites;
    for (const Violation &V : S.Found)
      Sites.push_back({V.Blamed, subjectOf(V.Kind)});
    auto [It, New] = Known.try_emplace(std::move(Sites), Groups.size());
    if (New)
      Groups.emplace_back();
    Groups[It->second].push_back(&S);
  }
  for (const std::vector<Suspect *> &Alike : Groups)
    for (size_t First = 0, End = Alike.front()->Found.size(); First < End;
         First += MaxSites)
      grade(Alike, First, std::min(MaxSites, End - First));
}

std::vector<Engine::Suspect> Engine::findSuspects() {
  std::vector<Suspect> Suspects;
  auto Evaluate = [&](const FunctionDecl *F) {
    RootResult Result = evaluateSuspect(F);
    Suspect S;
    S.Root = F;
    for (const Violation &V : Result.Violations)
      addOnce(S.Found, V);
    if (!S.Found.empty())
      Suspects.push_back(std::move(S));
  };
  for (const FunctionDecl *F : Program.roots())
    Evaluate(F);
  // What no root reached: callbacks that nobody in sight calls, cycles.
  for (const FunctionDecl *F : Program.relevant())
    if (const facts::FunctionFacts *Facts = Program.factsOf(F);
        Facts && !Callers.contains(Facts))
      Evaluate(F);
  if (Program.tests().size() > 1)
    Evaluate(nullptr);
  return Suspects;
}

std::vector<Violation> Engine::run() {
  noteBottomOfStack();
  std::vector<Suspect> Suspects = findSuspects();
  grade(Suspects);
  std::vector<Violation> All;
  for (const Suspect &S : Suspects)
    for (const Violation &V : S.Found)
      if (!isFoundOnABranch(V))
        addOnce(All, V);
  return All;
}

} // namespace eventloop::typestate
