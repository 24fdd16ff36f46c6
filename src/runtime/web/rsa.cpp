#include "runtime/web/rsa.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <array>

#include "runtime/web/pkey.h"
#include "runtime/web/pkey_forms.h"

namespace tntc::runtime::web {
namespace {

constexpr int kFewestBits = 512;  // the library's own bound
constexpr std::array kNumbers = {OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,
                                 OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
                                 OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
                                 OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1};
constexpr std::size_t kPublicNumbers = 2;
// In bytes, with a sign or leading zeros.
constexpr std::size_t kLongestNumber = kMostRsaBits / 8 + 8;
// In bytes: a label is a name, and is hashed in one go.
constexpr std::size_t kLongestLabel = 1u << 20;

Number number(std::string_view big_endian) {
  return Number(BN_bin2bn(octets(big_endian), static_cast<int>(big_endian.size()), nullptr));
}

Result<std::vector<std::string>> numbers(EVP_PKEY* key, std::size_t count) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) {
    TNTC_TRY(std::string one, number_of(key, kNumbers[i]));
    all.push_back(std::move(one));
  }
  return all;
}

// n = p q, and the private exponents undo the public one: a key for which that does not hold is a
// mistake, or a way to make us sign so that the primes can be computed.
bool belong_together(const std::vector<Number>& key) {
  const std::unique_ptr<BN_CTX, Release<&BN_CTX_free>> context(BN_CTX_new());
  const Number product(BN_new());
  if (!context || !product) return false;
  const BIGNUM *n = key[0].get(), *e = key[1].get(), *p = key[3].get(), *q = key[4].get();
  if (BN_mul(product.get(), p, q, context.get()) != 1 || BN_cmp(product.get(), n) != 0)
    return false;
  const auto undoes = [&](const Number& exponent, const BIGNUM* prime) {
    const Number less(BN_dup(prime));
    return less && BN_sub_word(less.get(), 1) == 1 && !BN_is_zero(less.get()) &&
           BN_mod_mul(product.get(), exponent.get(), e, less.get(), context.get()) == 1 &&
           BN_is_one(product.get());
  };
  return undoes(key[2], p) && undoes(key[2], q) && undoes(key[5], p) && undoes(key[6], q) &&
         BN_mod_mul(product.get(), key[7].get(), q, p, context.get()) == 1 &&
         BN_is_one(product.get());
}

}  // namespace

Result<std::string> generate_rsa(int bits, std::string_view exponent, const MayGoOn& may_go_on) {
  if (bits < kFewestBits || bits > kMostRsaBits)
    return fail(ErrorKind::invalid, "RSA keys have " + std::to_string(kFewestBits) + " to " +
                                        std::to_string(kMostRsaBits) + " bits, not " +
                                        std::to_string(bits));
  const Number e = number(exponent.substr(0, kLongestNumber + 1));
  if (!e || exponent.size() > kLongestNumber || !BN_is_odd(e.get()) || BN_is_one(e.get()) ||
      BN_num_bits(e.get()) > 64)
    return fail(ErrorKind::invalid, "the public exponent must be odd and from 3 to 2^64");
  const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  if (!context || EVP_PKEY_keygen_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), bits) != 1 ||
      EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context.get(), e.get()) != 1)
    return evp_failure(ErrorKind::invalid, "generating an RSA key");
  EVP_PKEY_CTX_set_app_data(context.get(), const_cast<MayGoOn*>(&may_go_on));
  EVP_PKEY_CTX_set_cb(context.get(), [](EVP_PKEY_CTX* asking) {
    return (*static_cast<const MayGoOn*>(EVP_PKEY_CTX_get_app_data(asking)))() ? 1 : 0;
  });
  EVP_PKEY* raw = nullptr;
  const bool made = EVP_PKEY_generate(context.get(), &raw) == 1;
  const Pkey key(raw);
  if (!made && !may_go_on()) return no_longer_wanted();
  if (!made) return evp_failure(ErrorKind::invalid, "generating an RSA key");
  return write_pkcs8(key.get());
}

Result<std::string> rsa_oaep(Direction direction, const Oaep& oaep, std::string_view der,
                             std::string_view bytes) {
  const bool encrypts = direction == Direction::encrypt;
  if (oaep.label.size() > kLongestLabel)
    return fail(ErrorKind::invalid, "a label of RSA-OAEP has at most 1 MiB");
  TNTC_TRY(const EVP_MD* const hash, hash_named(oaep.hash));
  TNTC_TRY(const Pkey key, encrypts ? parse_spki("RSA", der) : parse_pkcs8("RSA", der));
  const PkeyContext context(EVP_PKEY_CTX_new(key.get(), nullptr));
  const auto begin = encrypts ? &EVP_PKEY_encrypt_init : &EVP_PKEY_decrypt_init;
  const auto run = encrypts ? &EVP_PKEY_encrypt : &EVP_PKEY_decrypt;
  const char* const doing = encrypts ? "encrypting with RSA-OAEP" : "decrypting with RSA-OAEP";
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key.get()));
  std::string out(size, '\0');
  if (!context || begin(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), hash) != 1 ||
      EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), hash) != 1)
    return evp_failure(ErrorKind::internal, doing);
  if (!oaep.label.empty()) {
    void* label = OPENSSL_memdup(oaep.label.data(), oaep.label.size());
    // The context takes it over.
    if (label == nullptr || EVP_PKEY_CTX_set0_rsa_oaep_label(
                                context.get(), label, static_cast<int>(oaep.label.size())) != 1)
      return evp_failure(ErrorKind::internal, doing);
  }
  if (run(context.get(), octets(out), &size, octets(bytes), bytes.size()) != 1)
    return evp_failure(ErrorKind::invalid, doing);
  out.resize(size);
  return out;
}

Result<std::vector<std::string>> rsa_numbers_of_spki(std::string_view spki) {
  TNTC_TRY(const Pkey key, parse_spki("RSA", spki));
  return numbers(key.get(), kPublicNumbers);
}

Result<std::vector<std::string>> rsa_numbers_of_pkcs8(std::string_view pkcs8) {
  TNTC_TRY(const Pkey key, parse_pkcs8("RSA", pkcs8));
  return numbers(key.get(), kNumbers.size());
}

Result<std::string> rsa_from_numbers(const std::vector<std::string_view>& given) {
  const bool is_private = given.size() == kNumbers.size();
  if (!is_private && given.size() != kPublicNumbers)
    return fail(ErrorKind::invalid, "an RSA key has two numbers, or eight");
  const Builder builder(OSSL_PARAM_BLD_new());
  std::vector<Number> kept;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given[i].empty() || given[i].size() > kLongestNumber)
      return fail(ErrorKind::invalid, "a number of the RSA key is missing or too large");
    kept.push_back(number(given[i]));
    if (!kept.back() || BN_is_zero(kept.back().get()) ||
        OSSL_PARAM_BLD_push_BN(builder.get(), kNumbers[i], kept.back().get()) != 1)
      return evp_failure(ErrorKind::invalid, "reading the numbers of an RSA key");
  }
  if (is_private && !belong_together(kept))
    return fail(ErrorKind::invalid, "the numbers of the RSA key do not belong together");
  const int selection = is_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
  TNTC_TRY(const Pkey key,
           key_of(builder.get(), "RSA", selection, "making an RSA key of its numbers"));
  TNTC_TRY(std::string der, is_private ? write_pkcs8(key.get()) : write_spki(key.get()));
  // Once more through the door of all keys, which knows the bounds.
  return is_private ? import_pkcs8("RSA", der) : import_spki("RSA", der);
}

}  // namespace tntc::runtime::web
