#pragma once

#include <cstddef>

namespace tntc::secrets {

// A Kubernetes Secret holds 1 MiB in all, so nothing larger can be meant.
inline constexpr std::size_t kLargestFile = std::size_t{1} << 20;
inline constexpr std::size_t kLargestSum = std::size_t{4}
                                           << 20;   // of all sources together, as JSON
inline constexpr std::size_t kMostServices = 2000;  // of one source

inline constexpr std::size_t kDeepest = 64;  // levels, with shared secrets put in

}  // namespace tntc::secrets
