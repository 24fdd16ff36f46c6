#include "triggers/http_fields.h"

#include <gtest/gtest.h>

namespace tntc::triggers {
namespace {

using std::chrono::seconds;

TEST(HttpFields, ReadsPreferences) {
  struct Row {
    std::string_view value;
    bool respond_async;
    std::optional<seconds> wait;
  };
  const Row rows[] = {
      {"respond-async", true, {}},
      {"Respond-Async", true, {}},
      {"respond-async, wait=10", true, seconds(10)},
      {"wait=10,respond-async", true, seconds(10)},
      {" respond-async ; foo=\"a, b\" ,\twait = 0", true, seconds(0)},
      {"wait=\"7\"", false, seconds(7)},
      {"return=minimal; a=\"respond-async\"", false, {}},
      {"x=\"respond-async, \\\" wait=1\"", false, {}},
      {"respond-asynchronously", false, {}},
      {"wait=1, wait=2", false, seconds(1)},
      {"wait=-1", false, {}},
      {"wait=1s", false, {}},
      {"wait=99999999999999999999", false, {}},
      {"wait=999999999", false, seconds(86'400)},
      {"wait", false, {}},
      {",,;=,", false, {}},
      {"\"", false, {}},
      {"x=\"\\", false, {}},
      {"", false, {}},
  };
  for (const Row& row : rows) {
    Preferences read;
    read_preferences(row.value, read);
    EXPECT_EQ(read.respond_async, row.respond_async) << row.value;
    EXPECT_EQ(read.wait, row.wait) << row.value;
  }
}

TEST(HttpFields, AddsUpTheHeadersOfOneRequest) {
  Preferences read;
  read_preferences("respond-async", read);
  read_preferences("wait=3", read);
  read_preferences("wait=5", read);
  EXPECT_TRUE(read.respond_async);
  EXPECT_EQ(read.wait, seconds(3));
}

TEST(HttpFields, TakesAKeyWithAndWithoutQuotes) {
  EXPECT_EQ(read_idempotency_key("\"8e03978e-40d5\"").value(), "8e03978e-40d5");
  EXPECT_EQ(read_idempotency_key(" 8e03978e-40d5 ").value(), "8e03978e-40d5");
  EXPECT_EQ(read_idempotency_key(std::string(255, 'k')).value(), std::string(255, 'k'));
}

TEST(HttpFields, RefusesWhatIsNoKey) {
  struct Row {
    std::string value;
    std::string_view why;
  };
  const Row rows[] = {
      {"", "is empty"},
      {"\"\"", "is empty"},
      {"\"", "has quotes at one end only"},
      {"\"abc", "has quotes at one end only"},
      {"abc\"", "has quotes at one end only"},
      {"a b", "not visible ASCII"},
      {"\"a b\"", "not visible ASCII"},
      {"\xC3\xA4", "not visible ASCII"},
      {"a,b", "one of the characters"},
      {"\"a\";x=1", "has quotes at one end only"},
      {"\"a\",\"b\"", "one of the characters"},
      {std::string(256, 'k'), "longer than 255"},
  };
  for (const Row& row : rows) {
    const auto key = read_idempotency_key(row.value);
    ASSERT_FALSE(key) << row.value;
    EXPECT_EQ(key.error().kind, ErrorKind::invalid);
    EXPECT_NE(key.error().message.find(row.why), std::string::npos) << key.error().message;
    EXPECT_NE(key.error().hint.find("UUID"), std::string::npos);
  }
}

TEST(HttpFields, FindsTheTokenOfABearer) {
  EXPECT_EQ(bearer_token("Bearer abc"), "abc");
  EXPECT_EQ(bearer_token("bearer   abc "), "abc");
  EXPECT_EQ(bearer_token("Basic YTpi"), "");
  EXPECT_EQ(bearer_token("Bearerabc"), "");
  EXPECT_EQ(bearer_token("Bearer"), "");
  EXPECT_EQ(bearer_token(""), "");
}

}  // namespace
}  // namespace tntc::triggers
