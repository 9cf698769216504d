//===- ModelGen.cpp - Model files as constant tables ----------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// eventloop-model-gen OUTPUT FILE...: writes the rows of the model files as
// C++ tables that the compiler initialises, so that the built-in models cost
// nothing at start-up. Runs while the project is built; a mistake in a model
// file ends the build with the reader's message.
//
//===----------------------------------------------------------------------===//

#include "model/ModelReader.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace eventloop::model;
using llvm::raw_ostream;
using llvm::StringRef;

static void writeText(raw_ostream &OS, StringRef Text) {
  OS << '"';
  llvm::printEscapedString(Text, OS);
  OS << '"';
}

static void writeOperand(raw_ostream &OS, Operand O) {
  OS << "{Operand::Kind(" << int(O.K) << "), " << int(O.Index) << "}";
}

static void writeRow(raw_ostream &OS, StringRef Name) { writeText(OS, Name); }

static void writeRow(raw_ostream &OS, const TypeRow &Row) {
  OS << '{';
  writeText(OS, Row.Name);
  OS << ", Role(" << int(Row.TheRole) << "), ";
  writeText(OS, Row.WhenDropped);
  OS << ", ";
  writeText(OS, Row.WhenOutlives);
  OS << ", ";
  writeText(OS, Row.WhenUnclosed);
  OS << ", ";
  writeText(OS, Row.DrainedBy);
  OS << '}';
}

static void writeRow(raw_ostream &OS, const FunctionRow &Row) {
  OS << '{';
  writeText(OS, Row.Name);
  OS << ", Event(" << int(Row.TheEvent) << "), ";
  for (Operand O : {Row.Loop, Row.Object, Row.Callback, Row.Passes}) {
    writeOperand(OS, O);
    OS << ", ";
  }
  OS << "When(" << int(Row.Runs) << "), Role(" << int(Row.Returns) << "), "
     << (Row.Throws ? "true" : "false") << ", " << int(Row.MinArgs) << ", "
     << int(Row.MaxArgs) << ", ";
  const char *Separator = "";
  for (StringRef Text :
       {Row.WhenClosed, Row.WhenStopped, Row.WhenRunning, Row.WhenNested,
        Row.WhenPending, Row.WhenOtherThread, Row.WhenInSignal}) {
    OS << std::exchange(Separator, ", ");
    writeText(OS, Text);
  }
  OS << '}';
}

/// Writes \p Rows as the array \p Name; an empty one is left out, for C++ has
/// no arrays without elements.
template <typename T>
static void writeArray(raw_ostream &OS, StringRef Type, const llvm::Twine &Name,
                       llvm::ArrayRef<T> Rows) {
  if (Rows.empty())
    return;
  OS << "constexpr " << Type << ' ' << Name << "[] = {\n";
  for (const T &Row : Rows) {
    OS << "    ";
    writeRow(OS, Row);
    OS << ",\n";
  }
  OS << "};\n";
}

static void writeLibrary(raw_ostream &OS, const Library &L, unsigned Number) {
  const LoopProperties &P = L.Loops;
  OS << "    {";
  writeText(OS, L.Name);
  OS << ", Namespaces" << Number << ", {";
  for (bool B :
       {P.RunLeavesStopped, P.StopIsSticky, P.ClosedByDestructor, P.MayReopen,
        P.OpenSessionNeedsLoop, P.SessionNeedsLoop, P.OpenSessionsRefuseClose,
        P.CloseNeedsTurns, P.RunClearsStop, P.RunExcludesItself,
        P.RunExcludesOthers, P.RunRefusesClose, P.TasksNeedLoop,
        P.CallsReturnStatus})
    OS << (B ? "true, " : "false, ");
  OS << "}, ";
  if (L.Types.empty())
    OS << "{}, ";
  else
    OS << "Types" << Number << ", ";
  if (L.Functions.empty())
    OS << "{}},\n";
  else
    OS << "Functions" << Number << "},\n";
}

static void writeTables(raw_ostream &OS, llvm::ArrayRef<Library> Libraries) {
  OS << "// Made by eventloop-model-gen from lib/model/libraries: do not "
        "edit.\n";
  for (auto [Number, L] : llvm::enumerate(Libraries)) {
    OS << "\n// " << L.Name << '\n';
    writeArray(OS, "llvm::StringRef", "Namespaces" + llvm::Twine(Number),
               L.Namespaces);
    writeArray(OS, "TypeRow", "Types" + llvm::Twine(Number), L.Types);
    writeArray(OS, "FunctionRow", "Functions" + llvm::Twine(Number),
               L.Functions);
  }
  OS << "\nconstexpr Library Libraries[] = {\n";
  for (auto [Number, L] : llvm::enumerate(Libraries))
    writeLibrary(OS, L, Number);
  OS << "};\n";
}

int main(int Argc, const char **Argv) {
  if (Argc < 3) {
    llvm::errs() << "usage: eventloop-model-gen OUTPUT FILE...\n";
    return 2;
  }
  ModelSet Models;
  bool Failed = false;
  for (int I = 2; I != Argc; ++I)
    Failed |= !Models.addFile(Argv[I], [](const ModelDiagnostic &D) {
      llvm::errs() << D.str() << '\n';
    });
  if (Failed)
    return 1;
  std::error_code Error;
  llvm::raw_fd_ostream OS(Argv[1], Error);
  if (Error) {
    llvm::errs() << Argv[1] << ": error: " << Error.message() << '\n';
    return 1;
  }
  writeTables(OS, Models.libraries());
  return 0;
}
