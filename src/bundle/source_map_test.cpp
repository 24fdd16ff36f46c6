#include "bundle/source_map.h"

#include <gtest/gtest.h>

namespace tntc::bundle {
namespace {

std::string map_with(const std::string& mappings) {
  return R"({"version":3,"sources":["a.ts","b.ts"],"names":[],"mappings":")" + mappings + "\"}";
}

TEST(SourceMap, FindsTheSegmentThatBeginsAtOrBeforeThePlace) {
  // Line 2: column 4 -> a.ts 1:1; column 8 -> b.ts 3:6. Line 4: column 0 -> b.ts 2:6.
  const auto map = SourceMap::parse(map_with(";IAAA,ICEK;;AADA"));
  ASSERT_TRUE(map) << map.error().message;
  EXPECT_EQ(map->lookup(2, 4), std::nullopt);
  EXPECT_EQ(map->lookup(2, 5), (SourcePosition{"a.ts", 1, 1}));
  EXPECT_EQ(map->lookup(2, 8), (SourcePosition{"a.ts", 1, 1}));
  EXPECT_EQ(map->lookup(2, 9), (SourcePosition{"b.ts", 3, 6}));
  EXPECT_EQ(map->lookup(2, 9999), (SourcePosition{"b.ts", 3, 6}));
  EXPECT_EQ(map->lookup(4, 1), (SourcePosition{"b.ts", 2, 6}));
}

TEST(SourceMap, PlacesWithoutASegmentOrASourceAreUnknown) {
  const auto map = SourceMap::parse(map_with("AAAA,I,IAAA;"));
  ASSERT_TRUE(map) << map.error().message;
  EXPECT_TRUE(map->lookup(1, 1));
  EXPECT_EQ(map->lookup(1, 5), std::nullopt) << "a segment of one number has no source";
  EXPECT_TRUE(map->lookup(1, 9));
  for (const auto& [line, column] : {std::pair{2, 1}, {0, 1}, {1, 0}, {-1, -1}, {99, 1}})
    EXPECT_EQ(map->lookup(line, column), std::nullopt) << line << ':' << column;
}

TEST(SourceMap, NumbersOfSeveralDigitsAndSignsAreRead) {
  // 123456 is "gkxH", -1 is "D".
  const auto map = SourceMap::parse(map_with("AAgkxHA,AADA"));
  ASSERT_TRUE(map) << map.error().message;
  EXPECT_EQ(map->lookup(1, 1), (SourcePosition{"a.ts", 123456, 1}));
}

TEST(SourceMap, WhatIsMalformedIsRefused) {
  const std::vector<std::string> bad = {
      "",
      "null",
      "[]",
      "{",
      R"({"version":2,"sources":[],"mappings":""})",
      R"({"version":3,"mappings":""})",
      R"({"version":3,"sources":{},"mappings":""})",
      R"({"version":3,"sources":[]})",
      R"({"version":3,"sources":[],"mappings":7})",
      map_with("A*AA"),
      map_with("AA"),
      map_with("AAA"),
      map_with("AAAAAA"),
      map_with("g"),            // a number that does not end
      map_with("ggggggggggA"),  // a number of more than 32 bits
      map_with("D"),            // a negative column
      map_with("IAAA,DAAA"),    // columns that go back
      map_with("AEAA"),         // the third of two sources
      map_with("ADAA"),
      map_with("AADA"),
  };
  for (const std::string& text : bad) {
    const auto map = SourceMap::parse(text);
    ASSERT_FALSE(map) << text;
    EXPECT_EQ(map.error().kind, ErrorKind::invalid) << text;
  }
}

}  // namespace
}  // namespace tntc::bundle
