#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace tntc::secrets {

// Shorter values are too likely to be words of their own: "true", "admin", "5432".
inline constexpr std::size_t kShortestSecret = 6;  // characters

// The forms in which a secret value may turn up in a text: itself and each of its lines; as base64
// in both alphabets, with and without padding, and also inside a longer base64 (`user:token`);
// URL-encoded, for paths and for forms; escaped as in JSON or between other quotes, up to three
// levels. May repeat itself. Nothing for a value that is too short.
void for_each_spelling(std::string_view value, const std::function<void(std::string)>& take);

}  // namespace tntc::secrets
