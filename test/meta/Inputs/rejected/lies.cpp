// Scenarios whose names promise what is not so; read by harness-rejects.test.
// Each of them must be complained of.

#include <refloop/refloop.h>
#include <refloop/testing.h>

using namespace refloop;
using refloop::testing::choose;

void bad_that_is_good() {
  EventLoop loop;
  loop.call_soon([] {});
  loop.close();
}

void good_that_is_bad() {
  EventLoop loop;
  loop.close();
  loop.call_soon([] {});
}

void maybe_that_is_definite() {
  EventLoop loop;
  loop.close();
  loop.call_soon([] {});
}

void bad_that_is_maybe() {
  EventLoop loop;
  if (choose())
    loop.close();
  loop.call_soon([] {});
  loop.close();
}

// It says that it is missed, and it is found.
void fn_that_is_found() {
  EventLoop loop;
  loop.close();
  loop.call_soon([] {});
}

// It says that it is a false positive, and nothing is said.
void fp_that_is_silent() {
  EventLoop loop;
  loop.close();
}

// It says that no run can show it, and a run does.
void static_only_that_runs() {
  EventLoop loop;
  loop.close();
  loop.call_soon([] {});
}

void good_that_throws() { throw 1; }
