//===- Main.cpp - clangd with the event-loop checks linked in -------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Hands the command line to clangd's own main, and tells it where clang's
// builtin headers are: it would look for them beside this binary. What differs
// in clangd's behaviour is in ClangdHooks.cpp.
//
//===----------------------------------------------------------------------===//

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include <cstdlib>
#include <string>
#include <vector>

namespace clang::clangd {
// Exported by libclangdMain; no header declares it.
int clangdMain(int argc, char *argv[]);
} // namespace clang::clangd

/// Whether the user chose a resource directory; clangd takes the option once.
static bool namesResourceDir(const std::vector<char *> &Args) {
  for (llvm::StringRef Arg : Args)
    if (Arg.ltrim('-').starts_with("resource-dir"))
      return true;
  const char *Environment = std::getenv("CLANGD_FLAGS");
  return Environment && llvm::StringRef(Environment).contains("-resource-dir");
}

int main(int argc, char *argv[]) {
  std::vector<char *> Args(argv, argv + argc);
  std::string ResourceArg = "--resource-dir=" EVENTLOOP_RESOURCE_DIR;
  if (argc > 0 && !namesResourceDir(Args) &&
      llvm::sys::fs::is_directory(EVENTLOOP_RESOURCE_DIR))
    Args.insert(Args.begin() + 1, ResourceArg.data());
  int Count = static_cast<int>(Args.size());
  Args.push_back(nullptr);
  return clang::clangd::clangdMain(Count, Args.data());
}
