//===- CallFacts.cpp - Calls, constructions, lambdas ----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Lowers what calls something: who is called, on which object, with which
// operands, and where the result goes. What a modelled call means is decided
// by lib/typestate from the call's row.
//
//===----------------------------------------------------------------------===//

#include "facts/Lowering.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace eventloop::facts {

/// Where a diagnostic about this call points: the name of what is called.
static SourceLocation callLocation(const CallExpr *CE) {
  const Expr *Callee = CE->getCallee()->IgnoreParenImpCasts();
  if (const auto *ME = dyn_cast<MemberExpr>(Callee))
    return ME->getMemberLoc().isValid() ? ME->getMemberLoc() : ME->getExprLoc();
  return CE->getExprLoc();
}

void FunctionLowering::addArgs(Call &C, ArrayRef<const Expr *> Args,
                               const FunctionDecl *Callee) {
  for (unsigned I = 0; I < Args.size(); ++I) {
    QualType Param = Callee && I < Callee->getNumParams()
                         ? Callee->getParamDecl(I)->getType()
                         : QualType();
    const Expr *Arg = Args[I];
    if (isa<CXXDefaultArgExpr>(Arg)) {
      C.Args.emplace_back();
      continue;
    }
    Operand &O =
        C.Args.emplace_back(Param.isNull() && Arg->isGLValue()
                                ? Operand::at(Operand::Addr, lvalue(Arg))
                                : bound(Arg, Param));
    O.IsMutable = isMutable(Param);
    if (Models.roleOf(Arg->getType()) == model::Role::EmptyTag)
      O = Operand::constant(0);
    // Neither `std::move(x)` nor a temporary that a reference is bound to.
    O.IsNamed = Arg->isLValue() && Arg->IgnoreParenCasts()->isLValue();
    C.NumWritten = I + 1;
  }
}

void FunctionLowering::nameLoop(Call &C, const Expr *Object,
                                ArrayRef<const Expr *> Args) {
  if (!C.Row)
    return;
  const Expr *Session = C.Row->Object.K == model::Operand::This ? Object
                        : C.Row->Object.K == model::Operand::Arg &&
                                C.Row->Object.Index < Args.size()
                            ? Args[C.Row->Object.Index]
                            : nullptr;
  if (Session)
    C.SessionName = spelling(Session);
  const Expr *Loop = nullptr;
  if (C.Row->Loop.K == model::Operand::This)
    Loop = Object;
  else if (C.Row->Loop.K == model::Operand::Arg &&
           C.Row->Loop.Index < Args.size())
    Loop = Args[C.Row->Loop.Index];
  if (!Loop)
    return;
  // An executor or a session has a name of its own, which is not the loop's.
  QualType T = stripWrappers(Loop)->getType().getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  model::Role R = Models.roleOf(T);
  if (R == model::Role::Loop || R == model::Role::Owner)
    C.LoopName = spelling(Loop);
}

/// True if the static callee is the one that runs.
bool FunctionLowering::isDevirtualized(const CXXMemberCallExpr *CE) const {
  const CXXMethodDecl *M = CE->getMethodDecl();
  if (!M || !M->isVirtual())
    return true;
  if (M->hasAttr<FinalAttr>() || M->getParent()->isEffectivelyFinal())
    return true;
  const auto *ME = dyn_cast<MemberExpr>(CE->getCallee()->IgnoreParens());
  if (ME && ME->hasQualifier())
    return true;
  // The dynamic type of a variable that is no reference is its static type.
  const Expr *Object = CE->getImplicitObjectArgument()->IgnoreParenImpCasts();
  const auto *DRE = dyn_cast<DeclRefExpr>(Object);
  return DRE && isClassType(DRE->getDecl()->getType());
}

