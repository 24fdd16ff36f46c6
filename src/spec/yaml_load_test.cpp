#include "spec/yaml_load.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "spec/core_schema.h"
#include "spec/scalar_source.h"

namespace tntc::spec {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A document, its tree as JSON ("" when there is none) and the rules that were broken.
struct Loaded {
  std::string json;
  std::vector<std::string> rules;
  std::optional<YamlValue> tree;
};

Loaded loaded(const std::string& yaml) {
  SourceText source(yaml);
  Findings findings("f", source);
  Loaded result;
  result.tree = load_yaml(findings);
  if (result.tree) result.json = to_json(*result.tree, findings);
  for (const Diagnostic& d : findings.take()) {
    result.rules.push_back(std::to_string(d.line) + ":" + std::to_string(d.column) + " " + d.rule);
  }
  return result;
}

TEST(YamlLoad, ExpandsAliases) {
  EXPECT_EQ(loaded("a: &x {k: [1]}\nb: *x\nc: [*x, *x]").json,
            R"({"a":{"k":[1]},"b":{"k":[1]},"c":[{"k":[1]},{"k":[1]}]})");
  EXPECT_EQ(loaded("a: &x key\n*x : v").json, R"({"a":"key","key":"v"})");
}

TEST(YamlLoad, OwnKeysWinOverMergedOnes) {
  EXPECT_EQ(loaded("base: &b {x: 1, y: 2}\nm: {<<: *b, y: 3}").json,
            R"({"base":{"x":1,"y":2},"m":{"y":3,"x":1}})");
}

TEST(YamlLoad, EarlierMergedMappingsWin) {
  EXPECT_EQ(loaded("{<<: [{x: 1}, {x: 2, y: 3}]}").json, R"({"x":1,"y":3})");
}

TEST(YamlLoad, AMergedMappingMayItselfMerge) {
  EXPECT_EQ(loaded("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}").json,
            R"({"a":{"x":1},"b":{"y":2,"x":1},"c":{"y":2,"x":1}})");
}

TEST(YamlLoad, AQuotedMergeKeyIsAnOrdinaryKey) {
  EXPECT_EQ(loaded("{\"<<\": 1}").json, R"({"<<":1})");
}

TEST(YamlLoad, RefusesMergingWhatIsNoMapping) {
  for (const char* yaml : {"<<: text", "<<: [1]", "<<:"}) {
    const auto result = loaded(yaml);
    ASSERT_EQ(result.rules.size(), 1u) << yaml;
    EXPECT_THAT(result.rules[0], testing::EndsWith("invalid-merge")) << yaml;
  }
}

TEST(YamlLoad, ReportsEveryKeyGivenTwiceAndKeepsTheFirst) {
  const auto result = loaded("a: 1\na: 2\nb: {c: 1, c: 2}\n<<: {}\n<<: {}\n");

  EXPECT_EQ(result.json, R"({"a":1,"b":{"c":1}})");
  EXPECT_THAT(result.rules,
              ElementsAre("2:1 duplicate-key", "3:11 duplicate-key", "5:1 duplicate-key"));
}

TEST(YamlLoad, FindsDuplicatesInLargeMappings) {
  std::string yaml;
  for (int i = 0; i < 100; ++i) yaml += "k" + std::to_string(i) + ": 1\n";

  EXPECT_THAT(loaded(yaml).rules, IsEmpty());
  EXPECT_THAT(loaded(yaml + "k50: 2\n").rules, ElementsAre("101:1 duplicate-key"));
}

TEST(YamlLoad, PlacesAnEmptyValueAtItsKey) {
  const auto result = loaded("first:\nsecond: ~\nlist:\n  -\n  - x\n");

  ASSERT_TRUE(result.tree);
  EXPECT_EQ(result.tree->find("first")->offset, 0u);
  EXPECT_EQ(result.tree->find("second")->offset, 15u);
  EXPECT_EQ(result.tree->find("list")->items[0].offset, 25u);
}

TEST(YamlLoad, RefusesQuotesThatNeverEnd) {
  for (const char* yaml : {"a: \"b\n", "a: 'b\n", "a: 'b''\n", "a: \"b\\\"\n", "a: &x \"b\n"}) {
    EXPECT_THAT(loaded(yaml).rules, ElementsAre("1:4 yaml-syntax")) << yaml;
  }
  EXPECT_THAT(loaded("a: \"b").rules, ElementsAre("1:6 yaml-syntax"));
  for (const char* yaml : {"a: \"b\"", "a: 'b'", "a: 'b'''", "a: \"b\\\"\"", "a: &x \"b\nc\""}) {
    EXPECT_THAT(loaded(yaml).rules, IsEmpty()) << yaml;
  }
}

TEST(YamlLoad, RefusesNestingBeyondItsBound) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_THAT(loaded(nested(64)).rules, IsEmpty());
  EXPECT_THAT(loaded(nested(65)).rules, ElementsAre("1:65 too-deep"));
  std::string dashes;
  for (int i = 0; i < 1000; ++i) dashes += "- ";
  EXPECT_THAT(loaded(dashes).rules, ElementsAre("1:129 too-deep"));
}

// Each alias adds a level: written flat, deep when expanded.
TEST(YamlLoad, RefusesNestingThatAliasesBuild) {
  std::string yaml = "a0: &a0 []\n";
  for (int i = 1; i < 100; ++i) {
    yaml += fmt::format("a{0}: &a{0} [*a{1}]\n", i, i - 1);
  }

  const auto result = loaded(yaml);

  ASSERT_EQ(result.rules.size(), 1u);
  EXPECT_THAT(result.rules[0], testing::EndsWith("too-deep"));
}

TEST(YamlLoad, BoundsTheTextThatAliasesCopy) {
  std::string yaml = "a: &a " + std::string(500'000, 'x') + "\nb:\n";
  for (int i = 0; i < 20; ++i) yaml += "  - *a\n";

  const auto result = loaded(yaml);

  ASSERT_EQ(result.rules.size(), 1u);
  EXPECT_THAT(result.rules[0], testing::EndsWith("alias-expansion"));
}

std::size_t offset_of(const std::string& yaml, std::size_t index) {
  const auto result = loaded(yaml);
  return offset_in_scalar(yaml, *result.tree->find("a"), index);
}

TEST(ScalarSource, FindsAByteOfAScalarInTheFile) {
  EXPECT_EQ(offset_of("a: hello", 2), 5u);
  EXPECT_EQ(offset_of("a: 'hello'", 2), 6u);
  EXPECT_EQ(offset_of("a: 'it''s'", 3), 8u);
  EXPECT_EQ(offset_of(R"(a: "x\"y")", 2), 7u);
  EXPECT_EQ(offset_of(R"(a: "\u0041b")", 1), 10u);
  EXPECT_EQ(offset_of("a: &anchor hello", 1), 12u);
  EXPECT_EQ(offset_of("a: hello", 5), 8u);
}

TEST(ScalarSource, GivesTheBeginningOfAScalarOfSeveralLines) {
  EXPECT_EQ(offset_of("a: |\n  hello\n", 2), 3u);
  EXPECT_EQ(offset_of("a: one\n  two", 5), 3u);
}

}  // namespace
}  // namespace tntc::spec
