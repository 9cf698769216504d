//===- Pch.cpp - The source that carries the precompiled header -----------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Holds no code: CMake wants a source for the target that the other targets
// reuse the precompiled header of.
//
//===----------------------------------------------------------------------===//
