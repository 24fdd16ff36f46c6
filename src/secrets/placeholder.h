#pragma once

#include <string_view>

namespace tntc::secrets {

// A value that stands where a secret belongs: empty, "replace-me", "<token>", "your-api-key", ...
bool is_placeholder(std::string_view value);

}  // namespace tntc::secrets
