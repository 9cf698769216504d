//===- BuiltinModels.cpp - The built-in models ----------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Holds the tables that eventloop-model-gen made of lib/model/libraries. All
// of them are constant-initialised: no code runs when the plugin is loaded.
//
//===----------------------------------------------------------------------===//

#include "model/Model.h"

namespace eventloop::model {

namespace {
#include "BuiltinModels.inc"
} // namespace

llvm::ArrayRef<Library> builtinLibraries() { return Libraries; }

} // namespace eventloop::model
