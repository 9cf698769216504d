//===- session.h - HTTP client sessions ----------------------- -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `ClientSession`: aiohttp's, as far as its lifecycle goes. It speaks HTTP/1.1
// over TCP to servers on this machine; how, is src/http_client.h's.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_SESSION_H
#define REFLOOP_SESSION_H

#include "refloop/event_loop.h"

#include <exception>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace refloop {

class ClientSession;

namespace detail {
class SessionState;
template <> struct Noun<ClientSession> {
  static constexpr const char *text = "session";
};
} // namespace detail

/// A client's connections to servers, kept alive between requests. Mirrors
/// aiohttp.ClientSession: it belongs to one loop and has to be closed while
/// that runs, for closing is a handshake. Neither copyable nor movable.
///
/// Destroyed before it was closed, it is a violation at its construction:
/// `eventloop-session-cleanup-outside-loop` if its loop was closed or destroyed
/// meanwhile, `eventloop-unclosed-session` if not, or if the loop is `run()`'s.
class ClientSession final {
public:
  using Location = std::source_location;

  /// A session on the running loop.
  /// \throws RuntimeError `no running event loop`
  explicit ClientSession(Location where = Location::current());
  explicit ClientSession(EventLoop &loop, Location where = Location::current());
  ClientSession(const ClientSession &) = delete;
  ClientSession &operator=(const ClientSession &) = delete;
  ~ClientSession();

  /// The body of the answer to a GET of `http://127.0.0.1:PORT/PATH`; the host
  /// may be `localhost`, too. Connects if no connection is idle.
  /// \throws RuntimeError `Session is closed`, `Server disconnected`, `Cannot
  /// connect to host …`, or if \p url is none that it can get
  Task<std::string> get(std::string url, Location where = Location::current());

  /// Says good-bye on each connection and waits for the other side to do so. A
  /// second time is no error. While its loop does not run on this thread, this
  /// is a violation, `eventloop-session-cleanup-outside-loop`.
  /// \throws RuntimeError `Event loop is closed` in that case
  Task<> close(Location where = Location::current());

  /// Whether close() has begun.
  bool closed() const;

private:
  const std::shared_ptr<detail::SessionState> &state() const {
    lifetime_.check();
    return state_;
  }

  [[no_unique_address]] detail::Lifetime<ClientSession> lifetime_;
  std::shared_ptr<detail::SessionState> state_;
};

namespace detail {
/// with_session(), for a body that yields T.
template <class T, class F>
Task<T> run_with_session(EventLoop &loop, F body, std::source_location where) {
  ClientSession session(loop, where);
  std::exception_ptr error;
  std::conditional_t<std::is_void_v<T>, std::monostate, std::optional<T>>
      result;
  try {
    if constexpr (std::is_void_v<T>)
      co_await body(session);
    else
      result.emplace(co_await body(session));
  } catch (...) {
    error = std::current_exception(); // no co_await in a handler
  }
  co_await session.close(where);
  if (error)
    std::rethrow_exception(error);
  if constexpr (!std::is_void_v<T>)
    co_return std::move(*result);
}
} // namespace detail

/// A session for as long as \p body, which takes a ClientSession & and returns
/// a Task<T>, runs; closed on every way out. Mirrors `async with
/// ClientSession()`. The task yields what the body yields.
template <class F>
auto with_session(
    EventLoop &loop, F body,
    std::source_location where = std::source_location::current()) {
  using T = typename std::invoke_result_t<F &, ClientSession &>::value_type;
  return detail::run_with_session<T, F>(loop, std::move(body), where);
}

} // namespace refloop

#endif // REFLOOP_SESSION_H
