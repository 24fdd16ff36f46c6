#include "triggers/payload.h"

#include <gtest/gtest.h>

#include "triggers/json_check.h"

namespace tntc::triggers {
namespace {

struct Row {
  std::string_view payload;
  std::string_view input;
};

TEST(Payload, BecomesTheInputOfTheRun) {
  const Row rows[] = {
      {"", R"({"trigger":"orders"})"},
      {" \r\n", R"({"trigger":"orders"})"},
      {"{}", R"({"trigger":"orders"})"},
      {"{ }", R"({"trigger":"orders"})"},
      {R"({"id":1})", R"({"trigger":"orders","id":1})"},
      {" {\n \"id\": 1e400 } \n", "{\"trigger\":\"orders\",\"id\": 1e400 }"},
      {"\xEF\xBB\xBF{\"id\":1}", R"({"trigger":"orders","id":1})"},
      // Values without room for a member are what they are.
      {"[1,2]", "[1,2]"},
      {"42", "42"},
      {"null", "null"},
      {R"("text")", R"("text")"},
      // What is not JSON.
      {"hello", R"({"trigger":"orders","data":"hello"})"},
      {"a \"b\"\n", R"({"trigger":"orders","data":"a \"b\"\n"})"},
      {"{\"a\":", R"({"trigger":"orders","data":"{\"a\":"})"},
      {"NaN", R"({"trigger":"orders","data":"NaN"})"},
      {"\xFF\x01", "{\"trigger\":\"orders\",\"data\":\"\xEF\xBF\xBD\\u0001\",\"base64\":\"/wE=\"}"},
  };
  for (const Row& row : rows) EXPECT_EQ(input_of_payload(row.payload, "orders"), row.input);
}

TEST(Payload, KeepsAMemberOfItsOwnThatIsCalledTrigger) {
  for (const std::string_view payload :
       {R"({"trigger":"mine"})", R"({"a":[{"b":"}"}],"trigger":null})", R"({"\u0074rigger" : 1})",
        R"({"a":"\"","trigger":1})"}) {
    EXPECT_EQ(input_of_payload(payload, "orders"), payload);
  }
}

TEST(Payload, TellsAMemberFromOtherTextThatReadsTheSame) {
  EXPECT_EQ(input_of_payload(R"({"a":"trigger"})", "t"), R"({"trigger":"t","a":"trigger"})");
  EXPECT_EQ(input_of_payload(R"({"a":{"trigger":1}})", "t"),
            R"({"trigger":"t","a":{"trigger":1}})");
  EXPECT_EQ(input_of_payload(R"({"a":["trigger",":"]})", "t"),
            R"({"trigger":"t","a":["trigger",":"]})");
}

TEST(Payload, IsAlwaysJson) {
  std::string bytes;
  for (int c = 0; c < 256; ++c) {
    bytes += static_cast<char>(c);
    const std::string input = input_of_payload(bytes, "a\"b");
    EXPECT_FALSE(find_json_fault(input)) << input;
  }
  EXPECT_FALSE(find_json_fault(input_of_payload(std::string(2000, '['), "t")));
}

TEST(CronInput, NamesTheTriggerThatHasAName) {
  EXPECT_EQ(input_of_cron("nightly"), R"({"trigger":"nightly"})");
  EXPECT_EQ(input_of_cron(""), "{}");
}

}  // namespace
}  // namespace tntc::triggers
