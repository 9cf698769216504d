//===- loop_generators.cpp - The generators of a loop ---------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "refloop/detail/loop_generators.h"

#include "refloop/gather.h"

#include <cstdio>

namespace refloop::detail {

void LoopGenerators::add(std::weak_ptr<GeneratorState> generator) {
  std::erase_if(generators_, [](const auto &one) { return one.expired(); });
  generators_.push_back(std::move(generator));
}

void LoopGenerators::remove(const GeneratorState &generator) {
  std::erase_if(generators_, [&generator](const auto &one) {
    return one.lock().get() == &generator;
  });
}

std::vector<std::shared_ptr<GeneratorState>> LoopGenerators::take() {
  std::vector<std::shared_ptr<GeneratorState>> all;
  for (const auto &generator : std::exchange(generators_, {}))
    if (auto one = generator.lock())
      all.push_back(std::move(one));
  return all;
}

Task<> shutdown_asyncgens(LoopPointer loop, std::source_location where) {
  const auto generators = loop->generators().take();
  if (generators.empty())
    co_return;
  std::vector<GatherItem<void>> closing;
  for (const auto &generator : generators)
    closing.emplace_back(GeneratorState::close(generator, where));
  const auto outcomes =
      co_await begin_gather<true>(std::move(closing), Where(where));
  for (const std::exception_ptr &error : outcomes)
    if (error && !is_cancelled_error(error))
      std::fprintf(stderr,
                   "an error occurred during closing of an asynchronous "
                   "generator: %s\n",
                   text_of(error).c_str());
}

} // namespace refloop::detail
