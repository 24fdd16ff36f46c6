#include "runtime/web/kdf.h"

#include <gtest/gtest.h>

#include "runtime/web/testing/hex.h"

namespace tntc::runtime::web {
namespace {

using testing::from_hex;
using testing::to_hex;

const MayGoOn always = [] { return true; };

// RFC 6070.
TEST(Pbkdf2, IsThatOfTheRfc) {
  EXPECT_EQ(to_hex(*derive(Pbkdf2{"SHA-1", "password", "salt", 2}, 20, always)),
            "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
  EXPECT_EQ(to_hex(*derive(Pbkdf2{"SHA-1", "passwordPASSWORDpassword",
                                  "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096},
                           25, always)),
            "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038");
}

TEST(Pbkdf2, NeedsAnIteration) {
  EXPECT_EQ(derive(Pbkdf2{"SHA-1", "p", "s", 0}, 20, always).error().kind, ErrorKind::invalid);
}

TEST(Pbkdf2, EndsWithinSomeThousandRoundsWhenItsResultIsNoLongerWanted) {
  int looks = 0;
  const MayGoOn twice = [&looks] { return ++looks < 3; };
  const auto made = derive(Pbkdf2{"SHA-256", "p", "s", 4'000'000'000u}, 32, twice);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(looks, 3);
}

// RFC 5869, A.1 and A.3: with a salt and without.
TEST(Hkdf, IsThatOfTheRfc) {
  const std::string secret = from_hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
  EXPECT_EQ(to_hex(*derive(Hkdf{"SHA-256", secret, from_hex("000102030405060708090a0b0c"),
                                from_hex("f0f1f2f3f4f5f6f7f8f9")},
                           42, always)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(to_hex(*derive(Hkdf{"SHA-256", secret, "", ""}, 42, always)),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Kdf, LooksUpWhileItReadsWhatIsLong) {
  const std::string large(4u << 20, 'x');
  const MayGoOn never = [] { return false; };
  EXPECT_EQ(derive(Hkdf{"SHA-256", "s", "", large}, 64, never).error().kind, ErrorKind::cancelled);
  for (const Pbkdf2& from : {Pbkdf2{"SHA-256", large, "s", 1}, Pbkdf2{"SHA-256", "p", large, 1}}) {
    int looks = 0;
    const auto made = derive(from, 32, [&looks] { return ++looks < 3; });
    EXPECT_EQ(made.error().kind, ErrorKind::cancelled);
  }
}

TEST(Hkdf, GivesNoMoreThan255Hashes) {
  EXPECT_EQ(derive(Hkdf{"SHA-256", "s", "", ""}, 255 * 32, always)->size(), 255u * 32u);
  EXPECT_FALSE(derive(Hkdf{"SHA-256", "s", "", ""}, 255 * 32 + 1, always));
}

}  // namespace
}  // namespace tntc::runtime::web
