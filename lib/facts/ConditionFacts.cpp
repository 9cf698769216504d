//===- ConditionFacts.cpp - What branches are taken on --------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Lowers the terminators of blocks: tests of variables and queries, and
// switches. A test that it does not understand has an unknown truth, and both
// edges are taken.
//
//===----------------------------------------------------------------------===//

#include "facts/Lowering.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace eventloop::facts {

static std::optional<Condition::Op> comparison(BinaryOperatorKind K) {
  switch (K) {
  case BO_EQ:
    return Condition::EQ;
  case BO_NE:
    return Condition::NE;
  case BO_LT:
    return Condition::LT;
  case BO_LE:
    return Condition::LE;
  case BO_GT:
    return Condition::GT;
  case BO_GE:
    return Condition::GE;
  default:
    return std::nullopt;
  }
}

bool FunctionLowering::isBooleanOperator(const Expr *E) const {
  if (const auto *UO = dyn_cast<UnaryOperator>(E))
    return UO->getOpcode() == UO_LNot;
  const auto *BO = dyn_cast<BinaryOperator>(E);
  return BO && comparison(BO->getOpcode());
}

/// An owner compared with null: `p == nullptr` is an operator of its class.
static const Expr *comparedWithNull(const Expr *E, BinaryOperatorKind &Op) {
  if (const auto *RW = dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    auto Form = RW->getDecomposedForm();
    Op = Form.Opcode;
    return isa<CXXNullPtrLiteralExpr>(Form.RHS->IgnoreParenImpCasts())
               ? Form.LHS
               : nullptr;
  }
  const auto *OC = dyn_cast<CXXOperatorCallExpr>(E);
  if (!OC || OC->getNumArgs() != 2 ||
      !isa<CXXNullPtrLiteralExpr>(OC->getArg(1)->IgnoreParenImpCasts()))
    return nullptr;
  if (OC->getOperator() == OO_EqualEqual)
    Op = BO_EQ;
  else if (OC->getOperator() == OO_ExclaimEqual)
    Op = BO_NE;
  else
    return nullptr;
  return OC->getArg(0);
}

/// True for `empty()` of a container whose elements are numbers or pointers:
/// those are not followed.
static bool asksOpaqueContainer(const CallExpr *Asked,
                                const model::FunctionRow &Row) {
  if (Row.TheEvent != model::Event::ContainerEmpty &&
      Row.TheEvent != model::Event::ContainerSize)
    return false;
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(Asked->getDirectCallee());
  const auto *Spec =
      M ? dyn_cast<ClassTemplateSpecializationDecl>(M->getParent()) : nullptr;
  return Spec && Spec->getTemplateArgs().size() &&
         Spec->getTemplateArgs()[0].getKind() == TemplateArgument::Type &&
         !Spec->getTemplateArgs()[0].getAsType()->isRecordType();
}

/// Where the answer of a lasting test is kept.
PlaceId FunctionLowering::truthOf(const Expr *Identity) {
  Place P;
  P.Root = Place::Truth;
  P.Entity = Identity;
  return intern(std::move(P));
}

/// Whether the test asks what the model follows, itself or in what it calls:
/// that may answer otherwise each time. Owners and containers that change are
/// no lasting tests.
bool FunctionLowering::asksModelled(const Stmt *S, unsigned Depth) const {
  constexpr unsigned MaxDepth = 3;
  if (const auto *CE = dyn_cast_or_null<CallExpr>(S))
    if (const FunctionDecl *Callee = CE->getDirectCallee()) {
      const model::FunctionRow *Row = Models.rowFor(Callee);
      if (Row ? followsChanges(Row->TheEvent)
              : Depth < MaxDepth && !Callee->isInStdNamespace() &&
                    asksModelled(Callee->getBody(), Depth + 1))
        return true;
    }
  return S && llvm::any_of(S->children(), [&](const Stmt *Child) {
           return asksModelled(Child, Depth);
         });
}

