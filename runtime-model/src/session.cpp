//===- session.cpp - HTTP client sessions ---------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The life of a session, and who is to blame when it ends in the wrong order.
//
//===----------------------------------------------------------------------===//

#include "refloop/session.h"

#include "http_client.h"
#include "refloop/detail/run_log.h"
#include "trace.h"

#include <mutex>
#include <set>

namespace refloop {
namespace detail {
namespace {

constexpr const char *unclosed = "Unclosed client session";
constexpr const char *loop_closed = "Event loop is closed";

} // namespace

/// What a session is made of; shared with the coroutines that use it, so that a
/// session that is destroyed under them does no harm.
class SessionState final : public LoopObserver {
public:
  using Location = std::source_location;

  SessionState(LoopPointer loop, const Where &created);
  SessionState(const SessionState &) = delete;
  SessionState &operator=(const SessionState &) = delete;

  static Task<std::string> get(std::shared_ptr<SessionState> self,
                               std::string url, Location where);
  static Task<> close(std::shared_ptr<SessionState> self, Location where);
  void loop_ending(LoopState &loop, const Where &where, bool destroyed,
                   bool by_runner) override;

  /// A closed loop refuses close(), which was called at \p where.
  void close_refused(const Location &where);
  /// The session is destroyed, or the process ends without that.
  void end() noexcept;

  /// Whoever calls close() is to blame from then on if it comes to nothing: the
  /// call, or where its task was dropped; the session is not.
  void close_called(const Location &where) {
    loop_->record(EventKind::close_session, id_, where);
    close_called_ = true;
  }
  bool closed() const noexcept { return closed_; }

private:
  /// How the loop ended while the session was open.
  struct LoopEnd {
    Where where;
    bool destroyed;
    bool by_runner;
  };
  class Busy;

  void check_running_here(const Location &where);
  void blame_close(const Location &where, const char *text);
  /// Where its loop was closed, for the story.
  std::vector<Note> history() const;
  Connection take_idle(const std::string &endpoint);

  trace::Track track() const { return {loop_->trace_group(), id_}; }

  const LoopPointer loop_;
  const std::uint64_t id_ = next_object_id();
  const Where created_;
  const ViolationMark mark_;
  std::optional<LoopEnd> loop_end_;
  bool closed_ = false;
  bool close_called_ = false;
  bool ended_ = false;
  std::vector<Connection> idle_;
  std::set<const Connection *> busy_;
};

namespace {

/// The sessions that were not destroyed yet; what is left at exit was leaked.
class LiveSessions {
public:
  static LiveSessions &instance() {
    static auto *sessions = new LiveSessions; // static sessions outlive statics
    return *sessions;
  }

  void add(SessionState &session) {
    const std::lock_guard lock(mutex_);
    sessions_.insert(&session);
  }
  void remove(SessionState &session) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(&session);
  }

