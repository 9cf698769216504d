//===- ModelEntries.h - The entries of one model file -----------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the reader has read before it becomes rows, with the YAML it came
// from, and the rules that entries must obey among themselves. Private to the
// reader.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_MODEL_MODELENTRIES_H
#define EVENTLOOP_TIDY_LIB_MODEL_MODELENTRIES_H

#include "model/Model.h"
#include "model/YamlTree.h"
#include "llvm/ADT/SmallVector.h"

namespace eventloop::model {

/// A row, and the names that share it.
template <typename RowT> struct Entry {
  RowT Row;
  const YamlNode *Node = nullptr;
  llvm::SmallVector<const YamlNode *, 2> Names;
};

/// One model file: as many rows as its entries have names.
struct FileEntries {
  Library Head; ///< without rows
  llvm::SmallVector<llvm::StringRef, 2> Namespaces;
  llvm::SmallVector<Entry<TypeRow>, 0> Types;
  llvm::SmallVector<Entry<FunctionRow>, 0> Functions;
};

/// True for what C++ takes as an identifier.
bool isIdentifier(llvm::StringRef S);

/// Says what is wrong with \p Entries, each of which is well-formed by
/// itself: names, duplicates, operands and events that do not fit together.
void checkEntries(const FileEntries &Entries, YamlErrorHandler OnError);

} // namespace eventloop::model

#endif // EVENTLOOP_TIDY_LIB_MODEL_MODELENTRIES_H
