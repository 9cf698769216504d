//===- EventLoopTidyModule.cpp - The list of our checks -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Registers the checks of Checks.def with clang-tidy. Nothing else: what a
// check finds is its own file's business.
//
//===----------------------------------------------------------------------===//

#include "CloseInSignalHandlerCheck.h"
#include "CloseWhileRunningCheck.h"
#include "CloseWithPendingTasksCheck.h"
#include "CrossThreadScheduleCheck.h"
#include "DanglingCaptureCheck.h"
#include "ExecutorNotShutdownCheck.h"
#include "LoopSharedAcrossTestsCheck.h"
#include "NestedRunCheck.h"
#include "PreferRunCheck.h"
#include "PreferScopedSessionCheck.h"
#include "ScheduleAfterCloseCheck.h"
#include "SessionCleanupOutsideLoopCheck.h"
#include "SubmitAfterShutdownCheck.h"
#include "SwallowedTaskErrorCheck.h"
#include "UnawaitedTaskCheck.h"
#include "UnclosedLoopCheck.h"
#include "UnclosedSessionCheck.h"
#include "clang-tidy/ClangTidyModule.h"

namespace clang::tidy::eventloop {
namespace {

/// The module `eventloop`: every check whose name begins with `eventloop-`.
class EventLoopTidyModule : public ClangTidyModule {
public:
  void addCheckFactories(ClangTidyCheckFactories &Factories) override {
#define EVENTLOOP_CHECK(Class, Name, Status, Confidence, Fix, Summary)         \
  Factories.registerCheck<Class##Check>("eventloop-" Name);
#include "Checks.def"
  }
};

} // namespace

static ClangTidyModuleRegistry::Add<EventLoopTidyModule>
    X("eventloop-module", "Finds lifecycle bugs of event loops.");

} // namespace clang::tidy::eventloop