  /// Any of them; null if there is none.
  SessionState *any() const {
    const std::lock_guard lock(mutex_);
    return sessions_.empty() ? nullptr : *sessions_.begin();
  }

private:
  mutable std::mutex mutex_;
  std::set<SessionState *> sessions_;
};

// Runs after all atexit handlers and destructors of statics: until then, the
// program may still close its sessions.
[[gnu::destructor]] void report_leaked_sessions() {
  while (SessionState *session = LiveSessions::instance().any())
    session->end();
}

} // namespace

/// Marks a connection as in use, so that close() can end that use.
class SessionState::Busy {
public:
  Busy(SessionState &session, const Connection &connection)
      : session_(session), connection_(connection) {
    session_.busy_.insert(&connection_);
  }
  ~Busy() { session_.busy_.erase(&connection_); }
  Busy(const Busy &) = delete;
  Busy &operator=(const Busy &) = delete;

private:
  SessionState &session_;
  const Connection &connection_;
};

SessionState::SessionState(LoopPointer loop, const Where &created)
    : loop_(std::move(loop)), created_(created) {
  log_created(created);
  trace::name_track(track(), "session", static_cast<int>(id_));
  trace::begin(track(), "session", created);
  loop_->record(EventKind::open_session, id_,
                created.needs_trace() ? Where() : created);
  loop_->add_observer(this);
  LiveSessions::instance().add(*this);
}

void SessionState::loop_ending(LoopState &, const Where &where, bool destroyed,
                               bool by_runner) {
  loop_end_ = LoopEnd{where, destroyed, by_runner};
  idle_.clear(); // nobody is left to say good-bye
}

std::vector<Note> SessionState::history() const {
  if (!loop_end_ || loop_end_->by_runner)
    return {};
  return {{loop_end_->where, loop_end_->destroyed
                                 ? "the loop made here was destroyed"
                                 : "its loop was closed here"}};
}

void SessionState::blame_close(const Location &where, const char *text) {
  std::vector<Note> notes = history();
  notes.insert(notes.begin(), {created_, "the session was made here"});
  report_violation(check::session_cleanup_outside_loop, where, text, notes);
}

void SessionState::close_refused(const Location &where) {
  blame_close(where, loop_closed);
}

void SessionState::check_running_here(const Location &where) {
  if (LoopState::running() == loop_.get())
    return;
  const char *text =
      loop_->is_closed() ? loop_closed : "the session's loop is not running";
  blame_close(where, text);
  throw BlamedError(text);
}

void SessionState::end() noexcept {
  if (std::exchange(ended_, true))
    return;
  LiveSessions::instance().remove(*this);
  trace::end(track());
  loop_->remove_observer(this);
  const bool in_order = closed_ || close_called_ || mark_.is_consequence();
  closed_ = true; // for coroutines that were never run
  idle_.clear();
  for (const Connection *connection : busy_)
    connection->hang_up();
  if (in_order)
    return;
  const bool overtaken = loop_end_ ? !loop_end_->by_runner : loop_->is_closed();
  report_violation(overtaken ? check::session_cleanup_outside_loop
                             : check::unclosed_session,
                   created_, unclosed, history());
}

Connection SessionState::take_idle(const std::string &endpoint) {
  for (auto at = idle_.begin(); at != idle_.end(); ++at) {
    if (at->endpoint() != endpoint)
      continue;
    Connection connection = std::move(*at);
    idle_.erase(at);
    if (connection.is_idle())
      return connection;
    return take_idle(endpoint); // the server hung up
  }
  return {};
}

Task<std::string> SessionState::get(std::shared_ptr<SessionState> self,
                                    std::string url, Location where) {
  self->loop_->record(EventKind::session_operation, self->id_, where);
  if (self->closed_)
    throw RuntimeError("Session is closed");
  if (LoopState::running() != self->loop_.get())
    throw RuntimeError("the session belongs to a different loop");
  const Url target = parse_url(url);
  Connection connection = self->take_idle(target.endpoint());
  if (connection.file() < 0)
    connection = co_await Connection::open(self->loop_, target);
  if (self->closed_)
    throw RuntimeError("Session is closed");
  std::string body;
  {
    const Busy busy(*self, connection);
    body = co_await connection.get(target);
  }
  if (connection.keeps_alive() && !self->closed_)
    self->idle_.push_back(std::move(connection));
  co_return body;
}

Task<> SessionState::close(std::shared_ptr<SessionState> self, Location where) {
  if (self->closed_)
    co_return;
  self->check_running_here(where);
  self->closed_ = true;
  for (const Connection *connection : self->busy_)
    connection->hang_up();
  std::vector<Connection> open = std::move(self->idle_);
  self->idle_.clear();
  for (Connection &connection : open)
    co_await connection.say_goodbye();
}

} // namespace detail

ClientSession::ClientSession(Location where)
    : state_(std::make_shared<detail::SessionState>(
          detail::running_loop().shared_from_this(),
          detail::Where(where, detail::Blame::constructor,
                        detail::Backtrace::capture()))) {}

ClientSession::ClientSession(EventLoop &loop, Location where)
    : state_(std::make_shared<detail::SessionState>(
          loop.state(), detail::Where(where, detail::Blame::constructor,
                                      detail::Backtrace::capture()))) {}

ClientSession::~ClientSession() { state_->end(); }

Task<std::string> ClientSession::get(std::string url, Location where) {
  return detail::SessionState::get(state(), std::move(url), where);
}

Task<> ClientSession::close(Location where) {
  const auto session = state();
  session->close_called(where);
  Task<> task = detail::SessionState::close(session, where);
  if (!session->closed())
    task.on_refusal([state = session, where] { state->close_refused(where); });
  return task;
}

bool ClientSession::closed() const { return state()->closed(); }

} // namespace refloop
