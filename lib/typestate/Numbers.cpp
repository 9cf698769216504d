//===- Numbers.cpp - Numbers behind functions of a library ----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `std::atomic<bool>` and `std::exchange`: flags and pointers that are read and
// written by calls. What is not known stays so.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"

using namespace clang;

namespace eventloop::typestate {

using model::Event;

static Value numberOf(const Value &V) {
  return V.K == Value::Absent ? Value::unknown() : V;
}

/// False if the call has nothing to do with numbers.
bool Interpreter::applyNumber(const facts::Call &Call, PathState &S) {
  const Event E = Call.Row->TheEvent;
  if (E != Event::ValueLoad && E != Event::ValueStore &&
      E != Event::ValueExchange && E != Event::ValueCompareExchange)
    return false;
  const LocId L = operandLocation(Call.Row->Object, Call, S);
  const unsigned First = Call.Row->Object.K == model::Operand::Arg ? 1 : 0;
  auto Argument = [&](unsigned I) { // by value or by reference
    if (First + I >= Call.Args.size())
      return Value::unknown();
    const facts::Operand &O = Call.Args[First + I];
    return numberOf(O.K == facts::Operand::Addr ? S.get(locate(O.Where, S))
                                                : evaluate(O, S));
  };
  if (!L || Call.ResultIsObject) { // an owner, a handle
    escapeArgs(Call, S);
    unknownResult(Call, S);
    return true;
  }
  const Value Old = numberOf(S.get(L)), New = Argument(0);
  if (E != Event::ValueCompareExchange) {
    if (E != Event::ValueLoad)
      S.set(L, New);
    setResult(Call, E == Event::ValueStore ? Value::unknown() : Old, S);
    return true;
  }
  const LocId Expected = Call.Args.empty() ? 0 : objectAt(Call.Args[0], S);
  const bool IsKnown = Old.isConstant() && New.isConstant();
  const bool IsSame = IsKnown && Old.Low == New.Low;
  if (!IsSame)
    S.set(Expected, Old);
  if (!IsKnown || IsSame)
    S.set(L, IsSame ? Argument(1) : Value::unknown());
  setResult(Call, IsKnown ? Value::integer(IsSame, IsSame) : Value::unknown(),
            S);
  return true;
}

} // namespace eventloop::typestate
