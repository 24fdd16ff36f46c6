#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tntc::runtime::web {

// Several byte strings as one, as they cross between script and native code: before each its size
// in four bytes, big-endian (web/src/subtle/frames.ts has the other half).
std::string to_frames(const std::vector<std::string>& parts);
// Views into `bytes`; nothing when they are no such sequence.
std::optional<std::vector<std::string_view>> from_frames(std::string_view bytes);

}  // namespace tntc::runtime::web
