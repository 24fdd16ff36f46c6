#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "runtime/web/may_go_on.h"

namespace tntc::runtime::web {

// `length` bytes derived from a password (RFC 8018) or a secret (RFC 5869). `invalid` for what the
// functions do not allow: no iterations, more than 255 hashes of HKDF.
struct Pbkdf2 {
  std::string_view hash, password, salt;
  std::uint32_t iterations = 0;
};
Result<std::string> derive(const Pbkdf2& from, std::size_t length, const MayGoOn& may_go_on);

struct Hkdf {
  std::string_view hash, secret, salt, info;
};
Result<std::string> derive(const Hkdf& from, std::size_t length, const MayGoOn& may_go_on);

}  // namespace tntc::runtime::web
