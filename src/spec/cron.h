#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace tntc::spec {

// A moment as a cron line sees it.
struct CronTime {
  int minute = 0;
  int hour = 0;
  int day = 1;      // of the month, from 1
  int month = 1;    // from 1
  int weekday = 0;  // from 0, Sunday
};

// A cron schedule in the dialect of Kubernetes: minute, hour, day of month, month, day of week; `*`
// and `?`, lists, ranges, steps, names of months and days; or @yearly, @annually, @monthly,
// @weekly, @daily, @midnight, @hourly. Sunday is 0 or SUN, not 7, as there.
class Cron {
 public:
  // `where` of the error is the column in `text`, from 1, as a number.
  static Result<Cron> parse(std::string_view text);

  // When both days are restricted, either may match, as cron has always had it.
  bool matches(const CronTime& time) const;

  // The same question in its three parts, for those who look for the next match. A date counts
  // whatever its minute and hour are.
  bool matches_date(const CronTime& time) const;
  bool matches_hour(int hour) const;
  bool matches_minute(int minute) const;

  // False when every hour of the day is in the set: the line is then an interval (every ten
  // minutes), not an appointment (at half past nine).
  bool names_hours() const;

  // False for a day that no calendar has: 30 February.
  bool ever_fires() const;

 private:
  friend class CronParser;

  // Bit n: the value n is in the set.
  std::uint64_t minutes_ = 0;
  std::uint64_t hours_ = 0;
  std::uint64_t days_ = 0;
  std::uint64_t months_ = 0;
  std::uint64_t weekdays_ = 0;
  // The field has a star: it does not restrict the day.
  bool any_day_ = false;
  bool any_weekday_ = false;
};

}  // namespace tntc::spec
