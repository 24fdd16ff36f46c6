#include "bundle/base64.h"

#include <gtest/gtest.h>

namespace tntc::bundle {
namespace {

TEST(Base64, BytesOfEveryLengthComeBack) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes) << i;
    bytes += static_cast<char>(i);
  }
}

TEST(Base64, IsSpelledAsTheStandardHasIt) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foo"), "Zm9v");
}

TEST(Base64, OtherSpellingsAreRefused) {
  for (const char* const text :
       {"Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n", " Zm9v", "Zm-v", "====", "Z===", "Z=9v"})
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

}  // namespace
}  // namespace tntc::bundle
