#include "spec/cron.h"

#include <gtest/gtest.h>

namespace tntc::spec {
namespace {

// 2026-11-23 is a Monday.
constexpr CronTime kMondayNine{.minute = 0, .hour = 9, .day = 23, .month = 11, .weekday = 1};

bool matches(std::string_view schedule, const CronTime& time) {
  const auto cron = Cron::parse(schedule);
  EXPECT_TRUE(cron) << schedule << ": " << (cron ? "" : cron.error().message);
  return cron && cron->matches(time);
}

TEST(Cron, MatchesWhatItsFieldsName) {
  for (const char* schedule :
       {"* * * * *", "0 9 * * *", "0 9 23 11 *", "0 9 * NOV mon", "0 9 * * 1-5", "*/30 9 * * *",
        "0 8-10 * * *", "0 1,9,17 * * *", "0 3/6 * * *", "0,30 9 ? * MON-FRI", "  0\t9 * * * "}) {
    EXPECT_TRUE(matches(schedule, kMondayNine)) << schedule;
  }
}

TEST(Cron, DoesNotMatchWhatItsFieldsLeaveOut) {
  for (const char* schedule :
       {"1 9 * * *", "0 10 * * *", "0 9 24 * *", "0 9 * 10 *", "0 9 * * SUN", "0 9 * * 2-5",
        "7/15 9 * * *", "0 10-23 * * *", "0 2/6 * * *", "0 0 * * *"}) {
    EXPECT_FALSE(matches(schedule, kMondayNine)) << schedule;
  }
}

TEST(Cron, TakesEitherDayWhenBothAreRestricted) {
  EXPECT_TRUE(matches("0 9 23 * SUN", kMondayNine));
  EXPECT_TRUE(matches("0 9 1 * MON", kMondayNine));
  EXPECT_FALSE(matches("0 9 1 * SUN", kMondayNine));
}

TEST(Cron, TakesBothDaysWhenOneHasAStar) {
  EXPECT_FALSE(matches("0 9 */2 * SUN", kMondayNine));
  EXPECT_TRUE(matches("0 9 */2 * MON", kMondayNine));
}

TEST(Cron, KnowsTheMacros) {
  const CronTime newYear{.minute = 0, .hour = 0, .day = 1, .month = 1, .weekday = 4};
  for (const char* macro : {"@yearly", "@annually", "@monthly", "@daily", "@midnight", "@hourly"}) {
    EXPECT_TRUE(matches(macro, newYear)) << macro;
  }
  EXPECT_FALSE(matches("@weekly", newYear));
  EXPECT_FALSE(matches("@daily", kMondayNine));
}

TEST(Cron, TellsAppointmentsFromIntervals) {
  for (const char* schedule : {"0 9 * * *", "*/5 0-22 * * *", "0 */2 * * *", "@daily"}) {
    EXPECT_TRUE(Cron::parse(schedule)->names_hours()) << schedule;
  }
  for (const char* schedule : {"*/5 * * * *", "0 0-23 * * *", "0 */1 1 * *", "@hourly"}) {
    EXPECT_FALSE(Cron::parse(schedule)->names_hours()) << schedule;
  }
}

struct Bad {
  const char* schedule;
  const char* column;
  const char* message;
};

TEST(Cron, RefusesEachFaultAtItsColumn) {
  const Bad rows[] = {
      {"", "1", "a schedule has five fields, this one 0"},
      {"* * * *", "8", "a schedule has five fields, this one 4"},
      {"0 0 * * * *", "11", "a schedule has five fields, this one 6"},
      {"60 * * * *", "1", "60 is not a minute"},
      {"* 24 * * *", "3", "24 is not an hour"},
      {"* * 0 * *", "5", "0 is not a day of the month"},
      {"* * 32 * *", "5", "32 is not a day of the month"},
      {"* * * 13 *", "7", "13 is not a month"},
      {"* * * * 7", "9", "7 is not a day of the week"},
      {"* * * MAYBE *", "7", "`MAYBE` is not a month"},
      {"MON * * * *", "1", "`MON` is not a minute"},
      {"-1 * * * *", "1", "`` is not a minute"},
      {"1-2-3 * * * *", "1", "`1-2-3` is not a range"},
      {"1- * * * *", "3", "`` is not a minute"},
      {"5-1 * * * *", "1", "the range `5-1` goes backwards"},
      {"1,,2 * * * *", "3", "`` is not a minute"},
      {"*/0 * * * *", "3", "`0` is not a step for a minute"},
      {"*/61 * * * *", "3", "`61` is not a step for a minute"},
      {"*/-5 * * * *", "3", "`-5` is not a step for a minute"},
      {"*/ * * * *", "3", "`` is not a step for a minute"},
      {"1/2/3 * * * *", "1", "`1/2/3` has two steps"},
      {"*5 * * * *", "1", "`*5` is not a minute"},
      {"+5 * * * *", "1", "`+5` is not a minute"},
      {"5.0 * * * *", "1", "`5.0` is not a minute"},
      {"99999999999999999999 * * * *", "1", "`99999999999999999999` is not a minute"},
      {"@every 5m", "1", "@every is not supported"},
      {"@dayly", "1", "`@dayly` is not a schedule"},
      {"TZ=UTC 0 9 * * *", "1", "the time zone is not part of the schedule"},
  };
  for (const Bad& row : rows) {
    const auto cron = Cron::parse(row.schedule);
    ASSERT_FALSE(cron) << row.schedule;
    EXPECT_EQ(cron.error().message, row.message) << row.schedule;
    EXPECT_EQ(cron.error().where, row.column) << row.schedule;
    EXPECT_FALSE(cron.error().hint.empty()) << row.schedule;
  }
}

TEST(Cron, KnowsWhetherItEverFires) {
  for (const char* schedule : {"0 0 29 2 *", "0 0 30 2 MON", "0 0 31 1-4 *", "* * * * *"}) {
    EXPECT_TRUE(Cron::parse(schedule)->ever_fires()) << schedule;
  }
  for (const char* schedule : {"0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 30,31 FEB ?"}) {
    EXPECT_FALSE(Cron::parse(schedule)->ever_fires()) << schedule;
  }
}

}  // namespace
}  // namespace tntc::spec
