// Cron lines against a slow oracle that shares nothing with them: it steps through time minute by
// minute, asks the C library what the clocks of the zone show, and knows each line as the sets it
// was written from. A part of it by default; TNTC_CRON_WHOLE=1 compares five years of 200 lines in
// 20 zones.
#include <algorithm>
#include <array>
#include <bitset>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "triggers/cron_next.h"

namespace tntc::triggers {
namespace {

constexpr std::array<const char*, 20> kZones = {
    "UTC",          "Europe/Berlin",    "Europe/London",       "Europe/Dublin",
    "Asia/Beirut",  "America/New_York", "America/Los_Angeles", "America/Havana",
    "Africa/Cairo", "America/St_Johns", "America/Santiago",    "Australia/Lord_Howe",
    "Asia/Gaza",    "Australia/Sydney", "Africa/Casablanca",   "Atlantic/Azores",
    "Asia/Kolkata", "Pacific/Chatham",  "Asia/Kathmandu",      "America/Nuuk"};

constexpr std::time_t kStart = 1'767'225'600;  // 2026-01-01T00:00Z
constexpr std::time_t kYear = 366 * 86'400;

using Set = std::bitset<64>;

struct Line {
  std::string text;
  Set minutes, hours, days, months, weekdays;
  bool any_day = true, any_weekday = true;
};

class LineWriter {
 public:
  explicit LineWriter(std::uint32_t seed) : random_(seed) {}

  Line write() {
    Line line;
    bool ignored = false;
    line.text = field(0, 59, 20, line.minutes, ignored);
    line.text += ' ' + field(0, 23, 35, line.hours, ignored);
    line.text += ' ' + field(1, 31, 60, line.days, line.any_day);
    line.text += ' ' + field(1, 12, 75, line.months, ignored);
    line.text += ' ' + field(0, 6, 60, line.weekdays, line.any_weekday);
    return line;
  }

 private:
  int pick(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }

  // A star in so many of a hundred, else steps, ranges and lists.
  std::string field(int least, int most, int stars, Set& set, bool& has_star) {
    has_star = true;
    const auto fill = [&](int first, int last, int step) {
      for (int value = first; value <= last; value += step)
        set.set(static_cast<std::size_t>(value));
    };
    if (pick(1, 100) <= stars) {
      fill(least, most, 1);
      return "*";
    }
    if (pick(1, 4) == 1) {
      const int step = pick(2, (most - least) / 2);
      fill(least, most, step);
      return fmt::format("*/{}", step);
    }
    has_star = false;
    std::string text;
    for (int part = pick(1, 3); part > 0; --part) {
      const int first = pick(least, most);
      const int last = pick(1, 2) == 1 ? first : pick(first, most);
      fill(first, last, 1);
      text += (text.empty() ? "" : ",") + std::to_string(first);
      if (last > first) text += '-' + std::to_string(last);
    }
    return text;
  }

  std::mt19937 random_;
};

// The C library reads the zone from the environment; it is put back.
class ClocksOf {
 public:
  explicit ClocksOf(const char* zone) {
    if (const char* value = std::getenv("TZ")) before_ = value;
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  ~ClocksOf() {
    before_.empty() ? ::unsetenv("TZ") : ::setenv("TZ", before_.c_str(), 1);
    ::tzset();
  }
  ClocksOf(const ClocksOf&) = delete;
  ClocksOf& operator=(const ClocksOf&) = delete;

 private:
  std::string before_;
};

bool fires(const Line& line, const std::tm& shown) {
  const auto in = [](const Set& set, int value) { return set[static_cast<std::size_t>(value)]; };
  if (!in(line.minutes, shown.tm_min) || !in(line.hours, shown.tm_hour)) return false;
  if (!in(line.months, shown.tm_mon + 1)) return false;
  const bool day = in(line.days, shown.tm_mday);
  const bool weekday = in(line.weekdays, shown.tm_wday);
  return line.any_day || line.any_weekday ? day && weekday : day || weekday;
}

using Firings = std::vector<std::time_t>;

std::vector<Firings> by_the_oracle(const std::vector<Line>& lines, const char* zone,
                                   std::time_t end) {
  const ClocksOf clocks(zone);
  std::vector<Firings> firings(lines.size());
  std::int64_t latest = 0;  // the latest wall time shown so far
  for (std::time_t at = kStart + 60; at < end; at += 60) {
    std::tm shown{};
    ::localtime_r(&at, &shown);
    const std::int64_t wall = at + shown.tm_gmtoff;
    const bool again = wall <= latest;
    latest = std::max(latest, wall);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!fires(lines[i], shown)) continue;
      if (!again || lines[i].hours.count() == 24) firings[i].push_back(at);
    }
  }
  return firings;
}

Firings by_next_after(const Line& line, const char* zone_name, std::time_t end) {
  const auto cron = spec::Cron::parse(line.text);
  const auto zone = Zone::find(zone_name);
  EXPECT_TRUE(cron && zone) << line.text << ' ' << zone_name;
  Firings firings;
  Instant at{std::chrono::seconds(kStart)};
  while (const auto next = next_after(*cron, *zone, at)) {
    if (next->time_since_epoch().count() >= end) break;
    firings.push_back(next->time_since_epoch().count());
    at = *next;
  }
  return firings;
}

TEST(CronOracle, AgreesInEveryZoneAcrossItsChanges) {
  const bool whole = std::getenv("TNTC_CRON_WHOLE") != nullptr;
  const std::size_t count = whole ? 200 : 10;
  const std::time_t end = kStart + (whole ? 5 : 1) * kYear;
  std::size_t compared = 0;
  for (std::size_t z = 0; z < kZones.size(); ++z) {
    LineWriter writer(static_cast<std::uint32_t>(z));
    std::vector<Line> lines;
    for (std::size_t i = 0; i < count; ++i) lines.push_back(writer.write());
    const auto expected = by_the_oracle(lines, kZones[z], end);
    for (std::size_t i = 0; i < count; ++i) {
      const Firings found = by_next_after(lines[i], kZones[z], end);
      compared += found.size();
      const auto at =
          std::mismatch(found.begin(), found.end(), expected[i].begin(), expected[i].end());
      ASSERT_EQ(found, expected[i]) << lines[i].text << " in " << kZones[z]
                                    << ": first difference at firing " << at.first - found.begin();
    }
  }
  EXPECT_GT(compared, whole ? 10'000'000U : 100'000U);
  RecordProperty("compared", std::to_string(compared));
}

}  // namespace
}  // namespace tntc::triggers
