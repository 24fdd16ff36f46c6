#include "runtime/web/kdf.h"

#include <array>

#include "runtime/web/digest.h"
#include "runtime/web/hmac_state.h"

namespace tntc::runtime::web {
namespace {

// Some milliseconds.
constexpr std::uint32_t kRoundsBetweenLooks = 4096;

std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>(number >> shift & 0xff));
  return bytes;
}

// F of RFC 8018. OpenSSL's own cannot be interrupted, and a million rounds take most of a second.
Result<std::string> pbkdf2_block(HmacState& prf, const Pbkdf2& from, std::uint32_t number,
                                 const MayGoOn& may_go_on) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> u{}, sum{};
  const std::string_view latest(reinterpret_cast<const char*>(u.data()), prf.size());
  TNTC_CHECK(in_pieces(from.salt, may_go_on,
                       [&prf](std::string_view piece) { return prf.update(piece) ? 1 : 0; }));
  bool works = prf.update(big_endian(number)) && prf.finish(u.data());
  sum = u;
  for (std::uint32_t round = 1; works && round < from.iterations; ++round) {
    if (round % kRoundsBetweenLooks == 0 && !may_go_on()) return no_longer_wanted();
    works = prf.update(latest) && prf.finish(u.data());
    for (std::size_t i = 0; i < prf.size(); ++i) sum[i] ^= u[i];
  }
  if (!works) return evp_failure(ErrorKind::internal, "deriving bits");
  return std::string(reinterpret_cast<const char*>(sum.data()), prf.size());
}

}  // namespace

Result<std::string> derive(const Pbkdf2& from, std::size_t length, const MayGoOn& may_go_on) {
  if (from.iterations == 0) return fail(ErrorKind::invalid, "PBKDF2 needs at least one iteration");
  TNTC_TRY(HmacState prf, HmacState::make(from.hash, from.password, may_go_on));
  std::string bits;
  for (std::uint32_t number = 1; bits.size() < length; ++number) {
    if (!may_go_on()) return no_longer_wanted();
    TNTC_TRY(const std::string block, pbkdf2_block(prf, from, number, may_go_on));
    bits += block;
  }
  bits.resize(length);
  return bits;
}

Result<std::string> derive(const Hkdf& from, std::size_t length, const MayGoOn& may_go_on) {
  // The standard's empty salt, as many zeros as the hash has bytes, is the HMAC key of no bytes.
  TNTC_TRY(const std::string extracted, hmac(from.hash, from.salt, from.secret, may_go_on));
  if (length > 255 * extracted.size())
    return fail(ErrorKind::invalid, "HKDF gives at most 255 times the size of its hash");
  std::string bits, block;
  for (unsigned char number = 1; bits.size() < length; ++number) {
    block += from.info;
    block.push_back(static_cast<char>(number));
    TNTC_TRY(block, hmac(from.hash, extracted, block, may_go_on));
    bits += block;
  }
  bits.resize(length);
  return bits;
}

}  // namespace tntc::runtime::web
