//===- Policy.h - Which violation is which finding --------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The policy between the engine and the checks: one row a violation kind.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_FINDINGS_POLICY_H
#define EVENTLOOP_TIDY_LIB_FINDINGS_POLICY_H

#include "findings/Finding.h"

namespace eventloop::findings {

/// The finding of a violation.
Finding makeFinding(const typestate::Violation &V);

} // namespace eventloop::findings

#endif // EVENTLOOP_TIDY_LIB_FINDINGS_POLICY_H
