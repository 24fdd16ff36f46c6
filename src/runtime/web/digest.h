#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "runtime/web/may_go_on.h"

namespace tntc::runtime::web {

// Hash functions are named as WebCrypto names them: "SHA-1", "SHA-256", "SHA-384", "SHA-512".
Result<std::string> digest(std::string_view hash, std::string_view bytes, const MayGoOn& may_go_on);

// RFC 2104.
Result<std::string> hmac(std::string_view hash, std::string_view key, std::string_view bytes,
                         const MayGoOn& may_go_on);

// In a time that depends on the sizes only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace tntc::runtime::web
