//===- Lowering.h - From a function's CFG to its facts ----------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Turns one function body into facts. The parts are split by the kind of
// source construct: Places.cpp (access paths), Operands.cpp (values),
// CallFacts.cpp, ScopeFacts.cpp (lifetimes, unwinding), TemporaryFacts.cpp,
// ConditionFacts.cpp (branches), CoroutineFacts.cpp, and Lowering.cpp, which
// walks the CFG.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FACTS_LOWERING_H
#define EVENTLOOP_TIDY_LIB_FACTS_LOWERING_H

#include "facts/CompoundTests.h"
#include "facts/FunctionFacts.h"
#include "facts/SharedFields.h"
#include "facts/Truths.h"
#include "model/ModelIndex.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseSet.h"

namespace eventloop::facts {

/// True for calls about what changes by events of its own: not for those about
/// owners and containers, whose changes are seen where they happen.
inline bool followsChanges(model::Event E) {
  return E != model::Event::None &&
         (E < model::Event::OwnerMake || E > model::Event::ContainerClear);
}

/// The value of an expression without the wrappers that change nothing:
/// parentheses, full expressions, temporaries' bindings, no-op casts. With
/// \p KeepValue casts between integers stay: they may change the number.
const clang::Expr *stripWrappers(const clang::Expr *E, bool KeepValue = false);

/// True for types whose values lib/typestate follows as objects: classes that
/// are not handed around in registers.
bool isClassType(clang::QualType T);

/// The function that a call of the lambda runs.
const clang::FunctionDecl *bodyOf(const clang::LambdaExpr *LE);

/// Lowers one function.
class FunctionLowering {
public:
  FunctionLowering(const clang::FunctionDecl *F, clang::ASTContext &Ctx,
                   const model::ModelIndex &Models, SharedFields &Shared);
  /// False when the function has no body or no CFG can be built for it.
  bool run(FunctionFacts &Out);

private:
  // Places.cpp
  PlaceId intern(Place P);
  PlaceId extend(PlaceId Base, Step S);
  PlaceId deref(PlaceId P) { return extend(P, Step{}); }
  PlaceId variable(const clang::VarDecl *VD);
  PlaceId temp(const clang::Expr *E);
  PlaceId lvalue(const clang::Expr *E);
  PlaceId lvalueOfDecl(const clang::DeclRefExpr *DRE);
  PlaceId lvalueOfMember(const clang::MemberExpr *ME);
  Step fieldStep(const clang::FieldDecl *FD);
  PlaceId objectOf(const clang::Expr *E);
  PlaceId pointee(const Operand &Pointer);
  PlaceId thisObject(const clang::CXXThisExpr *E);
  Operand rvalue(const clang::Expr *E);
  PlaceId fieldOfGetter(const clang::CXXMemberCallExpr *MC);
  Operand rvalueOfUnary(const clang::UnaryOperator *UO);
  Operand rvalueOfSum(const clang::BinaryOperator *BO);
  Operand rvalueOfIntegralCast(const clang::CastExpr *CE);
  Operand value(const clang::Expr *E); ///< object or scalar, by type
  Operand bound(const clang::Expr *E, clang::QualType ParamType);
  llvm::StringRef spelling(const clang::Expr *E) const;

  // CallFacts.cpp
  void lowerCall(const clang::CallExpr *CE);
  void lowerConstruct(const clang::CXXConstructExpr *CE);
  void addArgs(Call &C, llvm::ArrayRef<const clang::Expr *> Args,
               const clang::FunctionDecl *Callee);
  void nameLoop(Call &C, const clang::Expr *Object,
                llvm::ArrayRef<const clang::Expr *> Args);
  void findMade(Call &C, clang::QualType Owner);
  bool lowerAssignment(const clang::CallExpr *CE, const Call &C,
                       const clang::Expr *Source);
  llvm::StringRef nameOf(PlaceId P) const;
  bool isDevirtualized(const clang::CXXMemberCallExpr *CE) const;
  void lowerLambda(const clang::LambdaExpr *LE);
  void lowerNew(const clang::CXXNewExpr *NE);

  // ScopeFacts.cpp
  void collectScopes(const clang::Stmt *S, ScopeId In);
  void collectDeclStmt(const clang::DeclStmt *DS, ScopeId &In);
  void collectTry(const clang::CXXTryStmt *TS, ScopeId In);
  void setDestination(const clang::Expr *Init, PlaceId Where);
  void lowerDeclStmt(const clang::DeclStmt *DS);
  void lowerInitializer(const clang::CXXCtorInitializer *CI);
  void lowerInitList(const clang::InitListExpr *ILE);
  void lowerKept(const clang::Expr *Site,
                 llvm::ArrayRef<const clang::Expr *> Kept, clang::QualType Of);
  void lowerImplicitDestructor(const clang::CFGElement &E);
  void addDestroy(PlaceId P, const clang::CXXRecordDecl *RD,
                  clang::SourceLocation Loc, llvm::StringRef Name);
  void connectHandlers(const clang::CFG &Cfg);

