#include "triggers/cron_next.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tntc::triggers {
namespace {

using std::chrono::minutes;

// "2026-03-29 00:30", in UTC.
Instant utc(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M", text, &time, &error)) << error;
  return Instant(std::chrono::seconds(absl::ToUnixSeconds(time)));
}

std::string text(Instant instant) {
  return absl::FormatTime("%Y-%m-%d %H:%M",
                          absl::FromUnixSeconds(instant.time_since_epoch().count()),
                          absl::UTCTimeZone());
}

using Texts = std::vector<std::string>;

Texts firings(const char* schedule, const char* zone_name, const std::string& after, int count) {
  const auto cron = spec::Cron::parse(schedule);
  const auto zone = Zone::find(zone_name);
  EXPECT_TRUE(cron && zone) << schedule << ' ' << zone_name;
  Texts found;
  Instant at = utc(after);
  for (int i = 0; i < count; ++i) {
    const auto next = next_after(*cron, *zone, at);
    if (!next) return found;
    found.push_back(text(*next));
    at = *next;
  }
  return found;
}

struct Row {
  const char* schedule;
  const char* zone;
  const char* after;
  Texts expected;
};

void expect(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(firings(row.schedule, row.zone, row.after, static_cast<int>(row.expected.size())),
              row.expected)
        << row.schedule << " in " << row.zone;
  }
}

TEST(NextAfter, FollowsTheCalendar) {
  expect({
      {"* * * * *", "", "2026-01-01 00:00", {"2026-01-01 00:01", "2026-01-01 00:02"}},
      {"*/20 9 * * *", "", "2026-01-01 09:20", {"2026-01-01 09:40", "2026-01-02 09:00"}},
      {"30 9 * * MON-FRI", "", "2026-11-27 09:30", {"2026-11-30 09:30", "2026-12-01 09:30"}},
      {"0 0 31 * *", "", "2026-01-31 00:00", {"2026-03-31 00:00", "2026-05-31 00:00"}},
      {"0 0 29 2 *", "", "2026-01-01 00:00", {"2028-02-29 00:00", "2032-02-29 00:00"}},
      {"59 23 31 12 *", "", "2026-12-31 23:59", {"2027-12-31 23:59"}},
      {"@weekly", "", "2026-11-25 14:00", {"2026-11-29 00:00", "2026-12-06 00:00"}},
  });
}

TEST(NextAfter, TakesEitherDayWhenBothAreRestricted) {
  expect({{"0 0 1 * FRI",
           "",
           "2026-11-25 00:00",
           {"2026-11-27 00:00", "2026-12-01 00:00", "2026-12-04 00:00"}},
          {"0 0 */10 * FRI", "", "2026-11-25 00:00", {"2026-12-11 00:00", "2027-01-01 00:00"}}});
}

TEST(NextAfter, KnowsTheLeapDaysThatCenturiesLeaveOut) {
  expect({{"0 0 29 2 *", "", "2096-02-29 00:00", {"2104-02-29 00:00"}},
          {"0 0 29 2 */6", "", "2072-03-01 00:00", {"2076-02-29 00:00", "2088-02-29 00:00"}}});
}

TEST(NextAfter, IsNothingForADayThatNeverComes) {
  EXPECT_EQ(firings("0 0 30 2 *", "", "2026-01-01 00:00", 1), Texts{});
  EXPECT_EQ(firings("0 0 31 4,6,9,11 *", "Europe/Berlin", "2026-01-01 00:00", 1), Texts{});
}

TEST(NextAfter, GoesByTheClocksOfTheZone) {
  expect({
      {"0 9 * * *", "Europe/Berlin", "2026-01-01 00:00", {"2026-01-01 08:00"}},
      {"0 9 * * *", "Europe/Berlin", "2026-07-01 00:00", {"2026-07-01 07:00"}},
      {"0 0 * * *", "Asia/Kathmandu", "2026-07-01 00:00", {"2026-07-01 18:15"}},
      {"15,45 * * * *",
       "Australia/Lord_Howe",
       "2026-07-01 00:00",
       {"2026-07-01 00:15", "2026-07-01 00:45"}},
      {"0 0 1 * *", "Pacific/Kiritimati", "2026-07-01 00:00", {"2026-07-31 10:00"}},
      {"0 12 * * SUN",
       "America/Los_Angeles",
       "2026-03-07 12:00",
       {"2026-03-08 19:00", "2026-03-15 19:00"}},
  });
}

