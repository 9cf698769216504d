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
#include "findings/PerAst.h"
#include "findings/Policy.h"
#include "findings/Preferences.h"
#include "model/ModelIndex.h"
#include "model/ModelReader.h"
#include "typestate/Engine.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

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

/// The analyses of an AST: checks may be given model files of their own.
struct Analyses {
  struct Entry {
    std::vector<std::string> ModelFiles;
    std::unique_ptr<Analysis> Made;
  };
  std::vector<Entry> Entries;
};

} // namespace

const Analysis &analysisOf(clang::ASTContext &Ctx,
                           llvm::ArrayRef<std::string> ModelFiles) {
  auto &Entries = PerAst<Analyses>::of(Ctx).Entries;
  for (const Analyses::Entry &E : Entries)
    if (llvm::equal(E.ModelFiles, ModelFiles))
      return *E.Made;
  Entries.push_back(
      {ModelFiles.vec(), std::make_unique<Analysis>(Ctx, ModelFiles)});
  return *Entries.back().Made;
}

} // namespace eventloop::findings
