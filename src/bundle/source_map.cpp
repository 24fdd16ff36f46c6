#include "bundle/source_map.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <limits>

namespace tntc::bundle {
namespace {

namespace json = boost::json;

constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();

int base64_value(char digit) {
  if (digit >= 'A' && digit <= 'Z') return digit - 'A';
  if (digit >= 'a' && digit <= 'z') return digit - 'a' + 26;
  if (digit >= '0' && digit <= '9') return digit - '0' + 52;
  if (digit == '+') return 62;
  return digit == '/' ? 63 : -1;
}

// One number in base64 VLQ: five bits a digit, least first, the sixth says that more follow; the
// lowest bit of the whole is the sign. Takes it off the front of `text`.
std::optional<std::int64_t> take_vlq(std::string_view& text) {
  constexpr int kLargestShift = 35;  // seven digits carry any 32-bit number
  std::int64_t bits = 0;
  for (int shift = 0; !text.empty() && shift <= kLargestShift; shift += 5) {
    const int digit = base64_value(text.front());
    if (digit < 0) return std::nullopt;
    text.remove_prefix(1);
    bits |= static_cast<std::int64_t>(digit & 31) << shift;
    if ((digit & 32) == 0) return (bits & 1) != 0 ? -(bits >> 1) : bits >> 1;
  }
  return std::nullopt;
}

// A segment's one, four or five numbers.
struct Fields {
  std::array<std::int64_t, 5> numbers{};
  std::size_t count = 0;
};

std::optional<Fields> take_fields(std::string_view segment) {
  Fields fields;
  while (!segment.empty() && fields.count < fields.numbers.size()) {
    const auto number = take_vlq(segment);
    if (!number) return std::nullopt;
    fields.numbers[fields.count++] = *number;
  }
  const bool known = fields.count == 1 || fields.count == 4 || fields.count == 5;
  if (!known || !segment.empty()) return std::nullopt;
  return fields;
}

// Every number but the column of a new line is the difference to the one before it.
struct State {
  std::int64_t generated_column = 0;
  std::int64_t source = 0;
  std::int64_t line = 0;
  std::int64_t column = 0;

  bool advance(const Fields& fields) {
    generated_column += fields.numbers[0];
    source += fields.numbers[1];
    line += fields.numbers[2];
    column += fields.numbers[3];
    return std::ranges::all_of(std::array{generated_column, source, line, column},
                               [](std::int64_t n) { return n >= 0 && n < kLargest; });
  }
};

std::string_view take_until(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view head = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return head;
}

}  // namespace

Result<SourceMap> SourceMap::parse(std::string_view text) {
  boost::system::error_code code;
  const json::value document = json::parse(text, code);
  const json::object* const map = code ? nullptr : document.if_object();
  if (map == nullptr) return fail(ErrorKind::invalid, "the source map is not a JSON object");

  const json::value* const version = map->if_contains("version");
  const json::value* const sources = map->if_contains("sources");
  const json::value* const mappings = map->if_contains("mappings");
  if (version == nullptr || *version != 3)
    return fail(ErrorKind::invalid, "the source map is not of version 3");
  if (sources == nullptr || !sources->is_array() || mappings == nullptr || !mappings->is_string())
    return fail(ErrorKind::invalid, "the source map lacks sources or mappings");

  SourceMap parsed;
  for (const json::value& source : sources->get_array()) {
    const json::string* const name = source.if_string();
    parsed.sources_.emplace_back(name == nullptr ? std::string() : std::string(*name));
  }
  TNTC_CHECK(parsed.read_mappings(mappings->get_string()));
  return parsed;
}

Result<void> SourceMap::read_mappings(std::string_view mappings) {
  State state;
  while (!mappings.empty()) {
    std::string_view line = take_until(mappings, ';');
    line_starts_.push_back(segments_.size());
    state.generated_column = 0;
    while (!line.empty()) {
      const std::string_view segment = take_until(line, ',');
      if (segment.empty()) continue;
      const auto fields = take_fields(segment);
      const auto before = static_cast<std::uint32_t>(state.generated_column);
      if (!fields || !state.advance(*fields) || state.generated_column < before)
        return fail(ErrorKind::invalid, "the source map has a malformed segment");
      Segment& added = segments_.emplace_back();
      added.generated_column = static_cast<std::uint32_t>(state.generated_column);
      if (fields->count == 1) continue;
      if (static_cast<std::size_t>(state.source) >= sources_.size())
        return fail(ErrorKind::invalid, "the source map points to a source it does not name");
      added.source = static_cast<std::uint32_t>(state.source);
      added.line = static_cast<std::uint32_t>(state.line);
      added.column = static_cast<std::uint32_t>(state.column);
    }
  }
  return {};
}

std::optional<SourcePosition> SourceMap::lookup(int line, int column) const {
  if (line < 1 || column < 1 || static_cast<std::size_t>(line) > line_starts_.size())
    return std::nullopt;
  const auto index = static_cast<std::size_t>(line);
  const auto begin = segments_.begin() + static_cast<std::ptrdiff_t>(line_starts_[index - 1]);
  const auto end = index == line_starts_.size()
                       ? segments_.end()
                       : segments_.begin() + static_cast<std::ptrdiff_t>(line_starts_[index]);
  const auto after = std::upper_bound(begin, end, static_cast<std::uint32_t>(column - 1),
                                      [](std::uint32_t wanted, const Segment& segment) {
                                        return wanted < segment.generated_column;
                                      });
  if (after == begin || (after - 1)->source == kNoSource) return std::nullopt;
  const Segment& found = *(after - 1);
  return SourcePosition{sources_[found.source], static_cast<int>(found.line) + 1,
                        static_cast<int>(found.column) + 1};
}

}  // namespace tntc::bundle
