//===- Preferences.h - What could be written shorter ------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Finds loops and sessions whose whole life is one call of the library:
// findings without a violation. Answered from the facts of one function at a
// time; what its paths do to states is lib/typestate's.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FINDINGS_PREFERENCES_H
#define EVENTLOOP_TIDY_LIB_FINDINGS_PREFERENCES_H

#include "findings/Finding.h"
#include <vector>

namespace eventloop::facts {
class Program;
}

namespace eventloop::findings {

/// Local loops that are run once and closed behind that on every path, and
/// nothing else: `run` is the same. And local sessions of a coroutine that are
/// closed on every way out and handed to nobody: a scoped session is the same.
/// The story tells of the runs and the closes, the run of the work first.
std::vector<Finding> findPreferences(facts::Program &Program);

} // namespace eventloop::findings

#endif // EVENTLOOP_TIDY_LIB_FINDINGS_PREFERENCES_H
