#pragma once

#include <cstdint>
#include <ctime>

namespace tntc::engine {

// Milliseconds since the Unix epoch.
inline std::int64_t epoch_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1'000'000;
}

inline std::int64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

inline std::int64_t monotonic_ms() {
  return monotonic_ns() / 1'000'000;
}

}  // namespace tntc::engine
