#include "spec/fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "spec/core_schema.h"
#include "spec/suggest.h"

namespace tntc::spec {
namespace {

// Nothing when the text does not fit; from_chars takes no leading plus.
template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int base = 10;
  if (text.starts_with("0x")) base = 16;
  if (text.starts_with("0o")) base = 8;
  if (base != 10) text.remove_prefix(2);
  Number number{};
  const char* const end = text.data() + text.size();
  std::from_chars_result read{};
  if constexpr (std::is_integral_v<Number>) {
    read = std::from_chars(text.data(), end, number, base);
  } else if (base == 10) {
    read = std::from_chars(text.data(), end, number);
  } else {
    const auto whole = parse_number<int>(text);
    return whole ? std::optional<Number>(*whole) : std::nullopt;
  }
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

}  // namespace

Fields::Fields(const YamlValue& map, std::size_t at, std::string what, Findings& findings)
    : map_(map), at_(at), what_(std::move(what)), findings_(findings) {}

void Fields::warn_of_unknown(std::span<const std::string_view> known,
                             std::string_view but_for_prefix) {
  for (const YamlKey& key : map_.keys) {
    if (std::ranges::find(known, key.text) != known.end()) continue;
    if (!but_for_prefix.empty() && key.text.starts_with(but_for_prefix)) continue;
    if (!findings_.wants(Severity::warning)) {
      findings_.warning({key.offset, "unknown-key", {}, {}});
      continue;
    }
    findings_.warning({key.offset, "unknown-key",
                       fmt::format("{} has no key {}", what_, quoted(key.text)),
                       did_you_mean(key.text, known,
                                    known.size() == 1 ? fmt::format("its key is `{}`", known[0])
                                                      : "its keys are " + listed(known, "and"))});
  }
}

const YamlValue* Fields::find(std::string_view key) const {
  const YamlValue* const value = map_.find(key);
  return value && value->kind != YamlKind::null ? value : nullptr;
}

const YamlValue* Fields::list(std::string_view key) {
  return of_kind(key, YamlKind::list, "write one entry per line, each after `- `");
}

const YamlValue* Fields::map(std::string_view key) {
  return of_kind(key, YamlKind::map, "write `key: value` lines below it, indented");
}

const YamlValue* Fields::text(std::string_view key) {
  return of_kind(key, YamlKind::text, "write the text behind the colon");
}

const YamlValue* Fields::required_text(std::string_view key, std::string hint) {
  const YamlValue* const found = find(key);
  if (found && (found->kind != YamlKind::text || !found->text.empty())) return text(key);
  missing(key, std::move(hint));
  return nullptr;
}

std::optional<Milliseconds> Fields::duration(std::string_view key) {
  const YamlValue* const value = text(key);
  if (!value) return std::nullopt;
  const auto parsed = parse_duration(value->text);
  if (!parsed) {
    const std::string& hint = parsed.error().hint;
    findings_.error({value->offset, "invalid-duration",
                     fmt::format("{}: {} is not a duration", key, quoted(value->text)),
                     hint.empty() ? "write at most 365d" : hint});
    return std::nullopt;
  }
  if (parsed->count() > 0) return *parsed;
  findings_.error({value->offset, "out-of-range", fmt::format("{} must be more than zero", key),
                   "leave the key out to get the default"});
  return std::nullopt;
}

std::optional<int> Fields::integer(std::string_view key, int least, int most) {
  const YamlValue* const value = find(key);
  if (!value) return std::nullopt;
  if (value->kind != YamlKind::text || core_type(*value) != CoreType::integer) {
    wrong_type(*value, key, "a whole number",
               fmt::format("write a number from {} to {}, without quotes", least, most));
    return std::nullopt;
  }
  const auto number = parse_number<int>(value->text);
  if (number && *number >= least && *number <= most) return number;
  out_of_range(*value, key, least, most);
  return std::nullopt;
}

std::optional<double> Fields::number(std::string_view key, double least, double most) {
  const YamlValue* const value = find(key);
  if (!value) return std::nullopt;
  const CoreType type = value->kind == YamlKind::text ? core_type(*value) : CoreType::text;
  if (type != CoreType::integer && type != CoreType::real) {
    wrong_type(*value, key, "a number",
               fmt::format("write a number from {} to {}, without quotes", least, most));
    return std::nullopt;
  }
  const auto number = parse_number<double>(value->text);
  if (number && *number >= least && *number <= most) return number;
  out_of_range(*value, key, least, most);
  return std::nullopt;
}

std::optional<std::size_t> Fields::choice(std::string_view key,
                                          std::span<const std::string_view> choices) {
  const YamlValue* const value = text(key);
  if (!value) return std::nullopt;
  const auto found = std::ranges::find(choices, value->text);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  findings_.error({value->offset, "invalid-value",
                   fmt::format("{} cannot be {}", key, quoted(value->text)),
                   did_you_mean(value->text, choices, "write " + listed(choices, "or"))});
  return std::nullopt;
}

void Fields::missing(std::string_view key, std::string hint) {
  const YamlValue* const value = map_.find(key);
  findings_.error({value ? value->offset : at_, "missing-key",
                   fmt::format("{} has no {}", what_, quoted(key)), std::move(hint)});
}

const YamlValue* Fields::of_kind(std::string_view key, YamlKind kind, std::string hint) {
  const YamlValue* const value = find(key);
  if (!value || value->kind == kind) return value;
  wrong_type(*value, key, noun_of(kind), std::move(hint));
  return nullptr;
}

void Fields::wrong_type(const YamlValue& value, std::string_view key, std::string_view wanted,
                        std::string hint) {
  std::string found(noun_of(value.kind));
  if (value.kind == YamlKind::text) {
    found = (value.is_quoted ? "the text " : "") + quoted(value.text);
  }
  findings_.error({value.offset, "wrong-type",
                   fmt::format("{} must be {}, not {}", key, wanted, found), std::move(hint)});
}

void Fields::out_of_range(const YamlValue& value, std::string_view key, double least, double most) {
  findings_.error({value.offset, "out-of-range",
                   fmt::format("{} cannot be {}", key, quoted(value.text)),
                   fmt::format("write a number from {} to {}", least, most)});
}

}  // namespace tntc::spec
