//===- RangeFacts.cpp - Loops over the elements of containers -------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A range-based `for` over a container calls functions of its iterator, whose
// names are the standard library's own. Here they become a pointer to the
// element whose turn it is, which is null behind the last.
//
//===----------------------------------------------------------------------===//

#include "facts/Lowering.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace eventloop::facts {

/// True for containers of what their first template argument names, which is
/// what \p Yielded is: not for maps.
static bool isSequenceOf(QualType Range, QualType Yielded) {
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Range.getNonReferenceType()->getAsCXXRecordDecl());
  if (!Spec || Spec->getTemplateArgs().size() == 0 ||
      Spec->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return false;
  return Spec->getASTContext().hasSameUnqualifiedType(
      Spec->getTemplateArgs()[0].getAsType(), Yielded.getNonReferenceType());
}

/// The call of an operator in an expression that is little else.
static const CXXOperatorCallExpr *operatorIn(const Stmt *S,
                                             OverloadedOperatorKind Op) {
  if (const auto *Call = dyn_cast_or_null<CXXOperatorCallExpr>(S);
      Call && Call->getOperator() == Op)
    return Call;
  if (!S)
    return nullptr;
  for (const Stmt *Child : S->children())
    if (const CXXOperatorCallExpr *Call = operatorIn(Child, Op))
      return Call;
  return nullptr;
}

static const VarDecl *variableOf(const DeclStmt *DS) {
  return DS && DS->isSingleDecl() ? dyn_cast<VarDecl>(DS->getSingleDecl())
                                  : nullptr;
}

void FunctionLowering::collectRange(const CXXForRangeStmt *FR) {
  const VarDecl *Begin = variableOf(FR->getBeginStmt());
  const VarDecl *End = variableOf(FR->getEndStmt());
  const auto *First = dyn_cast_or_null<CXXMemberCallExpr>(
      Begin && Begin->getInit() ? stripWrappers(Begin->getInit()) : nullptr);
  const CXXOperatorCallExpr *Get = operatorIn(
      FR->getLoopVariable() ? FR->getLoopVariable()->getInit() : nullptr,
      OO_Star);
  if (!First || !Get || !End || !End->getInit() || !FR->getInc() ||
      Models.roleOf(FR->getRangeInit()->getType()) != model::Role::Container ||
      !isSequenceOf(FR->getRangeInit()->getType(), Get->getType()))
    return;
  const CXXOperatorCallExpr *Equal = operatorIn(FR->getCond(), OO_EqualEqual);
  if (!Equal)
    Equal = operatorIn(FR->getCond(), OO_ExclaimEqual);
  const CXXOperatorCallExpr *Next = operatorIn(FR->getInc(), OO_PlusPlus);
  if (!Equal || !Next)
    return;
  RangeCalls[First] = {RangeCall::First, Begin};
  RangeCalls[stripWrappers(End->getInit())] = {RangeCall::Other, Begin};
  RangeCalls[Equal] = {RangeCall::Other, Begin};
  RangeCalls[Next] = {RangeCall::Next, Begin};
  RangeCalls[Get] = {RangeCall::Get, Begin};
  RangeTests[stripWrappers(FR->getCond())] = Begin;
}

/// True for a call that a range-based `for` over a container makes.
bool FunctionLowering::lowerRangeCall(const CallExpr *CE) {
  auto It = RangeCalls.find(CE);
  if (It == RangeCalls.end())
    return false;
  const PlaceId Where = variable(It->second.Iterator);
  switch (It->second.K) {
  case RangeCall::First: {
    const Expr *Range =
        cast<CXXMemberCallExpr>(CE)->getImplicitObjectArgument();
    Operand Container = Operand::at(Operand::Addr, lvalue(Range));
    Container.IsMutable = !Range->getType().isConstQualified();
    Fact &Added = add(FactKind::FirstElement, CE, CE->getBeginLoc());
    Added.Dst = temp(CE);
    Added.Src = Container;
    break;
  }
  case RangeCall::Next:
    add(FactKind::NextElement, CE, CE->getBeginLoc()).Dst = Where;
    break;
  case RangeCall::Get: {
    Operand Element = Operand::at(Operand::Load, Where);
    Element.IsPointer = true;
    assign(temp(CE), Element, CE);
    break;
  }
  case RangeCall::Other:
    break;
  }
  return true;
}

/// Whether there is one more element.
std::optional<Condition> FunctionLowering::rangeTest(const Expr *E) {
  auto It = RangeTests.find(stripWrappers(E));
  if (It == RangeTests.end())
    return std::nullopt;
  Condition C;
  C.LHS = Operand::at(Operand::Load, variable(It->second));
  C.LHS.IsPointer = true;
  return C;
}

} // namespace eventloop::facts
