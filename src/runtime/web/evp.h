#pragma once

#include <openssl/bn.h>
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "runtime/web/may_go_on.h"

namespace tntc::runtime::web {

// What OpenSSL hands out, owned. Only the crypto files of this folder include this header.
template <auto release>
struct Release {
  template <class T>
  void operator()(T* owned) const {
    release(owned);
  }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<&EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Release<&EVP_CIPHER_CTX_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<&EVP_PKEY_CTX_free>>;
using Pkey = std::unique_ptr<EVP_PKEY, Release<&EVP_PKEY_free>>;
using Number = std::unique_ptr<BIGNUM, Release<&BN_clear_free>>;

inline const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* octets(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

// "SHA-1", "SHA-256", "SHA-384" or "SHA-512"; `invalid` for another name.
Result<const EVP_MD*> hash_named(std::string_view name);

// What the library says of its last failure on this thread, forgotten by it then.
tl::unexpected<Error> evp_failure(ErrorKind kind, std::string_view doing);

tl::unexpected<Error> no_longer_wanted();

// Calls `take(piece)`, which answers 1 for success as OpenSSL does, with pieces of the data that
// cost a few milliseconds each, and asks between them.
template <class Take>
Result<void> in_pieces(std::string_view bytes, const MayGoOn& may_go_on, Take&& take) {
  constexpr std::size_t kPiece = 1u << 20;
  for (; bytes.size() > kPiece; bytes.remove_prefix(kPiece)) {
    if (!may_go_on()) return no_longer_wanted();
    if (take(bytes.substr(0, kPiece)) != 1) return evp_failure(ErrorKind::internal, "computing");
  }
  if (take(bytes) != 1) return evp_failure(ErrorKind::internal, "computing");
  return {};
}

}  // namespace tntc::runtime::web
