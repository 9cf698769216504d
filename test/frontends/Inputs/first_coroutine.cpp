// The first coroutine of a file, where builtins of coroutines are declared, and
// the operand of an await, which the compiler uses more than once.

#include <refloop/refloop.h>

using namespace refloop;

Task<> fetch() {
  ClientSession session;
  (void)session.closed();
  co_await session.close();
}
