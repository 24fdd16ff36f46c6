#include "runtime/web/signature.h"

#include <gtest/gtest.h>

#include "runtime/web/curve.h"
#include "runtime/web/pkey.h"
#include "runtime/web/rsa.h"
#include "runtime/web/testing/hex.h"

namespace tntc::runtime::web {
namespace {

using testing::from_hex;
using testing::to_hex;
using Kind = Scheme::Kind;

const MayGoOn always = [] { return true; };
const std::string kUsualExponent = "\x01" + std::string(1, '\0') + "\x01";

TEST(Signature, OfEveryCurveHoldsForItsMessageOnly) {
  for (const auto& [kind, size] : {std::pair{"P-256", 64u}, {"P-384", 96u}, {"P-521", 132u}}) {
    const std::string key = *generate_on_curve(kind);
    const std::string spki = *public_half(kind, key);
    const Scheme scheme{Kind::ecdsa, kind, "SHA-256"};
    const std::string signature = *sign(scheme, key, "message", always);
    EXPECT_EQ(signature.size(), size) << kind;
    EXPECT_TRUE(*verify(scheme, spki, signature, "message", always)) << kind;
    EXPECT_FALSE(*verify(scheme, spki, signature, "massage", always)) << kind;
    EXPECT_FALSE(*verify(scheme, spki, signature.substr(1), "message", always)) << kind;
    EXPECT_FALSE(*verify(scheme, spki, std::string(size, '\0'), "message", always)) << kind;
  }
}

// RFC 8032, 7.1, test 2.
TEST(Signature, OfEd25519IsThatOfTheRfc) {
  const std::string point =
      from_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const std::string key =
      *pkcs8_of_pair("Ed25519", point,
                     from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  const Scheme scheme{Kind::eddsa, "Ed25519", ""};
  const std::string signature = *sign(scheme, key, "\x72", always);
  EXPECT_EQ(to_hex(signature),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  EXPECT_TRUE(*verify(scheme, *spki_of_point("Ed25519", point), signature, "\x72", always));
}

TEST(Signature, OfRsaHoldsInBothSchemes) {
  const std::string key = *generate_rsa(1024, kUsualExponent, always);
  const std::string spki = *public_half("RSA", key);
  for (const Scheme& scheme :
       {Scheme{Kind::pkcs1, "RSA", "SHA-256"}, Scheme{Kind::pss, "RSA", "SHA-256", 32}}) {
    const std::string signature = *sign(scheme, key, "message", always);
    EXPECT_TRUE(*verify(scheme, spki, signature, "message", always));
    EXPECT_FALSE(*verify(scheme, spki, signature, "massage", always));
    EXPECT_FALSE(*verify(scheme, spki, "", "message", always));
  }
}

TEST(Signature, OfASaltThatDoesNotFitIsRefused) {
  const std::string key = *generate_rsa(1024, kUsualExponent, always);
  EXPECT_FALSE(sign({Kind::pss, "RSA", "SHA-256", 4000}, key, "message", always));
}

TEST(Rsa, GenerationEndsWhenItsResultIsNoLongerWanted) {
  int looks = 0;
  const auto made = generate_rsa(8192, kUsualExponent, [&looks] { return ++looks < 5; });
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::cancelled);
}

TEST(Rsa, RefusesSizesAndExponentsThatMakeNoKey) {
  for (const int bits : {0, 511, kMostRsaBits + 1, 1 << 30})
    EXPECT_FALSE(generate_rsa(bits, kUsualExponent, always)) << bits;
  EXPECT_FALSE(generate_rsa(1024, "", always));
  EXPECT_FALSE(generate_rsa(1024, "\x01", always));
  EXPECT_FALSE(generate_rsa(1024, "\x04", always));
}

TEST(Rsa, IsMadeOfItsNumbersAgain) {
  const std::string key = *generate_rsa(1024, kUsualExponent, always);
  const auto numbers = *rsa_numbers_of_pkcs8(key);
  std::vector<std::string_view> views(numbers.begin(), numbers.end());
  EXPECT_EQ(*rsa_from_numbers(views), key);
  EXPECT_EQ(*rsa_from_numbers({views[0], views[1]}), *public_half("RSA", key));
}

TEST(Rsa, RefusesNumbersThatDoNotBelongTogether) {
  const auto numbers = *rsa_numbers_of_pkcs8(*generate_rsa(1024, kUsualExponent, always));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    auto changed = numbers;
    changed[i].back() = static_cast<char>(changed[i].back() ^ 2);
    EXPECT_FALSE(rsa_from_numbers({changed.begin(), changed.end()})) << i;
  }
  EXPECT_FALSE(rsa_from_numbers({}));
  EXPECT_FALSE(rsa_from_numbers({"", ""}));
}

TEST(Rsa, OaepOpensWhatItSealed) {
  const std::string key = *generate_rsa(1024, kUsualExponent, always);
  const Oaep oaep{"SHA-256", "label"};
  const auto sealed = rsa_oaep(Direction::encrypt, oaep, *public_half("RSA", key), "secret");
  ASSERT_TRUE(sealed);
  EXPECT_EQ(*rsa_oaep(Direction::decrypt, oaep, key, *sealed), "secret");
  EXPECT_FALSE(rsa_oaep(Direction::decrypt, {"SHA-256", "other"}, key, *sealed));
  EXPECT_FALSE(rsa_oaep(Direction::encrypt, oaep, *public_half("RSA", key), std::string(200, 'x')));
}

TEST(Key, IsRefusedWhenItIsOfAnotherKindOrNotWhole) {
  const std::string key = *generate_on_curve("P-256");
  const std::string spki = *public_half("P-256", key);
  EXPECT_EQ(*import_spki("P-256", spki), spki);
  EXPECT_EQ(*import_pkcs8("P-256", key), key);
  EXPECT_EQ(import_spki("P-384", spki).error().message, "the key is not one of P-384");
  EXPECT_FALSE(import_spki("RSA", spki));
  EXPECT_FALSE(import_spki("Ed25519", spki));
  EXPECT_FALSE(import_spki("P-256", spki + '\0'));
  EXPECT_FALSE(import_pkcs8("P-256", key + '\0'));
  EXPECT_FALSE(import_pkcs8("P-256", spki));
  for (std::size_t size = 0; size < spki.size(); ++size)
    EXPECT_FALSE(import_spki("P-256", spki.substr(0, size))) << size;
  for (std::size_t size = 0; size < key.size(); ++size)
    EXPECT_FALSE(import_pkcs8("P-256", key.substr(0, size))) << size;
}

// Whatever a damaged key is taken for, using it ends and crashes nothing.
TEST(Key, DamagedAnywhereIsRefusedOrMerelyWrong) {
  const std::pair<std::string_view, std::string> keys[] = {
      {"RSA", *generate_rsa(512, kUsualExponent, always)},
      {"P-256", *generate_on_curve("P-256")},
      {"Ed25519", *generate_on_curve("Ed25519")}};
  for (const auto& [kind, key] : keys) {
    const Kind scheme = kind == "RSA" ? Kind::pkcs1 : kind == "P-256" ? Kind::ecdsa : Kind::eddsa;
    const std::string_view hash = scheme == Kind::eddsa ? "" : "SHA-1";
    for (std::size_t i = 0; i < key.size(); ++i) {
      for (const char flip : {'\x01', '\x80', '\xff'}) {
        std::string damaged = key;
        damaged[i] = static_cast<char>(damaged[i] ^ flip);
        const auto taken = import_pkcs8(kind, damaged);
        if (taken) (void)sign({scheme, kind, hash}, *taken, "message", always);
      }
    }
  }
}

TEST(Key, OfAbsurdSizeIsNotEvenRead) {
  EXPECT_EQ(import_spki("RSA", std::string(1u << 20, '0')).error().message,
            "no key has 1048576 bytes");
}

TEST(Curve, RefusesPointsThatAreNotOnItAndHalvesOfTwoKeys) {
  const std::string key = *generate_on_curve("P-256");
  const std::string point = *point_of("P-256", *public_half("P-256", key));
  const std::string other = *scalar_of("P-256", *generate_on_curve("P-256"));
  std::string beside = point;
  beside.back() = static_cast<char>(beside.back() ^ 1);
  EXPECT_EQ(*pkcs8_of_pair("P-256", point, *scalar_of("P-256", key)), key);
  EXPECT_FALSE(spki_of_point("P-256", beside));
  EXPECT_FALSE(spki_of_point("P-256", std::string(1, '\0')));  // infinity
  EXPECT_FALSE(spki_of_point("P-256", ""));
  EXPECT_FALSE(pkcs8_of_pair("P-256", point, other));
  EXPECT_FALSE(pkcs8_of_pair("P-256", point, "short"));
  EXPECT_FALSE(pkcs8_of_pair("P-256", point, std::string(32, '\0')));
}

TEST(Curve, AgreesOnOneSecret) {
  for (const char* kind : {"P-256", "P-384", "P-521", "X25519"}) {
    const std::string a = *generate_on_curve(kind), b = *generate_on_curve(kind);
    const auto of_a = shared_secret(kind, a, *public_half(kind, b));
    const auto of_b = shared_secret(kind, b, *public_half(kind, a));
    ASSERT_TRUE(of_a && of_b) << kind;
    EXPECT_EQ(*of_a, *of_b) << kind;
  }
  EXPECT_FALSE(spki_of_point("X25519", "short"));
}

}  // namespace
}  // namespace tntc::runtime::web
