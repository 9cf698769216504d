// Each loop is closed or not on each path: 128 paths that stay apart, more than
// the analysis follows.
#include <refloop/refloop.h>
#include <refloop/testing.h>

using refloop::EventLoop;
using refloop::testing::choose;

void good_many_loops() {
  EventLoop a, b, c, d, e, f, g;
  EventLoop *all[] = {&a, &b, &c, &d, &e, &f, &g};
  if (choose())
    a.close();
  if (choose())
    b.close();
  if (choose())
    c.close();
  if (choose())
    d.close();
  if (choose())
    e.close();
  if (choose())
    f.close();
  if (choose())
    g.close();
  for (EventLoop *loop : all)
    loop->close();
}
