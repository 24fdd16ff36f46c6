#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tntc::runtime::web {

// Key pairs, as their standard bytes: SubjectPublicKeyInfo (SPKI) for the public half, PKCS #8 for
// the private one. A kind is named as script names it: "RSA", "P-256", "P-384", "P-521", "Ed25519",
// "X25519". What does not hold one whole key of the wanted kind is `invalid`.

// RSA keys beyond this are refused wherever they come from: one private operation takes some 50 ms
// with it, during which script cannot be stopped.
inline constexpr int kMostRsaBits = 8192;

// The same key in the one spelling we write ourselves.
Result<std::string> import_spki(std::string_view kind, std::string_view der);
Result<std::string> import_pkcs8(std::string_view kind, std::string_view der);

// The public half of a private key.
Result<std::string> public_half(std::string_view kind, std::string_view pkcs8);

// The secret that two keys of a kind agree on (ECDH, X25519).
Result<std::string> shared_secret(std::string_view kind, std::string_view pkcs8,
                                  std::string_view spki);

}  // namespace tntc::runtime::web
