#include "base/uuid.h"

#include "base/hex.h"

namespace tntc {
namespace {

constexpr std::size_t kTextSize = 36;

constexpr bool has_dash_before(std::size_t byte) {
  return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

}  // namespace

std::string uuid_text(const Uuid& uuid) {
  std::string text;
  text.reserve(kTextSize);
  for (std::size_t byte = 0; byte < uuid.size(); ++byte) {
    if (has_dash_before(byte)) text.push_back('-');
    append_hex(text, uuid[byte]);
  }
  return text;
}

std::optional<Uuid> uuid_from(std::string_view text) {
  if (text.size() != kTextSize) return std::nullopt;
  Uuid uuid{};
  std::size_t at = 0;
  for (std::size_t byte = 0; byte < uuid.size(); ++byte) {
    if (has_dash_before(byte) && text[at++] != '-') return std::nullopt;
    const int high = hex_digit(text[at]);
    const int low = hex_digit(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    uuid[byte] = static_cast<std::uint8_t>(high * 16 + low);
    at += 2;
  }
  return uuid;
}

}  // namespace tntc
