#include "cli/runs/runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/explain/explain.h"
#include "cli/runs/engine_client.h"
#include "cli/runs/state_text.h"
#include "cli/testing/recorded_world.h"
#include "ui/json_text.h"

namespace tntc::cli::runs {
namespace {

using testing::FakeWorld;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RecordedWorld;

Report run_words(FakeWorld& fake, const std::vector<std::string>& words) {
  Options options;
  if (auto parsed = flags::parse(syntax(options), "runs", words); !parsed) {
    return failed(parsed.error());
  }
  Session session = fake.session();
  return run(options, session);
}

std::string why(FakeWorld& fake, const std::vector<std::string>& words) {
  const Report report = run_words(fake, words);
  return report.error ? report.error->message : "no error";
}

TEST(RunsCommand, RefusesWordsAndFlagsThatDoNotFit) {
  FakeWorld fake;
  write_pair(fake);
  EXPECT_EQ(why(fake, {"show"}), "missing argument ID");
  EXPECT_EQ(why(fake, {"send", "01"}), "missing argument EVENT");
  EXPECT_EQ(why(fake, {"show", "01", ".", "x"}), "unexpected argument `x`");
  EXPECT_EQ(why(fake, {".", "x"}), "unexpected argument `x`");
  EXPECT_EQ(why(fake, {"shwo", "01"}), "`shwo` is nothing `tntc runs` does");
  EXPECT_EQ(why(fake, {"--from", "a"}), "--from is a flag of `tntc runs retry`");
  EXPECT_EQ(why(fake, {"show", "01", "--limit", "3"}), "--limit is a flag of the list of runs");
  EXPECT_THAT(why(fake, {"--limit", "0"}), HasSubstr("not a number from 1 to 10000"));
  EXPECT_EQ(why(fake, {"--status", "done"}), "`done` is no state of a run");
}

TEST(RunsCommand, TakesABareNameForADeployedWorkflow) {
  FakeWorld fake;
  write_pair(fake, "digest");
  const Report report = run_words(fake, {"digest"});
  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::not_found);
  EXPECT_THAT(report.error->message, HasSubstr("there is no deployed workflow `digest`"));
  EXPECT_EQ(report.error->hint, "for the directory write ./digest");
  EXPECT_EQ(run_words(fake, {"./none"}).error->kind, ErrorKind::not_found);
}

TEST(RunsCommand, WithoutRecordsTheListIsEmptyAndOthersSayHowToGetThem) {
  FakeWorld fake;
  write_pair(fake);
  const Report list = run_words(fake, {});
  EXPECT_FALSE(list.error);
  EXPECT_EQ(list.data, R"({"engine":false,"runs":[],"next":null})");
  const Report shown = run_words(fake, {"show", "01"});
  ASSERT_TRUE(shown.error);
  EXPECT_EQ(shown.error->kind, ErrorKind::not_found);
  EXPECT_THAT(shown.error->hint, HasSubstr("--state DIR"));
}

TEST(RunsCommand, ListsTheNewestFirst) {
  RecordedWorld fake;
  const Report report = run_words(fake, {});
  ASSERT_FALSE(report.error) << report.error->message;
  EXPECT_EQ(report.text,
            "ID                                    STATE      TRIGGER       ACCEPTED              "
            "DURATION  FAILED NODE\n" +
                fake.id(3) + "  stopped    cron nightly  1970-01-01 00:00:01Z  9.0s\n" +
                fake.id(2) + "  failed     cron nightly  1970-01-01 00:00:01Z  998ms     end\n" +
                fake.id(1) + "  succeeded  cron nightly  1970-01-01 00:00:01Z  999ms\n");
  EXPECT_EQ(ui::member(report.data, "next"), "null");
  EXPECT_THAT(report.data, HasSubstr(R"("durationMs":998,"failedNode":"end"})"));
}

TEST(RunsCommand, ListsWhatIsAskedFor) {
  RecordedWorld fake;
  const auto count = [&](const std::vector<std::string>& words) {
    const Report report = run_words(fake, words);
    EXPECT_FALSE(report.error);
    // Of flat objects in one.
    return std::count(report.data.begin(), report.data.end(), '{') - 1;
  };
  EXPECT_EQ(count({"--status", "failed"}), 1);
  EXPECT_EQ(count({"--status", "stopped"}), 1);
  EXPECT_EQ(count({"--status", "running"}), 0) << "no engine runs";
  EXPECT_EQ(count({"--since", "1h"}), 3);
  EXPECT_EQ(count({"--since", "1s"}), 0);
  const Report page = run_words(fake, {"--limit", "2"});
  EXPECT_EQ(ui::unquoted(ui::member(page.data, "next")), fake.id(2));
  EXPECT_THAT(page.text, HasSubstr("older ones: --before " + fake.id(2)));
  EXPECT_EQ(count({"--before", fake.id(2)}), 1);
}

TEST(RunsCommand, ShowsTheGraphAttemptsValuesAndLogOfARun) {
  RecordedWorld fake;
  const Report report = run_words(fake, {"show", fake.id(2)});
  ASSERT_FALSE(report.error) << report.error->message;
  for (const char* part :
       {"✓ fetch 12ms", "✗ end 3ms", "trigger   cron nightly",
        "attempt 1 at 1970-01-01 00:00:01Z: failed after 3ms: try again",
        "attempt 2: failed at 1970-01-01 00:00:01Z: no such host", R"(input   {"day":1})",
        R"(output  {"a":[1,2]})", "[end] (attempt 2) warn: it \\x1b[31mis late"}) {
    EXPECT_THAT(report.text, HasSubstr(part));
  }
  ASSERT_EQ(report.warnings.size(), 1u) << "its bundle is not there";
  EXPECT_THAT(report.warnings[0], HasSubstr("present workflow.yaml"));

  const std::string_view nodes = ui::member(report.data, "nodes");
  EXPECT_THAT(std::string(nodes), HasSubstr(R"({"name":"end","state":"failed","input":{"a":[1,2]},)"
                                            R"("error":"no such host","attempts":[{"attempt":1,)"));
  EXPECT_EQ(ui::member(report.data, "result"), R"({"success":false})");
  EXPECT_THAT(report.data, HasSubstr(R"("level":"warn","node":"end","attempt":2)"));
}

TEST(RunsCommand, ShowsOneNodeInFull) {
  RecordedWorld fake;
  const Report report = run_words(fake, {"show", fake.id(2), "--node", "fetch"});
  ASSERT_FALSE(report.error);
  EXPECT_THAT(report.text, HasSubstr("\"a\": ["));
  EXPECT_THAT(report.text, Not(HasSubstr("no such host")));
  EXPECT_EQ(why(fake, {"show", fake.id(2), "--node", "fetsh"}), "the run has no node `fetsh`");
}

TEST(RunsCommand, ShowsARunThatHasNotEnded) {
  RecordedWorld fake;
  const Report report = run_words(fake, {"show", fake.id(3)});
  ASSERT_FALSE(report.error);
  EXPECT_THAT(report.text, HasSubstr("waiting   no engine runs"));
  EXPECT_THAT(report.text,
              HasSubstr("waiting   node `end` sleeps until 1970-01-01 00:01:10Z, in 1m00s"));
  EXPECT_THAT(report.text, HasSubstr("▸ end"));
}

TEST(RunsCommand, AsksForMoreOfAnIdThatSeveralRunsHave) {
  RecordedWorld fake;
  const Report report = run_words(fake, {"show", fake.id(1).substr(0, 6)});
  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::invalid);
  EXPECT_THAT(report.error->hint, HasSubstr(fake.id(1)));
}

