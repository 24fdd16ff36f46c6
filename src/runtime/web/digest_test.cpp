#include "runtime/web/digest.h"

#include <gtest/gtest.h>

#include "runtime/web/testing/hex.h"

namespace tntc::runtime::web {
namespace {

using testing::to_hex;

const MayGoOn always = [] { return true; };
const MayGoOn never = [] { return false; };

// FIPS 180-4, "abc".
TEST(Digest, IsThatOfTheStandardForEveryHash) {
  EXPECT_EQ(to_hex(*digest("SHA-1", "abc", always)), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(to_hex(*digest("SHA-256", "abc", always)),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(*digest("SHA-384", "abc", always)).substr(0, 32),
            "cb00753f45a35e8bb5a03d699ac65007");
  EXPECT_EQ(to_hex(*digest("SHA-512", "abc", always)).substr(0, 32),
            "ddaf35a193617abacc417349ae204131");
}

TEST(Digest, RefusesAnUnknownHash) {
  const auto made = digest("MD5", "abc", always);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, "there is no hash function MD5");
}

TEST(Digest, EndsEarlyWhenItsResultIsNoLongerWanted) {
  const auto made = digest("SHA-256", std::string(3u << 20, 'x'), never);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::cancelled);
}

TEST(Digest, IsTheSameInOnePieceAndInMany) {
  // The FIPS value of a million times "a" crosses no piece; three times as many do.
  EXPECT_EQ(to_hex(*digest("SHA-256", std::string(1'000'000, 'a'), always)),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  const std::string large(3'000'001, 'a');
  EXPECT_EQ(hmac("SHA-256", "k", large, always)->size(), 32u);
}

// RFC 4231, cases 2 and 6: a short key, and one longer than a block.
TEST(Hmac, IsThatOfTheRfc) {
  EXPECT_EQ(to_hex(*hmac("SHA-256", "Jefe", "what do ya want for nothing?", always)),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(*hmac("SHA-256", std::string(131, '\xaa'),
                         "Test Using Larger Than Block-Size Key - Hash Key First", always)),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(EqualInConstantTime, TellsSizesAndBytesApart) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
  EXPECT_TRUE(equal_in_constant_time("", ""));
}

}  // namespace
}  // namespace tntc::runtime::web
