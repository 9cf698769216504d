//===- Spelling.h - How model files spell enumerators -----------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One table an enumeration: the words of model files and the enumerators of
// Model.h that they stand for. The reader, the JSON schema's test and the
// annotations in source use the same tables.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_MODEL_SPELLING_H
#define EVENTLOOP_TIDY_LIB_MODEL_SPELLING_H

#include "model/Model.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace eventloop::model {

/// A word of the model format and what it stands for.
template <typename E> struct Spelling {
  llvm::StringLiteral Word;
  E Value;
};

/// The largest argument number that an operand can name: "arg15".
inline constexpr unsigned MaxArgIndex = 15;

/// Every enumerator of \p E, in the order of its declaration, exactly once.
template <typename E> llvm::ArrayRef<Spelling<E>> spellings();
template <> llvm::ArrayRef<Spelling<Role>> spellings<Role>();
template <> llvm::ArrayRef<Spelling<Event>> spellings<Event>();
template <> llvm::ArrayRef<Spelling<When>> spellings<When>();

/// Every operand that a model file can name, "arg0" to "arg15" included.
template <> llvm::ArrayRef<Spelling<Operand>> spellings<Operand>();

/// What \p Word stands for, if anything.
template <typename E> std::optional<E> parseSpelling(llvm::StringRef Word) {
  for (const Spelling<E> &S : spellings<E>())
    if (S.Word == Word)
      return S.Value;
  return std::nullopt;
}

/// The word for \p Value.
template <typename E> llvm::StringRef spell(E Value) {
  for (const Spelling<E> &S : spellings<E>())
    if (S.Value == Value)
      return S.Word;
  return "?";
}

/// The tail of an error message about the unknown \p Word: the nearest of
/// \p Known ("; did you mean 'loop.close'?"), else all of them if they are
/// few, else nothing.
std::string suggestionFor(llvm::StringRef Word,
                          llvm::ArrayRef<llvm::StringRef> Known);

} // namespace eventloop::model

#endif // EVENTLOOP_TIDY_LIB_MODEL_SPELLING_H
