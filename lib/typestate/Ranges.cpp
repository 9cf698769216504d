//===- Ranges.cpp - The numbers that a value may be -----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See Ranges.h. Excluded numbers lie strictly between the bounds.
//
//===----------------------------------------------------------------------===//

#include "typestate/Ranges.h"
#include "llvm/Support/MathExtras.h"

namespace eventloop::typestate {

constexpr int64_t Least = std::numeric_limits<int64_t>::min();
constexpr int64_t Most = std::numeric_limits<int64_t>::max();
/// A window of neighbours; small negative numbers belong to the positive ones.
constexpr int64_t Width = 24;
constexpr int64_t Negative = 4;

static int64_t firstOf(int64_t Window) { return Window * Width - Negative; }

/// The window that C lies in; nothing for large numbers.
static std::optional<int8_t> windowOf(int64_t C) {
  if (!llvm::isInt<16>(C))
    return std::nullopt;
  const int64_t Window =
      llvm::divideFloorSigned(static_cast<int64_t>(C + Negative), Width);
  return llvm::isInt<8>(Window) ? std::optional(static_cast<int8_t>(Window))
                                : std::nullopt;
}

static uint32_t bitOf(int64_t C, int64_t Window) {
  const int64_t Bit = C - firstOf(Window);
  return C >= firstOf(Window) && Bit < Width ? uint32_t(1) << Bit : 0;
}

static bool isHole(const Value &V, int64_t C) {
  return V.Excluded && llvm::isInt<32>(C) &&
         (V.Excluded & bitOf(C, V.ExcludedWindow));
}

bool excludes(const Value &V, int64_t C) {
  return C < V.Low || C > V.High || isHole(V, C);
}

/// Brings the bounds to numbers that are possible. False if there are none.
static bool normalize(Value &V) {
  while (V.Low <= V.High && isHole(V, V.Low))
    ++V.Low;
  while (V.Low <= V.High && isHole(V, V.High))
    --V.High;
  if (V.Low > V.High)
    return false;
  const int64_t First = firstOf(V.ExcludedWindow);
  for (int64_t C = First; V.Excluded && C < First + Width; ++C)
    if (C <= V.Low || C >= V.High)
      V.Excluded &= ~bitOf(C, V.ExcludedWindow);
  if (!V.Excluded)
    V.ExcludedWindow = 0;
  return true;
}

bool exclude(Value &V, int64_t C) {
  if (C < V.Low || C > V.High)
    return true;
  if (V.Low == C && V.High == C)
    return false;
  if (V.Low == C && C != Most)
    ++V.Low;
  else if (V.High == C && C != Least)
    --V.High;
  else if (std::optional<int8_t> Window = windowOf(C);
           Window && (!V.Excluded || V.ExcludedWindow == *Window)) {
    V.ExcludedWindow = *Window;
    V.Excluded |= bitOf(C, *Window);
  }
  return normalize(V);
}

bool restrictTo(Value &V, int64_t Low, int64_t High) {
  V.Low = std::max(V.Low, Low);
  V.High = std::min(V.High, High);
  return V.Low <= V.High && normalize(V);
}

/// Those of the window that V cannot be, because it excludes them or, if
/// wanted, because they lie outside its bounds.
static uint32_t impossible(const Value &V, int64_t Window, bool OutsideAsWell) {
  uint32_t Mask = 0;
  for (int64_t C = firstOf(Window); C < firstOf(Window) + Width; ++C) {
    const bool IsInside = C >= V.Low && C <= V.High;
    if (IsInside ? isHole(V, C) : OutsideAsWell)
      Mask |= bitOf(C, Window);
  }
  return Mask;
}

static int64_t atLeast(int64_t C, llvm::ArrayRef<int64_t> Ascending) {
  const auto *It = llvm::lower_bound(Ascending, C);
  return It == Ascending.end() ? Most : *It;
}

static int64_t atMost(int64_t C, llvm::ArrayRef<int64_t> Ascending) {
  const auto *It = llvm::upper_bound(Ascending, C);
  return It == Ascending.begin() ? Least : *std::prev(It);
}

bool joinNumbers(Value &A, const Value &B, Widening How) {
  const Value Old = A;
  if (A.Low == B.Low && A.High == B.High && A.Excluded == B.Excluded &&
      A.ExcludedWindow == B.ExcludedWindow)
    return false;
  if (B.Low < A.Low)
    A.Low = How ? atMost(B.Low, *How) : B.Low;
  if (B.High > A.High)
    A.High = How ? atLeast(B.High, *How) : B.High;
  const bool IsApart = (B.High < Old.Low && B.High < Old.Low - 1) ||
                       (Old.High < B.Low && Old.High < B.Low - 1);
  A.Excluded = 0;
  // Where neither has holes and they touch, nothing lies between them.
  if (Old.Excluded || B.Excluded || IsApart) {
    const std::optional<int8_t> Window =
        Old.Excluded ? std::optional<int8_t>(Old.ExcludedWindow)
        : B.Excluded ? std::optional<int8_t>(B.ExcludedWindow)
                     : windowOf(std::min(Old.High, B.High));
    if (Window) {
      A.Excluded = impossible(Old, *Window, /*OutsideAsWell=*/!How) &
                   impossible(B, *Window, /*OutsideAsWell=*/true);
      A.ExcludedWindow = *Window;
    }
  }
  normalize(A);
  return !(A == Old);
}

Value add(Value V, int64_t Step, bool MayWrap) {
  constexpr int64_t Low = Least / 2, High = Most / 2;
  constexpr int64_t MostNarrow = 127; // of the narrowest type
  if (V.K != Value::Int)
    return Value::unknown();
  if (MayWrap && (V.Low + std::min<int64_t>(Step, 0) < 0 ||
                  V.High > MostNarrow - std::max<int64_t>(Step, 0)))
    return Value::unknown();
  if (V.Low > Low)
    V.Low += Step;
  if (V.High < High)
    V.High += Step;
  const uint32_t Holes = V.Excluded;
  V.Excluded = 0;
  const int64_t First = firstOf(V.ExcludedWindow);
  V.ExcludedWindow = 0;
  for (int64_t C = First; Holes && C < First + Width; ++C)
    if (Holes & bitOf(C, (First + Negative) / Width))
      exclude(V, C + Step);
  V.Decides = false;
  return V;
}

} // namespace eventloop::typestate
