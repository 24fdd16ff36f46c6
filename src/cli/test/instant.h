#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace tntc::cli::test {

// Milliseconds since the Unix epoch of "2025-07-01", "2025-07-01T06:30:00Z",
// "2025-07-01T08:30:00.250+02:00". A time needs its zone: a test is to mean the same everywhere.
Result<std::int64_t> parse_instant(std::string_view text);

}  // namespace tntc::cli::test
