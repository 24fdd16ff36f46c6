#include "runtime/web/curve.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>

#include "runtime/web/pkey.h"
#include "runtime/web/pkey_forms.h"

namespace tntc::runtime::web {
namespace {

std::size_t width_of(std::string_view kind) {
  if (kind == "P-384") return 48;
  return kind == "P-521" ? 66 : 32;
}

using RawGetter = int (*)(const EVP_PKEY*, unsigned char*, std::size_t*);

Result<std::string> raw(const EVP_PKEY* key, RawGetter get) {
  std::string bytes(32, '\0');
  std::size_t size = bytes.size();
  if (get(key, octets(bytes), &size) != 1) return evp_failure(ErrorKind::internal, "reading a key");
  return bytes;
}

// A key on a P- curve; `scalar` is empty for a public one.
Result<Pkey> on_group(const char* group, std::string_view point, std::string_view scalar) {
  const Builder builder(OSSL_PARAM_BLD_new());
  const Number secret(BN_secure_new());
  bool works =
      builder && secret &&
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0) == 1 &&
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) == 1;
  if (works && !scalar.empty()) {
    works = BN_bin2bn(octets(scalar), static_cast<int>(scalar.size()), secret.get()) != nullptr &&
            OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret.get()) == 1;
  }
  if (!works) return evp_failure(ErrorKind::internal, "making a key");
  const int selection = scalar.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
  return key_of(builder.get(), "EC", selection, "making a key of its point");
}

}  // namespace

Result<std::string> generate_on_curve(std::string_view kind) {
  const char* group = group_of(kind);
  const Pkey key(group != nullptr ? EVP_EC_gen(group)
                                  : EVP_PKEY_Q_keygen(nullptr, nullptr, std::string(kind).c_str()));
  if (!key) return evp_failure(ErrorKind::internal, "generating a key");
  return write_pkcs8(key.get());
}

Result<std::string> point_of(std::string_view kind, std::string_view spki) {
  TNTC_TRY(const Pkey key, parse_spki(kind, spki));
  if (group_of(kind) == nullptr) return raw(key.get(), &EVP_PKEY_get_raw_public_key);
  const std::size_t width = width_of(kind);
  TNTC_TRY(const std::string x, number_of(key.get(), OSSL_PKEY_PARAM_EC_PUB_X, width));
  TNTC_TRY(const std::string y, number_of(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, width));
  return "\x04" + x + y;
}

Result<std::string> scalar_of(std::string_view kind, std::string_view pkcs8) {
  TNTC_TRY(const Pkey key, parse_pkcs8(kind, pkcs8));
  if (group_of(kind) == nullptr) return raw(key.get(), &EVP_PKEY_get_raw_private_key);
  return number_of(key.get(), OSSL_PKEY_PARAM_PRIV_KEY, width_of(kind));
}

Result<std::string> spki_of_point(std::string_view kind, std::string_view point) {
  const char* group = group_of(kind);
  if (group == nullptr) {
    const Pkey key(EVP_PKEY_new_raw_public_key_ex(nullptr, std::string(kind).c_str(), nullptr,
                                                  octets(point), point.size()));
    if (!key) return evp_failure(ErrorKind::invalid, "reading a public key");
    return write_spki(key.get());
  }
  TNTC_TRY(const Pkey key, on_group(group, point, {}));
  // A compressed point is written as it came unless the library is told.
  if (EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                     OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED) != 1)
    return evp_failure(ErrorKind::internal, "reading a public key");
  TNTC_TRY(const std::string der, write_spki(key.get()));
  return import_spki(kind, der);
}

Result<std::string> pkcs8_of_pair(std::string_view kind, std::string_view point,
                                  std::string_view scalar) {
  if (scalar.size() != width_of(kind))
    return fail(ErrorKind::invalid, "the private half has " + std::to_string(width_of(kind)) +
                                        " bytes, not " + std::to_string(scalar.size()));
  const char* group = group_of(kind);
  if (group != nullptr) {
    TNTC_TRY(const Pkey key, on_group(group, point, scalar));
    TNTC_TRY(const std::string der, write_pkcs8(key.get()));
    return import_pkcs8(kind, der);
  }
  const Pkey key(EVP_PKEY_new_raw_private_key_ex(nullptr, std::string(kind).c_str(), nullptr,
                                                 octets(scalar), scalar.size()));
  if (!key) return evp_failure(ErrorKind::invalid, "reading a private key");
  TNTC_TRY(const std::string made, raw(key.get(), &EVP_PKEY_get_raw_public_key));
  if (made != point)
    return fail(ErrorKind::invalid, "the halves of the key do not belong together");
  return write_pkcs8(key.get());
}

}  // namespace tntc::runtime::web
