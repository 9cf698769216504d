//===- Branches.cpp - Tests conditions and learns from them ---------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a condition is on a path, and what is known after a branch was taken.
// This is what keeps correlated branches and guards silent.
//
//===----------------------------------------------------------------------===//

#include "typestate/Interpreter.h"
#include "typestate/Ranges.h"

namespace eventloop::typestate {

using facts::Condition;

static Condition::Op negate(Condition::Op Op) {
  switch (Op) {
  case Condition::Truth:
    return Condition::Truth;
  case Condition::EQ:
    return Condition::NE;
  case Condition::NE:
    return Condition::EQ;
  case Condition::LT:
    return Condition::GE;
  case Condition::LE:
    return Condition::GT;
  case Condition::GT:
    return Condition::LE;
  case Condition::GE:
    return Condition::LT;
  }
  return Op;
}

/// The operator with its sides exchanged.
static Condition::Op mirror(Condition::Op Op) {
  switch (Op) {
  case Condition::LT:
    return Condition::GT;
  case Condition::LE:
    return Condition::GE;
  case Condition::GT:
    return Condition::LT;
  case Condition::GE:
    return Condition::LE;
  default:
    return Op;
  }
}

static Value truth(std::optional<bool> Known) {
  return Known ? Value::integer(*Known, *Known) : Value::integer(0, 1);
}

/// Compares a value with a constant, where that can be decided.
static std::optional<bool> compare(const Value &V, Condition::Op Op,
                                   int64_t C) {
  if (V.K == Value::Pointer || V.K == Value::Callable) {
    if (C != 0)
      return std::nullopt;
    if (V.K == Value::Pointer && !V.Owns && !V.NonNull)
      return std::nullopt; // made up: may be null as well
    return Op == Condition::NE   ? std::optional(true)
           : Op == Condition::EQ ? std::optional(false)
                                 : std::nullopt;
  }
  if (V.K != Value::Int)
    return std::nullopt;
  switch (Op) {
  case Condition::EQ:
    if (V.Low == C && V.High == C)
      return true;
    if (excludes(V, C))
      return false;
    return std::nullopt;
  case Condition::LT:
    return V.High < C   ? std::optional(true)
           : V.Low >= C ? std::optional(false)
                        : std::nullopt;
  case Condition::LE:
    return V.High <= C ? std::optional(true)
           : V.Low > C ? std::optional(false)
                       : std::nullopt;
  default: {
    std::optional<bool> Other = compare(V, negate(Op), C);
    return Other ? std::optional(!*Other) : std::nullopt;
  }
  }
}

/// A load that does not make up a pointee: numbers are not pointers.
static Value number(const Value &V) {
  return V.K == Value::Absent ? Value::unknown() : V;
}

static bool isStatus(const Value &V) {
  return V.K == Value::Query &&
         (V.Asks == Value::IsRefused || V.Asks == Value::CallFailed);
}

/// A comparison of the status of a call, which is zero or an error below it.
static Value statusTest(Value Status, Condition::Op Op, int64_t C,
                        bool Negated) {
  bool AsksRefused = false;
  switch (Op) {
  case Condition::EQ:
    AsksRefused = C != 0;
    break;
  case Condition::NE:
    AsksRefused = C == 0;
    break;
  case Condition::LT:
    AsksRefused = true;
    break;
  case Condition::GE:
    break;
  default:
    return truth(std::nullopt);
  }
  bool IsAnswer = Op == Condition::EQ || Op == Condition::NE || C == 0;
  if (!IsAnswer)
    return truth(std::nullopt);
  Status.Negated ^= !AsksRefused != Negated;
  return Status;
}

/// A pointer to where something was made is not null: `malloc` did not fail.
static Value pointerToMade(Value V, const PathState &S,
                           const LocationTable &Locs) {
  if (V.K == Value::Pointer && !V.NonNull)
    V.NonNull =
        llvm::any_of(S.related(V.Target), [&](const PathState::Entry &E) {
          return (E.Content.K == Value::Session ||
                  E.Content.K == Value::Loop) &&
                 E.Content.Made && Locs.isWithin(E.Loc, V.Target);
        });
  return V;
}

/// Whether two pointers point to the same object, where both are known.
static std::optional<bool> areSame(const Value &L, const Value &R,
                                   const LocationTable &Locs) {
  if (L.K != Value::Pointer || R.K != Value::Pointer || !L.Target || !R.Target)
    return std::nullopt;
  if (L.Target == R.Target)
    return true;
  auto IsAnywhere = [&](LocId At) { // behind a pointer that nobody knows
    while (At && Locs[At].Kind != LocKind::Pointee)
      At = Locs[At].Parent;
    return At != 0;
  };
  bool MayBeSame = LocationTable::areRelated(L.Target, R.Target) ||
                   IsAnywhere(L.Target) || IsAnywhere(R.Target);
  return MayBeSame ? std::nullopt : std::optional(false);
}

Value Interpreter::test(const Condition &C, PathState &S) {
  Value L = C.LHS.K == facts::Operand::Load
                ? pointerToMade(number(S.get(locate(C.LHS.Where, S))), S, Locs)
                : evaluate(C.LHS, S);
  if (C.TheOp == Condition::Truth) {
    if (L.K == Value::Query) {
      L.Negated ^= C.Negated;
      return isStatus(L) ? statusOf(L, S) : L;
    }
    std::optional<bool> Known = compare(L, Condition::NE, 0);
    return truth(Known ? std::optional(*Known != C.Negated) : std::nullopt);
  }
  Value R = C.RHS.K == facts::Operand::Load
                ? number(S.get(locate(C.RHS.Where, S)))
                : evaluate(C.RHS, S);
  if (isStatus(L) && R.isConstant())
    return statusOf(statusTest(L, C.TheOp, R.Low, C.Negated), S);
  if (isStatus(R) && L.isConstant())
    return statusOf(statusTest(R, mirror(C.TheOp), L.Low, C.Negated), S);
  std::optional<bool> Known;
  if (R.isConstant())
    Known = compare(L, C.TheOp, R.Low);
  else if (L.isConstant())
    Known = compare(R, mirror(C.TheOp), L.Low);
  else if (C.TheOp == Condition::EQ || C.TheOp == Condition::NE)
    if ((Known = areSame(L, R, Locs)) && C.TheOp == Condition::NE)
      Known = !*Known;
  return truth(Known ? std::optional(*Known != C.Negated) : std::nullopt);
}

/// Narrows the number that O loads. False if nothing is left of it.
bool Interpreter::refine(const facts::Operand &O, Condition::Op Op, int64_t C,
                         PathState &S) {
  const bool IsSum = O.K == facts::Operand::Sum && !O.MayWrap;
  LocId L = O.K == facts::Operand::Load || IsSum ? locate(O.Where, S) : 0;
  constexpr int64_t Far = int64_t(1) << 62;
  if (IsSum && (C > Far || C < -Far))
    return true;
  C -= IsSum ? O.Constant : 0;
  bool IsPointer = O.IsPointer;
  if (!L)
    return true;
  Value V = S.get(L);
  if (V.K == Value::Pointer && C == 0) {
    if (Op == Condition::EQ && (V.Owns || V.NonNull))
      return false;
    if (Op == Condition::EQ) {
      S.set(L, Value::integer(0, 0));
    } else if (Op == Condition::NE) {
      V.NonNull = true;
      S.set(L, V);
    }
    return true;
  }
  if (V.K == Value::Absent || V.K == Value::Unknown) {
    if (Op == Condition::NE && IsPointer) {
      if (V.K == Value::Absent && C == 0) {
        Value Made = Value::pointer(follow(L, S));
        Made.NonNull = true;
        S.set(L, Made);
      }
      return true;
    }
    V = Value::integer(std::numeric_limits<int64_t>::min(),
                       std::numeric_limits<int64_t>::max());
  }
  if (V.K != Value::Int)
    return true;
  constexpr int64_t Least = std::numeric_limits<int64_t>::min();
  constexpr int64_t Most = std::numeric_limits<int64_t>::max();
  bool IsLeft = true;
  switch (Op) {
  case Condition::EQ:
    IsLeft = !excludes(V, C) && restrictTo(V, C, C);
    break;
  case Condition::NE:
    IsLeft = exclude(V, C);
    break;
  case Condition::LT:
    IsLeft = C != Least && restrictTo(V, Least, C - 1);
    break;
  case Condition::LE:
    IsLeft = restrictTo(V, Least, C);
    break;
  case Condition::GT:
    IsLeft = C != Most && restrictTo(V, C + 1, Most);
    break;
  case Condition::GE:
    IsLeft = restrictTo(V, C, Most);
    break;
  case Condition::Truth:
    break;
  }
  if (IsLeft)
    S.set(L, V);
  return IsLeft;
}

void Interpreter::assumeQuery(const Value &Q, bool Holds, PathState &S) {
  bool Is = Holds != Q.Negated;
  if (Q.Asks == Value::IsDone)
    return taskEvent(Q.Target, Is ? TaskEvent::Finish : TaskEvent::FoundNotDone,
                     Q.At, S);
  if (Q.Asks == Value::CallFailed) {
    if (Is)
      assumeFailed(Q, S);
    return;
  }
  Value Loop = S.get(Q.Target);
  if (Q.Asks == Value::IsSessionClosed) {
    if (Is && Loop.K == Value::Session) {
      Loop.TheSession = SessionState::Closed;
      S.set(Q.Target, Loop);
    }
    return;
  }
  if (Q.Asks == Value::IsRefused) {
    if (Is && Loop.K == Value::Loop && Loop.State == LoopState::Closed) {
      Loop.State = LoopState::Unknown;
      S.set(Q.Target, Loop);
    }
    return;
  }
  if (Loop.K != Value::Loop || Loop.State != LoopState::Unknown)
    return;
  if (!Is)
    Loop.State = LoopState::Open;
  else
    Loop.State =
        Q.Asks == Value::IsClosed ? LoopState::Closed : LoopState::Stopped;
  if (Is)
    Loop.Story =
        Eng.Stories.tell(Q.Asks == Value::IsClosed ? StoryEvent::FoundClosed
                                                   : StoryEvent::FoundStopped,
                         Q.At, nameOf(Q.Target), Loop.Story);
  S.set(Q.Target, Loop);
}

/// Learns that the condition holds or does not. False if that cannot be.
bool Interpreter::assume(const Condition &C, bool Holds, PathState &S) {
  Value Known = test(C, S);
  if (Known.isConstant())
    return (Known.Low != 0) == Holds;
  if (Known.K == Value::Query) {
    assumeQuery(Known, Holds, S);
    return true;
  }
  bool Is = Holds != C.Negated;
  if (C.LHS.K == facts::Operand::Cond && C.TheOp == Condition::Truth)
    return assume(F.Conditions[C.LHS.Index], Is, S);
  if (C.TheOp == Condition::Truth)
    return refine(C.LHS, Is ? Condition::NE : Condition::EQ, 0, S);
  Condition::Op Op = Is ? C.TheOp : negate(C.TheOp);
  Value R = evaluate(C.RHS, S);
  if (R.isConstant())
    return refine(C.LHS, Op, R.Low, S);
  Value L = evaluate(C.LHS, S);
  if (L.isConstant())
    return refine(C.RHS, mirror(Op), L.Low, S);
  return true;
}

bool Interpreter::assumeCase(const facts::Edge &E, const facts::Decision &D,
                             PathState &S) {
  if (E.TheGuard == facts::Edge::WhenCase)
    return refine(D.Switched, Condition::GE, D.Ranges[E.Range].first, S) &&
           refine(D.Switched, Condition::LE, D.Ranges[E.Range].second, S);
  for (int64_t Case : D.Cases)
    if (!refine(D.Switched, Condition::NE, Case, S))
      return false;
  return true;
}

} // namespace eventloop::typestate
