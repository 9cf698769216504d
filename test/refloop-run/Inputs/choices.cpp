//===- choices.cpp - A program with unknown conditions --------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <memory>

using namespace refloop;
using refloop::testing::choose;

static Task<> nothing() { co_return; }

int main() {
  auto loop = std::make_unique<EventLoop>(); // created: by a trace
  if (choose())
    loop->close(); // maybe-closed
  try {
    loop->call_soon([] {}); // maybe-uses
    if (choose())
      loop->run_until_complete(nothing()); // rarely-runs
  } catch (const RuntimeError &) {
    if (choose())
      nothing(); // dropped
  }
  loop->close(); // closes
}
