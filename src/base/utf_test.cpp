#include "base/utf.h"

#include <gtest/gtest.h>

namespace tntc {
namespace {

TEST(Utf, KeepsWellFormedTextBothWays) {
  for (const std::string text : {"", "plain", "caf\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"}) {
    EXPECT_EQ(utf8_from_utf16(utf16_from_utf8(text)), text);
    EXPECT_TRUE(is_utf8(text));
  }
  EXPECT_EQ(utf16_from_utf8("\xf0\x9f\x98\x80"), u"\U0001F600");
}

TEST(Utf, ReplacesEachMaximalSubpart) {
  EXPECT_EQ(utf16_from_utf8("a\xff"
                            "b"),
            u"a\xfffd"
            u"b");
  EXPECT_EQ(utf16_from_utf8("\xc0\x80"), u"\xfffd\xfffd");            // overlong
  EXPECT_EQ(utf16_from_utf8("\xed\xa0\x80"), u"\xfffd\xfffd\xfffd");  // a surrogate
  EXPECT_EQ(utf16_from_utf8("\xf0\x9f\x98"), u"\xfffd");              // cut off
  EXPECT_EQ(utf16_from_utf8("\xf4\x90\x80\x80"), u"\xfffd\xfffd\xfffd\xfffd");
  for (const char* text : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf0\x9f\x98", "\x80"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(Utf, ReplacesLoneSurrogates) {
  const char16_t lone[] = {0xd83d, u'x', 0xde00};
  EXPECT_EQ(utf8_from_utf16({lone, 3}), "\xef\xbf\xbdx\xef\xbf\xbd");
}

}  // namespace
}  // namespace tntc
