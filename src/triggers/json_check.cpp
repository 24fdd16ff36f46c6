#include "triggers/json_check.h"

#include <bitset>
#include <cstdint>
#include <cstring>

#include <fmt/format.h>

#include "base/hex.h"

namespace tntc::triggers {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kHighBits = 0x8080808080808080;

constexpr std::uint64_t zero_bytes(std::uint64_t word) {
  return (word - kOnes) & ~word & kHighBits;
}

// True when none of the eight bytes ends or complicates a string: no quote, backslash, control
// character or byte outside ASCII. May be false without need, never true without reason.
bool is_plain(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  const std::uint64_t control = (word - kOnes * 0x20) & ~word & kHighBits;
  const std::uint64_t quote = zero_bytes(word ^ (kOnes * '"'));
  const std::uint64_t backslash = zero_bytes(word ^ (kOnes * '\\'));
  return (control | quote | backslash | (word & kHighBits)) == 0;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// What may follow the first byte of a UTF-8 sequence (Unicode 15, table 3-7): the range of the
// second byte keeps out overlong forms, surrogates and what is above U+10FFFF.
struct Sequence {
  std::size_t length = 0;  // 0: no sequence begins so
  unsigned char second_min = 0x80;
  unsigned char second_max = 0xBF;
};

Sequence sequence_of(unsigned char lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return {.length = 2};
  if (lead == 0xE0) return {.length = 3, .second_min = 0xA0};
  if (lead == 0xED) return {.length = 3, .second_max = 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {.length = 3};
  if (lead == 0xF0) return {.length = 4, .second_min = 0x90};
  if (lead == 0xF4) return {.length = 4, .second_max = 0x8F};
  if (lead >= 0xF1 && lead <= 0xF3) return {.length = 4};
  return {};
}

// Length of the well-formed UTF-8 sequence at `p`, whose first byte is not ASCII; 0 when there is
// none.
std::size_t utf8_sequence(const char* p, const char* end) {
  const auto byte = [p](std::size_t i) { return static_cast<unsigned char>(p[i]); };
  const Sequence sequence = sequence_of(byte(0));
  if (sequence.length == 0 || static_cast<std::size_t>(end - p) < sequence.length) return 0;
  if (byte(1) < sequence.second_min || byte(1) > sequence.second_max) return 0;
  for (std::size_t i = 2; i < sequence.length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  return sequence.length;
}

// Walks over one JSON text without recursion: what is open is a stack of bits. Every step returns
// false once problem_ is set; p_ then stands on the first byte that does not fit.
class JsonWalk {
 public:
  explicit JsonWalk(std::string_view text)
      : begin_(text.data()), p_(text.data()), end_(text.data() + text.size()) {}

  std::optional<JsonFault> run() {
    if (whole_text()) return std::nullopt;
    return JsonFault{static_cast<std::size_t>(p_ - begin_), problem_};
  }

 private:
  bool whole_text() {
    do {
      bool opened = false;
      if (!value(opened)) return false;
      if (!opened && !close()) return false;
    } while (depth_ > 0);
    skip_space();
    return p_ == end_ || wrong("expected the end after the value");
  }

  // After a complete value: closes what closes, until another value is due or all is closed.
  bool close() {
    while (depth_ > 0) {
      const bool in_object = is_object_[depth_ - 1];
      skip_space();
      if (at(',')) {
        ++p_;
        return !in_object || member_name("expected a member name in double quotes");
      }
      if (!at(in_object ? '}' : ']'))
        return wrong(in_object ? "expected , or }" : "expected , or ]");
      ++p_;
      --depth_;
    }
    return true;
  }

  // `opened` says that an object or array with something in it has begun, so a value is due next.
  bool value(bool& opened) {
    skip_space();
    if (p_ == end_) return wrong("expected a value");
    switch (*p_) {
      case '{': return open(true, opened);
      case '[': return open(false, opened);
      case '"': return string();
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null");
      default: return *p_ == '-' || is_digit(*p_) ? number() : wrong("expected a value");
    }
  }

  bool open(bool object, bool& opened) {
    if (depth_ == kMaxJsonDepth) return wrong("nested deeper than 512 levels");
    ++p_;
    skip_space();
    if (at(object ? '}' : ']')) {
      ++p_;
      return true;
    }
    is_object_[depth_++] = object;
    opened = true;
    return !object || member_name("expected a member name in double quotes, or }");
  }

  bool member_name(std::string_view otherwise) {
    skip_space();
    if (!at('"')) return wrong(otherwise);
    if (!string()) return false;
    skip_space();
    if (!at(':')) return wrong("expected : after the member name");
    ++p_;
    return true;
  }

  bool string() {
    ++p_;
    for (;;) {
      while (end_ - p_ >= 8 && is_plain(p_)) p_ += 8;
      if (p_ == end_) return wrong("the string has no closing quote");
      const auto c = static_cast<unsigned char>(*p_);
      if (c == '"') {
        ++p_;
        return true;
      }
      if (c == '\\') {
        if (!escape()) return false;
      } else if (c < 0x20) {
        return wrong("a control character inside a string must be escaped");
      } else if (c < 0x80) {
        ++p_;
      } else {
        const std::size_t length = utf8_sequence(p_, end_);
        if (length == 0) return wrong("not valid UTF-8");
        p_ += length;
      }
    }
  }

  bool escape() {
    ++p_;
    if (p_ == end_) return wrong("the string has no closing quote");
    if (*p_ != 'u') {
      if (std::strchr("\"\\/bfnrt", *p_) == nullptr || *p_ == '\0')
        return wrong("unknown escape in a string");
      ++p_;
      return true;
    }
    ++p_;
    for (int i = 0; i < 4; ++i, ++p_)
      if (p_ == end_ || hex_digit(*p_) < 0) return wrong("\\u needs four hexadecimal digits");
    return true;
  }

  bool number() {
    if (*p_ == '-') ++p_;
    if (p_ == end_ || !is_digit(*p_)) return wrong("expected a digit after the minus sign");
    if (*p_ == '0') {
      ++p_;
      if (p_ != end_ && is_digit(*p_)) return wrong("a number must not begin with 0");
    } else {
      skip_digits();
    }
    if (at('.')) {
      ++p_;
      if (!digits("expected a digit after the decimal point")) return false;
    }
    if (!at('e') && !at('E')) return true;
    ++p_;
    if (at('+') || at('-')) ++p_;
    return digits("expected a digit in the exponent");
  }

  bool digits(std::string_view otherwise) {
    if (p_ == end_ || !is_digit(*p_)) return wrong(otherwise);
    skip_digits();
    return true;
  }

  bool word(std::string_view spelling) {
    if (std::string_view(p_, static_cast<std::size_t>(end_ - p_)).starts_with(spelling)) {
      p_ += spelling.size();
      return true;
    }
    return wrong("expected a value");
  }

  void skip_space() {
    while (p_ != end_ && is_space(*p_)) ++p_;
  }

  void skip_digits() {
    while (p_ != end_ && is_digit(*p_)) ++p_;
  }

  bool at(char c) const { return p_ != end_ && *p_ == c; }

  bool wrong(std::string_view problem) {
    problem_ = problem;
    return false;
  }

  const char* begin_;
  const char* p_;
  const char* end_;
  std::string_view problem_;
  std::size_t depth_ = 0;
  std::bitset<kMaxJsonDepth> is_object_;
};

// The byte or code point at `offset`, as a person should see it.
std::string found(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "found the end";
  const char* at = text.data() + offset;
  const auto byte = static_cast<unsigned char>(*at);
  if (byte >= 0x20 && byte < 0x7F) return fmt::format("found `{}`", *at);
  const std::size_t length = byte < 0x80 ? 0 : utf8_sequence(at, text.data() + text.size());
  if (length != 0) return fmt::format("found `{}`", text.substr(offset, length));
  return fmt::format("found byte 0x{:02X}", byte);
}

}  // namespace

std::optional<JsonFault> find_json_fault(std::string_view text) {
  return JsonWalk(text).run();
}

TextPosition position_of(std::string_view text, std::size_t offset) {
  TextPosition position;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++position.line;
      position.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++position.column;
    }
  }
  return position;
}

std::string to_text(const JsonFault& fault, std::string_view text) {
  const TextPosition position = position_of(text, fault.offset);
  return fmt::format("{}, {} at line {} column {} (byte {})", fault.problem,
                     found(text, fault.offset), position.line, position.column, fault.offset);
}

}  // namespace tntc::triggers
