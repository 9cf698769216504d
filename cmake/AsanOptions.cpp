//===- AsanOptions.cpp - What the sanitizer allows LLVM ---------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What AddressSanitizer must know of the programs that link with LLVM;
// LLVM22.cmake adds this file to them in the asan preset. No place for options
// of the project's own: those are the user's, by ASAN_OPTIONS.
//
//===----------------------------------------------------------------------===//

// LLVM's bump allocators poison their slabs, and unpoison what they hand out,
// in code that the headers bring into our objects. The packaged libraries were
// compiled without the sanitizer, so their copies of that code take memory out
// of the same slabs and do not unpoison it: each use of it would be reported.
extern "C" __attribute__((used, visibility("default"))) const char *
__asan_default_options() {
  return "allow_user_poisoning=0";
}
