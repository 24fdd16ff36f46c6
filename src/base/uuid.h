#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tntc {

// A UUID as its 16 bytes, in the order in which it is written (RFC 9562, section 4).
using Uuid = std::array<std::uint8_t, 16>;

// Sets the fields that say which kind of UUID it is; the variant is that of RFC 9562.
constexpr void set_uuid_version(Uuid& uuid, int version) {
  uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0f) | (version << 4));
  uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3f) | 0x80);
}

// 36 characters: lower-case digits and dashes.
std::string uuid_text(const Uuid& uuid);
// Nothing when `text` is not a UUID in its usual form, of either case.
std::optional<Uuid> uuid_from(std::string_view text);

}  // namespace tntc
