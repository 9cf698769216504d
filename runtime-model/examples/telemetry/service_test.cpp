// Tests of the service, which share a process and, by mistake, a loop.
//
// eventloop-tidy names the line of the bug, and the second test fails there;
// fixed/service_test.cpp is the same program without it.

#include "telemetry.h"

#include <refloop/gtest.h>

using namespace telemetry;

//-- tests ---------------------------------------------------------------------

EventLoop shared_loop; // making one for each test seemed a waste

/// A collector to talk to.
class CollectorTest : public ::testing::Test {
protected:
  LoopbackServer network;
  Collector collector{network.url("/collect")};
};

TEST_F(CollectorTest, AnswersAPing) {
  shared_loop.run_until_complete(collector.ping());
  shared_loop.close();
}

TEST_F(CollectorTest, TakesAReading) {
  shared_loop.run_until_complete(collector.upload({"boiler", 80}));
}
