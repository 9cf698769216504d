// Something of everything that a time line shows.
#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <exception>

using namespace refloop;
using namespace std::chrono_literals;

static Task<> background() { co_await sleep(1h); }

static Task<int> work(EventLoop &loop, ClientSession &session,
                      std::string url) {
  co_await session.get(url);
  co_await loop.run_in_executor([] {});
  co_await session.close();
  co_return 3;
}

int main() {
  refloop::testing::LoopbackServer server;
  EventLoop loop;
  {
    ClientSession session(loop);
    loop.run_until_complete(work(loop, session, server.url("/\"a\"")));
  }
  auto left = loop.create_task(background());
  loop.call_soon([] {});
  loop.run_until_complete(sleep(1ms));
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close(); // a task is pending
  try {
    loop.call_soon([] {}); // a violation
  } catch (const std::exception &) {
  }
}
