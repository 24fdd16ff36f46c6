#include "cli/dev/due_text.h"

#include <gtest/gtest.h>

namespace tntc::cli::dev {
namespace {

using std::chrono::minutes;

constexpr triggers::Instant kNoon{std::chrono::seconds(1'767'268'800)};  // 2026-01-01T12:00Z

triggers::CronTrigger nightly(const std::string& name = "nightly") {
  return {name, "0 3 * * *", *spec::Cron::parse("0 3 * * *"),
          *triggers::Zone::find("Europe/Berlin")};
}

TEST(DueText, ShowsTheClocksOfTheZone) {
  EXPECT_EQ(due_text(nightly(), kNoon + minutes(14 * 60), kNoon),
            "cron nightly next at 2026-01-02 03:00 Europe/Berlin, in 14h00m");
  EXPECT_EQ(due_text(nightly(""), std::nullopt, kNoon), "cron 0 3 * * * never fires");
  EXPECT_EQ(due_json(nightly(), kNoon),
            R"({"event":"cron","triggerName":"nightly","schedule":"0 3 * * *",)"
            R"("timezone":"Europe/Berlin","next":"2026-01-01T12:00:00Z"})");
}

TEST(DueText, SaysWhyNothingRan) {
  triggers::CronDecision decision{
      .verdict = triggers::CronVerdict::skipped, .first = kNoon, .last = kNoon};
  EXPECT_EQ(
      decision_text(nightly(), decision),
      "cron nightly skipped at 2026-01-01 13:00 Europe/Berlin: the run before is still going");
  decision.verdict = triggers::CronVerdict::missed;
  EXPECT_EQ(decision_text(nightly(), decision),
            "cron nightly missed at 2026-01-01 13:00 Europe/Berlin: this machine slept, or its "
            "clock was set");
  decision.count = 3;
  decision.last = kNoon + minutes(2);
  EXPECT_EQ(decision_text(nightly(), decision),
            "cron nightly missed 3 times from 2026-01-01 13:00 Europe/Berlin to 2026-01-01 13:02 "
            "Europe/Berlin: this machine slept, or its clock was set");
  EXPECT_EQ(decision_json(nightly(), decision),
            R"({"event":"cron_missed","triggerName":"nightly","schedule":"0 3 * * *",)"
            R"("first":"2026-01-01T12:00:00Z","last":"2026-01-01T12:02:00Z","count":3,)"
            R"("atLeast":false})");
}

}  // namespace
}  // namespace tntc::cli::dev
