#include "spec/core_schema.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/json_text.h"

namespace tntc::spec {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> choices) {
  return std::ranges::find(choices, text) != choices.end();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_octal(char c) {
  return c >= '0' && c <= '7';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_all(std::string_view text, bool (*claim)(char)) {
  return !text.empty() && std::ranges::all_of(text, claim);
}

std::string_view without_sign(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text;
}

std::string_view take_digits(std::string_view& text) {
  const auto length =
      static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
  const std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

// The parts of [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
struct Decimal {
  bool is_valid = false;
  bool is_negative = false;
  std::string_view whole, fraction, exponent;  // the exponent with its sign
};

Decimal split_decimal(std::string_view text) {
  Decimal parts;
  parts.is_negative = text.starts_with('-');
  text = without_sign(text);
  parts.whole = take_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    parts.fraction = take_digits(text);
  }
  if (parts.whole.empty() && parts.fraction.empty()) return parts;
  if (text.starts_with('e') || text.starts_with('E')) {
    parts.exponent = text.substr(1);
    if (!is_all(without_sign(parts.exponent), is_digit)) return parts;
    text = {};
  }
  parts.is_valid = text.empty();
  return parts;
}

bool is_infinite_or_nan(std::string_view text) {
  return is_one_of(without_sign(text), {".inf", ".Inf", ".INF"}) ||
         is_one_of(text, {".nan", ".NaN", ".NAN"});
}

std::string_view without_leading_zeros(std::string_view digits) {
  const std::size_t first = digits.find_first_not_of('0');
  return first == digits.npos ? std::string_view("0") : digits.substr(first);
}

// Empty when it does not fit 64 bits.
std::string in_decimal(std::string_view digits, int base) {
  std::uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  return error == std::errc() ? std::to_string(number) : std::string();
}

// Empty when there is no such JSON number.
std::string integer_json(std::string_view text) {
  if (text.starts_with("0x")) return in_decimal(text.substr(2), 16);
  if (text.starts_with("0o")) return in_decimal(text.substr(2), 8);
  const std::string_view digits = without_leading_zeros(without_sign(text));
  return (text.starts_with('-') && digits != "0" ? "-" : "") + std::string(digits);
}

// Empty when there is no such JSON number.
std::string real_json(std::string_view text) {
  if (is_infinite_or_nan(text)) return {};
  const Decimal parts = split_decimal(text);
  std::string json = parts.is_negative ? "-" : "";
  json += without_leading_zeros(parts.whole);
  if (!parts.fraction.empty() || parts.exponent.empty()) {
    json += '.';
    json += parts.fraction.empty() ? std::string_view("0") : parts.fraction;
  }
  if (!parts.exponent.empty()) {
    json += 'e';
    json += parts.exponent;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), number);
  return error == std::errc() ? json : std::string();
}

class JsonWriter {
 public:
  explicit JsonWriter(Findings& findings) : findings_(findings) {}

  // Recursion is bounded by the depth load_yaml admits.
  void write(const YamlValue& value) {
    switch (value.kind) {
      case YamlKind::null: json_ += "null"; return;
      case YamlKind::text: write_scalar(value); return;
      case YamlKind::list: write_list(value); return;
      case YamlKind::map: write_map(value); return;
    }
  }

  std::string take() { return std::move(json_); }

 private:
  void write_scalar(const YamlValue& value) {
    switch (core_type(value)) {
      case CoreType::null: json_ += "null"; return;
      case CoreType::boolean:
        json_ += value.text[0] == 't' || value.text[0] == 'T' ? "true" : "false";
        return;
      case CoreType::text: append_json_string(json_, value.text); return;
      case CoreType::integer: write_number(value, integer_json(value.text)); return;
      case CoreType::real: write_number(value, real_json(value.text)); return;
    }
  }

  void write_number(const YamlValue& value, const std::string& number) {
    if (number.empty()) {
      findings_.error({value.offset, "not-json",
                       "the number " + quoted(value.text) + " has no JSON form",
                       "put it in quotes if it is meant as text"});
    }
    json_ += number.empty() ? "null" : number;
  }

  void write_list(const YamlValue& list) {
    json_ += '[';
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      if (i > 0) json_ += ',';
      write(list.items[i]);
    }
    json_ += ']';
  }

  void write_map(const YamlValue& map) {
    json_ += '{';
    for (std::size_t i = 0; i < map.items.size(); ++i) {
      if (i > 0) json_ += ',';
      append_json_string(json_, map.keys[i].text);
      json_ += ':';
      write(map.items[i]);
    }
    json_ += '}';
  }

  Findings& findings_;
  std::string json_;
};

}  // namespace

CoreType core_type(const YamlValue& scalar) {
  const std::string_view text = scalar.text;
  if (scalar.is_quoted) return CoreType::text;
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) return CoreType::null;
  if (is_one_of(text, {"true", "True", "TRUE", "false", "False", "FALSE"}))
    return CoreType::boolean;
  if (is_all(without_sign(text), is_digit)) return CoreType::integer;
  if (text.starts_with("0x") && is_all(text.substr(2), is_hex)) return CoreType::integer;
  if (text.starts_with("0o") && is_all(text.substr(2), is_octal)) return CoreType::integer;
  if (is_infinite_or_nan(text) || split_decimal(text).is_valid) return CoreType::real;
  return CoreType::text;
}

std::string to_json(const YamlValue& value, Findings& findings) {
  JsonWriter writer(findings);
  writer.write(value);
  return writer.take();
}

}  // namespace tntc::spec
