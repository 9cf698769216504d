// Tests of the service, which share a process.
//
// ../service_test.cpp without its bugs: nothing is said of it, and its runs are
// clean.

#include "telemetry.h"

#include <refloop/gtest.h>

using namespace telemetry;

//-- tests ---------------------------------------------------------------------

/// A collector to talk to, and a new loop for each test.
class CollectorTest : public refloop::testing::FreshLoop {
protected:
  LoopbackServer network;
  Collector collector{network.url("/collect")};
};

TEST_F(CollectorTest, AnswersAPing) {
  loop().run_until_complete(collector.ping());
}

TEST_F(CollectorTest, TakesAReading) {
  loop().run_until_complete(collector.upload({"boiler", 80}));
}