/// A test of a variable against a constant teaches most. Any other test whose
/// answer lasts is a fact of its own: when it comes again, so does the answer.
Condition FunctionLowering::condition(const Expr *E) {
  if (std::optional<Condition> Range = rangeTest(E))
    return *Range;
  if (LastingTests)
    if (const Expr *Definition = LastingTests->definitionOf(E))
      return condition(Definition);
  Condition C = plainCondition(E);
  // The model's queries are answered by the state of what they ask.
  const auto *Asked = dyn_cast<CallExpr>(stripWrappers(E));
  const model::FunctionRow *Row = Asked && Asked->getDirectCallee()
                                      ? Models.rowFor(Asked->getDirectCallee())
                                      : nullptr;
  bool IsOpaqueCall = Asked && Asked->getDirectCallee() &&
                      (!Row || Row->TheEvent == model::Event::None ||
                       asksOpaqueContainer(Asked, *Row));
  bool IsCompared = C.TheOp != Condition::Truth;
  bool IsPlain =
      IsCompared ? C.LHS.K != Operand::Unknown && C.RHS.K != Operand::Unknown &&
                       (C.LHS.K == Operand::Const || C.RHS.K == Operand::Const)
                 : C.LHS.K != Operand::Unknown && !IsOpaqueCall;
  if (IsPlain || !LastingTests)
    return C;
  Truths::Test Test = LastingTests->identify(E);
  if (!Test.Identity || (!Test.Changing.empty() && !Compounds->isRepeated(E)))
    return C;
  Condition Lasting;
  Lasting.Negated = Test.Negated;
  Lasting.LHS = Operand::at(Operand::Load, truthOf(Test.Identity));
  return Lasting;
}

Condition FunctionLowering::plainCondition(const Expr *E) {
  E = stripWrappers(E, /*KeepValue=*/true);
  if (const auto *CE = dyn_cast<CastExpr>(E);
      CE && CE->getCastKind() == CK_IntegralToBoolean)
    return condition(CE->getSubExpr());
  Condition C;
  if (const auto *UO = dyn_cast<UnaryOperator>(E);
      UO && UO->getOpcode() == UO_LNot) {
    C = condition(UO->getSubExpr());
    C.Negated = !C.Negated;
    return C;
  }
  BinaryOperatorKind NullOp;
  if (const Expr *Owner = comparedWithNull(E, NullOp)) {
    C.TheOp = *comparison(NullOp);
    C.LHS = Operand::at(Operand::Load, lvalue(Owner));
    C.LHS.IsPointer = true;
    C.RHS = Operand::constant(0);
    return C;
  }
  if (const auto *BO = dyn_cast<BinaryOperator>(E))
    if (auto Op = comparison(BO->getOpcode())) {
      C.TheOp = *Op;
      C.LHS = rvalue(BO->getLHS());
      C.RHS = rvalue(BO->getRHS());
      return C;
    }
  C.LHS = rvalue(E);
  return C;
}

Operand FunctionLowering::conditionValue(const Expr *E) {
  Operand O;
  O.K = Operand::Cond;
  O.Index = Out->Conditions.size();
  Out->Conditions.push_back({});
  Condition C = condition(E);
  Out->Conditions[O.Index] = C;
  return O;
}

void FunctionLowering::lowerSwitch(const SwitchStmt *SS, const CFGBlock &B,
                                   Block &To) {
  Decision Decides;
  Decides.Switched = rvalue(SS->getCond());
  for (const SwitchCase *SC = SS->getSwitchCaseList(); SC;
       SC = SC->getNextSwitchCase())
    if (const auto *CS = dyn_cast<CaseStmt>(SC); CS && !CS->getRHS())
      if (auto V = CS->getLHS()->EvaluateKnownConstInt(Ctx);
          V.isRepresentableByInt64())
        Decides.Cases.push_back(V.getExtValue());
  for (const CFGBlock::AdjacentBlock &Succ : B.succs()) {
    const CFGBlock *Next = Succ.getReachableBlock();
    if (!Next)
      continue;
    Edge E;
    E.To = Next->getBlockID();
    E.TheGuard = Edge::WhenDefault;
    if (const auto *CS = dyn_cast_or_null<CaseStmt>(Next->getLabel())) {
      auto Low = CS->getLHS()->EvaluateKnownConstInt(Ctx);
      auto High = CS->getRHS() ? CS->getRHS()->EvaluateKnownConstInt(Ctx) : Low;
      E.TheGuard = Edge::Always;
      if (Low.isRepresentableByInt64() && High.isRepresentableByInt64()) {
        E.TheGuard = Edge::WhenCase;
        E.Range = Decides.Ranges.size();
        Decides.Ranges.push_back({Low.getExtValue(), High.getExtValue()});
      }
    }
    To.Edges.push_back(E);
  }
  decide(To, std::move(Decides));
}

