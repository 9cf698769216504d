// Ingest: how readings come in, over HTTP, from a serial line and by hand.
//
// ../ingest.cpp without its bugs: nothing is said of it, and its runs are
// clean.

#include "telemetry.h"

#include <stdexcept>
#include <thread>

using namespace telemetry;

//-- poll ----------------------------------------------------------------------

/// Asks a device, and lets the collector know that there is something new.
Task<> ask(ClientSession &session, const Device &device,
           const Collector &collector) {
  const Reading reading = co_await device.poll(session);
  std::cout << reading.device << ": " << reading.value << '\n';
  co_await collector.ping();
}

Task<> poll_once(std::string device, std::string collector) {
  co_await refloop::with_session(
      refloop::get_running_loop(), [&](ClientSession &session) -> Task<> {
        co_await ask(session, {"boiler", device}, Collector(collector));
      });
}

void poll() {
  LoopbackServer network;
  refloop::run(poll_once(network.url("/boiler"), network.url("/collect")));
}

//-- listen --------------------------------------------------------------------

/// Readings come in on a serial line, which a thread of its own waits for.
class SerialLine {
public:
  explicit SerialLine(EventLoop &loop)
      : reader([this, &loop] { read(loop); }) {}
  ~SerialLine() { reader.join(); }

private:
  void read(EventLoop &loop) {
    try {
      loop.call_soon_threadsafe([] { std::cout << "serial: 17\n"; });
    } catch (const std::exception &error) {
      std::cerr << "serial: " << error.what() << '\n';
    }
  }

  std::thread reader;
};

Task<> listen_for_a_while(EventLoop &loop) {
  SerialLine line(loop);
  co_await refloop::sleep(20ms);
}

void listen() {
  EventLoop loop;
  loop.run_until_complete(listen_for_a_while(loop));
  loop.close();
}

//-- confirm -------------------------------------------------------------------

/// Asks the operator, whose answer is there after two milliseconds.
void ask_operator(EventLoop &loop) {
  loop.call_later(2ms, [answer = loop.create_future<bool>()]() mutable {
    answer.set_result(true);
  });
}

void confirm() {
  EventLoop loop;
  ask_operator(loop);
  loop.run_until_complete(refloop::sleep(5ms));
  loop.close();
}

//-- import --------------------------------------------------------------------

/// Takes over the file of a device that has no network.
Task<> import_file(std::string name) {
  if (disk_is_full())
    throw std::runtime_error("no space left for " + name);
  std::cout << name << " is imported\n";
  co_return;
}

Task<> import_and_go_on() {
  auto importing = refloop::create_task(import_file("cellar.csv"));
  co_await refloop::sleep(5ms);
  try {
    co_await importing;
  } catch (const std::exception &error) {
    std::cerr << error.what() << '\n';
  }
}

void import() { refloop::run(import_and_go_on()); }

//-- main ----------------------------------------------------------------------

const Command commands[] = {{"poll", poll},
                            {"listen", listen},
                            {"confirm", confirm},
                            {"import", import}};

int main(int argc, char **argv) {
  return main_of({argv + 1, argv + argc}, commands);
}
