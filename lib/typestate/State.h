//===- State.h - What is known on one path ----------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The abstract state of a path and the set of states at a program point. Two
// paths are kept apart while their objects' protocol states or their pointers
// differ, and merged when only their numbers do (Das, Lerner, Seigle: ESP,
// PLDI 2002).
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_TYPESTATE_STATE_H
#define EVENTLOOP_TIDY_LIB_TYPESTATE_STATE_H

#include "typestate/Location.h"
#include "typestate/Protocol.h"
#include "typestate/Story.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <limits>
#include <optional>
#include <vector>

namespace clang {
class CXXRecordDecl;
class FunctionDecl;
} // namespace clang

namespace eventloop::typestate {

/// What is known of the content of a location.
struct Value {
  enum Kind : uint8_t {
    Absent,   ///< never written: the first look makes up a name for it
    Unknown,  ///< overwritten by something that is not known
    Int,      ///< an integer in [Low, High] that is not excluded
    Pointer,  ///< points to Target; null is the Int 0
    Callable, ///< calls Function; captures lie in fields below
    Task,     ///< a coroutine not yet run; arguments lie below. Without a
              ///< Function the library's own; Target: the session it closes
    Spawned,  ///< a task that a loop runs; handles own a pointer to it
    Session,  ///< a session; its loop is the Binding below
    Refused,  ///< Made: a close that a loop refused
    Query,    ///< the answer to Asks about what is at Target
    Loop,     ///< a loop in State
    ClassOf,  ///< what is above is an object of this Class
  };
  enum Question : uint8_t {
    IsClosed,
    IsStopped,
    IsDone,
    IsSessionClosed,
    IsRefused,  ///< the status of a close: not zero if it was refused
    CallFailed, ///< the status of Made: not zero if it made or scheduled
                ///< nothing
  };
  Kind K = Absent;
  LoopState State = LoopState::Unknown;            ///< Loop
  TaskState TheTask = TaskState::Unknown;          ///< Spawned
  TaskProgress Progress = TaskProgress::Unknown;   ///< Spawned
  SessionState TheSession = SessionState::Unknown; ///< Session
  Question Asks = IsClosed;                        ///< Query
  bool Negated : 1 = false;                        ///< Query
  bool Escaped : 1 = false;         ///< Loop: others can reach it
  bool IsOfEarlierTest : 1 = false; ///< Loop: that test closed it
  bool MayNest : 1 = false;         ///< Loop: it may be run while it runs
  bool HasFailed : 1 = false; ///< Spawned: by an exception nobody has seen
  bool Dangles : 1 = false;   ///< Unknown: a pointer to what has ended; Made
                              ///< scheduled what uses it
  bool Owns : 1 = false;      ///< Pointer: an owner's
  bool NonNull : 1 = false;   ///< Pointer: certainly not null
  bool Decides : 1 = false;   ///< Int: paths that differ in it stay apart
  /// Query: where it was asked; AtExit: what is destroyed then. No part of
  /// equality.
  clang::SourceLocation At;
  /// Int: the numbers in its bounds that it is not, see Ranges.h.
  int32_t ExcludedWindow : 8 = 0;
  uint32_t Excluded : 24 = 0;
  LocId Target = 0;
  // States are many, and most of a state is values: no room for both.
  union {
    const clang::FunctionDecl *Function = nullptr; ///< of all but numbers
    int64_t Low;                                   ///< Int
    const clang::CXXRecordDecl *Class;             ///< ClassOf
  };
  union {
    const model::Library *Lib = nullptr; ///< Loop, Session
    int64_t High;                        ///< Int
  };
  /// Loop, Task, Spawned, Session: the call that made it, which is to blame for
  /// it. Running, InSignal, OtherThread: the run, the registration, the start;
  /// paths that differ in it alone are not told apart, contexts are.
  const facts::Call *Made = nullptr;
  const StoryNode *Story = nullptr; ///< of what has a protocol or dangles; no
                                    ///< part of equality

