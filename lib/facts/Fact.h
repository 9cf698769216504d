//===- Fact.h - What a function body does to lifecycles ---------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The small language that function bodies are lowered to: places, operands,
// conditions and facts. Everything after lib/facts reads these and never the
// AST: declarations and expressions appear as identities and as source
// locations alone.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FACTS_FACT_H
#define EVENTLOOP_TIDY_LIB_FACTS_FACT_H

#include "model/Model.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <vector>

namespace eventloop::facts {

/// The index of a place in its function's table; 0 is "nowhere".
using PlaceId = uint32_t;

/// The index of a scope in its function's table; 0 is the function itself.
using ScopeId = uint32_t;

/// One step of an access path.
struct Step {
  const clang::FieldDecl *Field = nullptr; ///< null: through the pointer here
  bool IsLoop = false; ///< a session's own pointer to its loop
  bool isDeref() const { return !Field; }
  bool operator==(const Step &O) const { return Field == O.Field; }
};

/// An access path: a root and the steps from it. A reference variable is a
/// pointer variable whose uses dereference it; an owner (`unique_ptr`) is a
/// pointer variable that destroys what it points to.
struct Place {
  enum RootKind : uint8_t {
    Nowhere,
    Local,  ///< a variable or parameter of this function
    Global, ///< a global, a static member or a static local
    This,   ///< the pointer `this`
    Temp,   ///< the value of an expression
    Return, ///< what the function returns
    Truth,  ///< the answer of a test that lasts
  };
  RootKind Root = Nowhere;
  const void *Entity = nullptr; ///< the VarDecl or the Expr
  llvm::SmallVector<Step, 0> Steps;

  bool operator==(const Place &O) const {
    return Root == O.Root && Entity == O.Entity && Steps == O.Steps;
  }
};

/// A value that a fact uses.
struct Operand {
  enum Kind : uint8_t {
    Unknown,
    Const,    ///< an integer, boolean, enumerator or null pointer
    Load,     ///< the scalar or pointer at a place
    Sum,      ///< the number at a place plus Constant
    Addr,     ///< the address of a place; what a reference binds to
    Object,   ///< the class object at a place, copied or moved from
    Function, ///< the address of a function
    Cond,     ///< the truth of the condition at Index
  };
  Kind K = Unknown;
  bool IsPointer : 1 = false; ///< Load: a pointer or owner, not a number
  bool MayWrap : 1 = false;   ///< Sum: of a type that wraps around
  bool IsMutable : 1 = false; ///< an argument: the callee can change what it
                              ///< refers to
  bool IsNamed : 1 = false;   ///< an argument: copied from where it is taken by
                              ///< value, not moved
  PlaceId Where = 0;
  union {
    int64_t Constant = 0;              ///< Const, Sum
    uint32_t Index;                    ///< Cond
    const clang::FunctionDecl *Callee; ///< Function
  };

  static Operand constant(int64_t C) {
    Operand O;
    O.K = Const;
    O.Constant = C;
    return O;
  }
  static Operand at(Kind K, PlaceId P) {
    Operand O;
    O.K = P ? K : Unknown;
    O.Where = P;
    return O;
  }
};

/// A side-effect-free test that a branch is taken on.
struct Condition {
  enum Op : uint8_t { Truth, EQ, NE, LT, LE, GT, GE };
  Op TheOp = Truth;
  bool Negated = false;
  Operand LHS;
  Operand RHS; ///< unused for Truth
};

/// A call: of the model's API, of a user's function, of a callable or of code
/// that nobody can see.
struct Call {
  const clang::Expr *Site = nullptr;
  clang::SourceLocation Loc;                   ///< where a diagnostic points
  const clang::FunctionDecl *Callee = nullptr; ///< null when called indirectly
  const model::FunctionRow *Row = nullptr;
  const model::Library *Lib = nullptr;
  PlaceId This = 0;     ///< the object of a method; what a constructor
                        ///< makes
  PlaceId Callable = 0; ///< the callable of an indirect call
  llvm::SmallVector<Operand, 1> Args;
  unsigned NumWritten = 0;     ///< arguments without the defaulted ones
  PlaceId Result = 0;          ///< 0 when nothing is yielded
  bool ResultIsObject = false; ///< a class object, not a scalar or pointer
  bool ThisIsConst = false;
  bool MakesInPlace =
      false;              ///< a constructor of an owner that makes its object
  bool IsVirtual = false; ///< the callee is not known for certain
  /// The class that a constructor makes, or that an owner's factory makes.
  const clang::CXXRecordDecl *Constructs = nullptr;
  const model::TypeRow *ConstructsType = nullptr;
  /// Of a factory (`make_unique`): the constructor that it runs, where it is
  /// the only one that fits.
  const clang::CXXConstructorDecl *Makes = nullptr;
  llvm::StringRef LoopName;    ///< how the source spells the loop here
  llvm::StringRef SessionName; ///< and the session that a method is called on
  /// Of a class object that it yields.
  const model::TypeRow *ResultType = nullptr;
  llvm::StringRef MadeName; ///< the variable or member that it initialises

  /// The argument that an operand of the row names, if it is one.
  std::optional<unsigned> argumentOf(const model::Operand &O) const {
    unsigned Index = O.K == model::Operand::LastArg ? NumWritten - 1 : O.Index;
    bool IsArgument = O.K == model::Operand::Arg ||
                      (O.K == model::Operand::LastArg && NumWritten);
    return IsArgument && Index < Args.size() ? std::optional(Index)
                                             : std::nullopt;
  }
  /// The role of a class object that it yields.
  model::Role resultRole() const {
    return ResultType ? ResultType->TheRole : model::Role::None;
  }
};

enum class FactKind : uint8_t {
  Assign,        ///< Dst := Src, a scalar, pointer or reference binding
  Copy,          ///< the object at Dst := the object Src; moved from if IsMove
  CallFn,        ///< TheCall
  Destroy,       ///< the object at Dst ends; Type is its class
  DestroyAtExit, ///< the object at Dst ends with the program
  Delete,        ///< what the pointer Src points to ends; Type is its class
  Allocate,      ///< the object Src, of class Type, moves to the heap; Dst
                 ///< points to it
  Closure,       ///< Dst becomes a callable that calls Src.Callee
  Await,         ///< co_await Src; the result goes to Dst
  Throw,         ///< throws an object of class Type (null: of no class)
  FirstElement,  ///< Dst points to the first element of the container Src, or
                 ///< is null
  NextElement,   ///< Dst points to the element behind, or is null
  Return,        ///< control leaves; the value is already at the Return place
};

/// One thing that happens. Facts of a block happen in order.
struct Fact {
  FactKind Kind = FactKind::Assign;
  bool IsMove = false;
  bool IsElided = false;  ///< Copy: Dst is Src itself under its other name
  bool IsRethrow = false; ///< Throw: of what was caught
  bool IsVirtual = false; ///< Destroy, Delete: the dynamic type is unknown
  ScopeId Scope = 0;      ///< what an exception thrown here unwinds
  PlaceId Dst = 0;
  union {
    uint32_t CallIndex = 0; ///< into FunctionFacts::Calls
    uint32_t Handler;       ///< Throw: the block that it throws again in, or 0
  };
  clang::SourceLocation Loc;
  Operand Src;
  const clang::CXXRecordDecl *Type = nullptr;
  llvm::StringRef Name; ///< how the source spells Dst
};

} // namespace eventloop::facts

#endif // EVENTLOOP_TIDY_LIB_FACTS_FACT_H
