#include "cli/test/instant.h"

#include <chrono>
#include <optional>
#include <string>

namespace tntc::cli::test {
namespace {

constexpr const char* kForm = "write it as 2025-07-01T06:30:00Z";

// Takes what it is asked for off the front, or fails for good.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (text_.empty() || text_[0] < '0' || text_[0] > '9') {
        failed_ = true;
        return 0;
      }
      value = value * 10 + (text_[0] - '0');
      text_.remove_prefix(1);
    }
    return value;
  }
  bool skip(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  void expect(char c) { failed_ = !skip(c) || failed_; }
  bool next_is_digit() const { return !text_.empty() && text_[0] >= '0' && text_[0] <= '9'; }
  bool at_end() const { return text_.empty(); }
  bool ok() const { return !failed_; }

 private:
  std::string_view text_;
  bool failed_ = false;
};

int thousandths(Scanner& in) {
  if (!in.skip('.')) return 0;
  int value = in.digits(1) * 100;
  if (in.next_is_digit()) value += in.digits(1) * 10;
  if (in.next_is_digit()) value += in.digits(1);
  while (in.next_is_digit()) in.digits(1);
  return value;
}

// Minutes to take off to come to UTC; nothing when no zone stands there.
std::optional<int> zone(Scanner& in) {
  if (in.skip('Z')) return 0;
  const bool east = in.skip('+');
  if (!east && !in.skip('-')) return std::nullopt;
  const int hours = in.digits(2);
  in.expect(':');
  const int minutes = in.digits(2);
  if (hours > 23 || minutes > 59) return std::nullopt;
  return (east ? 1 : -1) * (hours * 60 + minutes);
}

}  // namespace

Result<std::int64_t> parse_instant(std::string_view text) {
  using namespace std::chrono;
  const auto refused = [&] {
    return fail(ErrorKind::invalid, '`' + std::string(text) + "` is not a date or time", kForm);
  };
  Scanner in(text);
  const int y = in.digits(4);
  in.expect('-');
  const auto m = static_cast<unsigned>(in.digits(2));
  in.expect('-');
  const auto d = static_cast<unsigned>(in.digits(2));
  const year_month_day date{year(y), month(m), day(d)};
  if (!in.ok() || !date.ok()) return refused();
  std::int64_t ms =
      duration_cast<std::chrono::milliseconds>(sys_days(date).time_since_epoch()).count();
  if (in.at_end()) return ms;
  in.expect('T');
  const int hour = in.digits(2);
  in.expect(':');
  const int minute = in.digits(2);
  in.expect(':');
  const int second = in.digits(2);
  if (!in.ok() || hour > 23 || minute > 59 || second > 59) return refused();
  ms += ((hour * 60 + minute) * 60 + second) * 1000LL + thousandths(in);
  const auto offset = zone(in);
  if (!offset || !in.at_end() || !in.ok()) return refused();
  return ms - *offset * 60'000LL;
}

}  // namespace tntc::cli::test
