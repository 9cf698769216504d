//===- signal_witness.h - What signal handlers must not do -----*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For scenarios on real libraries whose signal handlers call the library: while
// a signal is handled that the scenario raised, memory that is allocated or
// freed and mutexes that are locked are reported. Neither is async-signal-safe.
// To be included before all other headers, by one file of a program. Signals
// that others send are not this file's matter.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_TEST_HARNESS_SIGNAL_WITNESS_H
#define EVENTLOOP_TIDY_TEST_HARNESS_SIGNAL_WITNESS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // RTLD_NEXT
#endif

#include "witness.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sanitizer/allocator_interface.h>
#include <signal.h>

/// The signal that is handled now, by whom, and what was unsafe about it.
static struct {
  int is_handled;
  pthread_t thread;
  const char *file;
  unsigned line; ///< of the call that the handler makes
  const char *unsafe;
} witness_signal;

static inline void witness_unsafe(const char *what) {
  if (witness_signal.is_handled && !witness_signal.unsafe &&
      pthread_equal(witness_signal.thread, pthread_self()))
    witness_signal.unsafe = what;
}

static void witness_on_malloc(const volatile void *memory, size_t size) {
  (void)memory;
  (void)size;
  witness_unsafe("memory is allocated in a signal handler");
}

static void witness_on_free(const volatile void *memory) {
  (void)memory;
  witness_unsafe("memory is freed in a signal handler");
}

#ifdef __cplusplus
extern "C"
#endif
/// Takes the place of the C library's, for the program and its libraries.
int pthread_mutex_lock(pthread_mutex_t *mutex) {
  typedef int (*lock_function)(pthread_mutex_t *);
  static lock_function next;
  witness_unsafe("a mutex is locked in a signal handler");
  if (!next)
    next = (lock_function)dlsym(RTLD_NEXT, "pthread_mutex_lock");
  return next(mutex);
}

/// The next line is what a handler calls, or what may be called by one.
#define WITNESS_HANDLER_CALLS_NEXT_LINE()                                      \
  witness_handler_calls(__FILE__, __LINE__ + 1)

static inline void witness_handler_calls(const char *file, unsigned line) {
  if (!witness_signal.is_handled)
    return witness_report(file, line, NULL);
  witness_signal.file = file;
  witness_signal.line = line;
}

/// raise(), and a report of what its handler did.
static inline void witness_raise(int signal) {
  __sanitizer_install_malloc_and_free_hooks(witness_on_malloc, witness_on_free);
  witness_signal.thread = pthread_self();
  witness_signal.unsafe = NULL;
  witness_signal.file = NULL;
  witness_signal.is_handled = 1;
  raise(signal);
  witness_signal.is_handled = 0;
  if (witness_signal.file)
    witness_report(witness_signal.file, witness_signal.line, witness_signal.unsafe);
}

#endif // EVENTLOOP_TIDY_TEST_HARNESS_SIGNAL_WITNESS_H
