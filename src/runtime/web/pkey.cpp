#include "runtime/web/pkey.h"

#include <openssl/core_names.h>
#include <openssl/x509.h>

#include <array>

#include "runtime/web/pkey_forms.h"

namespace tntc::runtime::web {
namespace {

// Encoders of the library allocate what they write; `encode` is asked for the size first.
template <class Encode>
Result<std::string> written(Encode&& encode) {
  const int size = encode(nullptr);
  if (size <= 0) return evp_failure(ErrorKind::internal, "writing a key");
  std::string der(static_cast<std::size_t>(size), '\0');
  unsigned char* at = octets(der);
  if (encode(&at) != size) return evp_failure(ErrorKind::internal, "writing a key");
  return der;
}

// The longest key there can be, RSA of kMostRsaBits, has 5 KiB.
constexpr std::size_t kLongestDer = 64u << 10;

Result<void> check_size(std::string_view der) {
  if (der.size() <= kLongestDer) return {};
  return fail(ErrorKind::invalid, "no key has " + std::to_string(der.size()) + " bytes");
}

// Curves are named, not described: a described one can be anything.
bool is_on(const EVP_PKEY* key, const char* group) {
  std::array<char, 64> text{};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, text.data(), text.size(),
                                     &size) != 1 ||
      std::string_view(text.data(), size) != OSSL_PKEY_EC_ENCODING_GROUP)
    return false;
  return EVP_PKEY_get_group_name(key, text.data(), text.size(), &size) == 1 &&
         std::string_view(text.data(), size) == group;
}

Result<void> check_kind(std::string_view kind, const EVP_PKEY* key) {
  const char* group = group_of(kind);
  const bool fits = group != nullptr ? EVP_PKEY_is_a(key, "EC") == 1 && is_on(key, group)
                                     : EVP_PKEY_is_a(key, std::string(kind).c_str()) == 1;
  if (!fits) return fail(ErrorKind::invalid, "the key is not one of " + std::string(kind));
  if (kind == "RSA" && EVP_PKEY_get_bits(key) > kMostRsaBits)
    return fail(ErrorKind::invalid,
                "RSA keys have at most " + std::to_string(kMostRsaBits) + " bits");
  return {};
}

using Pkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Release<&PKCS8_PRIV_KEY_INFO_free>>;

}  // namespace

const char* group_of(std::string_view kind) {
  if (kind == "P-256") return SN_X9_62_prime256v1;
  if (kind == "P-384") return SN_secp384r1;
  if (kind == "P-521") return SN_secp521r1;
  return nullptr;
}

Result<Pkey> parse_spki(std::string_view kind, std::string_view der) {
  TNTC_CHECK(check_size(der));
  const unsigned char* at = octets(der);
  Pkey key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
  if (!key || at != octets(der) + der.size())
    return evp_failure(ErrorKind::invalid, "reading a SubjectPublicKeyInfo");
  TNTC_CHECK(check_kind(kind, key.get()));
  return key;
}

Result<Pkey> parse_pkcs8(std::string_view kind, std::string_view der) {
  TNTC_CHECK(check_size(der));
  const unsigned char* at = octets(der);
  const Pkcs8 info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size())));
  if (!info || at != octets(der) + der.size())
    return evp_failure(ErrorKind::invalid, "reading a PKCS #8 key");
  Pkey key(EVP_PKCS82PKEY(info.get()));
  if (!key) return evp_failure(ErrorKind::invalid, "reading a PKCS #8 key");
  TNTC_CHECK(check_kind(kind, key.get()));
  return key;
}

Result<std::string> write_spki(EVP_PKEY* key) {
  return written([key](unsigned char** out) { return i2d_PUBKEY(key, out); });
}

Result<std::string> write_pkcs8(EVP_PKEY* key) {
  const Pkcs8 info(EVP_PKEY2PKCS8(key));
  if (!info) return evp_failure(ErrorKind::internal, "writing a key");
  return written([&info](unsigned char** out) { return i2d_PKCS8_PRIV_KEY_INFO(info.get(), out); });
}

Result<Pkey> key_of(OSSL_PARAM_BLD* builder, const char* type, int selection, const char* doing) {
  const std::unique_ptr<OSSL_PARAM, Release<&OSSL_PARAM_free>> parameters(
      OSSL_PARAM_BLD_to_param(builder));
  const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* raw = nullptr;
  const bool made = parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                    EVP_PKEY_fromdata(context.get(), &raw, selection, parameters.get()) == 1;
  Pkey key(raw);
  if (!made) return evp_failure(ErrorKind::invalid, doing);
  return key;
}

Result<std::string> number_of(EVP_PKEY* key, const char* name, std::size_t width) {
  BIGNUM* raw = nullptr;
  const bool got = EVP_PKEY_get_bn_param(key, name, &raw) == 1;
  const Number number(raw);
  if (!got) return evp_failure(ErrorKind::invalid, std::string("reading ") + name + " of a key");
  std::string bytes(width != 0 ? width : static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
  if (BN_bn2binpad(raw, octets(bytes), static_cast<int>(bytes.size())) < 0)
    return fail(ErrorKind::invalid, "a number of the key is too large");
  return bytes;
}

Result<std::string> import_spki(std::string_view kind, std::string_view der) {
  TNTC_TRY(const Pkey key, parse_spki(kind, der));
  if (group_of(kind) != nullptr) {  // the point at infinity is no key
    const PkeyContext check(EVP_PKEY_CTX_new(key.get(), nullptr));
    if (!check || EVP_PKEY_public_check(check.get()) != 1)
      return evp_failure(ErrorKind::invalid, "the public key is not a point of its curve");
  }
  return write_spki(key.get());
}

Result<std::string> import_pkcs8(std::string_view kind, std::string_view der) {
  TNTC_TRY(const Pkey key, parse_pkcs8(kind, der));
  // A public half beside the private one that belongs to another key; checking an RSA key's primes
  // takes too long, and a wrong one only makes wrong signatures.
  if (kind != "RSA") {
    const PkeyContext check(EVP_PKEY_CTX_new(key.get(), nullptr));
    if (!check || EVP_PKEY_pairwise_check(check.get()) != 1)
      return evp_failure(ErrorKind::invalid, "the halves of the key do not belong together");
  }
  return write_pkcs8(key.get());
}

Result<std::string> public_half(std::string_view kind, std::string_view pkcs8) {
  TNTC_TRY(const Pkey key, parse_pkcs8(kind, pkcs8));
  return write_spki(key.get());
}

Result<std::string> shared_secret(std::string_view kind, std::string_view pkcs8,
                                  std::string_view spki) {
  TNTC_TRY(const Pkey mine, parse_pkcs8(kind, pkcs8));
  TNTC_TRY(const Pkey theirs, parse_spki(kind, spki));
  const PkeyContext context(EVP_PKEY_CTX_new(mine.get(), nullptr));
  std::size_t size = 0;
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), theirs.get()) != 1 ||
      EVP_PKEY_derive(context.get(), nullptr, &size) != 1)
    return evp_failure(ErrorKind::invalid, "agreeing on a secret");
  std::string secret(size, '\0');
  if (EVP_PKEY_derive(context.get(), octets(secret), &size) != 1)
    return evp_failure(ErrorKind::invalid, "agreeing on a secret");
  secret.resize(size);
  return secret;
}

}  // namespace tntc::runtime::web
