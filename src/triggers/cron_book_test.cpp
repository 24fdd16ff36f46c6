#include "triggers/cron_book.h"

#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "triggers/cron_next.h"

namespace tntc::triggers {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Instant kNoon{seconds(1'767'268'800)};  // 2026-01-01T12:00Z

CronTrigger trigger(const std::string& name, const std::string& schedule,
                    const std::string& zone = "") {
  return {name, schedule, *spec::Cron::parse(schedule), *Zone::find(zone)};
}

CronBook book(std::vector<CronTrigger> triggers) {
  return CronBook(std::move(triggers), kNoon);
}

TEST(CronBook, RunsWhatIsDueWhenItIsDue) {
  CronBook cron = book({trigger("a", "*/10 * * * *"), trigger("b", "15 12 * * *")});

  EXPECT_EQ(cron.next(), kNoon + minutes(10));
  EXPECT_TRUE(cron.decide(kNoon + minutes(10) - seconds(1)).empty());
  const auto decisions = cron.decide(kNoon + minutes(10));

  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(decisions[0].trigger, 0U);
  EXPECT_EQ(decisions[0].verdict, CronVerdict::run);
  EXPECT_EQ(decisions[0].first, kNoon + minutes(10));
  EXPECT_EQ(cron.next(), kNoon + minutes(15));
}

TEST(CronBook, DoesNotFireForTheMinuteItStartsIn) {
  CronBook cron = book({trigger("a", "* * * * *")});
  EXPECT_TRUE(cron.decide(kNoon).empty());
}

TEST(CronBook, SkipsWhileTheRunBeforeGoesOn) {
  CronBook cron = book({trigger("a", "* * * * *")});
  EXPECT_EQ(cron.decide(kNoon + minutes(1)).at(0).verdict, CronVerdict::run);
  EXPECT_EQ(cron.decide(kNoon + minutes(2)).at(0).verdict, CronVerdict::skipped);
  EXPECT_EQ(cron.decide(kNoon + minutes(3)).at(0).verdict, CronVerdict::skipped);
  cron.ended(cron.run_key(0));
  EXPECT_EQ(cron.decide(kNoon + minutes(4)).at(0).verdict, CronVerdict::run);
}

TEST(CronBook, LetsTriggersRunBesideEachOther) {
  CronBook cron = book({trigger("a", "* * * * *"), trigger("b", "* * * * *")});
  EXPECT_EQ(cron.decide(kNoon + minutes(1)).size(), 2U);
  cron.ended(cron.run_key(1));
  const auto decisions = cron.decide(kNoon + minutes(2));
  EXPECT_EQ(decisions.at(0).verdict, CronVerdict::skipped);
  EXPECT_EQ(decisions.at(1).verdict, CronVerdict::run);
}

TEST(CronBook, CallsMissedWhatTheMachineSleptThrough) {
  CronBook cron = book({trigger("a", "*/15 * * * *")});

  const auto decisions = cron.decide(kNoon + hours(8) + seconds(20));

  ASSERT_EQ(decisions.size(), 2U);
  EXPECT_EQ(decisions[0].verdict, CronVerdict::missed);
  EXPECT_EQ(decisions[0].count, 31U);
  EXPECT_EQ(decisions[0].first, kNoon + minutes(15));
  EXPECT_EQ(decisions[0].last, kNoon + hours(8) - minutes(15));
  EXPECT_EQ(decisions[1].verdict, CronVerdict::run) << "its minute is not over";
}

TEST(CronBook, RunsNothingLate) {
  CronBook cron = book({trigger("a", "*/15 * * * *")});
  const auto decisions = cron.decide(kNoon + minutes(16));
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(decisions[0].verdict, CronVerdict::missed);
  EXPECT_EQ(cron.next(), kNoon + minutes(30));
}

TEST(CronBook, FiresNothingTwiceWhenTheClockIsPutBack) {
  CronBook cron = book({trigger("a", "*/10 * * * *")});
  cron.decide(kNoon + minutes(10));
  cron.ended(cron.run_key(0));
  EXPECT_TRUE(cron.decide(kNoon - hours(1)).empty());
  EXPECT_TRUE(cron.decide(kNoon + minutes(10)).empty());
  EXPECT_EQ(cron.decide(kNoon + minutes(20)).size(), 1U);
}

TEST(CronBook, GivesUpCountingWhatAClockOfAnotherDecadeMakes) {
  CronBook cron = book({trigger("a", "* * * * *")});
  const Instant later = kNoon + days(3650);
  const auto decisions = cron.decide(later);
  ASSERT_EQ(decisions.size(), 2U);
  EXPECT_TRUE(decisions[0].at_least);
  EXPECT_EQ(decisions[0].count, 100'000U);
  EXPECT_EQ(cron.next(), later + minutes(1));
}

TEST(CronBook, KeepsItsPlaceAcrossAnEdit) {
  CronBook cron = book({trigger("a", "*/10 * * * *"), trigger("", "*/20 * * * *")});
  cron.decide(kNoon + minutes(10));

  cron.replace(
      {trigger("new", "*/5 * * * *"), trigger("", "*/20 * * * *"), trigger("a", "*/10 * * * *")},
      kNoon + minutes(20) + seconds(1));

  EXPECT_EQ(cron.next_of(0), kNoon + minutes(25));
  const auto decisions = cron.decide(kNoon + minutes(20) + seconds(1));
  ASSERT_EQ(decisions.size(), 2U) << "what was due is not lost";
  EXPECT_EQ(decisions[0].verdict, CronVerdict::run);
  EXPECT_EQ(decisions[1].verdict, CronVerdict::skipped) << "the run of `a` still goes on";
}

TEST(CronBook, HoldsATriggerBackWhoseScheduleWasEditedDuringItsRun) {
  CronBook cron = book({trigger("a", "*/10 * * * *")});
  cron.decide(kNoon + minutes(10));
  const std::uint64_t run = cron.run_key(0);

  cron.replace({trigger("a", "* * * * *")}, kNoon + minutes(10));

  EXPECT_EQ(cron.decide(kNoon + minutes(11)).at(0).verdict, CronVerdict::skipped);
  cron.ended(run);
  EXPECT_EQ(cron.decide(kNoon + minutes(12)).at(0).verdict, CronVerdict::run);
}

TEST(CronBook, ForgetsTheRunOfATriggerThatWasRemoved) {
  CronBook cron = book({trigger("a", "* * * * *")});
  cron.decide(kNoon + minutes(1));
  const std::uint64_t run = cron.run_key(0);
  cron.replace({}, kNoon + minutes(1));
  cron.ended(run);
  EXPECT_FALSE(cron.next());
  cron.replace({trigger("a", "* * * * *")}, kNoon + minutes(1));
  EXPECT_EQ(cron.decide(kNoon + minutes(2)).at(0).verdict, CronVerdict::run);
}

// I7: whatever the clock does, the due instants are those of the schedule, each told once.
TEST(CronBook, AccountsForEachDueInstantOnce) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](int most) {
      return static_cast<int>(random() % static_cast<unsigned>(most));
    };
    const CronTrigger line = trigger("a", "*/7 * * * *", "Europe/Berlin");
    CronBook cron = book({line});
    Instant now = kNoon, latest = kNoon;
    std::uint64_t told = 0;
    Instant last_told = kNoon;
    for (int step = 0; step < 200; ++step) {
      const int kind = pick(10);
      now += kind == 0   ? seconds(-pick(7200))
             : kind == 1 ? seconds(pick(40'000))
                         : seconds(pick(90));
      latest = std::max(latest, now);
      if (pick(3) == 0) cron.ended(cron.run_key(0));
      if (pick(20) == 0) cron.replace({line}, now);
      for (const CronDecision& decision : cron.decide(now)) {
        EXPECT_GT(decision.first, last_told) << "seed " << seed;
        last_told = decision.last;
        told += decision.count;
      }
    }
    std::uint64_t due = 0;
    for (auto at = next_after(line.cron, line.zone, kNoon); *at <= latest;
         at = next_after(line.cron, line.zone, *at)) {
      ++due;
    }
    EXPECT_EQ(told, due) << "seed " << seed;
  }
}

TEST(CronTriggers, AreTakenFromTheWorkflow) {
  const auto found = cron_triggers({{.type = spec::TriggerType::manual},
                                    {.type = spec::TriggerType::cron,
                                     .name = "nightly",
                                     .schedule = "0 3 * * *",
                                     .timezone = "Europe/Berlin"}});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->at(0).name, "nightly");
  EXPECT_EQ(found->at(0).zone.name(), "Europe/Berlin");
}

TEST(CronTriggers, AreRefusedInAZoneThatDoesNotExist) {
  const auto found = cron_triggers({{.type = spec::TriggerType::cron,
                                     .schedule = "0 3 * * *",
                                     .timezone = "Europe/Atlantis",
                                     .at = {7, 5}}});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().where, "workflow.yaml:7:5");
}

}  // namespace
}  // namespace tntc::triggers
