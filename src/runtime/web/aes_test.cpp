#include "runtime/web/aes.h"

#include <gtest/gtest.h>

#include "runtime/web/testing/hex.h"

namespace tntc::runtime::web {
namespace {

using testing::from_hex;
using testing::to_hex;

const MayGoOn always = [] { return true; };
const std::string kKey = from_hex("2b7e151628aed2a6abf7158809cf4f3c");

// NIST SP 800-38A, F.2.1.
TEST(AesCbc, IsThatOfTheStandardAndPads) {
  const std::string iv = from_hex("000102030405060708090a0b0c0d0e0f");
  const std::string plain = from_hex("6bc1bee22e409f96e93d7e117393172a");
  const auto sealed = aes_cbc(Direction::encrypt, kKey, iv, plain, always);
  ASSERT_TRUE(sealed);
  EXPECT_EQ(sealed->size(), 32u);
  EXPECT_EQ(to_hex(*sealed).substr(0, 32), "7649abac8119b246cee98e9b12e9197d");
  EXPECT_EQ(*aes_cbc(Direction::decrypt, kKey, iv, *sealed, always), plain);
  EXPECT_FALSE(aes_cbc(Direction::decrypt, kKey, iv, sealed->substr(0, 16), always));
  EXPECT_FALSE(aes_cbc(Direction::encrypt, kKey, "short", plain, always));
  EXPECT_FALSE(aes_cbc(Direction::encrypt, "short", iv, plain, always));
}

// NIST SP 800-38A, F.5.1.
TEST(AesCtr, IsThatOfTheStandard) {
  EXPECT_EQ(to_hex(*aes_ctr(kKey, from_hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"), 128,
                            from_hex("6bc1bee22e409f96e93d7e117393172a"), always)),
            "874d6191b620e3261bef6864990db6ce");
}

TEST(AesCtr, WrapsItsCounterAndNothingElse) {
  const std::string zeros(48, '\0');
  const std::string nonce(15, '\x11');
  // The block after 0xff is 0x00 of the same nonce.
  const std::string stream = *aes_ctr(kKey, nonce + '\xff', 8, zeros, always);
  EXPECT_EQ(stream.substr(16),
            *aes_ctr(kKey, nonce + std::string(1, '\0'), 8, zeros.substr(16), always));
  EXPECT_EQ(stream.substr(0, 16), *aes_ctr(kKey, nonce + '\xff', 8, zeros.substr(32), always));
  // A counter of all 128 bits carries.
  EXPECT_NE(stream.substr(16, 16),
            aes_ctr(kKey, nonce + '\xff', 128, zeros, always)->substr(16, 16));
}

TEST(AesCtr, RefusesMoreBlocksThanItCanCount) {
  const std::string block(16, '\x07');
  EXPECT_TRUE(aes_ctr(kKey, block, 2, std::string(64, 'x'), always));
  EXPECT_FALSE(aes_ctr(kKey, block, 2, std::string(65, 'x'), always));
  EXPECT_FALSE(aes_ctr(kKey, block, 0, "x", always));
  EXPECT_FALSE(aes_ctr(kKey, block, 129, "x", always));
}

// The fourth case of the GCM specification.
TEST(AesGcm, IsThatOfItsSpecification) {
  const std::string key = from_hex("feffe9928665731c6d6a8f9467308308");
  const std::string iv = from_hex("cafebabefacedbaddecaf888");
  const std::string more = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const std::string plain = from_hex(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  const auto sealed = aes_gcm(Direction::encrypt, key, {iv, more, 128}, plain, always);
  ASSERT_TRUE(sealed);
  EXPECT_EQ(to_hex(sealed->substr(60)), "5bc94fbc3221a5db94fae95ae7121a47");
  EXPECT_EQ(*aes_gcm(Direction::decrypt, key, {iv, more, 128}, *sealed, always), plain);
}

TEST(AesGcm, RefusesWhatWasChanged) {
  const GcmSettings settings{"123456789012", "header", 96};
  std::string sealed = *aes_gcm(Direction::encrypt, kKey, settings, "secret", always);
  EXPECT_EQ(sealed.size(), 6u + 12u);
  sealed[2] = static_cast<char>(sealed[2] ^ 1);
  const auto opened = aes_gcm(Direction::decrypt, kKey, settings, sealed, always);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message, "decrypting: the tag does not fit the data");
  EXPECT_FALSE(aes_gcm(Direction::decrypt, kKey, settings, "short", always));
  EXPECT_FALSE(aes_gcm(Direction::encrypt, kKey, {"", "", 128}, "x", always));
}

TEST(AesGcm, TakesMoreThanOnePiece) {
  const std::string large(2'500'000, 'x');
  const GcmSettings settings{"123456789012", "", 128};
  const auto sealed = aes_gcm(Direction::encrypt, kKey, settings, large, always);
  ASSERT_TRUE(sealed);
  EXPECT_EQ(*aes_gcm(Direction::decrypt, kKey, settings, *sealed, always), large);
  const auto stopped = aes_gcm(Direction::encrypt, kKey, settings, large, [] { return false; });
  EXPECT_EQ(stopped.error().kind, ErrorKind::cancelled);
}

// RFC 3394, 4.1.
TEST(AesKw, IsThatOfTheRfc) {
  const std::string kek = from_hex("000102030405060708090a0b0c0d0e0f");
  const std::string key = from_hex("00112233445566778899aabbccddeeff");
  const auto wrapped = aes_kw(Direction::encrypt, kek, key);
  ASSERT_TRUE(wrapped);
  EXPECT_EQ(to_hex(*wrapped), "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
  EXPECT_EQ(*aes_kw(Direction::decrypt, kek, *wrapped), key);
  EXPECT_FALSE(aes_kw(Direction::decrypt, kek, std::string(24, 'x')));
  EXPECT_FALSE(aes_kw(Direction::encrypt, kek,
                      "no multiple of 8"
                      "."));
}

}  // namespace
}  // namespace tntc::runtime::web
