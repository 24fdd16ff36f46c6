#include "spec/when.h"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace tntc::spec {
namespace {

const boost::json::value kInput = boost::json::parse(R"({
  "total": 100, "price": 9.5, "kind": "order", "dry run": true, "none": null, "zero": 0,
  "empty": "", "items": [{"id": 1}, {"id": 2}], "same": [{"id": 1.0}, {"id": 2}],
  "big": 18446744073709551615, "order": {"a": {"b": "deep"}}, "note": "it's \"so\""
})");

bool holds(std::string_view text) {
  const auto when = When::parse(text);
  EXPECT_TRUE(when) << text << ": " << (when ? "" : when.error().message);
  return when && when->holds(kInput);
}

TEST(When, HoldsForWhatIsTrueOfTheInput) {
  for (const char* text : {
           "input.total == 100",
           "input.total >= 100 && input.total <= 100.0",
           "input.price < 10",
           "input.price > -1.5e1",
           "input.kind == \"order\"",
           "input.kind == 'order'",
           "input.kind < 'ordes'",
           "input[\"dry run\"]",
           "input['dry run'] == true",
           "input.items[1].id == 2",
           "input.items == input.same",
           "input.order.a.b == 'deep'",
           "input.none == null",
           "input.missing == null",
           "input.missing.deeper[3].still == null",
           "!input.missing",
           "!input.zero && !input.empty",
           "input.items",
           "input",
           "input.big > 9223372036854775807",
           "input.note == 'it\\'s \"so\"'",
           "input.kind != 1",
           "(input.total == 1 || input.total == 100) && !(input.kind == 'x')",
           "false || true && true",
           "true || false && false",
           "!false == true",
           "(input.total > 5) == true",
           "  input . total\n== 100 ",
       }) {
    EXPECT_TRUE(holds(text)) << text;
  }
}

TEST(When, DoesNotHoldOtherwise) {
  for (const char* text : {
           "input.total == '100'",
           "input.total != 100",
           "input.total < '5'",
           "input.total >= null",
           "input.none <= null",
           "input.kind > 5",
           "input.kind == 1",
           "input.missing > 0",
           "input.missing <= 0",
           "input.items < input.items",
           "input.items[7] != null",
           "input.items[0] == input.items[1]",
           "input.items.length != null",
           "input.kind[0] != null",
           "input.order == input.items",
           "input.empty",
           "null",
           "0",
           "''",
           "input.none",
           "true && input.zero",
       }) {
    EXPECT_FALSE(holds(text)) << text;
  }
}

// Precedence shows only where the grouping changes the value.
TEST(When, AndBindsTighterThanOr) {
  EXPECT_TRUE(holds("true || true && false"));
  EXPECT_FALSE(holds("(true || true) && false"));
}

TEST(When, NotBindsTighterThanComparison) {
  EXPECT_TRUE(holds("!input.zero == true"));
  EXPECT_FALSE(holds("!(input.zero == 0)"));
}

TEST(When, AnswersForInputsThatAreNotObjects) {
  for (const char* json : {"null", "5", "\"text\"", "[1]", "true"}) {
    EXPECT_FALSE(When::parse("input.a == 1")->holds(boost::json::parse(json))) << json;
  }
  EXPECT_TRUE(When::parse("input[0] == 1")->holds(boost::json::parse("[1]")));
  EXPECT_TRUE(When::parse("input == 'text'")->holds("text"));
}

struct Bad {
  const char* text;
  const char* column;
  const char* message;
};

