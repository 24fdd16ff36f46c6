#include "spec/core_schema.h"

#include <gtest/gtest.h>

#include "spec/yaml_load.h"

namespace tntc::spec {
namespace {

struct Converted {
  std::string json;
  std::vector<Diagnostic> diagnostics;
};

Converted converted(std::string_view yaml) {
  SourceText source(yaml);
  Findings findings("f", source);
  const auto tree = load_yaml(findings);
  EXPECT_TRUE(tree) << yaml;
  Converted result;
  if (tree) result.json = to_json(*tree, findings);
  result.diagnostics = findings.take();
  return result;
}

struct Row {
  const char* yaml;
  const char* json;
};

TEST(CoreSchema, TypesPlainScalarsAsYaml12Does) {
  const Row rows[] = {
      {"a: null", "null"},
      {"a: ~", "null"},
      {"a:", "null"},
      {"a: NULL", "null"},
      {"a: nULL", R"("nULL")"},
      {"a: true", "true"},
      {"a: False", "false"},
      {"a: yes", R"("yes")"},
      {"a: on", R"("on")"},
      {"a: 12", "12"},
      {"a: -12", "-12"},
      {"a: +12", "12"},
      {"a: 007", "7"},
      {"a: -0", "0"},
      {"a: 0o17", "15"},
      {"a: 0x1F", "31"},
      {"a: 0xFFFFFFFFFFFFFFFF", "18446744073709551615"},
      {"a: 0b1", R"("0b1")"},
      {"a: 1_000", R"("1_000")"},
      {"a: 1.5", "1.5"},
      {"a: .5", "0.5"},
      {"a: 5.", "5.0"},
      {"a: -.5", "-0.5"},
      {"a: 1e3", "1e3"},
      {"a: 1.E+3", "1e+3"},
      {"a: +1.50", "1.50"},
      {"a: .", R"(".")"},
      {"a: 1.2.3", R"("1.2.3")"},
      {"a: 1e", R"("1e")"},
      {"a: e3", R"("e3")"},
      {"a: 2026-01-01", R"("2026-01-01")"},
      {"a: 12:30", R"("12:30")"},
      {"a: text", R"("text")"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(converted(row.yaml).json, std::string("{\"a\":") + row.json + "}") << row.yaml;
  }
}

TEST(CoreSchema, QuotedScalarsStayText) {
  EXPECT_EQ(converted("['1', \"true\", '', \"~\", !!str 5]").json, R"(["1","true","","~","5"])");
  EXPECT_EQ(converted("a: |\n  12\n").json, R"({"a":"12\n"})");
}

TEST(CoreSchema, KeepsTheDigitsOfIntegersOfAnySize) {
  EXPECT_EQ(converted("a: 123456789012345678901234567890").json,
            R"({"a":123456789012345678901234567890})");
}

TEST(CoreSchema, WritesCompactJsonInTheOrderOfTheFile) {
  EXPECT_EQ(converted("b: [1, {x: y}]\na: {}\nc: []\n1: \"q\\\"\\n\\x01\"").json,
            R"({"b":[1,{"x":"y"}],"a":{},"c":[],"1":"q\"\n\u0001"})");
}

TEST(CoreSchema, ReportsNumbersThatJsonCannotHold) {
  for (const char* number : {".inf", "-.Inf", ".nan", "1e999", "0x10000000000000000"}) {
    const auto result = converted(std::string("a: ") + number);

    EXPECT_EQ(result.json, R"({"a":null})") << number;
    ASSERT_EQ(result.diagnostics.size(), 1u) << number;
    EXPECT_EQ(result.diagnostics[0].rule, "not-json");
    EXPECT_EQ(result.diagnostics[0].column, 4);
  }
}

}  // namespace
}  // namespace tntc::spec
