#include "triggers/idempotency_table.h"

#include <gtest/gtest.h>

namespace tntc::triggers {
namespace {

using Verdict = IdempotencyTable::Verdict;
using std::chrono::minutes;
constexpr IdempotencyTable::Time kStart{std::chrono::hours(1)};

RunOutcome outcome(std::string result = "{}", RunEnd end = RunEnd::succeeded) {
  return {"run-1", end, std::move(result)};
}

TEST(IdempotencyTable, TellsTheFirstUseFromTheNext) {
  IdempotencyTable table({});
  EXPECT_EQ(table.claim("k", "1", kStart).verdict, Verdict::fresh);
  table.began("k", "run-1");

  const auto going = table.claim("k", "1", kStart);
  EXPECT_EQ(going.verdict, Verdict::going);
  EXPECT_EQ(going.use->run, "run-1");

  table.ended("k", outcome("{\"a\":1}", RunEnd::failed), kStart);
  const auto ended = table.claim("k", "1", kStart);
  ASSERT_EQ(ended.verdict, Verdict::ended);
  EXPECT_EQ(ended.use->run, "run-1");
  EXPECT_EQ(ended.use->end, RunEnd::failed);
  EXPECT_EQ(ended.use->result, "{\"a\":1}");
  EXPECT_TRUE(ended.use->result_kept);
}

TEST(IdempotencyTable, NoticesAnotherInputWhetherTheRunHasEndedOrNot) {
  IdempotencyTable table({});
  table.claim("k", "1", kStart);
  EXPECT_EQ(table.claim("k", "2", kStart).verdict, Verdict::other_input);
  table.ended("k", outcome(), kStart);
  EXPECT_EQ(table.claim("k", "2", kStart).verdict, Verdict::other_input);
  EXPECT_EQ(table.claim("other", "2", kStart).verdict, Verdict::fresh);
}

TEST(IdempotencyTable, ForgetsAKeyWhoseRunDidNotStart) {
  IdempotencyTable table({});
  table.claim("k", "1", kStart);
  table.forget("k");
  EXPECT_EQ(table.bytes(), 0u);
  EXPECT_EQ(table.claim("k", "2", kStart).verdict, Verdict::fresh);
}

TEST(IdempotencyTable, ExpiresKeysAfterTheEndOfTheirRunsOnly) {
  IdempotencyTable table({.expiry = minutes(10)});
  table.claim("long", "1", kStart);
  table.claim("short", "1", kStart);
  table.ended("short", outcome(), kStart + minutes(1));

  EXPECT_EQ(table.claim("short", "1", kStart + minutes(10)).verdict, Verdict::ended);
  EXPECT_EQ(table.claim("short", "1", kStart + minutes(11)).verdict, Verdict::fresh);
  EXPECT_EQ(table.claim("long", "1", kStart + minutes(60)).verdict, Verdict::going);
}

TEST(IdempotencyTable, GivesUpTheOldestResultsBeforeItRefusesAKey) {
  IdempotencyTable table({.bytes = 8000});
  for (const char* key : {"a", "b", "c"}) {
    ASSERT_EQ(table.claim(key, "1", kStart).verdict, Verdict::fresh);
    table.ended(key, outcome(std::string(500, 'x')), kStart);
  }
  int more = 0;
  while (table.claim("more" + std::to_string(more), "1", kStart).verdict == Verdict::fresh) ++more;

  EXPECT_GT(more, 10);
  EXPECT_LE(table.bytes(), 8000u);
  EXPECT_EQ(table.claim("yet-another", "1", kStart).verdict, Verdict::full);
  const auto first = table.claim("a", "1", kStart);
  ASSERT_EQ(first.verdict, Verdict::ended);
  EXPECT_FALSE(first.use->result_kept);
}

TEST(IdempotencyTable, DoesNotKeepAResultThatIsTooLarge) {
  IdempotencyTable table({.bytes = 8000});
  table.claim("k", "1", kStart);
  table.ended("k", outcome(std::string(1001, 'x')), kStart);
  const auto ended = table.claim("k", "1", kStart);
  ASSERT_EQ(ended.verdict, Verdict::ended);
  EXPECT_FALSE(ended.use->result_kept);
  EXPECT_EQ(ended.use->run, "run-1");
}

TEST(IdempotencyTable, ReturnsEveryByteWhenAllHaveExpired) {
  IdempotencyTable table({.bytes = 20'000, .expiry = minutes(1)});
  unsigned seed = 7;
  for (int i = 0; i < 2000; ++i) {
    seed = seed * 1664525u + 1013904223u;
    const std::string key = "key-" + std::to_string(seed >> 20);
    const auto now = kStart + std::chrono::seconds(i);
    if (table.claim(key, "1", now).verdict != Verdict::fresh) continue;
    if (seed % 5 == 0)
      table.forget(key);
    else
      table.ended(key, outcome(std::string((seed >> 8) % 2500, 'x')), now);
    ASSERT_LE(table.bytes(), 20'000u);
  }
  table.claim("last", "1", kStart + std::chrono::hours(5));
  table.forget("last");
  EXPECT_EQ(table.keys(), 0u);
  EXPECT_EQ(table.bytes(), 0u);
}

}  // namespace
}  // namespace tntc::triggers
