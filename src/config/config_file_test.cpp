#include "config/config_file.h"

#include <gtest/gtest.h>

namespace tntc::config {
namespace {

std::string value(const ParsedConfig& parsed, Key key) {
  const auto& entry = parsed.file.entry(key);
  return entry ? entry->value + "@" + entry->place : "none";
}

TEST(ConfigFile, SaysWhatStandsInItAndWhere) {
  const auto parsed = parse_config(
      "# ours\nregistry: r.example/acme\n\nruntime_class: \"\"\nnamespace: 'team-a' # x\n",
      "c.yaml");
  EXPECT_TRUE(parsed.diagnostics.empty());
  EXPECT_EQ(value(parsed, Key::registry), "r.example/acme@c.yaml:2:11");
  EXPECT_EQ(value(parsed, Key::runtime_class), "@c.yaml:4:16");
  EXPECT_EQ(value(parsed, Key::kubernetes_namespace), "team-a@c.yaml:5:12");
}

TEST(ConfigFile, ThatSaysNothingIsInOrder) {
  for (const char* text : {"", "\n\n", "# only a comment\n", "---\n", "{}", "\xEF\xBB\xBF# x"}) {
    const auto parsed = parse_config(text, "c.yaml");
    EXPECT_TRUE(parsed.diagnostics.empty()) << text << to_text(parsed.diagnostics[0]);
    EXPECT_EQ(value(parsed, Key::registry), "none");
  }
}

TEST(ConfigFile, NamesThePlaceOfAFaultAndSaysNothingThen) {
  struct Row {
    const char* text;
    const char* where;
    const char* rule;
  };
  const Row rows[] = {
      {"registry: [a\n", "c.yaml:", "yaml-syntax"},
      {"namespace: Team\n", "c.yaml:1:12", "invalid-value"},
      {"namespace:\n", "c.yaml:1:1", "missing-value"},
      {"runtime_class: ~\n", "c.yaml:1:16", "missing-value"},
      {"registry: {a: b}\n", "c.yaml:1:11", "wrong-type"},
      {"- registry\n", "c.yaml:1:1", "wrong-type"},
      {"namespace: a\nnamespace: b\n", "c.yaml:2:1", "duplicate-key"},
      {"namespace: a\n\tregistry: b\n", "c.yaml:2:1", "yaml-syntax"},
      {"registry: https://x.example\n", "c.yaml:1:11", "invalid-value"},
      {"\xff\xfe", "c.yaml:1:1", "not-utf8"},
  };
  for (const Row& row : rows) {
    const auto parsed = parse_config(row.text, "c.yaml");
    ASSERT_TRUE(has_errors(parsed.diagnostics)) << row.text;
    const Diagnostic& found = parsed.diagnostics[0];
    EXPECT_TRUE(where(found).starts_with(row.where)) << row.text << to_text(found);
    EXPECT_EQ(found.rule, row.rule) << row.text;
    EXPECT_FALSE(found.hint.empty()) << row.text;
    for (const Key key : kKeys) EXPECT_EQ(value(parsed, key), "none") << row.text;
  }
}

TEST(ConfigFile, WarnsOfUnknownKeysAndGoesOn) {
  const auto parsed =
      parse_config("namespce: a\nregistry: r.example\nfuture: {a: [1]}\n", "c.yaml");
  ASSERT_EQ(parsed.diagnostics.size(), 2u);
  EXPECT_TRUE(to_text(parsed.diagnostics[0])
                  .starts_with("c.yaml:1:1: warning: the configuration has no key `namespce`"));
  EXPECT_EQ(parsed.diagnostics[0].hint, "did you mean `namespace`?");
  EXPECT_EQ(value(parsed, Key::registry), "r.example@c.yaml:2:11");
}

}  // namespace
}  // namespace tntc::config