TEST(When, RefusesEachFaultAtItsColumn) {
  const Bad rows[] = {
      {"", "1", "the end where a value was expected"},
      {"input.a ==", "11", "the end where a value was expected"},
      {"input.a = 1", "9", "`=` has no meaning here"},
      {"input.a & 1", "9", "`&` has no meaning here"},
      {"input.a + 1 > 2", "9", "`+` has no meaning here"},
      {"order.total > 1", "1", "`order` is not known here"},
      {"input.a 1", "9", "`1` where an operator was expected"},
      {"(input.a", "9", "the end where `)` was expected"},
      {"input.a)", "8", "`)` where an operator was expected"},
      {"input.", "7", "the end where a field name was expected"},
      {"input[", "7", "the end where an index or a key in quotes was expected"},
      {"input[-1]", "7", "`-1` where an index or a key in quotes was expected"},
      {"input[1.5]", "7", "`1.5` where an index or a key in quotes was expected"},
      {"input[0", "8", "the end where `]` was expected"},
      {"input.a == \"x", "12", "the string has no end"},
      {"input.a == 'x\\'", "12", "the string has no end"},
      {"'a\\q'", "3", "unknown escape in a string"},
      {"1 < input.a < 5", "13", "comparisons cannot be chained"},
      {"12abc == 1", "1", "this is not a number"},
      {"1e999 == 1", "1", "this is not a number"},
      {"!", "2", "the end where a value was expected"},
      {"&& true", "1", "`&&` where a value was expected"},
  };
  for (const Bad& row : rows) {
    const auto when = When::parse(row.text);
    ASSERT_FALSE(when) << row.text;
    EXPECT_EQ(when.error().message, row.message) << row.text;
    EXPECT_EQ(when.error().where, row.column) << row.text;
    EXPECT_FALSE(when.error().hint.empty()) << row.text;
  }
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(When, BoundsItsDepthAndLength) {
  EXPECT_TRUE(When::parse(repeated("(", 64) + "true" + repeated(")", 64)));
  EXPECT_FALSE(When::parse(repeated("(", 65) + "true" + repeated(")", 65)));
  EXPECT_FALSE(When::parse(repeated("!", 65) + "true"));
  EXPECT_TRUE(When::parse("input" + repeated(".a", 64)));
  EXPECT_FALSE(When::parse("input" + repeated(".a", 65)));
  EXPECT_FALSE(When::parse(repeated(" ", 5000) + "true"));
}

TEST(InputPath, IsTheStepsToAValueOfTheInput) {
  const std::pair<const char*, std::vector<JsonStep>> rows[] = {
      {"input", {}},
      {"input.items", {"items"}},
      {" input . items [ 1 ] . id ", {"items", std::uint64_t{1}, "id"}},
      {"input['dry run']", {"dry run"}},
      {"input[0][9007199254740992]", {std::uint64_t{0}, std::uint64_t{9007199254740992}}},
  };
  for (const auto& [text, steps] : rows) {
    const auto path = InputPath::parse(text);
    ASSERT_TRUE(path) << text << ": " << path.error().message;
    EXPECT_EQ(path->steps(), steps) << text;
  }
}

TEST(InputPath, RefusesEachFaultAtItsColumn) {
  const Bad rows[] = {
      {"", "1", "the end where `input` was expected"},
      {"items", "1", "`items` is not known here"},
      {"[0]", "1", "`[` where `input` was expected"},
      {"!input", "1", "`!` where `input` was expected"},
      {"input.items != null", "13", "`!=` where the end of the path was expected"},
      {"input items", "7", "`items` where the end of the path was expected"},
      {"input.", "7", "the end where a field name was expected"},
      {"input.*", "7", "`*` has no meaning here"},
      {"input[0", "8", "the end where `]` was expected"},
  };
  for (const Bad& row : rows) {
    const auto path = InputPath::parse(row.text);
    ASSERT_FALSE(path) << row.text;
    EXPECT_EQ(path.error().message, row.message) << row.text;
    EXPECT_EQ(path.error().where, row.column) << row.text;
    EXPECT_FALSE(path.error().hint.empty()) << row.text;
  }
  EXPECT_FALSE(InputPath::parse("input" + std::string(5000, ' ')));
}

TEST(When, EvaluatesTheLongestConditionThereIs) {
  const auto when = When::parse("1" + repeated("&&1", 1365));

  ASSERT_TRUE(when);
  EXPECT_TRUE(when->holds(nullptr));
}

}  // namespace
}  // namespace tntc::spec
