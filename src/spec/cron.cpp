#include "spec/cron.h"

#include <array>
#include <charconv>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/ascii.h"

namespace tntc::spec {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kWeekdays = {"SUN", "MON", "TUE", "WED",
                                                       "THU", "FRI", "SAT"};
// The longest a month can be, February in a leap year.
constexpr std::array<int, 12> kDaysInMonth = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

struct Field {
  std::string_view noun;
  int least;
  int most;
  std::span<const std::string_view> names;  // names[i] means least + i
};

const std::array<Field, 5> kFields = {{{"a minute", 0, 59, {}},
                                       {"an hour", 0, 23, {}},
                                       {"a day of the month", 1, 31, {}},
                                       {"a month", 1, 12, kMonths},
                                       {"a day of the week", 0, 6, kWeekdays}}};

struct Macro {
  std::string_view name;
  std::string_view fields;
};

constexpr std::array<Macro, 7> kMacros = {{{"@yearly", "0 0 1 1 *"},
                                           {"@annually", "0 0 1 1 *"},
                                           {"@monthly", "0 0 1 * *"},
                                           {"@weekly", "0 0 * * 0"},
                                           {"@daily", "0 0 * * *"},
                                           {"@midnight", "0 0 * * *"},
                                           {"@hourly", "0 * * * *"}}};

constexpr std::uint64_t kEveryHour = (std::uint64_t{1} << 24) - 1;

constexpr std::string_view kExample =
    "five fields: minute hour day month weekday, as in 30 9 * * MON-FRI";

struct Part {
  std::string_view text;
  std::size_t at;  // offset in the whole line
};

// Up to `most` parts between separators; more are one too many and suffice to say so.
std::vector<Part> split(Part whole, std::string_view separators, std::size_t most) {
  std::vector<Part> parts;
  std::size_t begin = 0;
  while (parts.size() <= most) {
    const std::size_t end = whole.text.find_first_of(separators, begin);
    parts.push_back({whole.text.substr(begin, end - begin), whole.at + begin});
    if (end == whole.text.npos) break;
    begin = end + 1;
  }
  return parts;
}

std::vector<Part> words(std::string_view text) {
  std::vector<Part> found;
  for (const Part& part : split({text, 0}, " \t", text.size())) {
    if (!part.text.empty()) found.push_back(part);
  }
  return found;
}

tl::unexpected<Error> fault(std::size_t at, std::string message, std::string hint) {
  return fail_at(ErrorKind::invalid, std::to_string(at + 1), std::move(message), std::move(hint));
}

struct Range {
  int first;
  int last;
};

Result<int> parse_value(const Field& field, Part part) {
  for (std::size_t i = 0; i < field.names.size(); ++i) {
    if (ascii::equal_ignoring_case(part.text, field.names[i]))
      return field.least + static_cast<int>(i);
  }
  int number = 0;
  const char* const end = part.text.data() + part.text.size();
  const auto [stopped, error] = std::from_chars(part.text.data(), end, number);
  const bool has_sign = part.text.starts_with('-');
  if (part.text.empty() || has_sign || error != std::errc() || stopped != end) {
    return fault(part.at, fmt::format("`{}` is not {}", part.text, field.noun),
                 fmt::format("write a number from {} to {}, *, a range, a list or a step",
                             field.least, field.most));
  }
  if (number >= field.least && number <= field.most) return number;
  const bool is_sunday = number == 7 && field.most == 6;
  return fault(part.at, fmt::format("{} is not {}", number, field.noun),
               is_sunday ? "write 0 or SUN for Sunday: Kubernetes does not take 7"
                         : fmt::format("it goes from {} to {}", field.least, field.most));
}

Result<Range> parse_range(const Field& field, Part part, bool has_step) {
  if (part.text == "*" || part.text == "?") return Range{field.least, field.most};
  const auto ends = split(part, "-", 2);
  if (ends.size() > 2) {
    return fault(part.at, fmt::format("`{}` is not a range", part.text),
                 "a range has two ends: 1-5");
  }
  TNTC_TRY(const int first, parse_value(field, ends[0]));
  if (ends.size() == 1) return Range{first, has_step ? field.most : first};
  TNTC_TRY(const int last, parse_value(field, ends[1]));
  if (first <= last) return Range{first, last};
  return fault(part.at, fmt::format("the range `{}` goes backwards", part.text),
               "write the lower end first, or two ranges with a comma between them");
}

Result<int> parse_step(const Field& field, Part part) {
  const int most = field.most - field.least + 1;
  int step = 0;
  const char* const end = part.text.data() + part.text.size();
  const auto [stopped, error] = std::from_chars(part.text.data(), end, step);
  if (!part.text.empty() && error == std::errc() && stopped == end && step >= 1 && step <= most) {
    return step;
  }
  return fault(part.at, fmt::format("`{}` is not a step for {}", part.text, field.noun),
               fmt::format("a step is a number from 1 to {}", most));
}

// One element of a list: value, range or star, perhaps with a step.
Result<std::uint64_t> parse_element(const Field& field, Part part) {
  const auto halves = split(part, "/", 2);
  if (halves.size() > 2) {
    return fault(part.at, fmt::format("`{}` has two steps", part.text), "write one step: */15");
  }
  TNTC_TRY(const Range range, parse_range(field, halves[0], halves.size() == 2));
  int step = 1;
  if (halves.size() == 2) {
    TNTC_TRY(const int given, parse_step(field, halves[1]));
    step = given;
  }
  std::uint64_t set = 0;
  for (int value = range.first; value <= range.last; value += step)
    set |= std::uint64_t{1} << value;
  return set;
}

Result<std::uint64_t> parse_field(const Field& field, Part part) {
  std::uint64_t set = 0;
  for (const Part& element : split(part, ",", part.text.size())) {
    TNTC_TRY(const std::uint64_t values, parse_element(field, element));
    set |= values;
  }
  return set;
}

bool has_star(std::string_view field) {
  return field.find_first_of("*?") != field.npos;
}

Result<std::string_view> expand_macro(std::string_view name) {
  for (const Macro& macro : kMacros) {
    if (macro.name == name) return macro.fields;
  }
  if (name.starts_with("@every")) {
    return fault(0, "@every is not supported", "write the interval as a step: */5 * * * *");
  }
  return fault(0, fmt::format("`{}` is not a schedule", name),
               "write @hourly, @daily, @weekly, @monthly, @yearly or " + std::string(kExample));
}

bool has(std::uint64_t set, int value) {
  return value >= 0 && value < 64 && (set >> value & 1u) != 0;
}

}  // namespace

