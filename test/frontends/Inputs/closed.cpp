// A program with one lifecycle bug that the fix-it repairs: the loop is closed
// before its last use.
#include <refloop/refloop.h>

int main() {
  refloop::EventLoop loop;
  loop.call_soon([] {});
  loop.close();
  loop.call_soon([] {});
}
