#pragma once

#include <cstddef>

namespace tntc::bundle {

// Of the single-file form, and so of everything in it. What fits a ConfigMap is checked by those
// who make one: it is far less.
inline constexpr std::size_t kLargestBundle = std::size_t{64} << 20;

}  // namespace tntc::bundle
