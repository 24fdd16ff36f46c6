#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tntc::bundle {

// The standard alphabet with padding. Only the spelling `to_base64` gives is read back.
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

}  // namespace tntc::bundle
