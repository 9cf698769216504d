//===- YamlTree.cpp - A YAML document with positions ----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Copies the nodes of LLVM's streaming parser into a tree.
//
//===----------------------------------------------------------------------===//

#include "model/YamlTree.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

namespace eventloop::model {

const YamlNode *YamlNode::find(llvm::StringRef Key) const {
  for (size_t I = 0; I != Keys.size(); ++I)
    if (Keys[I].Value == Key)
      return &Items[I];
  return nullptr;
}

llvm::StringRef YamlNode::kindName() const {
  switch (K) {
  case Nothing:
    return "nothing";
  case Text:
    return "text";
  case List:
    return "a list";
  case Map:
    return "a mapping";
  }
  return "";
}

namespace {

/// Builds the tree. Terminates: each node of the stream is visited once, and
/// nesting is bounded, so that no file exhausts the stack.
class TreeBuilder {
public:
  TreeBuilder(llvm::MemoryBufferRef Buffer, llvm::StringSaver &Saver,
              YamlErrorHandler OnError)
      : Buffer(Buffer), Saver(Saver), OnError(OnError) {
    Sources.setDiagHandler(
        [](const llvm::SMDiagnostic &D, void *Self) {
          // LLVM's columns count from 0, and -1 says that there is none.
          static_cast<TreeBuilder *>(Self)->error(
              {static_cast<unsigned>(std::max(D.getLineNo(), 0)),
               static_cast<unsigned>(D.getColumnNo() + 1)},
              D.getMessage());
        },
        this);
  }

  std::optional<YamlNode> build() {
    llvm::yaml::Stream Stream(Buffer, Sources, /*ShowColors=*/false);
    llvm::yaml::document_iterator Document = Stream.begin();
    if (Document == Stream.end())
      return fail({1, 1}, "the file is empty");
    llvm::yaml::Node *Root = Document->getRoot();
    if (!Root || Failed)
      return fail({1, 1}, "the file is not YAML");
    if (llvm::isa<llvm::yaml::NullNode>(Root))
      return fail({1, 1}, "the file is empty");
    YamlNode Tree;
    if (!copy(*Root, {1, 1}, 0, Tree) || Stream.failed())
      return fail(Tree.Where, "the file is not YAML");
    if (++Document != Stream.end() && !Failed) {
      llvm::yaml::Node *Second = Document->getRoot();
      return fail(Second ? positionOf(*Second, {1, 1}) : YamlPosition{1, 1},
                  "a second document: a model file holds one");
    }
    if (Failed)
      return std::nullopt;
    return Tree;
  }

private:
  static constexpr unsigned MaxDepth = 16;

  void error(YamlPosition Where, const llvm::Twine &Message) {
    // What follows the first error is noise of the parser's recovery.
    if (!Failed)
      OnError(Where, Message.str());
    Failed = true;
  }

  bool refuse(YamlPosition Where, const llvm::Twine &Message) {
    error(Where, Message);
    return false;
  }

  std::nullopt_t fail(YamlPosition Where, const llvm::Twine &Message) {
    error(Where, Message);
    return std::nullopt;
  }

  YamlPosition positionOf(const llvm::yaml::Node &N, YamlPosition Default) {
    llvm::SMLoc Start = N.getSourceRange().Start;
    if (llvm::isa<llvm::yaml::NullNode>(N) || !Start.isValid() ||
        !Sources.FindBufferContainingLoc(Start))
      return Default;
    // A flow collection says that it starts behind its bracket.
    if (llvm::isa<llvm::yaml::SequenceNode, llvm::yaml::MappingNode>(N)) {
      llvm::StringRef Before(Buffer.getBufferStart(),
                             Start.getPointer() - Buffer.getBufferStart());
      Before = Before.rtrim();
      if (Before.ends_with("[") || Before.ends_with("{"))
        Start = llvm::SMLoc::getFromPointer(Before.end() - 1);
    }
    auto [Line, Column] = Sources.getLineAndColumn(Start);
    return {Line, Column};
  }

  bool copy(llvm::yaml::Node &N, YamlPosition Default, unsigned Depth,
            YamlNode &Out) {
    Out.Where = positionOf(N, Default);
    if (Depth == MaxDepth)
      return refuse(Out.Where, "nested too deeply");
    if (!N.getAnchor().empty() || llvm::isa<llvm::yaml::AliasNode>(N))
      return refuse(Out.Where, "anchors and aliases are not supported");
    if (auto *Scalar = llvm::dyn_cast<llvm::yaml::ScalarNode>(&N)) {
      llvm::SmallString<64> Storage;
      Out.K = YamlNode::Text;
      Out.Value = Saver.save(Scalar->getValue(Storage));
    } else if (auto *Block = llvm::dyn_cast<llvm::yaml::BlockScalarNode>(&N)) {
      Out.K = YamlNode::Text;
      Out.Value = Saver.save(Block->getValue());
    } else if (auto *Sequence = llvm::dyn_cast<llvm::yaml::SequenceNode>(&N)) {
      return copyList(*Sequence, Depth, Out);
    } else if (auto *Mapping = llvm::dyn_cast<llvm::yaml::MappingNode>(&N)) {
      return copyMap(*Mapping, Depth, Out);
    }
    return !Failed;
  }

  bool copyList(llvm::yaml::SequenceNode &N, unsigned Depth, YamlNode &Out) {
    Out.K = YamlNode::List;
    for (llvm::yaml::Node &Item : N)
      if (!copy(Item, Out.Where, Depth + 1, Out.Items.emplace_back()))
        return false;
    return !Failed;
  }

  bool copyMap(llvm::yaml::MappingNode &N, unsigned Depth, YamlNode &Out) {
    Out.K = YamlNode::Map;
    for (llvm::yaml::KeyValueNode &Entry : N) {
      llvm::yaml::Node *Key = Entry.getKey();
      YamlNode K;
      if (!Key || Failed || !copy(*Key, Out.Where, Depth + 1, K))
        return refuse(Out.Where, "the file is not YAML");
      if (K.K != YamlNode::Text)
        return refuse(K.Where, "a key must be text, not " + K.kindName());
      if (const YamlNode *First = findKey(Out, K.Value))
        return refuse(K.Where, "duplicate key '" + K.Value +
                                   "'; the first is in line " +
                                   llvm::Twine(First->Where.Line));
      llvm::yaml::Node *Value = Entry.getValue();
      Out.Keys.push_back(K);
      if (!Value || !copy(*Value, K.Where, Depth + 1, Out.Items.emplace_back()))
        return refuse(K.Where, "the file is not YAML");
    }
    return !Failed;
  }

  static const YamlNode *findKey(const YamlNode &Map, llvm::StringRef Key) {
    for (const YamlNode &K : Map.Keys)
      if (K.Value == Key)
        return &K;
    return nullptr;
  }

  llvm::MemoryBufferRef Buffer;
  llvm::StringSaver &Saver;
  YamlErrorHandler OnError;
  llvm::SourceMgr Sources;
  bool Failed = false;
};

} // namespace

std::optional<YamlNode> parseYaml(llvm::MemoryBufferRef Buffer,
                                  llvm::StringSaver &Saver,
                                  YamlErrorHandler OnError) {
  return TreeBuilder(Buffer, Saver, OnError).build();
}

} // namespace eventloop::model
