#pragma once

#include <string_view>

namespace tntc {

// `*` in the pattern stands for any text, also none; everything else for itself.
bool matches_stars(std::string_view pattern, std::string_view text);

}  // namespace tntc
