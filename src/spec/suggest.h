#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tntc::spec {

// The choice most like `word`, or empty when none is like it: at most a third of the letters
// differ; a swap of neighbours is one difference; case, `-` and `_` are none.
std::string_view nearest(std::string_view word, std::span<const std::string_view> choices);

// "did you mean `schedule`?", or `otherwise` when nothing is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> choices,
                         std::string otherwise);

// "`a`, `b` or `c`", with the conjunction "or".
std::string listed(std::span<const std::string_view> words, std::string_view conjunction);

}  // namespace tntc::spec
