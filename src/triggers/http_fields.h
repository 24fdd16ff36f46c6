#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tntc::triggers {

// What a client would like (RFC 7240), as far as this server can give it.
struct Preferences {
  bool respond_async = false;
  std::optional<std::chrono::seconds> wait = {};
};

// Adds what one Prefer header says. What is not understood is passed over, as the RFC asks; of a
// preference that is stated twice the first counts.
void read_preferences(std::string_view value, Preferences& preferences);

// The key of an Idempotency-Key header: a quoted string, as the IETF draft has it, or the same
// without quotes, as most clients send it. 1 to 255 visible characters.
Result<std::string> read_idempotency_key(std::string_view value);

// The token of "Bearer TOKEN", empty when the value has another scheme.
std::string_view bearer_token(std::string_view authorization);

}  // namespace tntc::triggers
