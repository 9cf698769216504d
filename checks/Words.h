//===- Words.h - What diagnostics call things -------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The phrases that the messages of all checks share. What a message says is
// its check's business.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_CHECKS_WORDS_H
#define EVENTLOOP_TIDY_CHECKS_WORDS_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace clang {
class FunctionDecl;
}

namespace eventloop::findings {
struct Finding;
}

namespace clang::tidy::eventloop {

/// `loop 'x'`, or `a loop` where the source has no name for it.
std::string called(llvm::StringRef Kind, llvm::StringRef Name);

/// `'f'`, or `of the lambda` for the operator of a lambda.
std::string nameOf(const FunctionDecl *F);

/// `the task of 'f'`, or `a task` where its body is not in sight.
std::string taskOf(const FunctionDecl *Body);

/// `: ` and what follows in the library's words; empty where it has none.
std::string consequenceOf(const ::eventloop::findings::Finding &F);

/// `session 'x'` of a finding about one.
std::string sessionOf(const ::eventloop::findings::Finding &F);

} // namespace clang::tidy::eventloop

#endif // EVENTLOOP_TIDY_CHECKS_WORDS_H
