//===- loop_generators.h - The generators of a loop -------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which generators have begun on a loop and may have to be closed. Mirrors
// asyncio's `_asyncgens`.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_LOOP_GENERATORS_H
#define REFLOOP_DETAIL_LOOP_GENERATORS_H

#include "refloop/detail/generator_state.h"

#include <memory>
#include <source_location>
#include <vector>

namespace refloop::detail {

/// Part of a loop; its thread's alone.
class LoopGenerators {
public:
  void add(std::weak_ptr<GeneratorState> generator);
  void remove(const GeneratorState &generator);
  /// All that live, in the order in which they began; none is left behind.
  std::vector<std::shared_ptr<GeneratorState>> take();

private:
  std::vector<std::weak_ptr<GeneratorState>> generators_;
};

/// The coroutine of shutdown_asyncgens(): closes them all, each in a task.
Task<> shutdown_asyncgens(LoopPointer loop, std::source_location where);

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_LOOP_GENERATORS_H