void FunctionLowering::lowerCall(const CallExpr *CE) {
  if (AwaiterCalls.contains(CE) || lowerRangeCall(CE))
    return;
  Call C;
  C.Site = CE;
  C.Loc = callLocation(CE);
  C.Callee = CE->getDirectCallee();

  const Expr *Object = nullptr;
  llvm::SmallVector<const Expr *, 4> Args(CE->arguments());
  if (const auto *MC = dyn_cast<CXXMemberCallExpr>(CE)) {
    Object = MC->getImplicitObjectArgument();
    C.IsVirtual = !isDevirtualized(MC);
  } else if (isa<CXXOperatorCallExpr>(CE)) {
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(C.Callee);
    if (M && M->isImplicitObjectMemberFunction() && !Args.empty()) {
      Object = Args.front();
      Args.erase(Args.begin());
    }
  }
  const CXXRecordDecl *ObjectClass = nullptr;
  if (Object) {
    QualType T = Object->getType();
    bool IsPointer = T->isPointerType();
    C.This = IsPointer ? pointee(rvalue(Object)) : lvalue(Object);
    // The class as written: a method may be declared in its base.
    T = stripWrappers(Object)->getType();
    ObjectClass =
        (T->isPointerType() ? T->getPointeeType() : T)->getAsCXXRecordDecl();
  }
  if (const auto *M = dyn_cast_or_null<CXXMethodDecl>(C.Callee))
    C.ThisIsConst = M->isConst();
  if (C.Callee) {
    C.Row = Models.rowFor(C.Callee, model::numWrittenArgs(Args), ObjectClass);
    C.Lib = Models.libraryOf(C.Row);
  } else if (!Object) {
    const Expr *Target = CE->getCallee()->IgnoreParens();
    C.Callable = Target->getType()->isPointerType() && Target->isPRValue()
                     ? pointee(rvalue(Target))
                     : lvalue(Target);
    if (Operand O = rvalue(Target); O.K == Operand::Load)
      C.Callable = O.Where;
  }
  if (C.This && Args.size() == 1 && lowerAssignment(CE, C, Args.front()))
    return;
  addArgs(C, Args, C.Callee);
  nameLoop(C, Object, Args);
  if (C.Row && (C.Row->TheEvent == model::Event::OwnerMake ||
                C.Row->TheEvent == model::Event::OwnerEmplace))
    findMade(C, Object ? Object->getType() : CE->getType());
  if (!CE->getType()->isVoidType()) {
    C.Result = temp(CE);
    C.ResultIsObject = CE->isPRValue() && isClassType(CE->getType());
    if (C.ResultIsObject)
      C.ResultType = Models.typeRowFor(CE->getType());
    C.MadeName = nameOf(C.Result);
  }
  Fact &Added = add(FactKind::CallFn, CE, C.Loc);
  Added.CallIndex = Out->Calls.size();
  Out->Calls.push_back(std::move(C));
}

/// The variable or member at a place; empty for what has no name.
StringRef FunctionLowering::nameOf(PlaceId P) const {
  const Place &Where = Out->Places[P];
  const ValueDecl *D = nullptr;
  if (!Where.Steps.empty())
    D = Where.Steps.back().Field;
  else if (Where.Root == Place::Local || Where.Root == Place::Global)
    D = static_cast<const VarDecl *>(Where.Entity);
  return D && D->getIdentifier() ? D->getName() : "";
}

/// `h = g` of a modelled class that a model file says no more about: what was
/// there ends, and what is assigned takes its place.
bool FunctionLowering::lowerAssignment(const CallExpr *CE, const Call &C,
                                       const Expr *Source) {
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(C.Callee);
  if (!M || !(M->isMoveAssignmentOperator() || M->isCopyAssignmentOperator()))
    return false;
  const model::TypeRow *Type = Models.typeRowFor(M->getParent());
  model::Role Role = Type ? Type->TheRole : model::Role::None;
  bool IsHandedAround =
      Role == model::Role::Task || Role == model::Role::TaskHandle ||
      Role == model::Role::Session || Role == model::Role::Container ||
      Role == model::Role::Future;
  if (!IsHandedAround || (C.Row && C.Row->TheEvent != model::Event::None))
    return false;
  addDestroy(C.This, M->getParent(), C.Loc, "");
  Fact &Copied = add(FactKind::Copy, CE, C.Loc);
  Copied.Dst = C.This;
  Copied.Src = Operand::at(Operand::Object, lvalue(Source));
  Copied.IsMove = M->isMoveAssignmentOperator();
  assign(temp(CE), Operand::at(Operand::Addr, C.This), CE);
  return true;
}

/// What `make_unique<T>(...)` or `optional<T>::emplace(...)` makes: the class
/// that the owner's type names, and its constructor where only one takes as
/// many arguments.
void FunctionLowering::findMade(Call &C, QualType Owner) {
  if (Owner->isPointerType())
    Owner = Owner->getPointeeType();
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Owner.getNonReferenceType()->getAsCXXRecordDecl());
  if (!Spec || Spec->getTemplateArgs().size() == 0 ||
      Spec->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return;
  const CXXRecordDecl *Made =
      Spec->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
  if (!Made || !Made->hasDefinition())
    return;
  C.Constructs = Made->getDefinition();
  C.ConstructsType = Models.typeRowFor(C.Constructs);
  for (const CXXConstructorDecl *Ctor : C.Constructs->ctors()) {
    if (Ctor->isCopyOrMoveConstructor() || Ctor->isDeleted() ||
        C.Args.size() < Ctor->getMinRequiredArguments() ||
        C.Args.size() > Ctor->getNumParams())
      continue;
    if (C.Makes) {
      C.Makes = nullptr; // several fit
      return;
    }
    C.Makes = Ctor;
  }
}

