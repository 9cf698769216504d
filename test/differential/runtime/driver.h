//===- driver.h - The programs of a batch -----------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The table that a batch hands to the driver. It includes nothing, so that the
// file with the table compiles at once.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TEST_DIFFERENTIAL_DRIVER_H
#define EVENTLOOP_TEST_DIFFERENTIAL_DRIVER_H

namespace oracle {

/// A generated program: its name and its entry.
struct Program {
  const char *name;
  void (*run)();
};

/// Generated with each batch; ends with a null name.
extern const Program programs[];

} // namespace oracle

#endif // EVENTLOOP_TEST_DIFFERENTIAL_DRIVER_H
