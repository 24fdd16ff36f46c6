// Any text as a cron line: what it fires at is later, a whole minute, and matches the line by the
// clocks of the zone. Seeds: fuzz/corpus/cron_next.
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "triggers/cron_next.h"

using namespace tntc;
using namespace tntc::triggers;

namespace {

constexpr std::array<const char*, 4> kZones = {"UTC", "Europe/Berlin", "Australia/Lord_Howe",
                                               "America/Havana"};
constexpr Instant kStart{std::chrono::seconds(1'767'225'600)};  // 2026-01-01T00:00Z

spec::CronTime shown(WallTime wall) {
  const auto day = std::chrono::floor<std::chrono::days>(wall);
  const std::chrono::year_month_day date(day);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(wall - day).count();
  return {.minute = static_cast<int>(minutes % 60),
          .hour = static_cast<int>(minutes / 60),
          .day = static_cast<int>(static_cast<unsigned>(date.day())),
          .month = static_cast<int>(static_cast<unsigned>(date.month())),
          .weekday = static_cast<int>(std::chrono::weekday(day).c_encoding())};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto cron = spec::Cron::parse({reinterpret_cast<const char*>(data), size});
  if (!cron) return 0;
  for (const char* name : kZones) {
    const auto zone = Zone::find(name);
    Instant at = kStart;
    for (int i = 0; i < 3; ++i) {
      const auto next = next_after(*cron, *zone, at);
      if (!next) break;
      TNTC_ASSERT(*next > at);
      TNTC_ASSERT(cron->matches(shown(zone->wall_time(*next))));
      at = *next;
    }
  }
  return 0;
}
