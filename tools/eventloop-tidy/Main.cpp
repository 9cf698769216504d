//===- Main.cpp - clang-tidy with the event-loop checks linked in ---------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Hands the command line to clang-tidy's own main, and tells it where clang's
// builtin headers are: it would look for them beside this binary. The checks
// register themselves from the object files that are linked in.
//
//===----------------------------------------------------------------------===//

#include "llvm/Support/FileSystem.h"
#include <string>
#include <vector>

namespace clang::tidy {
// Exported by libclangTidyMain; no header declares it.
int clangTidyMain(int argc, const char **argv);
} // namespace clang::tidy

int main(int argc, const char **argv) {
  std::vector<const char *> Args(argv, argv + argc);
  // Before the user's own arguments: of two resource directories clang takes
  // the last.
  std::string ResourceArg =
      "--extra-arg-before=-resource-dir=" EVENTLOOP_RESOURCE_DIR;
  if (argc > 0 && llvm::sys::fs::is_directory(EVENTLOOP_RESOURCE_DIR))
    Args.insert(Args.begin() + 1, ResourceArg.c_str());
  int Count = static_cast<int>(Args.size());
  Args.push_back(nullptr);
  return clang::tidy::clangTidyMain(Count, Args.data());
}
