// A telemetry service: it polls devices over HTTP, keeps a window of readings
// and uploads the window to a collector.
//
// telemetry_service.cpp without its bugs: nothing is said about it, and all its
// runs are clean. What differs has a comment that begins with "Fixed".

#include <refloop/refloop.h>
#include <refloop/testing.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using refloop::ClientSession;
using refloop::EventLoop;
using refloop::Task;
using refloop::testing::LoopbackServer;

namespace {

struct Reading {
  std::string device;
  std::size_t value;
};

/// The readings since the last upload.
class Window {
public:
  void add(Reading reading) { readings.push_back(std::move(reading)); }
  std::vector<Reading> take() { return std::exchange(readings, {}); }

private:
  std::vector<Reading> readings;
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

  Task<> upload(EventLoop &loop, std::vector<Reading> readings) const {
    co_await refloop::with_session(loop, [&](ClientSession &session) -> Task<> {
      co_await session.get(url +
                           "?readings=" + std::to_string(readings.size()));
    });
    std::cout << "uploaded " << readings.size() << " readings\n";
  }

  Task<> ping() const {
    ClientSession session;
    co_await session.get(url + "?ping");
    co_await session.close();
  }

private:
  std::string url;
};

/// Says now and then that the service is alive.
class Heartbeat {
public:
  explicit Heartbeat(EventLoop &loop) : loop(loop) {}

  void beat() {
    std::cout << "alive\n";
    timer = loop.call_later(20ms, [this] { beat(); });
  }
  void rest() { timer.cancel(); }

private:
  EventLoop &loop;
  refloop::TimerHandle timer;
};

/// Whether the host is about to go down; nobody knows before it runs.
bool host_is_draining() { return refloop::testing::choose(); }

/// The service. It owns its loop.
class Service {
public:
  Service(std::vector<Device> devices, Collector collector)
      : devices(std::move(devices)), collector(std::move(collector)),
        uplink(loop), heartbeat(loop) {}

  /// Polls all devices `rounds` times and uploads what they said.
  void run(int rounds) {
    for (int round = 0; round < rounds; ++round)
      loop.run_until_complete(poll_all());
    flush();
    if (host_is_draining())
      return shut_down(); // Fixed: no heartbeat of a service that is shut down.
    heartbeat.beat();
  }

  /// Uploads the window.
  void flush() {
    loop.run_until_complete(collector.upload(loop, window.take()));
  }

  bool is_shut_down() const { return loop.is_closed(); }

  void shut_down() {
    std::cout << "shutting down\n";
    if (is_shut_down())
      return;
    heartbeat.rest();
    loop.run_until_complete(uplink.close()); // Fixed: before its loop.
    loop.close();
  }

private:
  Task<> poll_all() {
    for (const Device &device : devices)
      window.add(co_await device.poll(uplink));
    co_await collector.ping(); // Fixed: awaited.
    co_await refloop::sleep(1ms);
  }

  EventLoop loop;
  std::vector<Device> devices;
  Collector collector;
  Window window;
  ClientSession uplink; ///< kept open from poll to poll
  Heartbeat heartbeat;
};

/// Makes sure before the start that the collector answers, twice in a row.
void probe(const Collector &collector) {
  EventLoop loop;
  loop.run_until_complete(refloop::wait_for(collector.ping(), 5s));
  std::cout << "the collector answers\n";
  loop.run_until_complete(refloop::wait_for(collector.ping(), 5s));
  loop.close(); // Fixed: behind the last use, where the fix-it puts it.
}

} // namespace

int main() {
  LoopbackServer network;
  const Collector collector(network.url("/collect"));
  try {
    probe(collector);
  } catch (const std::exception &error) {
    std::cerr << "probe: " << error.what() << '\n';
  }

  Service service(
      {{"boiler", network.url("/boiler")}, {"roof", network.url("/roof")}},
      collector);
  try {
    service.run(2);
  } catch (const std::exception &error) {
    std::cerr << "run: " << error.what() << '\n';
  }
  try {
    if (!service.is_shut_down()) // Fixed: the last window goes first, while the
                                 // loop is open.
      service.flush();
  } catch (const std::exception &error) {
    std::cerr << "flush: " << error.what() << '\n';
  }
  service.shut_down();
}
