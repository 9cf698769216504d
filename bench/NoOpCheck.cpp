//===- NoOpCheck.cpp - A check that does nothing --------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Registers `bench-noop`, so that clang-tidy parses and traverses a file as it
// does for any check. What our checks cost is the difference from that. Part
// of bench-tidy alone.
//
//===----------------------------------------------------------------------===//

#include "clang-tidy/ClangTidyCheck.h"
#include "clang-tidy/ClangTidyModule.h"

namespace clang::tidy::eventloop {
namespace {

class NoOpCheck : public ClangTidyCheck {
public:
  using ClangTidyCheck::ClangTidyCheck;
};

class BenchModule : public ClangTidyModule {
public:
  void addCheckFactories(ClangTidyCheckFactories &Factories) override {
    Factories.registerCheck<NoOpCheck>("bench-noop");
  }
};

} // namespace

static ClangTidyModuleRegistry::Add<BenchModule>
    X("bench-module", "A check that does nothing, to compare with.");

} // namespace clang::tidy::eventloop
