// What the programs of the telemetry service share: devices that answer a poll
// over HTTP, the collector that takes their readings, and commands. There is no
// bug in here.

#ifndef TELEMETRY_H
#define TELEMETRY_H

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace telemetry {

using namespace std::chrono_literals;
using refloop::ClientSession;
using refloop::EventLoop;
using refloop::Task;
using refloop::TaskHandle;
using refloop::testing::LoopbackServer;

struct Reading {
  std::string device;
  std::size_t value;
};

/// Something that answers a poll over HTTP.
class Device {
public:
  Device(std::string name, std::string url)
      : name(std::move(name)), url(std::move(url)) {}

  Task<Reading> poll(ClientSession &session) const {
    const std::string answer = co_await session.get(url);
    co_return Reading{name, answer.size()};
  }

private:
  std::string name, url;
};

/// Where the readings go.
class Collector {
public:
  explicit Collector(std::string url) : url(std::move(url)) {}

  /// Sends the reading in a session of its own.
  Task<> upload(Reading reading) const {
    co_await refloop::with_session(
        refloop::get_running_loop(), [&](ClientSession &session) -> Task<> {
          co_await session.get(url + "?" + reading.device + "=" +
                               std::to_string(reading.value));
        });
  }

  /// Asks whether it is there.
  Task<> ping() const { co_await upload({"ping", 0}); }

private:
  std::string url;
};

// What nobody knows before the program runs.
inline bool host_is_draining() { return refloop::testing::choose(); }
inline bool disk_is_full() { return refloop::testing::choose(); }

/// A command of a program.
struct Command {
  std::string_view name;
  void (*run)();
};

/// Runs the commands that the arguments name, all if they name none.
inline int main_of(std::vector<std::string_view> arguments,
                   std::span<const Command> commands) {
  for (const Command &command : commands) {
    if (!arguments.empty() &&
        std::ranges::find(arguments, command.name) == arguments.end())
      continue;
    try {
      command.run();
    } catch (const std::exception &error) {
      std::cerr << command.name << ": " << error.what() << '\n';
    }
  }
  return 0;
}

} // namespace telemetry

#endif // TELEMETRY_H
