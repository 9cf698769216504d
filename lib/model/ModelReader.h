//===- ModelReader.h - Reads model files ------------------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Turns YAML model files into rows and says precisely what is wrong with
// them. docs/models.md describes the format, model.schema.json the same for
// editors. Which declaration a row names is ModelIndex's business.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_MODEL_MODELREADER_H
#define EVENTLOOP_TIDY_LIB_MODEL_MODELREADER_H

#include "model/Model.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Support/StringSaver.h"
#include <string>

namespace eventloop::model {

/// A mistake in a model file. Lines and columns count from 1; both are 0 when
/// the file could not be read at all.
struct ModelDiagnostic {
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;
  std::string Message;

  /// "asio.yaml:3:5: error: ...", the form that editors know.
  std::string str() const;
};

using ModelDiagnosticHandler =
    llvm::function_ref<void(const ModelDiagnostic &)>;

/// Model files that were read, and the memory behind their rows.
class ModelSet {
public:
  ModelSet() : Strings(Memory) {}
  ModelSet(const ModelSet &) = delete;
  ModelSet &operator=(const ModelSet &) = delete;

  /// Reads the file at \p Path. Every mistake in it goes to \p OnError; a
  /// file with a mistake is dropped as a whole, for half a model would accuse
  /// the innocent. Returns true if the file was added.
  bool addFile(llvm::StringRef Path, ModelDiagnosticHandler OnError);

  /// The same for text in memory; the buffer's identifier names the file.
  bool addBuffer(llvm::MemoryBufferRef Buffer, ModelDiagnosticHandler OnError);

  /// Adds libraries whose memory somebody else owns: the built-in ones.
  void add(llvm::ArrayRef<Library> Others) {
    Libraries.append(Others.begin(), Others.end());
  }

  /// What was added so far, in that order. Valid until the next addition; the
  /// rows and strings live as long as the set.
  llvm::ArrayRef<Library> libraries() const { return Libraries; }

private:
  llvm::BumpPtrAllocator Memory;
  llvm::StringSaver Strings;
  llvm::SmallVector<Library, 0> Libraries;
};

/// The mappings of a model file.
enum class SchemaPart { File, Loops, Type, Function };

/// The keys that \p Part may have, for the test that compares them with
/// model.schema.json.
llvm::SmallVector<llvm::StringRef, 16> schemaKeys(SchemaPart Part);

} // namespace eventloop::model

#endif // EVENTLOOP_TIDY_LIB_MODEL_MODELREADER_H
