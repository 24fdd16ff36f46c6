#include "triggers/http_head.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "triggers/http_status.h"

namespace tntc::triggers {
namespace {

std::string_view content_type(ContentType type) {
  switch (type) {
    case ContentType::json: return "application/json";
    case ContentType::text: return "text/plain; charset=utf-8";
    case ContentType::metrics: return "text/plain; version=0.0.4";
  }
  return "application/octet-stream";
}

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits;  // 2^64 has twenty
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

}  // namespace

void append_head(std::string& out, const ResponseHead& head) {
  out.append("HTTP/1.1 ").append(status_line(head.status));
  if (head.status != 204) {
    out.append("\r\nContent-Type: ").append(content_type(head.type));
    out.append("\r\nContent-Length: ");
    append_number(out, head.length);
  }
  if (!head.date.empty()) out.append("\r\nDate: ").append(head.date);
  if (!head.run.empty()) out.append("\r\nTentacular-Run-Id: ").append(head.run);
  if (head.retry_after) {
    out.append("\r\nRetry-After: ");
    append_number(out, static_cast<std::size_t>(*head.retry_after));
  }
  out.append(head.headers);
  if (head.persistence == Persistence::close) out.append("\r\nConnection: close");
  if (head.persistence == Persistence::keep_old) out.append("\r\nConnection: keep-alive");
  out.append("\r\n\r\n");
}

std::string http_date(std::chrono::system_clock::time_point time) {
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  return fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[std::chrono::weekday(day).c_encoding()],
      static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
      static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
      clock.seconds().count());
}

}  // namespace tntc::triggers