void FunctionLowering::lowerConstruct(const CXXConstructExpr *CE) {
  const CXXConstructorDecl *Ctor = CE->getConstructor();
  llvm::SmallVector<const Expr *, 4> Args;
  for (const Expr *A : CE->arguments())
    Args.push_back(A);
  PlaceId Where = temp(CE);
  // Copies and moves keep what the model does not know about the class: an
  // executor, a handle, a lambda, a user's class without its own constructor.
  bool IsCopy = Ctor->isCopyOrMoveConstructor() && !Args.empty();
  const model::FunctionRow *Row =
      Models.rowFor(Ctor, model::numWrittenArgs(Args), Ctor->getParent());
  bool IsElided = ElidedCopies.contains(CE) && IsCopy;
  if (IsElided ||
      (IsCopy && !Row && (!Ctor->isUserProvided() || Models.isClaimed(Ctor)))) {
    Fact &Added = add(FactKind::Copy, CE, CE->getLocation());
    Added.Dst = Where;
    Added.Src = Operand::at(Operand::Object, lvalue(Args[0]));
    Added.IsMove = Ctor->isMoveConstructor();
    Added.IsElided = IsElided;
    return;
  }
  Call C;
  C.Site = CE;
  C.Loc = CE->getLocation();
  C.Callee = Ctor;
  C.Row = Row;
  C.Lib = Models.libraryOf(Row);
  C.This = Where;
  C.Constructs = Ctor->getParent();
  C.ConstructsType = Models.typeRowFor(Ctor->getParent());
  C.MadeName = nameOf(Where);
  if (Row && Row->TheEvent == model::Event::OwnerAdopt && !Args.empty() &&
      Models.roleOf(Args[0]->getType()) == model::Role::InPlaceTag) {
    C.MakesInPlace = true;
    Args.erase(Args.begin());
    addArgs(C, Args, nullptr);
    findMade(C, CE->getType());
  } else {
    addArgs(C, Args, Ctor);
  }
  nameLoop(C, nullptr, Args);
  Fact &Added = add(FactKind::CallFn, CE, C.Loc);
  Added.CallIndex = Out->Calls.size();
  Out->Calls.push_back(std::move(C));
}

/// The function that a call of the lambda runs; of a generic lambda, the first
/// that was made of it.
const FunctionDecl *bodyOf(const LambdaExpr *LE) {
  const CXXMethodDecl *Operator = LE->getCallOperator();
  if (const FunctionTemplateDecl *Generic =
          Operator ? Operator->getDescribedFunctionTemplate() : nullptr)
    for (const FunctionDecl *Made : Generic->specializations())
      if (Made->isDefined())
        return Made;
  return Operator;
}

void FunctionLowering::lowerLambda(const LambdaExpr *LE) {
  PlaceId Where = temp(LE);
  Fact &Made = add(FactKind::Closure, LE, LE->getBeginLoc());
  Made.Dst = Where;
  Made.Src.K = Operand::Function;
  Made.Src.Callee = bodyOf(LE);
  auto Field = LE->getLambdaClass()->field_begin();
  auto FieldEnd = LE->getLambdaClass()->field_end();
  for (const Expr *Init : LE->capture_inits()) {
    if (Field == FieldEnd)
      break;
    const FieldDecl *FD = *Field++;
    PlaceId Slot = extend(Where, Step{FD->getCanonicalDecl()});
    if (!Slot || !Init)
      continue;
    Operand Src = bound(Init, FD->getType());
    if (Src.K == Operand::Object) {
      // Made in place by a copy or move constructor that came before.
      Fact &Copied = add(FactKind::Copy, LE, LE->getBeginLoc());
      Copied.Dst = Slot;
      Copied.Src = Src;
      Copied.IsMove = true;
    } else {
      assign(Slot, Src, LE);
    }
  }
}

void FunctionLowering::lowerNew(const CXXNewExpr *NE) {
  // The constructor ran already and left the object behind this pointer.
  Place P;
  P.Root = Place::Temp;
  P.Entity = NE;
  PlaceId Pointer = intern(std::move(P));
  const CXXConstructExpr *Made = NE->getConstructExpr();
  if (!NE->isArray() && NE->getNumPlacementArgs() == 1 && Made &&
      NE->getPlacementArg(0)->getType()->isPointerType()) {
    // Made in a place of the user's: an object that was there is overwritten.
    PlaceId Where = pointee(rvalue(NE->getPlacementArg(0)));
    if (Where) {
      Fact &Moved = add(FactKind::Copy, NE, NE->getBeginLoc());
      Moved.Dst = Where;
      Moved.Src = Operand::at(Operand::Object, temp(Made));
      Moved.IsElided = true;
    }
    assign(Pointer, Operand::at(Operand::Addr, Where), NE);
    return;
  }
  if (NE->isArray() || NE->getNumPlacementArgs() || !Made) {
    assign(Pointer, {}, NE);
    return;
  }
  Fact &Moved = add(FactKind::Allocate, NE, NE->getBeginLoc());
  Moved.Dst = Pointer;
  Moved.Src = Operand::at(Operand::Object, temp(Made));
  Moved.Type = NE->getAllocatedType()->getAsCXXRecordDecl();
}

} // namespace eventloop::facts
