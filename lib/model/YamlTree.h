//===- YamlTree.h - A YAML document with positions --------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// YAML text as a tree that remembers lines and columns. LLVM's own parser
// streams: its nodes can be visited once and in order only, while a model's
// rows are checked against one another. Knows nothing of models.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_MODEL_YAMLTREE_H
#define EVENTLOOP_TIDY_LIB_MODEL_YAMLTREE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Support/StringSaver.h"
#include <optional>
#include <string>
#include <vector>

namespace eventloop::model {

/// A place in a text, both from 1; 0 where there is none.
struct YamlPosition {
  unsigned Line = 0;
  unsigned Column = 0;
};

/// A value of a YAML document.
struct YamlNode {
  enum Kind { Nothing, Text, List, Map };
  Kind K = Nothing;
  YamlPosition Where;
  llvm::StringRef Value;       ///< of a Text
  std::vector<YamlNode> Keys;  ///< of a Map: Text, one for each item
  std::vector<YamlNode> Items; ///< of a List, or the values of a Map

  /// The value of \p Key in a Map, null if it is not there.
  const YamlNode *find(llvm::StringRef Key) const;

  /// "a list": what the node is, for messages.
  llvm::StringRef kindName() const;
};

/// Receives what is wrong with a text.
using YamlErrorHandler =
    llvm::function_ref<void(YamlPosition, const std::string &Message)>;

/// Parses the one document in \p Buffer; the tree's strings live in \p Saver.
/// The first error is reported and ends the parse. Anchors, aliases and
/// duplicate keys are errors: a model file has no use for them.
std::optional<YamlNode> parseYaml(llvm::MemoryBufferRef Buffer,
                                  llvm::StringSaver &Saver,
                                  YamlErrorHandler OnError);

} // namespace eventloop::model

#endif // EVENTLOOP_TIDY_LIB_MODEL_YAMLTREE_H
