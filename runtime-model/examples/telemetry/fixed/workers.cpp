// Workers: what takes a processor's time, and is done by threads of a pool.
//
// ../workers.cpp without its bugs: nothing is said of it, and its runs are
// clean.

#include "telemetry.h"

#include <thread>

using namespace telemetry;
using refloop::ThreadPoolExecutor;

/// Makes an archive of a day.
void compress(std::string_view day) {
  std::this_thread::sleep_for(10ms);
  std::cout << day << " is compressed\n";
}

//-- archive -------------------------------------------------------------------

/// Tells the collector, and compresses the day in the background.
void archive() {
  LoopbackServer network;
  const Collector collector(network.url("/archives"));
  EventLoop loop;
  loop.run_until_complete(collector.ping());
  loop.run_in_executor([] { compress("monday"); });
  loop.run_until_complete(loop.shutdown_default_executor());
  loop.close();
}

//-- catch-up ------------------------------------------------------------------

/// Compresses what was left behind, and the day that came in meanwhile.
void catch_up() {
  ThreadPoolExecutor pool(1);
  auto wednesday = pool.submit([] { compress("wednesday"); });
  wednesday.get();
  pool.submit([] { compress("thursday"); });
  pool.shutdown();
}

//-- main ----------------------------------------------------------------------

const Command commands[] = {{"archive", archive}, {"catch-up", catch_up}};

int main(int argc, char **argv) {
  return main_of({argv + 1, argv + argc}, commands);
}
