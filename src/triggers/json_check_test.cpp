#include "triggers/json_check.h"

#include <gtest/gtest.h>

namespace tntc::triggers {
namespace {

using std::string_literals::operator""s;

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(JsonCheck, AcceptsEveryJsonText) {
  const std::string good[] = {
      "{}",
      "[]",
      "null",
      " \t\r\n true \n",
      "false",
      "0",
      "-0",
      "-0.5e+10",
      "1E400",
      "123456789012345678901234567890",
      R"("")",
      R"("a longer text than eight bytes")",
      R"("\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00")",
      R"("lone surrogate \ud800")",
      "\"é € 😀 \x7f\"",
      R"({"a":1,"a":2})",
      R"({"a":{"b":[1,[],{}, "x" , null ]}, "":0})",
      "[1,2 , 3]",
      nested(kMaxJsonDepth),
  };
  for (const std::string& text : good)
    EXPECT_FALSE(find_json_fault(text)) << text << ": " << find_json_fault(text)->problem;
}

TEST(JsonCheck, SaysWhereAndWhyATextIsNotJson) {
  struct Row {
    std::string text;
    std::size_t offset;
    std::string_view problem;
  };
  const Row bad[] = {
      {"", 0, "expected a value"},
      {"  ", 2, "expected a value"},
      {"nul", 0, "expected a value"},
      {"NaN", 0, "expected a value"},
      {"-Infinity", 1, "expected a digit after the minus sign"},
      {"undefined", 0, "expected a value"},
      {"'a'", 0, "expected a value"},
      {"{} x", 3, "expected the end after the value"},
      {"{}}", 2, "expected the end after the value"},
      {"[1,]", 3, "expected a value"},
      {"[1 2]", 3, "expected , or ]"},
      {"[1}", 2, "expected , or ]"},
      {"[", 1, "expected a value"},
      {"[1", 2, "expected , or ]"},
      {"{", 1, "expected a member name in double quotes, or }"},
      {"{a:1}", 1, "expected a member name in double quotes, or }"},
      {R"({"a":1,})", 7, "expected a member name in double quotes"},
      {R"({"a" 1})", 5, "expected : after the member name"},
      {R"({"a":})", 5, "expected a value"},
      {R"({"a":1)", 6, "expected , or }"},
      {R"({"a":1])", 6, "expected , or }"},
      {"01", 1, "a number must not begin with 0"},
      {"-", 1, "expected a digit after the minus sign"},
      {"1.", 2, "expected a digit after the decimal point"},
      {".5", 0, "expected a value"},
      {"+1", 0, "expected a value"},
      {"1e", 2, "expected a digit in the exponent"},
      {"1e+", 3, "expected a digit in the exponent"},
      {"0x10", 1, "expected the end after the value"},
      {R"("abc)", 4, "the string has no closing quote"},
      {R"("abc\)", 5, "the string has no closing quote"},
      {R"("a\x")", 3, "unknown escape in a string"},
      {"\"\\\0\""s, 2, "unknown escape in a string"},
      {R"("\u12g4")", 5, "\\u needs four hexadecimal digits"},
      {R"("\u12)", 5, "\\u needs four hexadecimal digits"},
      {"\"a\nb\"", 2, "a control character inside a string must be escaped"},
      {"\"a long enough text \x01\"", 20, "a control character inside a string must be escaped"},
      {"\"\0\""s, 1, "a control character inside a string must be escaped"},
      {"\"\x80\"", 1, "not valid UTF-8"},
      {"\"\xC0\xAF\"", 1, "not valid UTF-8"},
      {"\"\xE0\x80\xAF\"", 1, "not valid UTF-8"},
      {"\"\xED\xA0\x80\"", 1, "not valid UTF-8"},
      {"\"\xF0\x80\x80\x80\"", 1, "not valid UTF-8"},
      {"\"\xF4\x90\x80\x80\"", 1, "not valid UTF-8"},
      {"\"\xF5\x80\x80\x80\"", 1, "not valid UTF-8"},
      {"\"\xE2\x82", 1, "not valid UTF-8"},
      {"// comment\n{}", 0, "expected a value"},
      {nested(kMaxJsonDepth + 1), kMaxJsonDepth, "nested deeper than 512 levels"},
  };
  for (const Row& row : bad) {
    const auto fault = find_json_fault(row.text);
    ASSERT_TRUE(fault) << row.text;
    EXPECT_EQ(fault->offset, row.offset) << row.text;
    EXPECT_EQ(fault->problem, row.problem) << row.text;
  }
}

// A byte that ends a run of plain text must be seen at each of the eight places of a word.
TEST(JsonCheck, SeesASpecialByteAtEveryAlignment) {
  for (std::size_t length = 1; length < 40; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      std::string text = '"' + std::string(length, '!') + '"';
      text[at + 1] = '\x1F';
      ASSERT_TRUE(find_json_fault(text)) << length << " " << at;
      EXPECT_EQ(find_json_fault(text)->offset, at + 1);
    }
  }
}

TEST(JsonCheck, CountsLinesAndCodePoints) {
  EXPECT_EQ(position_of("", 0), (TextPosition{1, 1}));
  EXPECT_EQ(position_of("abc", 2), (TextPosition{1, 3}));
  EXPECT_EQ(position_of("a\nbc", 3), (TextPosition{2, 2}));
  EXPECT_EQ(position_of("a\r\nb", 3), (TextPosition{2, 1}));
  EXPECT_EQ(position_of("é€😀x", 9), (TextPosition{1, 4}));
  EXPECT_EQ(position_of("ab", 99), (TextPosition{1, 3}));
}

TEST(JsonCheck, ShowsWhatItFound) {
  const auto shown = [](std::string_view text) { return to_text(*find_json_fault(text), text); };
  EXPECT_EQ(shown("{\"a\":\n x}"), "expected a value, found `x` at line 2 column 2 (byte 7)");
  EXPECT_EQ(shown("[é]"), "expected a value, found `é` at line 1 column 2 (byte 1)");
  EXPECT_EQ(shown("[\x01"), "expected a value, found byte 0x01 at line 1 column 2 (byte 1)");
  EXPECT_EQ(shown("[\xFF"), "expected a value, found byte 0xFF at line 1 column 2 (byte 1)");
  EXPECT_EQ(shown("[1"), "expected , or ], found the end at line 1 column 3 (byte 2)");
}

}  // namespace
}  // namespace tntc::triggers
