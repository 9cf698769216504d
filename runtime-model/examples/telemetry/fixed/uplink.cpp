// The uplink: sessions with the collector, kept open and short ones.
//
// ../uplink.cpp without its bugs: nothing is said of it, and its runs are
// clean.

#include "telemetry.h"

using namespace telemetry;

//-- send ----------------------------------------------------------------------

/// A session that is kept open from reading to reading.
class Uplink {
public:
  explicit Uplink(std::string url) : url(std::move(url)), session(loop) {}

  void send(const Reading &reading) {
    loop.run_until_complete(session.get(url + "?" + reading.device));
  }
  void close() {
    loop.run_until_complete(session.close());
    loop.close();
  }

private:
  std::string url;
  EventLoop loop;
  ClientSession session;
};

void send() {
  LoopbackServer network;
  Uplink uplink(network.url("/collect"));
  uplink.send({"boiler", 80});
  uplink.send({"roof", 21});
  uplink.close();
}

//-- configure -----------------------------------------------------------------

/// Fetches the configuration, a part at a time, unless the host goes down.
Task<> fetch_configuration(std::string url) {
  co_await refloop::with_session(refloop::get_running_loop(),
                                 [&](ClientSession &session) -> Task<> {
                                   co_await session.get(url + "/intervals");
                                   if (host_is_draining())
                                     co_return;
                                   co_await session.get(url + "/limits");
                                 });
}

void configure() {
  LoopbackServer network;
  refloop::run(fetch_configuration(network.url("/configuration")));
}

//-- version -------------------------------------------------------------------

/// Asks for the version of the collector.
Task<> fetch_version(std::string url) {
  co_await refloop::with_session(
      refloop::get_running_loop(),
      [&](refloop::ClientSession &session) -> refloop::Task<> {
        const std::string version = co_await session.get(url);
        std::cout << "version " << version << '\n';
      });
}

void version() {
  LoopbackServer network;
  refloop::run(fetch_version(network.url("/version")));
}

//-- main ----------------------------------------------------------------------

const Command commands[] = {
    {"send", send}, {"configure", configure}, {"version", version}};

int main(int argc, char **argv) {
  return main_of({argv + 1, argv + argc}, commands);
}
