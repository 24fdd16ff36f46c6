#include "triggers/run_history.h"

#include <gtest/gtest.h>

namespace tntc::triggers {
namespace {

std::vector<std::string> ids(const RunHistory& history) {
  std::vector<std::string> ids;
  for (const RunRecord* run : history.all()) ids.push_back(run->id);
  return ids;
}

RunHistory::Run begin(RunHistory& history, const std::string& id) {
  const auto run = history.begin("http", 1000);
  history.name(run->number, id);
  return run;
}

TEST(RunHistory, HoldsARunFromItsBeginningOn) {
  RunHistory history({});
  const auto run = begin(history, "a");

  RunRecord* const going = history.find("a");
  ASSERT_NE(going, nullptr);
  EXPECT_TRUE(going->going());
  EXPECT_EQ(going->accepted_at, 1000);
  EXPECT_EQ(going->trigger, "http");

  history.end(run, RunEnd::failed, "{}", 1500);
  const RunRecord* const ended = history.find("a");
  ASSERT_NE(ended, nullptr);
  EXPECT_FALSE(ended->going());
  EXPECT_EQ(ended->ended_at, 1500);
  EXPECT_EQ(ended->end, RunEnd::failed);
  EXPECT_EQ(ended->result, "{}");
}

TEST(RunHistory, ListsTheNewestFirstWhateverEndsFirst) {
  RunHistory history({});
  const auto a = begin(history, "a");
  const auto b = begin(history, "b");
  begin(history, "c");
  history.end(b, RunEnd::succeeded, "{}", 1);
  history.end(a, RunEnd::succeeded, "{}", 2);
  EXPECT_EQ(ids(history), (std::vector<std::string>{"c", "b", "a"}));
}

TEST(RunHistory, ForgetsTheOldestEndedRunButNoneThatGoesOn) {
  RunHistory history({.runs = 2});
  begin(history, "long");
  for (const char* id : {"a", "b", "c"})
    history.end(begin(history, id), RunEnd::succeeded, "{}", 1);
  EXPECT_EQ(ids(history), (std::vector<std::string>{"c", "b", "long"}));
  EXPECT_EQ(history.find("a"), nullptr);
  EXPECT_EQ(history.bytes(), 4u);
}

TEST(RunHistory, DropsTheOldestResultsWhenThereAreTooManyBytes) {
  RunHistory history({.runs = 10, .bytes = 80});
  for (int i = 0; i < 9; ++i)
    history.end(begin(history, std::to_string(i)), RunEnd::succeeded, std::string(10, 'x'), 1);
  EXPECT_EQ(history.find("0")->result, "");
  EXPECT_EQ(history.find("0")->result_bytes, 10u);
  EXPECT_EQ(history.find("1")->result.size(), 10u);
  EXPECT_EQ(history.bytes(), 80u);
}

TEST(RunHistory, DoesNotKeepAResultThatIsLargerThanOneMayBe) {
  RunHistory history({.runs = 10, .bytes = 80});
  history.end(begin(history, "a"), RunEnd::succeeded, std::string(10, 'x'), 1);
  history.end(begin(history, "b"), RunEnd::succeeded, std::string(11, 'x'), 1);
  EXPECT_EQ(history.find("a")->result.size(), 10u);
  EXPECT_EQ(history.find("b")->result, "");
  EXPECT_EQ(history.find("b")->result_bytes, 11u);
}

TEST(RunHistory, KeepsNothingWhenItMayNot) {
  RunHistory history({.runs = 0, .bytes = 0});
  const auto run = begin(history, "a");
  EXPECT_EQ(ids(history), (std::vector<std::string>{"a"}));
  history.end(run, RunEnd::succeeded, "{}", 1);
  EXPECT_TRUE(ids(history).empty());
  EXPECT_EQ(history.bytes(), 0u);
}

TEST(RunHistory, ForgetsARunThatWasNotAccepted) {
  RunHistory history({});
  const auto run = history.begin("http", 1);
  EXPECT_TRUE(ids(history).empty());
  history.drop(run);
  begin(history, "next");
  EXPECT_EQ(ids(history), (std::vector<std::string>{"next"}));
}

TEST(RunHistory, NamesNoRunThatHasEnded) {
  RunHistory history({.runs = 0});
  const auto run = history.begin("http", 1);
  const std::uint64_t number = run->number;
  begin(history, "other");
  history.end(run, RunEnd::succeeded, "{}", 2);
  history.name(number, "gone");
  EXPECT_EQ(ids(history), (std::vector<std::string>{"other"}));
}

TEST(RunHistory, LeavesNothingOfAForgottenRunInTheNext) {
  RunHistory history({.runs = 1});
  const auto first = begin(history, "a");
  history.find("a")->cancel_asked = true;
  history.end(first, RunEnd::cancelled, "{\"old\":1}", 5);
  history.end(begin(history, "b"), RunEnd::succeeded, "{}", 6);

  const auto next = history.begin("cron", 7);
  EXPECT_TRUE(next->going());
  EXPECT_FALSE(next->cancel_asked);
  EXPECT_EQ(next->id + next->result, "");
  EXPECT_EQ(next->result_bytes, 0u);
  EXPECT_EQ(next->trigger, "cron");
}

// Ends runs in changing orders and checks the sums after each step.
TEST(RunHistory, NeverHoldsMoreThanItMay) {
  constexpr RunHistory::Limits kLimits{.runs = 7, .bytes = 400};
  RunHistory history(kLimits);
  std::vector<RunHistory::Run> going;
  unsigned seed = 1;
  for (int step = 0; step < 5000; ++step) {
    seed = seed * 1664525u + 1013904223u;
    const unsigned chance = seed >> 16;
    if (going.size() < 5 && chance % 2 == 0) {
      going.push_back(begin(history, std::to_string(step)));
    } else if (!going.empty()) {
      const auto place = going.begin() + static_cast<int>(chance % going.size());
      history.end(*place, RunEnd::succeeded, std::string(chance % 70, 'x'), 1);
      going.erase(place);
    }
    std::size_t bytes = 0, ended = 0;
    for (const RunRecord* run : history.all()) {
      bytes += run->result.size();
      ended += run->going() ? 0 : 1;
    }
    ASSERT_EQ(bytes, history.bytes());
    ASSERT_LE(bytes, kLimits.bytes);
    ASSERT_LE(ended, kLimits.runs);
    ASSERT_EQ(history.all().size() - ended, going.size());
  }
}

}  // namespace
}  // namespace tntc::triggers
