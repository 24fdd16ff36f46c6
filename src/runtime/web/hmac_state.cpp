#include "runtime/web/hmac_state.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "runtime/web/digest.h"

namespace tntc::runtime::web {
namespace {

constexpr std::size_t kWidestBlock = 128;  // of SHA-384 and SHA-512
using Block = std::array<unsigned char, kWidestBlock>;

bool begin(EVP_MD_CTX* context, const EVP_MD* kind, const Block& key, unsigned char pad) {
  const auto size = static_cast<std::size_t>(EVP_MD_get_block_size(kind));
  Block block{};
  for (std::size_t i = 0; i < size; ++i) block[i] = key[i] ^ pad;
  const bool begun = EVP_DigestInit_ex(context, kind, nullptr) == 1 &&
                     EVP_DigestUpdate(context, block.data(), size) == 1;
  OPENSSL_cleanse(block.data(), block.size());
  return begun;
}

}  // namespace

Result<HmacState> HmacState::make(std::string_view hash, std::string_view key,
                                  const MayGoOn& may_go_on) {
  TNTC_TRY(const EVP_MD* const kind, hash_named(hash));
  std::string hashed;
  if (key.size() > static_cast<std::size_t>(EVP_MD_get_block_size(kind))) {
    TNTC_TRY(hashed, digest(hash, key, may_go_on));
    key = hashed;
  }
  HmacState state;
  if (!state.start(kind, key)) return evp_failure(ErrorKind::internal, "starting an HMAC");
  return state;
}

bool HmacState::start(const EVP_MD* kind, std::string_view key) {
  for (DigestContext* context : {&inner_, &outer_, &work_, &outer_work_}) {
    context->reset(EVP_MD_CTX_new());
    if (!*context) return false;
  }
  size_ = static_cast<std::size_t>(EVP_MD_get_size(kind));
  Block block{};
  std::ranges::copy(key, block.begin());
  const bool begun =
      begin(inner_.get(), kind, block, 0x36) && begin(outer_.get(), kind, block, 0x5c);
  OPENSSL_cleanse(block.data(), block.size());
  return begun;
}

bool HmacState::update(std::string_view bytes) {
  if (!begun_ && EVP_MD_CTX_copy_ex(work_.get(), inner_.get()) != 1) return false;
  begun_ = true;
  return EVP_DigestUpdate(work_.get(), bytes.data(), bytes.size()) == 1;
}

bool HmacState::finish(unsigned char* out) {
  begun_ = false;
  return EVP_DigestFinal_ex(work_.get(), out, nullptr) == 1 &&
         EVP_MD_CTX_copy_ex(outer_work_.get(), outer_.get()) == 1 &&
         EVP_DigestUpdate(outer_work_.get(), out, size_) == 1 &&
         EVP_DigestFinal_ex(outer_work_.get(), out, nullptr) == 1;
}

}  // namespace tntc::runtime::web
