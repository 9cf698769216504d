//===- refloop.h - The reference loop ---------------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Includes the whole API. The lifecycle it specifies is asyncio's.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_REFLOOP_H
#define REFLOOP_REFLOOP_H

#include "refloop/async_generator.h"
#include "refloop/at_exit.h"
#include "refloop/errors.h"
#include "refloop/event_loop.h"
#include "refloop/executor.h"
#include "refloop/future.h"
#include "refloop/gather.h"
#include "refloop/handle.h"
#include "refloop/ledger.h"
#include "refloop/runner.h"
#include "refloop/session.h"
#include "refloop/task.h"
#include "refloop/task_group.h"
#include "refloop/task_handle.h"
#include "refloop/timeouts.h"

#endif // REFLOOP_REFLOOP_H
