#include "triggers/http_fields.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace tntc::triggers {
namespace {

// UUIDs have 36; what is longer is no key but data.
constexpr std::size_t kLongestKey = 255;

// A client may wait as long as it likes, but the number must fit wherever it is added to a time.
constexpr long kLongestWait = 86'400;

// Takes what stands before the next `mark` outside of quotes off the front of `rest`.
std::string_view take_until(std::string_view& rest, char mark) {
  bool in_quotes = false;
  std::size_t i = 0;
  for (; i < rest.size() && (in_quotes || rest[i] != mark); ++i) {
    if (in_quotes && rest[i] == '\\')
      ++i;
    else if (rest[i] == '"')
      in_quotes = !in_quotes;
  }
  const std::string_view part = rest.substr(0, i);
  rest.remove_prefix(std::min(i + 1, rest.size()));
  return part;
}

std::string_view without_quotes(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return text;
  return text.substr(1, text.size() - 2);
}

std::optional<std::chrono::seconds> read_wait(std::string_view text) {
  long seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return std::chrono::seconds(std::min(seconds, kLongestWait));
}

tl::unexpected<Error> no_key(std::string_view why) {
  return fail(ErrorKind::invalid, "the Idempotency-Key " + std::string(why),
              "send one key of 1 to 255 visible characters, best a UUID: "
              "Idempotency-Key: \"8e03978e-40d5-43dd-bc93-6894a57f9324\"");
}

}  // namespace

void read_preferences(std::string_view value, Preferences& preferences) {
  while (!value.empty()) {
    std::string_view preference = take_until(value, ',');
    std::string_view setting = take_until(preference, ';');  // parameters mean nothing to us
    const std::string_view name = ascii::trimmed(take_until(setting, '='));
    if (ascii::equal_ignoring_case(name, "respond-async")) preferences.respond_async = true;
    if (ascii::equal_ignoring_case(name, "wait") && !preferences.wait)
      preferences.wait = read_wait(without_quotes(ascii::trimmed(setting)));
  }
}

Result<std::string> read_idempotency_key(std::string_view value) {
  value = ascii::trimmed(value);
  const bool opens = value.starts_with('"');
  const bool closes = value.size() > 1 && value.ends_with('"');
  if (opens != closes) return no_key("has quotes at one end only");
  const std::string_view key = without_quotes(value);
  if (key.empty()) return no_key("is empty");
  if (key.size() > kLongestKey) return no_key("is longer than 255 characters");
  for (const char c : key) {
    if (c <= ' ' || c >= 0x7f) return no_key("holds a character that is not visible ASCII");
    if (c == '"' || c == '\\' || c == ',' || c == ';')
      return no_key("holds one of the characters \" \\ , ;");
  }
  return std::string(key);
}

std::string_view bearer_token(std::string_view authorization) {
  constexpr std::string_view kScheme = "Bearer ";
  if (!ascii::equal_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) return {};
  return ascii::trimmed(authorization.substr(kScheme.size()));
}

}  // namespace tntc::triggers
