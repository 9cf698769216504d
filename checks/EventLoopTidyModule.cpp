//===- EventLoopTidyModule.cpp - The list of our checks -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Registers the checks with clang-tidy, in alphabetical order. Nothing else:
// what a check finds is its own file's business.
//
//===----------------------------------------------------------------------===//

#include "clang-tidy/ClangTidyModule.h"

namespace clang::tidy::eventloop {
namespace {

/// The module `eventloop`: every check whose name begins with `eventloop-`.
class EventLoopTidyModule : public ClangTidyModule {
public:
  void addCheckFactories(ClangTidyCheckFactories &Factories) override {}
};

} // namespace

static ClangTidyModuleRegistry::Add<EventLoopTidyModule>
    X("eventloop-module", "Finds lifecycle bugs of event loops.");

} // namespace clang::tidy::eventloop
