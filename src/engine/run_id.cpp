#include "engine/run_id.h"

#include <sys/random.h>

#include <algorithm>

#include "base/assert.h"

namespace tntc::engine {

std::string uuid7(std::int64_t epoch_ms, const std::array<unsigned char, 10>& random) {
  std::array<unsigned char, 16> bytes{};
  for (std::size_t i = 0; i < 6; ++i) {
    bytes[i] = static_cast<unsigned char>(epoch_ms >> (8 * (5 - i)));
  }
  std::copy(random.begin(), random.end(), bytes.begin() + 6);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x70);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
    text.push_back(kHex[bytes[i] >> 4]);
    text.push_back(kHex[bytes[i] & 0x0f]);
  }
  return text;
}

std::string RunIds::next(std::int64_t epoch_ms) {
  std::array<unsigned char, 10> random{};
  if (used_ + random.size() > pool_.size()) {
    // Up to 256 bytes at a time are never cut short or interrupted (getrandom(2)).
    for (std::size_t at = 0; at < pool_.size(); at += 128) {
      TNTC_ASSERT(::getrandom(pool_.data() + at, 128, 0) == 128);
    }
    used_ = 0;
  }
  std::copy_n(pool_.begin() + static_cast<std::ptrdiff_t>(used_), random.size(), random.begin());
  used_ += random.size();
  return uuid7(epoch_ms, random);
}

}  // namespace tntc::engine
