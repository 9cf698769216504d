//===- FunctionFacts.h - The facts of one function, by block ----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The facts of one function in the shape of its control flow graph. Built by
// Lowering, read by lib/typestate.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FACTS_FUNCTIONFACTS_H
#define EVENTLOOP_TIDY_LIB_FACTS_FUNCTIONFACTS_H

#include "facts/Fact.h"
#include "llvm/ADT/STLExtras.h"
#include <memory>
#include <string>

namespace clang {
class CFG;
}

namespace eventloop::facts {

/// A lexical scope: a variable that unwinding destroys, or a `try` that may
/// catch. A chain through Parent runs from the innermost outwards.
struct Scope {
  ScopeId Parent = 0;
  PlaceId Variable = 0; ///< what unwinding destroys; 0 for a try
  const clang::CXXRecordDecl *Type = nullptr;
  int32_t Try = -1; ///< index into FunctionFacts::Tries; -1 for a variable
  llvm::StringRef Name;
};

/// A handler of a try.
struct Handler {
  uint32_t Block = 0;
  const clang::CXXRecordDecl *Catches = nullptr; ///< null: not a class
  bool CatchesAll = false;
  bool CatchesStdException = false; ///< the root of the standard's hierarchy
  bool ThrowsAgain = false;         ///< with `throw;`
};

struct Try {
  llvm::SmallVector<Handler, 2> Handlers;
};

/// One edge out of a block and the condition under which it is taken.
struct Edge {
  enum Guard : uint8_t {
    Always,
    WhenTrue,     ///< the block's condition holds
    WhenFalse,    ///< the block's condition does not hold
    WhenCase,     ///< the switched value is in [CaseLow, CaseHigh]
    WhenDefault,  ///< the switched value is none of the cases
    WhenFirst,    ///< the static local was not made yet
    WhenNotFirst, ///< the static local was made before
  };
  uint32_t To = 0;
  Guard TheGuard = Always;
  uint32_t Range = 0;   ///< WhenCase: index into Decision::Ranges
  uint32_t Teaches = 0; ///< index into FunctionFacts::Lessons
};

/// What the operand of a test says of the whole test.
struct Lesson {
  /// Tests that come again, and their answers.
  llvm::SmallVector<std::pair<PlaceId, bool>, 2> Answers;
  PlaceId Value = 0; ///< the value that it decides, if any
  bool ValueIs = false;
};

/// What a block with several edges decides on: a condition, the value of a
/// switch, or whether a static local was made.
struct Decision {
  Condition Cond;     ///< of a branch
  Operand Switched;   ///< of a switch
  PlaceId Static = 0; ///< of the test whether a static local was made
  llvm::SmallVector<int64_t, 0> Cases; ///< the single values of a switch
  /// From the least value that takes an edge of a switch to the greatest.
  llvm::SmallVector<std::pair<int64_t, int64_t>, 0> Ranges;
};

/// How far into a function something is, in reverse post-order: one for each
/// fact, and one for what ends a block.
using Position = uint32_t;

struct Block {
  std::vector<Fact> Facts;
  llvm::SmallVector<Edge, 2> Edges;
  uint32_t Decides = 0;      ///< index into FunctionFacts::Decisions
  uint32_t Order = 0;        ///< its rank in reverse post-order
  Position Start = 0;        ///< of its first fact
  bool NeverReturns = false; ///< a call in it ends the program
  bool MayComeBack = false;  ///< paths may come to it after it was interpreted
};

/// Everything that lib/typestate knows of a function.
class FunctionFacts {
public:
  const clang::FunctionDecl *Decl = nullptr;
  bool IsCoroutine = false;
  bool IsNoexcept = false;
  uint32_t Entry = 0, Exit = 0;
  std::vector<Block> Blocks;
  std::vector<Place> Places{Place()};
  std::vector<Call> Calls;
  std::vector<Condition> Conditions;
  std::vector<Decision> Decisions{Decision()}; ///< the first decides nothing
  std::vector<Lesson> Lessons{Lesson()};       ///< the first teaches nothing
  std::vector<Scope> Scopes{Scope()};
  std::vector<Try> Tries;
  /// Variables, temporaries and tests that end by themselves, and where they
  /// are mentioned for the last time.
  std::vector<std::pair<const void *, Position>> LastUses; ///< sorted
  /// The constants that tests compare with and their neighbours, ascending;
  /// where nothing repeats, none.
  std::vector<int64_t> Compared;
  bool isEmpty() const { return Blocks.empty(); }
  /// Makes room for about what the blocks will hold: growing by doubling would
  /// cost twice the memory of a long function.
  void reserve(const clang::CFG &Cfg);
  void findCompared();
  /// Gives back what is too much: facts live as long as the analysis.
  void shrink();
  const Decision &decisionOf(const Block &B) const {
    return Decisions[B.Decides];
  }
  /// Where one of them is mentioned for the last time; nothing of others.
  std::optional<Position> lastUseOf(const void *Entity) const {
    auto It = llvm::lower_bound(LastUses, std::pair(Entity, Position(0)));
    return It != LastUses.end() && It->first == Entity
               ? std::optional(It->second)
               : std::nullopt;
  }
};

} // namespace eventloop::facts

#endif // EVENTLOOP_TIDY_LIB_FACTS_FUNCTIONFACTS_H
