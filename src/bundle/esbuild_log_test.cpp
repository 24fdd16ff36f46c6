#include "bundle/esbuild_log.h"

#include <gtest/gtest.h>

namespace tntc::bundle {
namespace {

TEST(ParseLog, ReadsSeverityTextIdAndPlace) {
  const auto messages = parse_log(
      "✘ [ERROR] Could not resolve \"a\"\n\n    nodes/x.ts:1:14:\n      1 │ import a from \"a\";\n"
      "        ╵               ~~~\n\n  You can mark the path \"a\" as external.\n\n"
      "▲ [WARNING] This case clause [sic] is odd [duplicate-case]\n\n    a:1:2 b.ts:12:0:\n");
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].severity, Severity::error);
  EXPECT_EQ(messages[0].text, "Could not resolve \"a\"");
  EXPECT_EQ(messages[0].id, "");
  EXPECT_EQ(messages[0].file, "nodes/x.ts");
  EXPECT_EQ(messages[0].line, 1);
  EXPECT_EQ(messages[0].offset, 14U);
  EXPECT_EQ(messages[1].severity, Severity::warning);
  EXPECT_EQ(messages[1].text, "This case clause [sic] is odd");
  EXPECT_EQ(messages[1].id, "duplicate-case");
  EXPECT_EQ(messages[1].file, "a:1:2 b.ts");
  EXPECT_EQ(messages[1].line, 12);
}

TEST(ParseLog, ThePlacesOfNotesAreNotThoseOfTheMessage) {
  const auto messages = parse_log(
      "✘ [ERROR] Cannot assign\n\n    a.ts:2:5:\n\n  It was declared here:\n\n    a.ts:1:3:\n"
      "✘ [ERROR] No place\n\n  A note:\n\n    b.ts:9:9:\n");
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].line, 2);
  EXPECT_EQ(messages[1].file, "");
}

TEST(ParseLog, TextThatIsNoMessageIsSkipped) {
  for (const char* const text : {"", "\n\n", "panic: x\n    a.ts:1:2:\n", "[ERROR]", "    :1:2:"})
    EXPECT_TRUE(parse_log(text).empty()) << text;
  for (const char* const place :
       {"    a.ts:1:", "    a.ts:x:2:", "    :1:2:", "    a.ts:1:2", ""}) {
    const auto messages = parse_log(std::string("✘ [ERROR] m\n\n") + place);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].file, "") << place;
  }
}

}  // namespace
}  // namespace tntc::bundle
