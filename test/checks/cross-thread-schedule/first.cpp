// RUN: %check_scenarios %s eventloop-cross-thread-schedule
//
// TODO: what these scenarios have in common.

#include <refloop/refloop.h>

using namespace refloop;

void bad_todo() {
  // TODO: the shortest program with the bug, and the CHECK lines it should get.
  EventLoop loop;
  loop.close();
}

void good_todo() {
  // TODO: the program that looks most like it and is right.
  EventLoop loop;
  loop.close();
}
