//===- ModelReader.cpp - Reads model files --------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The schema as tables of fields, and the making of rows. What reads a value
// is in YamlSchema.h, the rules among entries are in ModelEntries.cpp.
//
//===----------------------------------------------------------------------===//

#include "model/ModelReader.h"
#include "model/ModelEntries.h"
#include "model/YamlSchema.h"
#include "llvm/Support/MemoryBuffer.h"

namespace eventloop::model {

namespace {

template <auto Member, typename T>
void readMember(ValueReader &Reader, llvm::StringRef Key, const YamlNode &N,
                T &Out) {
  Reader.read(Key, N, Out.*Member);
}

template <auto Member, typename RowT>
void readRowMember(ValueReader &Reader, llvm::StringRef Key, const YamlNode &N,
                   Entry<RowT> &Out) {
  Reader.read(Key, N, Out.Row.*Member);
}

template <typename RowT>
void readName(ValueReader &Reader, llvm::StringRef Key, const YamlNode &N,
              Entry<RowT> &Out) {
  if (Reader.expectText(Key, N))
    Out.Names.push_back(&N);
}

template <typename RowT>
void readNames(ValueReader &Reader, llvm::StringRef Key, const YamlNode &N,
               Entry<RowT> &Out) {
  readList(Reader, Key, N,
           [&](const YamlNode &Item) { readName(Reader, Key, Item, Out); });
}

constexpr Field<LoopProperties> LoopFields[] = {
    {"run-leaves-stopped", readMember<&LoopProperties::RunLeavesStopped>},
    {"stop-is-sticky", readMember<&LoopProperties::StopIsSticky>},
    {"closed-by-destructor", readMember<&LoopProperties::ClosedByDestructor>},
    {"may-reopen", readMember<&LoopProperties::MayReopen>},
    {"open-session-needs-loop",
     readMember<&LoopProperties::OpenSessionNeedsLoop>},
    {"session-needs-loop", readMember<&LoopProperties::SessionNeedsLoop>},
    {"open-sessions-refuse-close",
     readMember<&LoopProperties::OpenSessionsRefuseClose>},
    {"close-needs-turns", readMember<&LoopProperties::CloseNeedsTurns>},
    {"run-clears-stop", readMember<&LoopProperties::RunClearsStop>},
    {"run-excludes-itself", readMember<&LoopProperties::RunExcludesItself>},
    {"run-excludes-others", readMember<&LoopProperties::RunExcludesOthers>},
    {"run-refuses-close", readMember<&LoopProperties::RunRefusesClose>},
    {"tasks-need-loop", readMember<&LoopProperties::TasksNeedLoop>},
    {"calls-return-status", readMember<&LoopProperties::CallsReturnStatus>},
};

constexpr Field<Entry<TypeRow>> TypeFields[] = {
    {"name", readName<TypeRow>},
    {"names", readNames<TypeRow>},
    {"role", readRowMember<&TypeRow::TheRole>, /*IsRequired=*/true},
    {"when-dropped", readRowMember<&TypeRow::WhenDropped>},
    {"when-outlives", readRowMember<&TypeRow::WhenOutlives>},
    {"when-unclosed", readRowMember<&TypeRow::WhenUnclosed>},
    {"drained-by", readRowMember<&TypeRow::DrainedBy>},
};

constexpr Field<Entry<FunctionRow>> FunctionFields[] = {
    {"name", readName<FunctionRow>},
    {"names", readNames<FunctionRow>},
    {"event", readRowMember<&FunctionRow::TheEvent>, /*IsRequired=*/true},
    {"loop", readRowMember<&FunctionRow::Loop>},
    {"object", readRowMember<&FunctionRow::Object>},
    {"callback", readRowMember<&FunctionRow::Callback>},
    {"passes", readRowMember<&FunctionRow::Passes>},
    {"runs", readRowMember<&FunctionRow::Runs>},
    {"returns", readRowMember<&FunctionRow::Returns>},
    {"throws", readRowMember<&FunctionRow::Throws>},
    {"min-args", readRowMember<&FunctionRow::MinArgs>},
    {"max-args", readRowMember<&FunctionRow::MaxArgs>},
    {"when-closed", readRowMember<&FunctionRow::WhenClosed>},
    {"when-stopped", readRowMember<&FunctionRow::WhenStopped>},
    {"when-running", readRowMember<&FunctionRow::WhenRunning>},
    {"when-nested", readRowMember<&FunctionRow::WhenNested>},
    {"when-pending", readRowMember<&FunctionRow::WhenPending>},
    {"when-other-thread", readRowMember<&FunctionRow::WhenOtherThread>},
    {"when-in-signal", readRowMember<&FunctionRow::WhenInSignal>},
};

void readLoops(ValueReader &Reader, llvm::StringRef Key, const YamlNode &N,
               FileEntries &Out) {
  readMapping<LoopProperties>(Reader, "'loops'", N, LoopFields, Out.Head.Loops);
}

void readLibrary(ValueReader &Reader, llvm::StringRef Key, const YamlNode &N,
                 FileEntries &Out) {
  Reader.read(Key, N, Out.Head.Name);
}

/// The empty name is the global namespace, so that C libraries have a model.
void readNamespaces(ValueReader &Reader, llvm::StringRef Key, const YamlNode &N,
                    FileEntries &Out) {
  readList(Reader, Key, N, [&](const YamlNode &Item) {
    if (!Reader.expectText(Key, Item))
      return;
    llvm::SmallVector<llvm::StringRef, 4> Components;
    Item.Value.split(Components, "::");
    for (llvm::StringRef C : Components)
      if (!Item.Value.empty() && !isIdentifier(C))
        return Reader.error(Item.Where,
                            "'" + Item.Value + "' is not a namespace");
    if (llvm::is_contained(Out.Namespaces, Item.Value))
      return Reader.error(Item.Where,
                          "duplicate namespace '" + Item.Value + "'");
    Out.Namespaces.push_back(Item.Value);
  });
}

template <typename RowT>
void readEntry(ValueReader &Reader, llvm::StringRef What, const YamlNode &N,
               llvm::ArrayRef<Field<Entry<RowT>>> Fields,
               llvm::SmallVectorImpl<Entry<RowT>> &Out) {
  Entry<RowT> &E = Out.emplace_back();
  E.Node = &N;
  readMapping(Reader, What, N, Fields, E);
  if (N.K != YamlNode::Map)
    return;
  if (N.find("name") && N.find("names"))
    Reader.error(N.find("names")->Where,
                 "'name' and 'names' exclude each other");
  else if (!N.find("name") && !N.find("names"))
    Reader.error(N.Where, "the key 'name' is missing in " + What);
}

void readTypes(ValueReader &Reader, llvm::StringRef Key, const YamlNode &N,
               FileEntries &Out) {
  readList(Reader, Key, N, [&](const YamlNode &Item) {
    readEntry<TypeRow>(Reader, "a type", Item, TypeFields, Out.Types);
  });
}

void readFunctions(ValueReader &Reader, llvm::StringRef Key, const YamlNode &N,
                   FileEntries &Out) {
  readList(Reader, Key, N, [&](const YamlNode &Item) {
    readEntry<FunctionRow>(Reader, "a function", Item, FunctionFields,
                           Out.Functions);
  });
}

constexpr Field<FileEntries> FileFields[] = {
    {"library", readLibrary, /*IsRequired=*/true},
    {"namespaces", readNamespaces, /*IsRequired=*/true},
    {"loops", readLoops},
    {"types", readTypes},
    {"functions", readFunctions},
};

template <typename T>
llvm::SmallVector<llvm::StringRef, 16> keysOf(llvm::ArrayRef<Field<T>> Fields) {
  llvm::SmallVector<llvm::StringRef, 16> Keys;
  for (const Field<T> &F : Fields)
    Keys.push_back(F.Key);
  return Keys;
}

/// Copies \p Values into memory that lives as long as the set.
template <typename T>
llvm::ArrayRef<T> keep(llvm::BumpPtrAllocator &Memory,
                       llvm::ArrayRef<T> Values) {
  T *Kept = Memory.Allocate<T>(Values.size());
  std::uninitialized_copy(Values.begin(), Values.end(), Kept);
  return {Kept, Values.size()};
}

/// One row for each name of each entry.
template <typename RowT>
llvm::ArrayRef<RowT> makeRows(llvm::BumpPtrAllocator &Memory,
                              llvm::ArrayRef<Entry<RowT>> Entries) {
  llvm::SmallVector<RowT, 0> Rows;
  for (const Entry<RowT> &E : Entries)
    for (const YamlNode *Name : E.Names) {
      Rows.push_back(E.Row);
      Rows.back().Name = Name->Value;
    }
  return keep<RowT>(Memory, Rows);
}

} // namespace

std::string ModelDiagnostic::str() const {
  std::string Place = File;
  if (Line)
    Place += ":" + std::to_string(Line) + ":" + std::to_string(Column);
  return Place + ": error: " + Message;
}

bool ModelSet::addFile(llvm::StringRef Path, ModelDiagnosticHandler OnError) {
  auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer) {
    OnError({Path.str(), 0, 0,
             "cannot read the model file: " + Buffer.getError().message()});
    return false;
  }
  return addBuffer((*Buffer)->getMemBufferRef(), OnError);
}

