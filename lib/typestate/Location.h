//===- Location.h - Where objects live, by name -----------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Interned names of memory: a root (a variable, a temporary, something of a
// caller) and steps below it. A location is a number, so states compare fast.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_TYPESTATE_LOCATION_H
#define EVENTLOOP_TIDY_LIB_TYPESTATE_LOCATION_H

#include "llvm/ADT/DenseMap.h"
#include <cstdint>
#include <vector>

namespace eventloop::typestate {

/// The number of a location; 0 is "nowhere". Its upper half is the number of
/// its root: in order, locations with one root are neighbours.
using LocId = uint64_t;

enum class LocKind : uint8_t {
  Nowhere,
  // Roots.
  Local,   ///< Entity: the variable
  Global,  ///< Entity: the variable
  This,    ///< the pointer `this`
  Temp,    ///< Entity: the expression
  Return,  ///< the returned value
  Truth,   ///< Entity: a test whose answer lasts
  Outer,   ///< Index: the nth root of a caller, in the order it is reached
  Heap,    ///< Entity: the creating expression; Index tells several apart
  Running, ///< the loop that runs on this thread
  Current, ///< the loop that was made the current one
  AtExit,  ///< what runs when the program ends
  Default, ///< Entity: the library whose shared loop this is
  ClosedUnknown, ///< Entity: a library; set when a session of it was closed
                 ///< that nobody knows
  HeldByCaller,  ///< Index: a location that a caller's owner owns as well
  Beside,        ///< set while a callback runs whose end is not known
  Suspended,     ///< whether a coroutine waited since this was cleared
  Quiet,         ///< set while a violation's exception unwinds
  Caught,        ///< Index: a handler; what it caught, if it throws that again
  OtherThread,   ///< set while what runs on another thread is looked at: the
                 ///< loop that runs here meanwhile
  KnowsThread,   ///< set once the code asked on which thread it is
  InSignal, ///< set while a signal handler runs; its content tells who runs it
  HeldElsewhere, ///< Index: a location that an owner nobody can see may own
  // Steps.
  Field,      ///< Entity: the field
  Pointee,    ///< what an unknown pointer points to
  Owned,      ///< what an owner holds in place
  Binding,    ///< the loop that an object is bound to
  Refusal,    ///< the close that a loop refused
  Failed,     ///< whether the call failed that made or scheduled it: a number
  Pending,    ///< Index: a callback or task that waits to run
  Arg,        ///< Index: an argument that a lazy task keeps
  Element,    ///< Entity: the call that put it into a container; Index
  Executor,   ///< the default one of a loop; the one that a job was given to
  ThreadBody, ///< what a thread that was not joined does
  RunsOn,     ///< the thread that runs a loop
  Class,      ///< the class of an object that this function did not make
  Former, ///< the loop that a session is bound to, once another has its place
};

struct Location {
  LocKind Kind = LocKind::Nowhere;
  LocId Parent = 0; ///< 0 for roots
  const void *Entity = nullptr;
  uint64_t Index = 0;
  LocId Root = 0;
  uint32_t Depth = 0;
};

/// From one name to another. Few: chains of calls have many such maps at once.
using LocationMap = llvm::SmallDenseMap<LocId, LocId, 4>;

/// All locations of an analysis. Grows only.
class LocationTable {
public:
  LocationTable() : All(1) {}
  LocId root(LocKind K, const void *Entity = nullptr, uint64_t Index = 0) {
    return intern(K, 0, Entity, Index);
  }
  /// A step below Parent; nowhere below nowhere, or when it gets too deep.
  LocId below(LocId Parent, LocKind K, const void *Entity = nullptr,
              uint64_t Index = 0);
  Location operator[](LocId L) const {
    const Stored &S = All[static_cast<uint32_t>(L)];
    const LocId Root = L >> 32 << 32;
    return {S.Kind,         S.Parent ? Root | S.Parent : 0,
            S.Entity,       S.Index,
            Root | L >> 32, S.Depth};
  }
  /// True if both have the same root.
  static bool areRelated(LocId A, LocId B) { return (A ^ B) >> 32 == 0; }
  bool isWithin(LocId L, LocId Ancestor) const;
  /// True for what a pointer leads to that code out of sight returned: others
  /// reach it under names of their own.
  bool isOutOfSight(LocId L) const;
  /// The same path below another location: L is within From.
  LocId rebase(LocId L, LocId From, LocId To);

private:
  /// There are as many as expressions: what follows from the id is not kept.
  struct Stored {
    const void *Entity = nullptr;
    uint64_t Index = 0;
    uint32_t Parent = 0;
    uint32_t NextAlike = 0; ///< of the same hash
    LocKind Kind = LocKind::Nowhere;
    uint8_t Depth = 0;
  };
  LocId intern(LocKind K, LocId Parent, const void *Entity, uint64_t Index);
  std::vector<Stored> All;
  llvm::DenseMap<uint32_t, uint32_t> Known; ///< by hash, the last of them
};

} // namespace eventloop::typestate

#endif // EVENTLOOP_TIDY_LIB_TYPESTATE_LOCATION_H
