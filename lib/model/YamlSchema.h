//===- YamlSchema.h - Reads YAML by tables of fields ------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A mapping is described by a table of its keys; here is what walks a node by
// such a table and what reads a value of each kind. Private to the reader.
//
//===----------------------------------------------------------------------===//

#ifndef EVENTLOOP_TIDY_LIB_MODEL_YAMLSCHEMA_H
#define EVENTLOOP_TIDY_LIB_MODEL_YAMLSCHEMA_H

#include "model/Spelling.h"
#include "model/YamlTree.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/YAMLParser.h"

namespace eventloop::model {

/// What messages call a value of E.
template <typename E> constexpr llvm::StringLiteral NounOf = "";
template <> constexpr llvm::StringLiteral NounOf<Role> = "role";
template <> constexpr llvm::StringLiteral NounOf<Event> = "event";
template <> constexpr llvm::StringLiteral NounOf<When> = "time";
template <> constexpr llvm::StringLiteral NounOf<Operand> = "operand";

/// Reads values of each kind; each says itself what is wrong with its node.
class ValueReader {
public:
  explicit ValueReader(YamlErrorHandler OnError) : OnError(OnError) {}

  void error(YamlPosition Where, const llvm::Twine &Message) {
    OnError(Where, Message.str());
  }

  bool expect(YamlNode::Kind K, llvm::StringRef Kind, llvm::StringRef What,
              const YamlNode &N) {
    if (N.K == K)
      return true;
    error(N.Where, What + " must be " + Kind + ", not " + N.kindName());
    return false;
  }

  bool expectText(llvm::StringRef Key, const YamlNode &N) {
    return expect(YamlNode::Text, "text", ("'" + Key + "'").str(), N);
  }

  void read(llvm::StringRef Key, const YamlNode &N, llvm::StringRef &Out) {
    if (!expectText(Key, N))
      return;
    if (N.Value.trim().empty())
      error(N.Where, "'" + Key + "' is empty");
    Out = N.Value;
  }

  void read(llvm::StringRef Key, const YamlNode &N, bool &Out) {
    if (!expectText(Key, N))
      return;
    if (std::optional<bool> Value = llvm::yaml::parseBool(N.Value))
      Out = *Value;
    else
      error(N.Where,
            "'" + Key + "' must be true or false, not '" + N.Value + "'");
  }

  void read(llvm::StringRef Key, const YamlNode &N, int8_t &Out) {
    if (!expectText(Key, N))
      return;
    if (N.Value.getAsInteger(10, Out) || Out < 0 ||
        Out > static_cast<int>(MaxArgIndex) + 1)
      error(N.Where, "'" + Key + "' must be a number from 0 to " +
                         llvm::Twine(MaxArgIndex + 1) + ", not '" + N.Value +
                         "'");
  }

  template <typename E>
  void read(llvm::StringRef Key, const YamlNode &N, E &Out) {
    if (!expectText(Key, N))
      return;
    if (std::optional<E> Value = parseSpelling<E>(N.Value)) {
      Out = *Value;
      return;
    }
    if (std::is_same_v<E, Operand> && isArgument(N.Value))
      return error(N.Where, "operand '" + N.Value +
                                "' is out of range; the last is 'arg" +
                                llvm::Twine(MaxArgIndex) + "'");
    llvm::SmallVector<llvm::StringRef, 48> Known;
    for (const Spelling<E> &S : spellings<E>())
      Known.push_back(S.Word);
    error(N.Where, "unknown " + NounOf<E> + " '" + N.Value + "'" +
                       suggestionFor(N.Value, Known));
  }

private:
  static bool isArgument(llvm::StringRef Word) {
    return Word.consume_front("arg") && !Word.empty() &&
           llvm::all_of(Word, [](char C) { return C >= '0' && C <= '9'; });
  }

  YamlErrorHandler OnError;
};

/// A key of a mapping that makes a T.
template <typename T> struct Field {
  llvm::StringLiteral Key;
  void (*Read)(ValueReader &, llvm::StringRef Key, const YamlNode &Value,
               T &Out);
  bool IsRequired = false;
};

/// Reads \p N, which is \p What ("a function"), by \p Fields.
template <typename T>
void readMapping(ValueReader &Reader, llvm::StringRef What, const YamlNode &N,
                 llvm::ArrayRef<Field<T>> Fields, T &Out) {
  if (!Reader.expect(YamlNode::Map, "a mapping", What, N))
    return;
  llvm::SmallVector<llvm::StringRef, 16> Known;
  for (const Field<T> &F : Fields)
    Known.push_back(F.Key);
  for (size_t I = 0; I != N.Keys.size(); ++I) {
    llvm::StringRef Key = N.Keys[I].Value;
    const Field<T> *F =
        llvm::find_if(Fields, [&](const Field<T> &F) { return F.Key == Key; });
    if (F != Fields.end())
      F->Read(Reader, Key, N.Items[I], Out);
    else
      Reader.error(N.Keys[I].Where, "unknown key '" + Key + "' in " + What +
                                        suggestionFor(Key, Known));
  }
  for (const Field<T> &F : Fields)
    if (F.IsRequired && !N.find(F.Key))
      Reader.error(N.Where, "the key '" + F.Key + "' is missing in " + What);
}

/// Reads each item of the list \p N with \p ReadItem.
template <typename Fn>
void readList(ValueReader &Reader, llvm::StringRef Key, const YamlNode &N,
              Fn ReadItem) {
  if (!Reader.expect(YamlNode::List, "a list", ("'" + Key + "'").str(), N))
    return;
  if (N.Items.empty())
    Reader.error(N.Where, "'" + Key + "' is empty");
  for (const YamlNode &Item : N.Items)
    ReadItem(Item);
}

} // namespace eventloop::model

#endif // EVENTLOOP_TIDY_LIB_MODEL_YAMLSCHEMA_H
