//===- MemoryFacts.cpp - Memory as C allocates and clears it --------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Programs in C allocate their structs as bytes, and clear them as such: the
// flags and pointers in them are zero from then on. Objects of the libraries
// in them are in no state that anybody knows, and are left to the call's other
// meaning.
//
//===----------------------------------------------------------------------===//

#include "facts/Lowering.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Builtins.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace eventloop::facts {

/// Structs have few flags; arrays and what lies behind pointers have none.
static constexpr unsigned MaxFields = 32;

/// `memset(&server, 0, sizeof server)`.
void FunctionLowering::lowerMemset(const CallExpr *CE) {
  const FunctionDecl *Callee = CE->getDirectCallee();
  if (!Callee || CE->getNumArgs() != 3 ||
      Callee->getMemoryFunctionKind() != Builtin::BImemset)
    return;
  const Expr *To = CE->getArg(0)->IgnoreParens();
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(To);
      Cast && Cast->getCastKind() == CK_BitCast)
    To = Cast->getSubExpr();
  const QualType T = To->getType()->getPointeeType();
  const Operand Byte = rvalue(CE->getArg(1));
  Expr::EvalResult Size;
  if (T.isNull() || !T->isRecordType() || T->isIncompleteType() ||
      Byte.K != Operand::Const || Byte.Constant ||
      !CE->getArg(2)->EvaluateAsInt(Size, Ctx) ||
      Size.Val.getInt() != Ctx.getTypeSizeInChars(T).getQuantity())
    return;
  unsigned Left = MaxFields;
  zeroFields(pointee(rvalue(To)), T, Left, CE);
}

/// `server_t *server = malloc(sizeof *server)`: nobody else's memory. False if
/// the initializer is anything else.
bool FunctionLowering::lowerMalloc(PlaceId Pointer, const Expr *Init) {
  const auto *CE = dyn_cast<CallExpr>(stripWrappers(Init));
  const FunctionDecl *Callee = CE ? CE->getDirectCallee() : nullptr;
  const unsigned Id = Callee ? Callee->getBuiltinID() : 0;
  const bool IsZero =
      Id == Builtin::BIcalloc || Id == Builtin::BI__builtin_calloc;
  if (!IsZero && Id != Builtin::BImalloc && Id != Builtin::BI__builtin_malloc)
    return false;
  Fact &Made = add(FactKind::Allocate, Init, Init->getBeginLoc());
  Made.Dst = Pointer;
  Made.Src = Operand::at(Operand::Object, temp(CE));
  unsigned Left = MaxFields;
  if (IsZero)
    zeroFields(deref(Pointer), Init->getType()->getPointeeType(), Left, CE);
  return true;
}

void FunctionLowering::zeroFields(PlaceId P, QualType T, unsigned &Left,
                                  const Stmt *At) {
  const RecordDecl *RD = T.isNull() ? nullptr : T->getAsRecordDecl();
  if (!P || !RD || RD->isUnion() || Models.typeRowFor(T) ||
      Ctx.getSourceManager().isInSystemHeader(RD->getLocation()))
    return;
  for (const FieldDecl *FD : RD->fields()) {
    const QualType Of = FD->getType();
    if (FD->isUnnamedBitField() || !Left)
      continue;
    PlaceId Slot = extend(P, Step{FD->getCanonicalDecl()});
    if (Of->isRecordType()) {
      zeroFields(Slot, Of, Left, At);
    } else if (Of->isIntegralOrEnumerationType() || Of->isPointerType()) {
      --Left;
      assign(Slot, Operand::constant(0), At);
    }
  }
}

} // namespace eventloop::facts
