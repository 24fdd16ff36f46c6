#include "base/duration.h"

#include <charconv>
#include <cmath>

namespace tntc {
namespace {

constexpr double kLongest = 365.0 * 24 * 3600 * 1000;  // a year: longer is a typing error

// Milliseconds in one of the unit that `text` starts with, which is then removed; 0 when unknown.
double take_unit(std::string_view& text) {
  struct Unit {
    std::string_view name;
    double ms;
  };
  static constexpr Unit kUnits[] = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return unit.ms;
  }
  return 0;
}

tl::unexpected<Error> not_a_duration(std::string_view text) {
  return fail(ErrorKind::invalid, "`" + std::string(text) + "` is not a duration",
              "write a number and a unit: 500ms, 30s, 5m or 1h");
}

}  // namespace

Result<Milliseconds> parse_duration(std::string_view text) {
  std::string_view rest = text;
  if (rest.empty()) return not_a_duration(text);
  double total = 0;
  while (!rest.empty()) {
    if ((rest[0] < '0' || rest[0] > '9') && rest[0] != '.') return not_a_duration(text);
    double number = 0;
    const auto [end, error] =
        std::from_chars(rest.data(), rest.data() + rest.size(), number, std::chars_format::fixed);
    if (error != std::errc()) return not_a_duration(text);
    const bool first = rest.data() == text.data();
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (rest.empty()) {
      if (!first) return not_a_duration(text);
      total = number * 1000;
      break;
    }
    const double unit = take_unit(rest);
    if (unit == 0) return not_a_duration(text);
    total += number * unit;
  }
  if (total > kLongest) {
    return fail(ErrorKind::invalid, "`" + std::string(text) + "` is longer than 365 days");
  }
  return Milliseconds(static_cast<Milliseconds::rep>(std::llround(total)));
}

std::string to_text(Milliseconds duration) {
  auto ms = duration.count();
  if (ms < 1000 || ms % 1000 != 0) return std::to_string(ms) + "ms";
  std::string text;
  if (const auto hours = ms / 3'600'000; hours > 0) text += std::to_string(hours) + "h";
  ms %= 3'600'000;
  if (const auto minutes = ms / 60'000; minutes > 0) text += std::to_string(minutes) + "m";
  ms %= 60'000;
  if (ms > 0) text += std::to_string(ms / 1000) + "s";
  return text;
}

}  // namespace tntc