void FunctionLowering::decide(Block &B, Decision D) {
  B.Decides = Out->Decisions.size();
  Out->Decisions.push_back(std::move(D));
}

/// The edge is taken when the operand is true, or when it is false.
void FunctionLowering::decideOperand(const Expr *Operand, bool Holds, Edge &E) {
  E.TheGuard = Holds ? Edge::WhenTrue : Edge::WhenFalse;
  E.Teaches = 0;
  Lesson Taught;
  const CompoundTests::Decisions Decided = Compounds->decidedBy(Operand, Holds);
  for (const CompoundTests::Decision &Answer : Decided.Answers)
    Taught.Answers.push_back({truthOf(Answer.Test), Answer.Holds});
  if (Decided.Value.Test) {
    Taught.Value = temp(Decided.Value.Test);
    Taught.ValueIs = Decided.Value.Holds;
  }
  if (Taught.Answers.empty() && !Taught.Value)
    return;
  E.Teaches = Out->Lessons.size();
  Out->Lessons.push_back(std::move(Taught));
}

void FunctionLowering::lowerTerminator(const CFGBlock &B, Block &To) {
  const Stmt *T = B.getTerminatorStmt();
  bool IsBranch = B.getTerminator().isStmtBranch();
  if (IsBranch && T && isa<CXXTryStmt>(T))
    return; // reached by exceptions alone, which lib/typestate follows
  if (const auto *SS = IsBranch ? dyn_cast_or_null<SwitchStmt>(T) : nullptr)
    return lowerSwitch(SS, B, To);

  // A static local: made at the first time, skipped later.
  const auto *DS = IsBranch ? dyn_cast_or_null<DeclStmt>(T) : nullptr;
  const auto *Static = DS && DS->isSingleDecl()
                           ? dyn_cast<VarDecl>(DS->getSingleDecl())
                           : nullptr;
  Decision Decides;
  if (Static)
    Decides.Static = variable(Static);
  const auto *Test = IsBranch && !Static
                         ? dyn_cast_or_null<Expr>(B.getTerminatorCondition())
                         : nullptr;
  // The block decides on the last operand that was evaluated in it.
  if (Test)
    Test = Compounds->lastOperandOf(Test);
  bool HasCondition = Test && B.succ_size() == 2 && !Test->isValueDependent();
  const Expr *Last = T ? nullptr : Compounds->lastOperand(B);
  if (HasCondition || Last)
    Decides.Cond = condition(HasCondition ? Test : Last);
  if (Static || HasCondition || Last)
    decide(To, std::move(Decides));
  unsigned Index = 0;
  for (const CFGBlock::AdjacentBlock &Succ : B.succs()) {
    unsigned Which = Index++;
    const CFGBlock *Next = Succ.getReachableBlock();
    if (!Next)
      continue;
    Edge E;
    E.To = Next->getBlockID();
    if (Static)
      E.TheGuard = Which == 0 ? Edge::WhenNotFirst : Edge::WhenFirst;
    else if (HasCondition)
      decideOperand(Test, Which == 0, E);
    else if (Last) { // both ways lead there, each with its value
      decideOperand(Last, true, E);
      To.Edges.push_back(E);
      decideOperand(Last, false, E);
    }
    To.Edges.push_back(E);
  }
}

} // namespace eventloop::facts
