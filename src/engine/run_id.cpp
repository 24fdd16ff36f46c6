#include "engine/run_id.h"

#include <sys/random.h>

#include <algorithm>

#include "base/assert.h"
#include "base/uuid.h"

namespace tntc::engine {

std::string uuid7(std::int64_t epoch_ms, const std::array<unsigned char, 10>& random) {
  Uuid uuid;
  for (std::size_t i = 0; i < 6; ++i) {
    uuid[i] = static_cast<std::uint8_t>(epoch_ms >> (8 * (5 - i)));
  }
  std::ranges::copy(random, uuid.begin() + 6);
  set_uuid_version(uuid, 7);
  return uuid_text(uuid);
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
