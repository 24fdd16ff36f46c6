#include "runtime/web/evp.h"

#include <openssl/err.h>

namespace tntc::runtime::web {

Result<const EVP_MD*> hash_named(std::string_view name) {
  if (name == "SHA-256") return EVP_sha256();
  if (name == "SHA-1") return EVP_sha1();
  if (name == "SHA-384") return EVP_sha384();
  if (name == "SHA-512") return EVP_sha512();
  return fail(ErrorKind::invalid, "there is no hash function " + std::string(name));
}

tl::unexpected<Error> evp_failure(ErrorKind kind, std::string_view doing) {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  return fail(kind, std::string(doing) + ": " + (reason != nullptr ? reason : "it failed"));
}

tl::unexpected<Error> no_longer_wanted() {
  ERR_clear_error();
  return fail(ErrorKind::cancelled, "the run is over");
}

}  // namespace tntc::runtime::web
