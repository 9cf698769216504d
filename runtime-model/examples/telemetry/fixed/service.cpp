// The service itself: what it does with loops from its start to its end.
//
// ../service.cpp without its bugs: nothing is said of it, and its runs are
// clean.

#include "telemetry.h"

using namespace telemetry;

//-- probe ---------------------------------------------------------------------

/// Makes sure before the start that the collector answers, twice in a row.
void probe() {
  LoopbackServer network;
  const Collector collector(network.url("/collect"));
  EventLoop loop;
  loop.run_until_complete(collector.ping());
  std::cout << "the collector answers\n";
  loop.run_until_complete(collector.ping());
  loop.close();
}

//-- serve ---------------------------------------------------------------------

/// Says that it is alive now and then, and goodbye in the end.
class Service {
public:
  explicit Service(Collector collector) : collector(std::move(collector)) {}

  void serve() {
    loop.run_until_complete(collector.upload({"alive", 1}));
    loop.run_until_complete(collector.upload({"alive", 2}));
  }
  void stop() {
    loop.run_until_complete(collector.upload({"goodbye", 0}));
    loop.close();
  }

private:
  EventLoop loop;
  Collector collector;
};

void serve() {
  LoopbackServer network;
  Service service(Collector(network.url("/collect")));
  service.serve();
  service.stop();
}

//-- report --------------------------------------------------------------------

/// Sends the report of the day, and then the word that it is complete.
void report() {
  LoopbackServer network;
  const Collector collector(network.url("/reports"));
  EventLoop loop;
  loop.run_until_complete(collector.upload({"report", 42}));
  loop.run_until_complete(collector.upload({"complete", 1}));
  loop.close();
}

//-- announce ------------------------------------------------------------------

/// Tells the collector that the service has been installed.
void announce() {
  LoopbackServer network;
  const Collector collector(network.url("/installed"));
  refloop::run(collector.ping());
}

//-- main ----------------------------------------------------------------------

const Command commands[] = {{"probe", probe},
                            {"serve", serve},
                            {"report", report},
                            {"announce", announce}};

int main(int argc, char **argv) {
  return main_of({argv + 1, argv + argc}, commands);
}
