// Control: signals, and what an operator asks of a service that runs.
//
// Each command has a bug. eventloop-tidy names its line, and a run fails there;
// fixed/control.cpp is the same program without the bugs.

#include "telemetry.h"

#include <csignal>

using namespace telemetry;

//-- interrupt -----------------------------------------------------------------

EventLoop *the_loop = nullptr;

void on_interrupt(int) { the_loop->close(); }

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
    loop.close();
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
  const int readings = loop.run_until_complete(count_readings());
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
