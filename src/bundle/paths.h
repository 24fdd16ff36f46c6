#pragma once

#include <string_view>

namespace tntc::bundle {

// Whether `path` is one a bundle may hold: relative, '/' between its parts, no "." and "..", UTF-8,
// no NUL, no secrets file.
bool is_bundle_path(std::string_view path);

// Whether a part of `path` begins with ".secrets": such files never enter a bundle.
bool names_secrets(std::string_view path);

}  // namespace tntc::bundle
