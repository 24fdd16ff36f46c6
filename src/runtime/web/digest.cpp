#include "runtime/web/digest.h"

#include <openssl/crypto.h>

#include "runtime/web/evp.h"
#include "runtime/web/hmac_state.h"

namespace tntc::runtime::web {

Result<std::string> digest(std::string_view hash, std::string_view bytes,
                           const MayGoOn& may_go_on) {
  TNTC_TRY(const EVP_MD* const kind, hash_named(hash));
  const DigestContext context(EVP_MD_CTX_new());
  if (!context || EVP_DigestInit_ex(context.get(), kind, nullptr) != 1)
    return evp_failure(ErrorKind::internal, "starting a digest");
  TNTC_CHECK(in_pieces(bytes, may_go_on, [&](std::string_view piece) {
    return EVP_DigestUpdate(context.get(), piece.data(), piece.size());
  }));
  std::string result(static_cast<std::size_t>(EVP_MD_get_size(kind)), '\0');
  if (EVP_DigestFinal_ex(context.get(), octets(result), nullptr) != 1)
    return evp_failure(ErrorKind::internal, "ending a digest");
  return result;
}

Result<std::string> hmac(std::string_view hash, std::string_view key, std::string_view bytes,
                         const MayGoOn& may_go_on) {
  TNTC_TRY(HmacState state, HmacState::make(hash, key, may_go_on));
  TNTC_CHECK(in_pieces(bytes, may_go_on,
                       [&](std::string_view piece) { return state.update(piece) ? 1 : 0; }));
  std::string result(state.size(), '\0');
  if (!state.finish(octets(result))) return evp_failure(ErrorKind::internal, "ending an HMAC");
  return result;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace tntc::runtime::web
