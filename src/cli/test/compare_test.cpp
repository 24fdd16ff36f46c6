#include "cli/test/compare.h"

#include <gtest/gtest.h>

namespace tntc::cli::test {
namespace {

TEST(Compare, TakesNoNoticeOfSpellingAndOrderOfKeys) {
  const std::pair<const char*, const char*> kEqual[] = {
      {R"({"a":1,"b":[true,null]})", R"( { "b" : [true, null], "a" : 1.0 } )"},
      {"1e2", "100"},
      {"-0", "0"},
      {R"("\u00e9")", R"("é")"},
      {"12345678901234567890", "12345678901234567000"},  // the same double
      {R"({"a":1,"a":2})", R"({"a":2})"},                // as JSON.parse has it
      {"[]", "[ ]"},
  };
  for (const auto& [expected, got] : kEqual) {
    EXPECT_TRUE(differences(expected, got).empty()) << expected << " and " << got;
  }
}

TEST(Compare, NamesThePlaceOfEachDifference) {
  struct Row {
    const char* expected;
    const char* got;
    Difference difference;
  };
  const Row kRows[] = {
      {"1", "2", {"$", "1", "2"}},
      {"0", "\"0\"", {"$", "0", "\"0\""}},
      {"null", "0", {"$", "null", "0"}},
      {R"({"a":null})", "{}", {"$.a", "null", ""}},
      {"{}", R"({"a":null})", {"$.a", "", "null"}},
      {"[1]", "[1,2]", {"$[1]", "", "2"}},
      {"[1,2]", "[1]", {"$[1]", "2", ""}},
      {"[1,2]", "[2,2]", {"$[0]", "1", "2"}},
      {R"({"a b":{"c":[[1]]}})", R"({"a b":{"c":[[3]]}})", {"$[\"a b\"].c[0][0]", "1", "3"}},
      {"\"a\"", "\"A\"", {"$", "\"a\"", "\"A\""}},
      {"[]", "{}", {"$", "[]", "{}"}},
      {"true", "false", {"$", "true", "false"}},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(differences(row.expected, row.got), std::vector{row.difference}) << row.expected;
  }
}

TEST(Compare, ShowsWhatIsMissingWhatIsNewAndNotTooMuch) {
  EXPECT_EQ(to_text(differences(R"({"a":1,"b":2})", R"({"a":3,"c":4})")),
            "$.a\n  - 1\n  + 3\n$.b is missing\n  - 2\n$.c was not expected\n  + 4\n");
  EXPECT_EQ(to_text(differences("[1,2,3]", "[4,5,6]"), 1), "$[0]\n  - 1\n  + 4\nand 2 more\n");
  const std::string text = to_text(differences("1", '"' + std::string(5000, 'x') + '"'));
  EXPECT_LT(text.size(), 500u);
}

}  // namespace
}  // namespace tntc::cli::test
