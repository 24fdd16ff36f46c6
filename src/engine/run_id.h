#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace tntc::engine {

// UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then random bits.
std::string uuid7(std::int64_t epoch_ms, const std::array<unsigned char, 10>& random);

// Makes run ids from the kernel's generator, asked once for many.
class RunIds {
 public:
  std::string next(std::int64_t epoch_ms);

 private:
  std::array<unsigned char, 640> pool_{};
  std::size_t used_ = sizeof pool_;
};

}  // namespace tntc::engine
