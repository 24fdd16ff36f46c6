#include "triggers/cron_next.h"

#include <algorithm>

namespace tntc::triggers {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kHours = 24;
constexpr int kMinutes = 60;

// The Gregorian calendar comes round in it: what does not fire in that time never fires. 29
// February on a certain weekday can take 40 years.
constexpr days kLongestWait{41 * 366};

spec::CronTime date_of(local_days day) {
  const std::chrono::year_month_day date(day);
  const std::chrono::weekday weekday(day);
  return {.day = static_cast<int>(static_cast<unsigned>(date.day())),
          .month = static_cast<int>(static_cast<unsigned>(date.month())),
          .weekday = static_cast<int>(weekday.c_encoding())};
}

// The first match of that day at or after a time of the day.
std::optional<minutes> time_of_day(const spec::Cron& cron, minutes from) {
  int minute = static_cast<int>(from.count() % kMinutes);
  for (int hour = static_cast<int>(from.count() / kMinutes); hour < kHours; ++hour, minute = 0) {
    if (!cron.matches_hour(hour)) continue;
    for (; minute < kMinutes; ++minute) {
      if (cron.matches_minute(minute)) return minutes(hour * kMinutes + minute);
    }
  }
  return std::nullopt;
}

// The first match at or after `from` and before `end` on the calendar, whatever clocks do.
std::optional<WallTime> next_on_wall(const spec::Cron& cron, WallTime from, WallTime end) {
  const auto first = std::chrono::ceil<minutes>(from);
  auto day = std::chrono::floor<days>(first);
  minutes time = first - day;
  for (; day < end; day += days(1), time = minutes(0)) {
    if (!cron.matches_date(date_of(day))) continue;
    const auto found = time_of_day(cron, time);
    if (!found) continue;
    if (day + *found >= end) return std::nullopt;
    return day + *found;
  }
  return std::nullopt;
}

WallTime wall(Instant instant, seconds offset) {
  return WallTime((instant + offset).time_since_epoch());
}

Instant instant_of(WallTime wall, seconds offset) {
  return Instant(wall.time_since_epoch()) - offset;
}

}  // namespace

// Between two changes wall time and real time go alike, so the calendar can be searched; then the
// next stretch is.
std::optional<Instant> next_after(const spec::Cron& cron, const Zone& zone, Instant after) {
  const Instant horizon = after + kLongestWait;
  for (Instant from = after + seconds(1); from < horizon;) {
    const Stretch stretch = zone.stretch_at(from);
    const Instant end = std::min(stretch.end, horizon);
    WallTime first = wall(from, stretch.offset);
    if (cron.names_hours()) first = std::max(first, stretch.first_new);
    if (const auto found = next_on_wall(cron, first, wall(end, stretch.offset))) {
      return instant_of(*found, stretch.offset);
    }
    from = end;
  }
  return std::nullopt;
}

}  // namespace tntc::triggers
