#include "base/json_text.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace tntc {
namespace {

TEST(JsonText, EscapesSoThatAParserGivesTheTextBack) {
  std::string all;
  for (int c = 0; c < 128; ++c) all.push_back(static_cast<char>(c));
  all += "caf\xc3\xa9 \xe2\x82\xac";
  std::string json;
  append_json_string(json, all);
  EXPECT_EQ(boost::json::parse(json).as_string(), all);
}

TEST(JsonText, PutsCommasBetweenTheMembersOfAnObject) {
  std::string json = "{";
  append_json_key(json, "a\"b");
  json += '{';
  append_json_key(json, "c");
  json += "1}";
  append_json_key(json, "d");
  append_json_string(json, "{");
  append_json_key(json, "e");
  json += "2}";
  EXPECT_EQ(json, R"({"a\"b":{"c":1},"d":"{","e":2})");
}

TEST(JsonText, WritesNumbersExactly) {
  std::string json;
  append_json_number(json, INT64_MIN);
  json.push_back(' ');
  append_json_number(json, 0);
  EXPECT_EQ(json, "-9223372036854775808 0");
}

}  // namespace
}  // namespace tntc