TEST(RunsCommand, NeedsAnEngineToChangeARun) {
  RecordedWorld fake;
  for (const char* action : {"cancel", "retry"}) {
    const Report report = run_words(fake, {action, fake.id(1)});
    ASSERT_TRUE(report.error);
    EXPECT_EQ(report.error->kind, ErrorKind::unavailable);
    EXPECT_THAT(report.error->hint, HasSubstr("tntc dev"));
  }
}

TEST(ExplainCommand, SaysWhatARunWaitsFor) {
  RecordedWorld fake;
  Session session = fake.session();
  const Report waiting = explain::run({.id = fake.id(3)}, session);
  ASSERT_FALSE(waiting.error);
  EXPECT_THAT(waiting.text, HasSubstr("node `end` sleeps until 1970-01-01 00:01:10Z, in 1m00s"));
  EXPECT_THAT(waiting.data, HasSubstr(R"("waiting":[{"kind":"no_engine"},{"kind":"sleep")"));
  const Report ended = explain::run({.id = fake.id(1)}, session);
  ASSERT_FALSE(ended.error);
  EXPECT_THAT(ended.text, HasSubstr("waits for nothing"));
}

TEST(PercentEncoding, KeepsWhatAPathMayHold) {
  EXPECT_EQ(percent_encoded("a-B_9.~"), "a-B_9.~");
  EXPECT_EQ(percent_encoded("a b/ü"), "a%20b%2f%c3%bc");
}

TEST(TimeText, IsInUtc) {
  EXPECT_EQ(time_text(1'700'000'000'123), "2023-11-14 22:13:20Z");
}

}  // namespace
}  // namespace tntc::cli::runs
