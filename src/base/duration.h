#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tntc {

using Milliseconds = std::chrono::milliseconds;

// "500ms", "30s", "1.5m", "1h", "1m30s"; a bare number is seconds. Never negative, at most 365
// days.
Result<Milliseconds> parse_duration(std::string_view text);

// The shortest exact spelling: "500ms", "30s", "1m30s".
std::string to_text(Milliseconds duration);

}  // namespace tntc
