#pragma once

#include <string_view>

namespace tntc::bundle {

// Compiled code stands between these on the same line: a script whose value is a function that sets
// `default` of the object it is given. On the first line, columns are shifted by the prefix.
inline constexpr std::string_view kModulePrefix = R"((async function(__tntc){"use strict";)";
inline constexpr std::string_view kModuleSuffix = "})";

}  // namespace tntc::bundle
