#pragma once

#include <openssl/param_build.h>

#include <memory>
#include <string>
#include <string_view>

#include "runtime/web/evp.h"

namespace tntc::runtime::web {

// A key between its bytes and OpenSSL's form, for the files of each family. Kinds as in pkey.h.
Result<Pkey> parse_spki(std::string_view kind, std::string_view der);
Result<Pkey> parse_pkcs8(std::string_view kind, std::string_view der);
Result<std::string> write_spki(EVP_PKEY* key);
Result<std::string> write_pkcs8(EVP_PKEY* key);

// The parameters a key is made of; numbers pushed into it outlive it.
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Release<&OSSL_PARAM_BLD_free>>;
// OpenSSL's key of them; `invalid` when they make none. `selection` as for EVP_PKEY_fromdata.
Result<Pkey> key_of(OSSL_PARAM_BLD* builder, const char* type, int selection, const char* doing);

// The name OpenSSL has for a curve, null for a kind that is none.
const char* group_of(std::string_view kind);

// An integer of the key, big-endian, without leading zeros or of exactly `width` bytes.
Result<std::string> number_of(EVP_PKEY* key, const char* name, std::size_t width = 0);

}  // namespace tntc::runtime::web
