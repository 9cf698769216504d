//===- ObjectLife.h - All that happens to a local object --------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Collects what the facts of one function do to one local object, and asks
// whether every path does it in an order that the derived class gives. Which
// orders are worth telling is Preferences' to say.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FINDINGS_OBJECTLIFE_H
#define EVENTLOOP_TIDY_LIB_FINDINGS_OBJECTLIFE_H

#include "facts/FunctionFacts.h"
#include "typestate/Story.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <optional>

namespace eventloop::findings {

/// What a fact does to the object whose life is looked at.
enum class Deed : uint8_t {
  Nothing,
  Harmless,
  Make,
  Run,
  ShutDown,
  Close,
  End
};

/// The life of one local object, in the facts of its function.
class ObjectLife {
public:
  ObjectLife(const facts::FunctionFacts &F, const facts::Call &Made,
             const clang::VarDecl *Var)
      : F(F), Made(Made), Var(Var) {}
  virtual ~ObjectLife() = default;

  /// Whether every path does with the object what the shorter form does, and
  /// nothing else happens to it.
  bool isWhole();
  /// The calls that the shorter form takes the place of.
  llvm::ArrayRef<std::pair<typestate::StoryEvent, const facts::Call *>>
  told() const {
    return Told;
  }

protected:
  /// What a method that is called on the object does; nothing where the
  /// shorter form could not do it.
  virtual std::optional<Deed> deedOf(const facts::Call &C) = 0;
  /// How far the object is after a deed; nothing where that is out of order.
  virtual std::optional<unsigned> step(unsigned Stage, Deed D) const = 0;
  virtual unsigned lastStage() const = 0;
  /// What is left to ask when all deeds are known.
  virtual bool isInOrder() const { return true; }

  bool isObject(facts::PlaceId P) const;
  /// Whether the coroutine awaits the task at P where it is made.
  bool isAwaited(facts::PlaceId P) const { return Awaited.contains(P); }

  const facts::FunctionFacts &F;
  const facts::Call &Made;
  const clang::VarDecl *Var;
  llvm::SmallVector<std::pair<typestate::StoryEvent, const facts::Call *>, 4>
      Told;

private:
  bool collect();
  bool collectCall(const facts::Fact &At);
  bool mentions(facts::PlaceId P) const;
  bool mentions(const facts::Operand &O) const;
  bool mentions(const facts::Condition &C) const;
  bool followsOrder() const;

  llvm::DenseMap<const facts::Fact *, Deed> Deeds;
  llvm::DenseSet<facts::PlaceId> Awaited;
  /// What `operator->` of an owner yields.
  llvm::DenseSet<const void *> Pointers;
};

} // namespace eventloop::findings

#endif // EVENTLOOP_TIDY_LIB_FINDINGS_OBJECTLIFE_H