class CronParser {
 public:
  static Result<Cron> parse(std::string_view text) {
    const auto fields = words(text);
    if (fields.size() != kFields.size()) return wrong_count(text, fields);
    std::array<std::uint64_t, kFields.size()> sets{};
    for (std::size_t i = 0; i < kFields.size(); ++i) {
      TNTC_TRY(sets[i], parse_field(kFields[i], fields[i]));
    }
    Cron cron;
    cron.minutes_ = sets[0];
    cron.hours_ = sets[1];
    cron.days_ = sets[2];
    cron.months_ = sets[3];
    cron.weekdays_ = sets[4];
    cron.any_day_ = has_star(fields[2].text);
    cron.any_weekday_ = has_star(fields[4].text);
    return cron;
  }

 private:
  static tl::unexpected<Error> wrong_count(std::string_view text, const std::vector<Part>& fields) {
    if (text.starts_with("TZ=") || text.starts_with("CRON_TZ=")) {
      return fault(0, "the time zone is not part of the schedule",
                   "put it beside the schedule: timezone: Europe/Berlin");
    }
    const bool too_many = fields.size() > kFields.size();
    const std::size_t at = too_many ? fields[kFields.size()].at : text.size();
    return fault(at, fmt::format("a schedule has five fields, this one {}", fields.size()),
                 fields.size() == 6 ? "leave out the seconds: " + std::string(kExample)
                                    : std::string(kExample));
  }
};

Result<Cron> Cron::parse(std::string_view text) {
  if (!text.starts_with('@')) return CronParser::parse(text);
  TNTC_TRY(const std::string_view fields, expand_macro(text));
  return CronParser::parse(fields);
}

bool Cron::matches(const CronTime& time) const {
  return matches_minute(time.minute) && matches_hour(time.hour) && matches_date(time);
}

bool Cron::matches_date(const CronTime& time) const {
  if (!has(months_, time.month)) return false;
  const bool day = has(days_, time.day);
  const bool weekday = has(weekdays_, time.weekday);
  return any_day_ || any_weekday_ ? day && weekday : day || weekday;
}

bool Cron::matches_hour(int hour) const {
  return has(hours_, hour);
}

bool Cron::matches_minute(int minute) const {
  return has(minutes_, minute);
}

bool Cron::names_hours() const {
  return hours_ != kEveryHour;
}

bool Cron::ever_fires() const {
  // A restricted weekday comes round whatever the day of the month says.
  if (!any_day_ && !any_weekday_) return true;
  for (int month = 1; month <= 12; ++month) {
    const int last = kDaysInMonth[static_cast<std::size_t>(month - 1)];
    if (!has(months_, month)) continue;
    for (int day = 1; day <= last; ++day) {
      if (has(days_, day)) return true;
    }
  }
  return false;
}

}  // namespace tntc::spec
