# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Generated files whose every function is full of lifecycle calls: what the
checks cost where all of the code is their business. The shapes take turns, so
that no summary of one function answers for the next."""

from __future__ import annotations

REFLOOP_HEAD = """#include <refloop/refloop.h>
#include <refloop/testing.h>
using refloop::ClientSession, refloop::EventLoop, refloop::Task;
using refloop::testing::choose;
Task<int> fetch(int value) { co_return value; }
"""
REFLOOP_SHAPES = [
    """void turn{0}(EventLoop &loop, int count) {{
  int done = 0;
  auto tick = [&done, &loop] {{ if (++done == 3) loop.stop(); }};
  for (int i = 0; i < count; ++i)
    loop.call_soon(tick);
  if (!loop.is_closed())
    loop.run_forever();
}}
void own{0}() {{
  EventLoop loop;
  turn{0}(loop, 3);
  bool quick = choose();
  if (quick)
    loop.call_soon([&loop] {{ loop.stop(); }});
  else
    loop.run_until_complete(fetch({0}));
  if (quick)
    loop.run_forever();
  loop.close();
}}""",
    """struct Service{0} {{
  EventLoop loop;
  int requests = 0;
  void start() {{ loop.call_soon([this] {{ ++requests; loop.stop(); }}); }}
  void serve() {{
    for (int i = 0; i < 4; ++i) {{
      start();
      loop.run_forever();
    }}
  }}
  ~Service{0}() {{ loop.close(); }}
}};
void serve{0}(bool twice) {{
  auto service = std::make_unique<Service{0}>();
  service->serve();
  if (twice && service->requests > 2)
    service->serve();
}}""",
    """Task<void> talk{0}(EventLoop &loop) {{
  ClientSession session(loop);
  auto first = refloop::create_task(fetch(1));
  int value = co_await fetch({0});
  if (value > choose())
    value += co_await first;
  else
    first.cancel();
  co_await session.close();
}}
void converse{0}() {{
  EventLoop loop;
  try {{
    loop.run_until_complete(talk{0}(loop));
  }} catch (const std::exception &) {{
    loop.stop();
  }}
  loop.close();
}}""",
]

ASIO_HEAD = """#include <boost/asio.hpp>
#include <memory>
namespace asio = boost::asio;
bool choose();
struct Work { asio::io_context *context; void operator()() const { context->stop(); } };
struct Waited { int *count; void operator()(boost::system::error_code) const { ++*count; } };
asio::awaitable<int> fetch(int value) { co_return value; }
"""
ASIO_SHAPES = [
    """void turn{0}(asio::io_context &context, int count) {{
  for (int i = 0; i < count; ++i)
    asio::post(context, Work{{&context}});
  if (!context.stopped())
    context.run();
  context.restart();
}}
void own{0}() {{
  asio::io_context context;
  turn{0}(context, 3);
  bool quick = choose();
  asio::steady_timer timer(context);
  int count = 0;
  if (quick)
    timer.async_wait(Waited{{&count}});
  context.run();
  if (quick && count > 0)
    context.restart();
}}""",
    """struct Service{0} {{
  asio::io_context context;
  asio::ip::tcp::socket socket{{context}};
  asio::executor_work_guard<asio::io_context::executor_type> guard{{context.get_executor()}};
  int requests = 0;
  void start() {{ asio::post(context, Work{{&context}}); ++requests; }}
  void serve() {{
    for (int i = 0; i < 4; ++i) {{
      start();
      context.run();
      context.restart();
    }}
  }}
  ~Service{0}() {{ guard.reset(); socket.close(); }}
}};
void serve{0}(bool twice) {{
  auto service = std::make_unique<Service{0}>();
  service->serve();
  if (twice && service->requests > 2)
    service->serve();
}}""",
    """asio::awaitable<void> talk{0}(asio::io_context &context) {{
  asio::ip::tcp::socket socket(context);
  int value = co_await fetch({0});
  if (value > choose())
    value += co_await fetch(1);
  socket.close();
}}
void converse{0}() {{
  asio::io_context context;
  try {{
    asio::co_spawn(context, talk{0}(context), asio::detached);
    context.run();
  }} catch (const std::exception &) {{
    context.stop();
  }}
}}""",
]


def _functions(head: str, shapes: list[str], functions: int) -> str:
    per_shape = 2  # a shape counts as two functions
    return head + "\n".join(
        shapes[i % len(shapes)].format(i) for i in range(functions // per_shape)) + "\n"


def refloop(functions: int) -> str:
    return _functions(REFLOOP_HEAD, REFLOOP_SHAPES, functions)


def asio(functions: int) -> str:
    return _functions(ASIO_HEAD, ASIO_SHAPES, functions)