  static Value unknown() {
    Value V;
    V.K = Unknown;
    return V;
  }
  static Value integer(int64_t Low, int64_t High) {
    Value V;
    V.K = Int;
    V.Low = Low;
    V.High = High;
    return V;
  }
  static Value pointer(LocId Target, bool Owns = false) {
    if (!Target)
      return unknown();
    Value V;
    V.K = Pointer;
    V.Target = Target;
    V.Owns = Owns;
    return V;
  }
  static Value classOf(const clang::CXXRecordDecl *Class) {
    Value V;
    V.K = ClassOf;
    V.Class = Class;
    return V;
  }
  /// A loop of which nothing is known but its library, which may be null.
  static Value unknownLoop(const model::Library *Lib) {
    Value V;
    V.K = Loop;
    V.Lib = Lib;
    return V;
  }
  /// Of a loop or session; null for others.
  const model::Library *library() const {
    return K == Loop || K == Session ? Lib : nullptr;
  }
  /// This, or where it is no loop, one of which nothing is known but its
  /// library.
  Value asLoop(const model::Library *Lib) const {
    return K == Loop ? *this : unknownLoop(Lib);
  }
  bool hasStory() const {
    return K == Loop || K == Task || K == Spawned || K == Session ||
           K == Refused;
  }
  bool isNull() const { return K == Int && Low == 0 && High == 0; }
  bool isConstant() const { return K == Int && Low == High; }

  /// Equal but for stories and numbers.
  bool sameProperty(const Value &O) const;
  /// Equal but for stories.
  bool operator==(const Value &O) const;
};

static_assert(sizeof(Value) == 56, "values are what memory is spent on");

/// How far the bounds of numbers move that still do when a loop comes again: to
/// the next of these, in ascending order, and behind the last without end.
/// Nothing: no further than they have to.
using Widening = std::optional<llvm::ArrayRef<int64_t>>;

/// One path's knowledge: contents by location, sorted.
class PathState {
public:
  struct Entry {
    LocId Loc;
    Value Content;
  };
  /// A pointer of the state: who has it, and where it leads.
  struct Link {
    LocId Target;
    LocId Holder;
    bool operator==(const Link &) const = default;
    auto operator<=>(const Link &) const = default;
  };
  /// Sites of the grading pass that this path reached and violated at, a bit
  /// each.
  uint64_t Reached = 0, Violated = 0;

  const Value &get(LocId L) const;
  void set(LocId L, Value V);
  void erase(LocId L);
  /// Forgets L and all below it.
  void eraseTree(LocId L, const LocationTable &Table);
  /// The object at L is made anew: by a constructor, or by a function of C that
  /// leaves what the user has put into its fields (`handle.data`).
  void eraseFormer(LocId L, bool IsConstructed, const LocationTable &Table);
  /// Copies what is at From and below to To; pointers into the tree follow. A
  /// copy has the class that its place says.
  void copyTree(LocId From, LocId To, LocationTable &Table);
  /// What was copied from From to To is only at To: From is forgotten, and
  /// what pointed there follows.
  void moveTargets(LocId From, LocId To, LocationTable &Table);
  /// The owners, handles and lazy tasks at L and below were moved from.
  void leaveMovedFrom(LocId L, const LocationTable &Table);
  llvm::ArrayRef<Entry> entries() const { return Entries; }
  /// The entries that have the root of L: L, all below it, and others.
  llvm::ArrayRef<Entry> related(LocId L) const;
  /// What leads to L, or elsewhere into the tree of its root.
  llvm::ArrayRef<Link> linksTo(LocId L) const;
  llvm::ArrayRef<Link> linksInto(LocId L) const;
  llvm::ArrayRef<Link> links() const { return Links; }
  /// Where the spawned tasks are.
  llvm::ArrayRef<LocId> tasks() const { return Tasks; }
  /// Forgets the entries that \p Is is true for.
  void eraseIf(llvm::function_ref<bool(const Entry &)> Is);
  /// Forgets the contents of the entries that \p Is is true for.
  void forgetIf(llvm::function_ref<bool(const Entry &)> Is);

  /// True if the paths need not be told apart.
  bool sameProperty(const PathState &O) const;
  bool operator==(const PathState &O) const;
  /// Equal states have equal hashes.
  size_t hash() const;
  /// Lets the numbers cover the other path's. True if this changed.
  bool join(const PathState &O, Widening How = std::nullopt);

private:
  void replace(LocId L, Value &Old, const Value &New);
  void link(LocId L, const Value &V);
  void unlink(LocId L, const Value &V);
  void eraseEntries(Entry *Begin, Entry *End,
                    llvm::function_ref<bool(const Entry &)> Is);

  // States are moved more than written: nothing is stored in place.
  llvm::SmallVector<Entry, 0> Entries;
  // What follows from the entries, so that no event has to look at all of them.
  llvm::SmallVector<Link, 0> Links;
  llvm::SmallVector<LocId, 0> Tasks;
};

} // namespace eventloop::typestate

#endif // EVENTLOOP_TIDY_LIB_TYPESTATE_STATE_H
