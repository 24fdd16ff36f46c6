#include "ui/json_text.h"

#include <gtest/gtest.h>

namespace tntc::ui {
namespace {

TEST(JsonText, IndentsWithoutTouchingNumbersOrOrder) {
  EXPECT_EQ(pretty(R"({"b":1.50,"a":[12345678901234567890,{}],"e":[],"s":"a,{b}:\"c"})"),
            "{\n  \"b\": 1.50,\n  \"a\": [\n    12345678901234567890,\n    {}\n  ],\n  \"e\": [],\n"
            "  \"s\": \"a,{b}:\\\"c\"\n}");
  EXPECT_EQ(pretty("3"), "3");
  EXPECT_EQ(pretty(" [ ] "), "[]");
}

TEST(JsonText, SplitsAnObjectIntoItsMembers) {
  const std::string json = R"( {"a" : {"x":[1,2]} , "b\u0021":"}","c":-1.0e5 })";
  const auto found = members(json);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].name, "a");
  EXPECT_EQ(found[0].value, R"({"x":[1,2]})");
  EXPECT_EQ(found[1].name, "b!");
  EXPECT_EQ(found[1].value, "\"}\"");
  EXPECT_EQ(found[2].value, "-1.0e5");
  EXPECT_EQ(member(json, "c"), "-1.0e5");
  EXPECT_EQ(member(json, "d"), "");
}

TEST(JsonText, SurvivesWhatIsNotJson) {
  for (const char* text :
       {"", "{", "{\"a", "{\"a\":", "{\"a\":[", "[1]", "}}}", "\"", "{,}", "]"}) {
    EXPECT_LE(members(text).size(), 1U) << text;
    EXPECT_LE(pretty(text).size(), 64U) << text;
  }
}

TEST(JsonText, ReadsATextBack) {
  EXPECT_EQ(unquoted(R"("a\"\u00e9\n")"), "a\"\xC3\xA9\n");
  for (const char* text : {"", "1", "null", "\"a", R"("\ud800")"}) {
    EXPECT_EQ(unquoted(text), "") << text;
    EXPECT_EQ(unquoted(text, text), text);
  }
}

TEST(JsonText, QuotesAnyBytesIntoValidJson) {
  EXPECT_EQ(quoted("a\"b\n"), R"("a\"b\n")");
  EXPECT_EQ(quoted("caf\xC3\xA9"), "\"caf\xC3\xA9\"");
  EXPECT_EQ(quoted("\xFF|\xC0\x80|\xED\xA0\x80"),
            "\"\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace tntc::ui
