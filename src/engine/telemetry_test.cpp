#include "engine/telemetry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tntc::engine {
namespace {

using testing::HasSubstr;
using triggers::RunEnd;

TEST(Telemetry, CountsRunsByTheirEndAndCumulatesTheHistogram) {
  Telemetry telemetry;
  telemetry.run_ended(RunEnd::succeeded, 0.003, 3, 0);
  telemetry.run_ended(RunEnd::failed, 2, 5, 2);
  telemetry.run_ended(RunEnd::succeeded, 4000, 1, 0);
  const std::string page = telemetry.prometheus("a\"b", {});
  for (const char* line : {
           R"(tentacular_runs_total{workflow="a\"b",result="succeeded"} 2)",
           R"(tentacular_runs_total{workflow="a\"b",result="failed"} 1)",
           R"(tentacular_run_duration_seconds_bucket{workflow="a\"b",le="0.005"} 1)",
           R"(tentacular_run_duration_seconds_bucket{workflow="a\"b",le="5"} 2)",
           R"(tentacular_run_duration_seconds_bucket{workflow="a\"b",le="+Inf"} 3)",
           R"(tentacular_run_duration_seconds_count{workflow="a\"b"} 3)",
           R"(tentacular_node_attempts_total{workflow="a\"b"} 9)",
           R"(tentacular_node_retries_total{workflow="a\"b"} 2)",
       }) {
    EXPECT_THAT(page, HasSubstr(std::string(line) + "\n"));
  }
}

}  // namespace
}  // namespace tntc::engine
