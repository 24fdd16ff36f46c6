#pragma once

#include "worker/mocks.h"
#include "worker/test_files.h"
#include "worker/test_time.h"

namespace tntc::worker {

// All that a test has instead of the world. Outlives its realms.
struct TestWorld {
  TestWorld(io::Loop& loop, TestPlan what)
      : plan(std::move(what)),
        files(plan.files, "/workflow"),
        mocks(plan),
        time(loop, plan.live ? TestTime::Pace::real : TestTime::Pace::virtual_time, plan.now_ms) {}

  const TestPlan plan;
  TestFiles files;  // the workflow directory of a test is /workflow
  Mocks mocks;
  TestTime time;
};

}  // namespace tntc::worker
