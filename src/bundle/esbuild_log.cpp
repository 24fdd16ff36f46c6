#include "bundle/esbuild_log.h"

#include <charconv>
#include <optional>

namespace tntc::bundle {
namespace {

constexpr std::string_view kError = "✘ [ERROR] ";
constexpr std::string_view kWarning = "▲ [WARNING] ";
constexpr std::string_view kIndent = "    ";

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

std::optional<LogMessage> read_head(std::string_view line) {
  LogMessage message;
  if (line.starts_with(kError)) {
    line.remove_prefix(kError.size());
  } else if (line.starts_with(kWarning)) {
    line.remove_prefix(kWarning.size());
    message.severity = Severity::warning;
  } else {
    return std::nullopt;
  }
  // "... [some-id]"
  const std::size_t bracket = line.rfind(" [");
  if (line.ends_with(']') && bracket != line.npos) {
    const std::string_view id = line.substr(bracket + 2, line.size() - bracket - 3);
    if (id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == id.npos) {
      message.id = id;
      line = line.substr(0, bracket);
    }
  }
  message.text = line;
  return message;
}

std::optional<std::size_t> take_number(std::string_view& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  std::size_t number = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (code != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  text = text.substr(0, colon);
  return number;
}

// "    nodes/x.ts:1:14:"; a path may hold colons of its own.
bool read_place(std::string_view line, LogMessage& message) {
  if (!line.starts_with(kIndent) || !line.ends_with(':')) return false;
  line.remove_prefix(kIndent.size());
  line.remove_suffix(1);
  const auto offset = take_number(line);
  const auto number = offset ? take_number(line) : std::nullopt;
  if (!number || line.empty() || line.front() == ' ') return false;
  message.file = line;
  message.line = static_cast<int>(*number);
  message.offset = *offset;
  return true;
}

}  // namespace

std::vector<LogMessage> parse_log(std::string_view log) {
  std::vector<LogMessage> messages;
  bool place_known = true;  // later places belong to the notes of a message
  while (!log.empty()) {
    const std::string_view line = take_line(log);
    if (auto message = read_head(line)) {
      messages.push_back(std::move(*message));
      place_known = false;
    } else if (!place_known && !line.empty()) {
      // Anything else before the place is a note: the message has no place.
      read_place(line, messages.back());
      place_known = true;
    }
  }
  return messages;
}

}  // namespace tntc::bundle
