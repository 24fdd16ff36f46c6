#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "runtime/web/aes.h"
#include "runtime/web/may_go_on.h"

namespace tntc::runtime::web {

// A new private key (PKCS #8). The exponent is big-endian. `invalid` for sizes and exponents that
// make no key.
Result<std::string> generate_rsa(int bits, std::string_view exponent, const MayGoOn& may_go_on);

// RSAES-OAEP of RFC 8017; `der` is SPKI to encrypt and PKCS #8 to decrypt.
struct Oaep {
  std::string_view hash, label;
};
Result<std::string> rsa_oaep(Direction direction, const Oaep& oaep, std::string_view der,
                             std::string_view bytes);

// The numbers of a key, big-endian: n e of a public one, n e d p q dp dq qi of a private one.
Result<std::vector<std::string>> rsa_numbers_of_spki(std::string_view spki);
Result<std::vector<std::string>> rsa_numbers_of_pkcs8(std::string_view pkcs8);

// A key of such numbers, SPKI of two and PKCS #8 of eight; `invalid` when they make none.
Result<std::string> rsa_from_numbers(const std::vector<std::string_view>& numbers);

}  // namespace tntc::runtime::web
