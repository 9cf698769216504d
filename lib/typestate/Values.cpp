//===- Values.cpp - Reads and writes places -------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From the places and operands of facts to locations and values of a state.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "typestate/Ranges.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace eventloop::typestate {

LocId Interpreter::rootOf(const facts::Place &P) {
  switch (P.Root) {
  case facts::Place::Nowhere:
    return 0;
  case facts::Place::Local:
    return Locs.root(LocKind::Local, P.Entity);
  case facts::Place::Global:
    return Locs.root(LocKind::Global, P.Entity);
  case facts::Place::This:
    return Locs.root(LocKind::This);
  case facts::Place::Temp:
    return Locs.root(LocKind::Temp, P.Entity);
  case facts::Place::Truth:
    return Locs.root(LocKind::Truth, P.Entity);
  case facts::Place::Return:
    return Locs.root(LocKind::Return);
  }
  return 0;
}

/// What the pointer at a location points to. A pointer that was never written
/// gets a made-up pointee, so that two uses of it meet the same object.
LocId Interpreter::follow(LocId Pointer, PathState &S) {
  if (!Pointer)
    return 0;
  const Value V = S.get(Pointer);
  if (V.K == Value::Pointer)
    return V.Target;
  if (V.K != Value::Absent)
    return 0;
  LocId Made = Locs.below(Pointer, LocKind::Pointee);
  S.set(Pointer, Value::pointer(Made));
  return Made;
}

LocId Interpreter::locate(facts::PlaceId P, PathState &S) {
  const facts::Place &Path = F.Places[P];
  LocId L = rootOf(Path);
  for (const facts::Step &Step : Path.Steps)
    L = Step.isDeref() ? follow(L, S)
        : Step.IsLoop  ? Locs.below(L, LocKind::Binding)
                       : Locs.below(L, LocKind::Field, Step.Field);
  return L;
}

Value Interpreter::evaluate(const facts::Operand &O, PathState &S) {
  switch (O.K) {
  case facts::Operand::Unknown:
    return Value::unknown();
  case facts::Operand::Const:
    return Value::integer(O.Constant, O.Constant);
  case facts::Operand::Load: {
    LocId L = locate(O.Where, S);
    if (!L)
      return Value::unknown();
    const Value V = S.get(L);
    if (V.K != Value::Absent)
      return V;
    return O.IsPointer ? Value::pointer(follow(L, S)) : Value::unknown();
  }
  case facts::Operand::Sum:
    return add(S.get(locate(O.Where, S)), O.Constant, O.MayWrap);
  case facts::Operand::Addr: {
    Value V = Value::pointer(locate(O.Where, S));
    V.NonNull = V.K == Value::Pointer;
    return V;
  }
  case facts::Operand::Object: {
    LocId L = locate(O.Where, S);
    return L ? S.get(L) : Value::unknown();
  }
  case facts::Operand::Function: {
    Value V;
    V.K = Value::Callable;
    V.Function = O.Callee;
    return V;
  }
  case facts::Operand::Cond:
    return test(F.Conditions[O.Index], S);
  }
  return Value::unknown();
}

/// The object that an operand denotes: what a reference or pointer refers to,
/// or the object itself.
LocId Interpreter::objectAt(const facts::Operand &O, PathState &S) {
  switch (O.K) {
  case facts::Operand::Addr:
  case facts::Operand::Object:
    return locate(O.Where, S);
  case facts::Operand::Load:
    return follow(locate(O.Where, S), S);
  default:
    return 0;
  }
}

/// The loop that an object is or stands for: through pointers, executors and
/// bindings.
LocId Interpreter::loopAt(LocId L, PathState &S) {
  constexpr int MaxHops = 6;
  for (int Hop = 0; L && Hop < MaxHops; ++Hop) {
    const Value V = S.get(L);
    if (V.K == Value::Loop)
      return L;
    if (V.K == Value::Pointer) {
      L = V.Target;
      continue;
    }
    if (V.K == Value::Unknown)
      return 0;
    if (LocId B = Locs.below(L, LocKind::Binding);
        S.get(B).K == Value::Pointer) {
      L = S.get(B).Target;
      continue;
    }
    return L;
  }
  return 0;
}

StringRef Interpreter::nameOf(LocId L) const {
  for (; L; L = Locs[L].Parent) {
    const Location Where = Locs[L];
    switch (Where.Kind) {
    case LocKind::Local:
    case LocKind::Global: {
      const auto *VD = static_cast<const VarDecl *>(Where.Entity);
      return VD->getIdentifier() ? VD->getName() : "";
    }
    case LocKind::Field: {
      const auto *FD = static_cast<const FieldDecl *>(Where.Entity);
      return FD->getIdentifier() ? FD->getName() : "";
    }
    case LocKind::Owned:
    case LocKind::Pointee:
      continue;
    default:
      return "";
    }
  }
  return "";
}

} // namespace eventloop::typestate
