#include "cli/dev/run_line.h"

#include <gtest/gtest.h>

#include "cli/dev/failure_sites.h"

namespace tntc::cli::dev {
namespace {

constexpr const char* kId = "018f3b6e-7c1a-7c3e-9d4e-1f2a3b4c5d6e";
const ui::Terminal kPipe{};

const triggers::RunOutcome kWell{
    kId, triggers::RunEnd::succeeded,
    R"({"success":true,"outputs":{},"errors":{},"timing":{"startedAt":1000,)"
    R"("completedAt":1318,"durationMs":318,"nodeTimings":{)"
    R"("end":{"startedAt":1303,"completedAt":1318,"durationMs":15},)"
    R"("fetch":{"startedAt":1000,"completedAt":1012,"durationMs":12},)"
    R"("parse":{"startedAt":1013,"completedAt":1303,"durationMs":290}}}})"};

EndedRun well() {
  return {.outcome = kWell, .trigger = "cron", .trigger_name = "nightly"};
}

const triggers::RunOutcome kBad{
    "run-1", triggers::RunEnd::failed,
    R"({"success":false,"outputs":{},"errors":{"fetch":"no such host\nhere"},)"
    R"("timing":{"startedAt":1000,"durationMs":3,"nodeTimings":{)"
    R"("fetch":{"startedAt":1000,"durationMs":3}}}})"};

EndedRun badly(const triggers::RunOutcome& outcome = kBad) {
  return {.outcome = outcome, .trigger = "http", .sites = {{"fetch", "nodes/fetch.ts:3:9"}}};
}

TEST(RunLine, TellsTriggerIdEndAndTheTimesOfTheNodesInTheirOrder) {
  EXPECT_EQ(run_text(well(), kPipe), std::string("run ") + kId +
                                         " succeeded in 318ms (cron nightly)  fetch 12ms, "
                                         "parse 290ms (slowest), end 15ms\n");
}

TEST(RunLine, ShowsWhereANodeFailedAndWhy) {
  EXPECT_EQ(run_text(badly(), kPipe),
            "run run-1 failed in 3ms (http)  fetch 3ms ✗\n"
            "  ✗ fetch nodes/fetch.ts:3:9: no such host\n    here\n");
}

TEST(RunLine, LeavesOutWhatDoesNotFitATerminalButNotTheSlowest) {
  const ui::Terminal wide{.interactive = true, .width = 120};
  EXPECT_NE(run_text(well(), wide).find(kId), std::string::npos);
  const ui::Terminal usual{.interactive = true, .width = 96};
  EXPECT_EQ(run_text(well(), usual),
            "run …3b4c5d6e succeeded in 318ms (cron nightly)  fetch 12ms, "
            "parse 290ms (slowest), end 15ms\n");
  const ui::Terminal narrow{.interactive = true, .width = 80};
  EXPECT_EQ(run_text(well(), narrow),
            "run …3b4c5d6e succeeded in 318ms (cron nightly)  parse 290ms (slowest), 2 more\n");
}

TEST(RunLine, MeasuresTheTextWithoutItsColours) {
  const ui::Terminal colours{.interactive = true, .colour = true, .width = 96};
  const std::string text = run_text(well(), colours);
  EXPECT_NE(text.find("end 15ms"), std::string::npos);
  EXPECT_NE(text.find("\x1b["), std::string::npos);
}

TEST(RunLine, SaysThatARunWasStopped) {
  triggers::RunOutcome outcome = kBad;
  outcome.end = triggers::RunEnd::cancelled;
  outcome.result =
      R"({"errors":{"fetch":"by hand"},"stopped":"by hand","timing":{"durationMs":3}})";
  const EndedRun run = badly(outcome);
  EXPECT_EQ(run_text(run, kPipe), "run run-1 cancelled in 3ms (http)\n  by hand\n");
}

TEST(RunLine, DoesNotObeyWhatAnErrorSays) {
  triggers::RunOutcome outcome = kBad;
  outcome.result = R"({"errors":{"fetch":"\u001b[2J"},"timing":{}})";
  const EndedRun run = badly(outcome);
  EXPECT_NE(run_text(run, kPipe).find("\\x1b[2J"), std::string::npos);
}

TEST(RunLine, IsOneObjectForScripts) {
  EXPECT_EQ(run_json(badly()),
            R"({"event":"run","runId":"run-1","trigger":"http","triggerName":"","end":"failed",)"
            R"("durationMs":3,"nodes":[{"name":"fetch","startMs":0,"durationMs":3,)"
            R"("end":"failed"}],"slowest":null,"errors":[{"node":"fetch",)"
            R"("message":"no such host\nhere","where":"nodes/fetch.ts:3:9"}]})");
  EXPECT_NE(run_json(well()).find(R"("slowest":"parse")"), std::string::npos);
}

engine::LogLine failure(const std::string& text) {
  return {.level = engine::Level::error, .run = "run-1", .node = "fetch", .text = text};
}

TEST(FailureSite, IsTheFirstFrameOfTheStack) {
  EXPECT_EQ(site_of(failure("attempt 1 failed: no\n    at get (nodes/lib/a.ts:3:9)\n"
                            "    at default (nodes/fetch.ts:8:3)")),
            "nodes/lib/a.ts:3:9");
  EXPECT_EQ(site_of(failure("attempt 1 failed: no\n    at nodes/fetch.ts:8:3")),
            "nodes/fetch.ts:8:3");
  EXPECT_EQ(site_of(failure("attempt 1 failed: timed out")), "");
}

TEST(FailureSite, IsKeptUntilItsRunHasEnded) {
  FailureSites sites;
  sites.see(failure("attempt 1 failed: no\n    at nodes/fetch.ts:1:1"));
  sites.see(failure("attempt 2 failed: no\n    at nodes/fetch.ts:2:2"));
  EXPECT_EQ(sites.take("run-1"), (FailureSites::Sites{{"fetch", "nodes/fetch.ts:2:2"}}));
  EXPECT_TRUE(sites.take("run-1").empty());
}

}  // namespace
}  // namespace tntc::cli::dev
