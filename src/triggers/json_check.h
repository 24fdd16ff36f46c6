#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tntc::triggers {

// Where a text stops being JSON, and why.
struct JsonFault {
  std::size_t offset = 0;    // in bytes; the text's length when it ends too early
  std::string_view problem;  // a clause with static lifetime: "expected a value"

  bool operator==(const JsonFault&) const = default;
};

// Deeper nesting is refused: what reads the value later is recursive in places.
inline constexpr std::size_t kMaxJsonDepth = 512;

// Whether `text` is one JSON value (RFC 8259) in valid UTF-8, with white space around it. Numbers
// of any size, repeated member names and lone surrogate escapes are accepted, as JSON.parse does.
// Allocates nothing and keeps nothing.
std::optional<JsonFault> find_json_fault(std::string_view text);

// 1-based; the column counts code points.
struct TextPosition {
  std::size_t line = 1;
  std::size_t column = 1;

  bool operator==(const TextPosition&) const = default;
};

TextPosition position_of(std::string_view text, std::size_t offset);

// "expected a value, found `x` at line 1 column 9 (byte 8)"
std::string to_text(const JsonFault& fault, std::string_view text);

}  // namespace tntc::triggers
