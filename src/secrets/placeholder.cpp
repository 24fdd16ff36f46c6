#include "secrets/placeholder.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace tntc::secrets {
namespace {

// Wherever they stand: "https://hooks.slack.com/services/replace-me".
constexpr std::array<std::string_view, 10> kParts{
    "replace-me",      "replace-with", "replace-this", "change-me", "changeme",
    "your-token-here", "insert-your",  "put-your",     "to-be-set", "xxxxxx"};
constexpr std::array<std::string_view, 8> kWhole{"todo",   "tbd", "xxx", "placeholder",
                                                 "secret", "...", "…",   "fixme"};

// Lower case, with - for the ways people separate words.
std::string plain(std::string_view value) {
  std::string text;
  for (const char c : value) {
    const bool separates = c == '_' || c == ' ';
    text += separates ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text;
}

bool is_bracketed(std::string_view text) {
  const auto between = [&](std::string_view open, std::string_view close) {
    return text.starts_with(open) && text.ends_with(close);
  };
  return between("<", ">") || between("${", "}") || between("{{", "}}");
}

// "your-api-key", "my-token", but not a word that only begins so: "yourtrueself42".
bool names_itself(std::string_view text) {
  if (!text.starts_with("your-") && !text.starts_with("my-")) return false;
  return std::ranges::none_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool is_placeholder(std::string_view value) {
  const std::string text = plain(value);
  if (text.find_first_not_of("-\t\r\n") == text.npos) return true;
  if (is_bracketed(text) || names_itself(text)) return true;
  if (std::ranges::find(kWhole, text) != kWhole.end()) return true;
  return std::ranges::any_of(
      kParts, [&](std::string_view part) { return text.find(part) != std::string::npos; });
}

}  // namespace tntc::secrets
