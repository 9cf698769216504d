//===- sessions.cpp - Sessions that live until the end --------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <cstdlib>
#include <cstring>
#include <memory>

using namespace refloop;

namespace {

EventLoop &global_loop() {
  static EventLoop loop; // function static: destroyed behind main
  return loop;
}

/// Nobody deletes it, and the loop is closed: the construction is to blame.
void leaked_behind_its_loop() {
  EventLoop loop;
  auto *session = new ClientSession(loop); // leaks 1
  static_cast<void>(session->closed());
  loop.close();
}

/// Nobody deletes it, and its loop is left open, too.
void leaked_with_its_loop() {
  auto *loop = new EventLoop; // leaks the loop
  new ClientSession(*loop);   // leaks 2
}

/// Destroyed behind main, before its loop, which was made first.
void static_unclosed() {
  EventLoop &loop = global_loop();
  static ClientSession session(loop); // never closed
  std::atexit([] { global_loop().close(); });
}

/// The handler runs first and closes it in time.
void closed_at_exit() {
  EventLoop &loop = global_loop();
  static ClientSession session(loop); // closed by the handler
  std::atexit([] {
    global_loop().run_until_complete(session.close());
    global_loop().close();
  });
}

} // namespace

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*run)();
  } all[] = {{"leaked_behind_its_loop", leaked_behind_its_loop},
             {"leaked_with_its_loop", leaked_with_its_loop},
             {"static_unclosed", static_unclosed},
             {"closed_at_exit", closed_at_exit}};
  for (const auto &one : all)
    if (argc == 2 && !std::strcmp(one.name, argv[1]))
      return one.run(), 0;
  return 64;
}
