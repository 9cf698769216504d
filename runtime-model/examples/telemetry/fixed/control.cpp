// Control: signals, and what an operator asks of a service that runs.
//
// ../control.cpp without its bugs: nothing is said of it, and its runs are
// clean.

#include "telemetry.h"

#include <csignal>

using namespace telemetry;

//-- interrupt -----------------------------------------------------------------

EventLoop *the_loop = nullptr;

void on_interrupt(int) { the_loop->stop(); }

/// Serves until Ctrl-C, which comes at once here.
void interrupt() {
  EventLoop loop;
  the_loop = &loop;
  std::signal(SIGINT, on_interrupt);
  loop.call_soon([] { std::raise(SIGINT); });
  loop.call_later(5ms, [&loop] { loop.stop(); });
  loop.run_forever();
  std::signal(SIGINT, SIG_DFL);
  loop.close();
}

//-- quit ----------------------------------------------------------------------

/// Serves until the operator quits, who does so at once here.
void quit() {
  EventLoop loop;
  loop.call_later(1ms, [&loop] {
    std::cout << "goodbye\n";
    loop.stop();
  });
  loop.call_later(5ms, [&loop] { loop.stop(); });
  loop.run_forever();
  loop.close();
}

//-- status --------------------------------------------------------------------

Task<int> count_readings() {
  co_await refloop::sleep(1ms);
  co_return 3;
}

/// How the service does, for a page that is asked for now and then.
Task<std::string> status_page(EventLoop &loop) {
  const int readings = co_await count_readings();
  co_return std::to_string(readings) +
      (loop.is_running() ? " readings, goes on" : " readings");
}

void status() {
  EventLoop loop;
  const std::string page = loop.run_until_complete(status_page(loop));
  loop.close();
  std::cout << page << '\n';
}

//-- main ----------------------------------------------------------------------

const Command commands[] = {
    {"interrupt", interrupt}, {"quit", quit}, {"status", status}};

int main(int argc, char **argv) {
  return main_of({argv + 1, argv + argc}, commands);
}