// Berlin, 29 March 2026: at 01:00 UTC clocks go from 02:00 to 03:00.
TEST(NextAfter, LeavesOutTimesThatDoNotExist) {
  expect({
      {"30 2 * * *", "Europe/Berlin", "2026-03-28 00:00", {"2026-03-28 01:30", "2026-03-30 00:30"}},
      {"30 2,3 * * *", "Europe/Berlin", "2026-03-29 00:00", {"2026-03-29 01:30"}},
      {"*/30 * * * *",
       "Europe/Berlin",
       "2026-03-29 00:00",
       {"2026-03-29 00:30", "2026-03-29 01:00", "2026-03-29 01:30"}},
      // Lord Howe goes from 02:00 to 02:30 only.
      {"15,45 2 * * *", "Australia/Lord_Howe", "2026-10-03 12:00", {"2026-10-03 15:45"}},
      // In Beirut it is midnight that is left out, in Samoa a whole day was.
      {"0 0 * * *", "Asia/Beirut", "2026-03-27 23:00", {"2026-03-29 21:00"}},
      {"0 12 30 12 *", "Pacific/Apia", "2011-01-01 00:00", {"2012-12-29 22:00"}},
  });
}

// Berlin, 25 October 2026: at 01:00 UTC clocks go from 03:00 back to 02:00.
TEST(NextAfter, FiresOnceWhereAnHourComesTwice) {
  expect({
      {"30 2 * * *", "Europe/Berlin", "2026-10-24 12:00", {"2026-10-25 00:30", "2026-10-26 01:30"}},
      {"0 2,3 * * *",
       "Europe/Berlin",
       "2026-10-24 12:00",
       {"2026-10-25 00:00", "2026-10-25 02:00"}},
      // Asked in the middle of the second showing.
      {"*/20 0-2 * * *", "Europe/Berlin", "2026-10-25 01:10", {"2026-10-25 23:00"}},
      // Havana's 00:30 comes twice, around the change of the day.
      {"30 0 * * *",
       "America/Havana",
       "2026-10-31 12:00",
       {"2026-11-01 04:30", "2026-11-02 05:30"}},
  });
}

TEST(NextAfter, KeepsAnIntervalGoingWhereAnHourComesTwice) {
  expect({{"*/30 * * * *",
           "Europe/Berlin",
           "2026-10-25 00:10",
           {"2026-10-25 00:30", "2026-10-25 01:00", "2026-10-25 01:30", "2026-10-25 02:00"}},
          {"@hourly",
           "Europe/Berlin",
           "2026-10-24 23:30",
           {"2026-10-25 00:00", "2026-10-25 01:00", "2026-10-25 02:00"}}});
}

TEST(NextAfter, IsTheFollowingOneWhenAskedAtAFiring) {
  const auto cron = spec::Cron::parse("* * * * *");
  const auto zone = Zone::find("");
  const Instant noon = utc("2026-01-01 12:00");
  EXPECT_EQ(next_after(*cron, *zone, noon - std::chrono::seconds(1)), noon);
  EXPECT_EQ(next_after(*cron, *zone, noon), noon + minutes(1));
  EXPECT_EQ(next_after(*cron, *zone, noon + std::chrono::seconds(59)), noon + minutes(1));
}

TEST(ZoneOfTheMachine, IsRefusedWhenItDoesNotExist) {
  const auto zone = Zone::find("Europe/Atlantis");
  ASSERT_FALSE(zone);
  EXPECT_EQ(zone.error().kind, ErrorKind::not_found);
  EXPECT_NE(zone.error().message.find("Europe/Atlantis"), std::string::npos);
}

}  // namespace
}  // namespace tntc::triggers
