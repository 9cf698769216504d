//===- ModelReaderFuzzer.cpp - Any bytes as a model file ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// libFuzzer's entry: gives any bytes to the model reader and aborts if the
// answer breaks what ModelReader.h promises. That no memory is misused is the
// sanitizers' business, what the messages say that of test/unit/model.
//
//===----------------------------------------------------------------------===//

#include "model/ModelReader.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace eventloop::model;

void require(bool Holds, llvm::StringRef Promise) {
  if (Holds)
    return;
  llvm::errs() << "broken promise: " << Promise << "\n";
  std::abort();
}

/// A name is what the index splits: the reader lets none through empty.
void requireNames(const Library &L) {
  for (const TypeRow &T : L.Types)
    require(!T.Name.empty(), "a type has a name");
  for (const FunctionRow &F : L.Functions)
    require(!F.Name.empty(), "a function has a name");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  llvm::StringRef Text(reinterpret_cast<const char *>(Data), Size);
  // A copy that ends where the text ends, as that of a file does.
  auto Buffer = llvm::MemoryBuffer::getMemBufferCopy(Text, "fuzzed.yaml");
  size_t Lines = std::count(Text.begin(), Text.end(), '\n') +
                 std::count(Text.begin(), Text.end(), '\r') + 1;
  unsigned Mistakes = 0;
  ModelSet Models;
  bool Added = Models.addBuffer(
      Buffer->getMemBufferRef(), [&](const ModelDiagnostic &D) {
        ++Mistakes;
        require(!D.Message.empty(), "a mistake has a message");
        require(D.Line <= Lines, "a mistake lies inside the file");
        require(!D.str().empty(), "a mistake can be printed");
      });
  require(Added == (Mistakes == 0), "a file is added unless it has a mistake");
  require(Models.libraries().size() == (Added ? 1 : 0),
          "a file is added as a whole or not at all");
  if (Added)
    requireNames(Models.libraries().front());
  return 0;
}
