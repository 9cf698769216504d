//===- ClangdHooks.cpp - Where our clangd differs from clangd -------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// clangd shows our checks only after three answers of its own are changed; it
// has no extension point for them. The linker's --wrap sends clangd's calls of
// the functions below here (the list is in CMakeLists.txt) and makes the
// originals reachable as __real_*. clangd's headers are not installed, so the
// declarations are ours; none depends on the layout of a clangd type.
//
//===----------------------------------------------------------------------===//

#include "clang-tidy/ClangTidyOptions.h"
#include "llvm/ADT/FunctionExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <optional>

using llvm::StringRef;

namespace clang::clangd {
struct PublishDiagnosticsParams;
using TidyProvider =
    llvm::unique_function<void(tidy::ClangTidyOptions &, StringRef) const>;

std::optional<bool> realIsFastTidyCheck(StringRef Check) asm(
    "__real__ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE");
std::optional<bool> isFastTidyCheck(StringRef Check) asm(
    "__wrap__ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE");

TidyProvider realProvideDefaultChecks() asm(
    "__real__ZN5clang6clangd20provideDefaultChecksEv");
TidyProvider
provideDefaultChecks() asm("__wrap__ZN5clang6clangd20provideDefaultChecksEv");

llvm::json::Value realToJSON(const PublishDiagnosticsParams &Params) asm(
    "__real__ZN5clang6clangd6toJSONERKNS0_24PublishDiagnosticsParamsE");
llvm::json::Value toJSON(const PublishDiagnosticsParams &Params) asm(
    "__wrap__ZN5clang6clangd6toJSONERKNS0_24PublishDiagnosticsParamsE");

/// Whether \p Check may run while somebody types. clangd has a list of measured
/// checks and skips every other one unless a `.clangd` file says otherwise.
std::optional<bool> isFastTidyCheck(StringRef Check) {
  if (Check.starts_with("eventloop-"))
    return true;
  return realIsFastTidyCheck(Check);
}

/// The checks that run where no `.clang-tidy` and no `.clangd` names any:
/// clangd's own and ours.
TidyProvider provideDefaultChecks() {
  return [Real = realProvideDefaultChecks()](tidy::ClangTidyOptions &Options,
                                             StringRef File) {
    bool Configured = Options.Checks && !Options.Checks->empty();
    Real(Options, File);
    if (!Configured && Options.Checks)
      Options.Checks->append(",eventloop-*");
  };
}

/// Makes the link of one diagnostic, if it is ours, lead to our page instead of
/// one that clang's site does not have.
static void linkOwnPage(llvm::json::Value &Diagnostic) {
  llvm::json::Object *Fields = Diagnostic.getAsObject();
  if (!Fields)
    return;
  std::optional<StringRef> Check = Fields->getString("code");
  if (!Check || !Check->consume_front("eventloop-"))
    return;
  if (llvm::json::Object *Link = Fields->getObject("codeDescription"))
    (*Link)["href"] = (EVENTLOOP_DOCS_URL "/" + *Check + ".md").str();
}

/// The `textDocument/publishDiagnostics` message.
llvm::json::Value toJSON(const PublishDiagnosticsParams &Params) {
  llvm::json::Value Message = realToJSON(Params);
  if (llvm::json::Object *Fields = Message.getAsObject())
    if (llvm::json::Array *Diagnostics = Fields->getArray("diagnostics"))
      for (llvm::json::Value &Diagnostic : *Diagnostics)
        linkOwnPage(Diagnostic);
  return Message;
}

} // namespace clang::clangd