bool ModelSet::addBuffer(llvm::MemoryBufferRef Buffer,
                         ModelDiagnosticHandler OnError) {
  bool Failed = false;
  auto Report = [&](YamlPosition Where, const std::string &Message) {
    Failed = true;
    OnError({Buffer.getBufferIdentifier().str(), Where.Line, Where.Column,
             Message});
  };
  std::optional<YamlNode> Tree = parseYaml(Buffer, Strings, Report);
  if (!Tree)
    return false;
  FileEntries Entries;
  ValueReader Reader(Report);
  readMapping<FileEntries>(Reader, "a model", *Tree, FileFields, Entries);
  if (!Failed)
    checkEntries(Entries, Report);
  if (Failed)
    return false;
  Library L = Entries.Head;
  L.Namespaces = keep<llvm::StringRef>(Memory, Entries.Namespaces);
  L.Types = makeRows<TypeRow>(Memory, Entries.Types);
  L.Functions = makeRows<FunctionRow>(Memory, Entries.Functions);
  Libraries.push_back(L);
  return true;
}

llvm::SmallVector<llvm::StringRef, 16> schemaKeys(SchemaPart Part) {
  switch (Part) {
  case SchemaPart::File:
    return keysOf<FileEntries>(FileFields);
  case SchemaPart::Loops:
    return keysOf<LoopProperties>(LoopFields);
  case SchemaPart::Type:
    return keysOf<Entry<TypeRow>>(TypeFields);
  case SchemaPart::Function:
    return keysOf<Entry<FunctionRow>>(FunctionFields);
  }
  return {};
}

} // namespace eventloop::model
