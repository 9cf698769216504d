//===- Analysis.cpp - One analysis a translation unit ---------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Puts the layers together. See Analysis.h.
//
//===----------------------------------------------------------------------===//

#include "findings/Analysis.h"
#include "facts/Program.h"
#include "findings/Policy.h"
#include "findings/Preferences.h"
#include "model/ModelIndex.h"
#include "model/ModelReader.h"
#include "typestate/Engine.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"
#include <mutex>

namespace eventloop::findings {

/// What findings point into: alive as long as they are.
struct Analysis::Parts {
  model::ModelSet Models;
  std::unique_ptr<model::ModelIndex> Index;
  std::unique_ptr<facts::Program> Program;
  std::unique_ptr<typestate::Engine> Engine;
};

Analysis::Analysis(clang::ASTContext &Ctx,
                   llvm::ArrayRef<std::string> ModelFiles)
    : P(std::make_unique<Parts>()) {
  P->Models.add(model::builtinLibraries());
  for (const std::string &File : ModelFiles)
    P->Models.addFile(File, [&](const model::ModelDiagnostic &D) {
      ModelErrors.push_back(D.str());
    });
  P->Index = std::make_unique<model::ModelIndex>(P->Models.libraries(), Ctx);
  if (!P->Index->isActive())
    return;
  P->Program = std::make_unique<facts::Program>(Ctx, *P->Index);
  P->Engine = std::make_unique<typestate::Engine>(*P->Program);
  for (const typestate::Violation &V : P->Engine->run())
    Findings.push_back(makeFinding(V));
  llvm::append_range(Findings, findPreferences(*P->Program));
  GiveUps = P->Engine->giveUps();
}

Analysis::~Analysis() = default;

namespace {

/// All analyses that are alive, by the AST they are of.
class Registry {
public:
  const Analysis &get(clang::ASTContext &Ctx,
                      llvm::ArrayRef<std::string> ModelFiles) {
    {
      std::lock_guard<std::mutex> Lock(Mutex);
      for (const Entry &E : Known[&Ctx])
        if (llvm::equal(E.ModelFiles, ModelFiles))
          return *E.Made;
    }
    auto Made = std::make_unique<Analysis>(Ctx, ModelFiles);
    Ctx.AddDeallocation(
        [](void *Dying) {
          registry().forget(static_cast<clang::ASTContext *>(Dying));
        },
        &Ctx);
    std::lock_guard<std::mutex> Lock(Mutex);
    auto &Entries = Known[&Ctx];
    Entries.push_back({ModelFiles.vec(), std::move(Made)});
    return *Entries.back().Made;
  }
  static Registry &registry() {
    // Never destroyed: ASTs may die after static destructors ran.
    static Registry *TheRegistry = new Registry;
    return *TheRegistry;
  }

private:
  void forget(clang::ASTContext *Ctx) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Known.erase(Ctx);
  }
  /// Checks may be given model files of their own.
  struct Entry {
    std::vector<std::string> ModelFiles;
    std::unique_ptr<Analysis> Made;
  };
  std::mutex Mutex;
  llvm::DenseMap<clang::ASTContext *, std::vector<Entry>> Known;
};

} // namespace

const Analysis &analysisOf(clang::ASTContext &Ctx,
                           llvm::ArrayRef<std::string> ModelFiles) {
  return Registry::registry().get(Ctx, ModelFiles);
}

} // namespace eventloop::findings
