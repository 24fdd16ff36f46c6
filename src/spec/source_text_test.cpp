#include "spec/source_text.h"

#include <gtest/gtest.h>

namespace tntc::spec {
namespace {

std::string at(SourceText& source, std::size_t offset) {
  const Position position = source.position(offset);
  return std::to_string(position.line) + ":" + std::to_string(position.column);
}

TEST(SourceText, CountsLinesAndCodePoints) {
  SourceText source("ab\nä€x\n\nz");

  EXPECT_EQ(at(source, 0), "1:1");
  EXPECT_EQ(at(source, 2), "1:3");
  EXPECT_EQ(at(source, 3), "2:1");
  EXPECT_EQ(at(source, 8), "2:3");
  EXPECT_EQ(at(source, 10), "3:1");
  EXPECT_EQ(at(source, 11), "4:1");
}

TEST(SourceText, AnswersInAnyOrder) {
  SourceText source("äbc\ndef");

  EXPECT_EQ(at(source, 3), "1:3");
  EXPECT_EQ(at(source, 6), "2:2");
  EXPECT_EQ(at(source, 2), "1:2");
  EXPECT_EQ(at(source, 0), "1:1");
}

TEST(SourceText, TakesOffsetsBeyondTheEndForTheEnd) {
  SourceText source("ab");
  SourceText nothing("");

  EXPECT_EQ(at(source, 99), "1:3");
  EXPECT_EQ(at(nothing, 99), "1:1");
}

TEST(SourceText, LeavesOutTheByteOrderMark) {
  SourceText source(
      "\xEF\xBB\xBF"
      "ab");

  EXPECT_EQ(source.text(), "ab");
  EXPECT_EQ(at(source, 1), "1:2");
}

TEST(SourceText, FramesALineWithACaret) {
  const SourceText source("one\r\n\tä: b\r\n");

  EXPECT_EQ(source.frame({2, 5}), "  2 | \tä: b\n    | \t   ^");
  EXPECT_EQ(source.frame({1, 1}), "  1 | one\n    | ^");
}

TEST(SourceText, HasNoFrameForAnEmptyOrUnknownLine) {
  const SourceText source("a\n\n");

  EXPECT_EQ(source.frame({2, 1}), "");
  EXPECT_EQ(source.frame({99, 1}), "");
  EXPECT_EQ(source.frame({0, 0}), "");
}

TEST(SourceText, CutsALongLineAroundTheCaret) {
  const std::string line = std::string(500, 'a') + "X" + std::string(500, 'b');
  const SourceText source(line);

  const std::string frame = source.frame({1, 501});

  EXPECT_LT(frame.size(), 200u);
  const std::size_t newline = frame.find('\n');
  const std::size_t caret = frame.find('^') - newline - 1;
  EXPECT_EQ(frame[caret], 'X');
}

}  // namespace
}  // namespace tntc::spec
