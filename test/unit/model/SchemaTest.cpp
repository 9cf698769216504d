//===- SchemaTest.cpp - One schema, told three times ----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The reader's tables, Model.h's enumerators and model.schema.json agree, and
// every model file in the tree obeys them.
//
//===----------------------------------------------------------------------===//

#include "model/ModelReader.h"
#include "model/Spelling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"
#include <set>

using namespace eventloop::model;

namespace {

using Names = std::set<std::string>;

/// model.schema.json as JSON.
llvm::json::Value schema() {
  auto Buffer =
      llvm::MemoryBuffer::getFile(EVENTLOOP_MODEL_DIR "/model.schema.json");
  EXPECT_TRUE(bool(Buffer));
  auto Value = llvm::json::parse((*Buffer)->getBuffer());
  EXPECT_TRUE(bool(Value)) << llvm::toString(Value.takeError());
  return std::move(*Value);
}

const llvm::json::Object &definition(const llvm::json::Value &Schema,
                                     llvm::StringRef Name) {
  return *Schema.getAsObject()->getObject("$defs")->getObject(Name);
}

Names wordsIn(const llvm::json::Object &Definition) {
  Names Words;
  for (const llvm::json::Value &V : *Definition.getArray("enum"))
    Words.insert(V.getAsString()->str());
  return Words;
}

template <typename E> Names words() {
  Names Words;
  for (const Spelling<E> &S : spellings<E>())
    EXPECT_TRUE(Words.insert(S.Word.str()).second) << S.Word.str();
  return Words;
}

Names keysIn(const llvm::json::Object &Definition) {
  Names Keys;
  for (const auto &[Key, Value] : *Definition.getObject("properties"))
    Keys.insert(Key.str());
  return Keys;
}

Names keys(SchemaPart Part) {
  Names Keys;
  for (llvm::StringRef Key : schemaKeys(Part))
    Keys.insert(Key.str());
  return Keys;
}

TEST(Schema, HasTheReadersWords) {
  llvm::json::Value Schema = schema();
  EXPECT_EQ(wordsIn(definition(Schema, "event")), words<Event>());
  EXPECT_EQ(wordsIn(definition(Schema, "role")), words<Role>());
  EXPECT_EQ(wordsIn(definition(Schema, "when")), words<When>());
  EXPECT_EQ(wordsIn(definition(Schema, "operand")), words<Operand>());
}

TEST(Schema, HasTheReadersKeys) {
  llvm::json::Value Schema = schema();
  EXPECT_EQ(keysIn(*Schema.getAsObject()), keys(SchemaPart::File));
  EXPECT_EQ(keysIn(definition(Schema, "loops")), keys(SchemaPart::Loops));
  EXPECT_EQ(keysIn(definition(Schema, "type")), keys(SchemaPart::Type));
  EXPECT_EQ(keysIn(definition(Schema, "function")), keys(SchemaPart::Function));
}

/// Enumerators are consecutive, so the table of an enumeration is complete
/// when its words count up to the last enumerator.
template <typename E> void expectComplete(E Last) {
  int Expected = 0;
  for (const Spelling<E> &S : spellings<E>())
    EXPECT_EQ(static_cast<int>(S.Value), Expected++) << S.Word.str();
  EXPECT_EQ(Expected, static_cast<int>(Last) + 1);
}

TEST(Spelling, SpellsEveryEnumerator) {
  expectComplete(Role::Error);
  expectComplete(Event::TestEnd);
  expectComplete(When::Unknown);
}

TEST(Spelling, IsReadBackAsWritten) {
  for (const Spelling<Operand> &S : spellings<Operand>()) {
    EXPECT_EQ(parseSpelling<Operand>(S.Word), S.Value);
    EXPECT_EQ(spell(S.Value), S.Word);
  }
}

/// docs/models.md, without which a word cannot be looked up.
std::unique_ptr<llvm::MemoryBuffer> page() {
  auto Buffer = llvm::MemoryBuffer::getFile(EVENTLOOP_DOCS_DIR "/models.md");
  EXPECT_TRUE(bool(Buffer));
  return std::move(*Buffer);
}

TEST(Docs, ExplainEveryWordAndKey) {
  auto Page = page();
  auto Expect = [&](llvm::StringRef Word) {
    EXPECT_TRUE(Page->getBuffer().contains(("| `" + Word + "` |").str()))
        << Word.str();
  };
  for (const Spelling<Event> &S : spellings<Event>())
    Expect(S.Word);
  for (const Spelling<Role> &S : spellings<Role>())
    Expect(S.Word);
  for (const Spelling<When> &S : spellings<When>())
    Expect(S.Word);
  for (const Spelling<Operand> &S : spellings<Operand>())
    if (S.Value.K != Operand::Arg)
      Expect(S.Word);
  for (SchemaPart Part : {SchemaPart::File, SchemaPart::Loops, SchemaPart::Type,
                          SchemaPart::Function})
    for (llvm::StringRef Key : schemaKeys(Part))
      Expect(Key);
}

TEST(Docs, ShowAModelThatIsRead) {
  auto Page = page();
  llvm::StringRef Text = Page->getBuffer();
  size_t Start = Text.find("library: mainloop\n");
  ASSERT_NE(Start, llvm::StringRef::npos);
  llvm::StringRef Example = Text.slice(Start, Text.find("```", Start));
  ModelSet Models;
  EXPECT_TRUE(
      Models.addBuffer({Example, "models.md"}, [](const ModelDiagnostic &D) {
        ADD_FAILURE() << D.str();
      }));
  // The example of a mistake is the example with that mistake.
  std::string Bad = Example.str();
  Bad.replace(Bad.find("loop.create"), 11, "loop.cretae");
  std::string Said;
  Models.addBuffer({Bad, "mainloop.yaml"},
                   [&](const ModelDiagnostic &D) { Said += D.str(); });
  EXPECT_TRUE(Text.contains("\n" + Said + "\n")) << Said;
}

TEST(Libraries, EveryFileIsReadAndBuiltIn) {
  ModelSet Models;
  std::error_code Error;
  Names Files;
  for (llvm::sys::fs::directory_iterator
           It(EVENTLOOP_MODEL_DIR "/libraries", Error),
       End;
       It != End && !Error; It.increment(Error)) {
    EXPECT_TRUE(Models.addFile(It->path(), [](const ModelDiagnostic &D) {
      ADD_FAILURE() << D.str();
    }));
    Files.insert(Models.libraries().back().Name.str());
  }
  EXPECT_FALSE(Error) << Error.message();
  Names BuiltIn;
  for (const Library &L : builtinLibraries())
    BuiltIn.insert(L.Name.str());
  EXPECT_EQ(BuiltIn, Files);
  EXPECT_TRUE(BuiltIn.count("refloop"));
}

} // namespace
