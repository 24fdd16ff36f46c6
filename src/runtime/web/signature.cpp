#include "runtime/web/signature.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "runtime/web/pkey_forms.h"

namespace tntc::runtime::web {
namespace {

using Kind = Scheme::Kind;
using EcdsaPair = std::unique_ptr<ECDSA_SIG, Release<&ECDSA_SIG_free>>;
using Start = int (*)(EVP_MD_CTX*, EVP_PKEY_CTX**, const EVP_MD*, ENGINE*, EVP_PKEY*);

// Of r and of s.
std::size_t half_size(EVP_PKEY* key) {
  return (static_cast<std::size_t>(EVP_PKEY_get_bits(key)) + 7) / 8;
}

Result<std::string> fixed_from_der(std::string_view der, std::size_t half) {
  const unsigned char* at = octets(der);
  const EcdsaPair pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  std::string fixed(2 * half, '\0');
  if (!pair ||
      BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), octets(fixed), static_cast<int>(half)) < 0 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), octets(fixed) + half, static_cast<int>(half)) < 0)
    return evp_failure(ErrorKind::internal, "writing a signature");
  return fixed;
}

// Empty when it cannot be one.
std::string der_from_fixed(std::string_view fixed, std::size_t half) {
  if (fixed.size() != 2 * half) return {};
  const EcdsaPair pair(ECDSA_SIG_new());
  Number r(BN_bin2bn(octets(fixed), static_cast<int>(half), nullptr));
  Number s(BN_bin2bn(octets(fixed) + half, static_cast<int>(half), nullptr));
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
  (void)r.release();  // set0 has taken them
  (void)s.release();
  std::string der(2 * half + 16, '\0');
  unsigned char* at = octets(der);
  const int size = i2d_ECDSA_SIG(pair.get(), &at);
  der.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return der;
}

Result<DigestContext> begin(const Scheme& scheme, EVP_PKEY* key, Start start) {
  const EVP_MD* hash = nullptr;
  if (scheme.kind != Kind::eddsa) {
    TNTC_TRY(hash, hash_named(scheme.hash));
  }
  DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;  // belongs to context
  bool begun = context && start(context.get(), &settings, hash, nullptr, key) == 1;
  if (begun && scheme.kind == Kind::pss) {
    begun = EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_mgf1_md(settings, hash) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, scheme.salt_length) == 1;
  }
  if (!begun) return evp_failure(ErrorKind::invalid, "starting a signature");
  return context;
}

Result<std::string> made(EVP_MD_CTX* context, const Scheme& scheme, std::string_view message,
                         const MayGoOn& may_go_on) {
  std::size_t size = 0;
  std::string signature;
  if (scheme.kind == Kind::eddsa) {
    if (EVP_DigestSign(context, nullptr, &size, octets(message), message.size()) == 1) {
      signature.resize(size);
      if (EVP_DigestSign(context, octets(signature), &size, octets(message), message.size()) == 1)
        return signature;
    }
    return evp_failure(ErrorKind::invalid, "signing");
  }
  TNTC_CHECK(in_pieces(message, may_go_on, [context](std::string_view piece) {
    return EVP_DigestSignUpdate(context, piece.data(), piece.size());
  }));
  if (EVP_DigestSignFinal(context, nullptr, &size) != 1)
    return evp_failure(ErrorKind::invalid, "signing");
  signature.resize(size);
  if (EVP_DigestSignFinal(context, octets(signature), &size) != 1)
    return evp_failure(ErrorKind::invalid, "signing");
  signature.resize(size);
  return signature;
}

}  // namespace

Result<std::string> sign(const Scheme& scheme, std::string_view pkcs8, std::string_view message,
                         const MayGoOn& may_go_on) {
  TNTC_TRY(const Pkey key, parse_pkcs8(scheme.key, pkcs8));
  TNTC_TRY(const DigestContext context, begin(scheme, key.get(), &EVP_DigestSignInit));
  TNTC_TRY(std::string signature, made(context.get(), scheme, message, may_go_on));
  if (scheme.kind != Kind::ecdsa) return signature;
  return fixed_from_der(signature, half_size(key.get()));
}

Result<bool> verify(const Scheme& scheme, std::string_view spki, std::string_view signature,
                    std::string_view message, const MayGoOn& may_go_on) {
  TNTC_TRY(const Pkey key, parse_spki(scheme.key, spki));
  TNTC_TRY(const DigestContext context, begin(scheme, key.get(), &EVP_DigestVerifyInit));
  std::string der;
  if (scheme.kind == Kind::ecdsa) {
    der = der_from_fixed(signature, half_size(key.get()));
    if (der.empty()) return false;
    signature = der;
  }
  bool holds = false;
  if (scheme.kind == Kind::eddsa) {
    holds = EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message),
                             message.size()) == 1;
  } else {
    TNTC_CHECK(in_pieces(message, may_go_on, [&context](std::string_view piece) {
      return EVP_DigestVerifyUpdate(context.get(), piece.data(), piece.size());
    }));
    holds = EVP_DigestVerifyFinal(context.get(), octets(signature), signature.size()) == 1;
  }
  ERR_clear_error();  // what the library says of a wrong signature
  return holds;
}

}  // namespace tntc::runtime::web