  // MemoryFacts.cpp
  void lowerMemset(const clang::CallExpr *CE);
  bool lowerMalloc(PlaceId Pointer, const clang::Expr *Init);
  void zeroFields(PlaceId P, clang::QualType T, unsigned &Left,
                  const clang::Stmt *At);

  // ConditionFacts.cpp
  Condition condition(const clang::Expr *E);
  PlaceId truthOf(const clang::Expr *Identity);
  bool asksModelled(const clang::Stmt *S, unsigned Depth = 0) const;
  void forgetAnswers(const clang::Stmt *After);
  bool mayChangeFields(const clang::Stmt *S) const;
  void decideOperand(const clang::Expr *Operand, bool Holds, Edge &E);
  Condition plainCondition(const clang::Expr *E);
  Operand conditionValue(const clang::Expr *E);
  void lowerTerminator(const clang::CFGBlock &B, Block &Out);
  void decide(Block &B, Decision D);
  void lowerSwitch(const clang::SwitchStmt *SS, const clang::CFGBlock &B,
                   Block &Out);
  bool isBooleanOperator(const clang::Expr *E) const;

  // RangeFacts.cpp
  void collectRange(const clang::CXXForRangeStmt *FR);
  bool lowerRangeCall(const clang::CallExpr *CE);
  std::optional<Condition> rangeTest(const clang::Expr *E);

  // TemporaryFacts.cpp
  void collectFullExpressions(const clang::Stmt *S);
  void collectTemporaries(const clang::Stmt *S, const clang::Stmt *Full);
  void endTemporaries(const clang::Stmt *Full);

  // CoroutineFacts.cpp
  void collectAwaiterCalls(const clang::CoroutineSuspendExpr *E);
  void lowerAwait(const clang::CoroutineSuspendExpr *E);
  void lowerCoreturn(const clang::CoreturnStmt *S);

  // Lowering.cpp
  void lowerStmt(const clang::Stmt *S);
  void lowerBinary(const clang::BinaryOperator *BO);
  void lowerUnary(const clang::UnaryOperator *UO);
  Operand sum(PlaceId P, int64_t Step, clang::QualType T) const;
  void lowerArm(const clang::Expr *E);
  void lowerReturn(const clang::ReturnStmt *RS);
  void lowerThrow(const clang::CXXThrowExpr *TE);
  void lowerDelete(const clang::CXXDeleteExpr *DE);
  Fact &add(FactKind K, const clang::Stmt *At, clang::SourceLocation Loc);
  void assign(PlaceId Dst, Operand Src, const clang::Stmt *At);
  void store(PlaceId Dst, const clang::Expr *Init);

  const clang::FunctionDecl *F;
  clang::ASTContext &Ctx;
  const model::ModelIndex &Models;
  SharedFields &Shared;
  FunctionFacts *Out = nullptr;
  Block *Current = nullptr;
  /// The last place of each root, and for each place the one before it.
  llvm::DenseMap<const void *, PlaceId> LastOfRoot;
  std::vector<PlaceId> BeforeOfRoot{0};
  llvm::DenseMap<const clang::Expr *, PlaceId> Destinations;
  llvm::DenseMap<const clang::Stmt *, ScopeId> ScopeOf; ///< 0 is left out
  llvm::DenseMap<const clang::Stmt *, int32_t> TryOf;
  const clang::CXXCatchStmt *InHandler = nullptr; ///< the innermost around
  llvm::DenseMap<const clang::CXXThrowExpr *, const clang::CXXCatchStmt *>
      ThrownAgainIn;
  llvm::DenseMap<const clang::CXXCatchStmt *, uint32_t> HandlerBlock;
  /// Temporaries, by the full expression that they end with.
  llvm::DenseMap<const clang::Stmt *, llvm::SmallVector<PlaceId, 1>> EndingWith;
  llvm::DenseMap<const clang::Expr *, const clang::Expr *> ArmOf;
  std::optional<Truths> LastingTests;
  std::optional<CompoundTests> Compounds;
  llvm::SmallVector<Truths::Test, 0> ChangingTests; ///< that come again
  llvm::DenseSet<const clang::Stmt *> AwaiterCalls;
  /// Copies of a variable to the returned object, which is that variable.
  llvm::DenseSet<const clang::Stmt *> ElidedCopies;
  /// What a range-based `for` over a container calls, and its variable that
  /// stands for the element whose turn it is.
  struct RangeCall {
    enum Kind : uint8_t { First, Next, Get, Other };
    Kind K = Other;
    const clang::VarDecl *Iterator = nullptr;
  };
  llvm::SmallDenseMap<const clang::Stmt *, RangeCall, 1> RangeCalls;
  llvm::SmallDenseMap<const clang::Expr *, const clang::VarDecl *, 1>
      RangeTests;
  /// What stands in an operand that is never evaluated.
  llvm::DenseSet<const clang::Stmt *> Unevaluated;
  llvm::DenseMap<const clang::ValueDecl *, clang::FieldDecl *> Captures;
  clang::FieldDecl *ThisCapture = nullptr;
};

} // namespace eventloop::facts

#endif // EVENTLOOP_TIDY_LIB_FACTS_LOWERING_H
