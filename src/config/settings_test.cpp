#include "config/settings.h"

#include <gtest/gtest.h>

namespace tntc::config {
namespace {

constexpr Key kNamespace = Key::kubernetes_namespace;

ConfigFile file(const char* text, const char* path) {
  ParsedConfig parsed = parse_config(text, path);
  EXPECT_TRUE(parsed.diagnostics.empty());
  return parsed.file;
}

std::string text(const Setting& setting) {
  return setting.value + " (" + std::string(name_of(setting.origin)) + ") " + setting.place;
}

TEST(Settings, FallBackToTheDefaults) {
  const Settings settings = resolve({}).value();
  EXPECT_EQ(text(settings.of(Key::registry)), " (default) ");
  EXPECT_EQ(text(settings.of(kNamespace)), "default (default) ");
  EXPECT_EQ(text(settings.of(Key::runtime_class)), "gvisor (default) ");
}

// One source after the other is taken away, from the strongest on.
TEST(Settings, TakeTheStrongestSource) {
  const ConfigFile user = file("namespace: of-user\n", "u.yaml");
  const ConfigFile project = file("namespace: of-project\n", "p.yaml");
  const Sources::Variables variables = {{"TNTC_NAMESPACE", "of-environment"}};
  Sources sources;
  sources.flags[static_cast<std::size_t>(kNamespace)] = "of-flag";
  sources.variables = &variables;
  sources.workflow_namespace = "of-workflow";
  sources.workflow_file = "workflow.yaml";
  sources.project = &project;
  sources.user = &user;

  const auto now = [&] { return text(resolve(sources).value().of(kNamespace)); };
  EXPECT_EQ(now(), "of-flag (flag) --namespace");
  sources.flags = {};
  EXPECT_EQ(now(), "of-environment (environment) TNTC_NAMESPACE");
  sources.variables = nullptr;
  EXPECT_EQ(now(), "of-workflow (workflow) workflow.yaml");
  sources.workflow_namespace.clear();
  EXPECT_EQ(now(), "of-project (project configuration) p.yaml:1:12");
  sources.project = nullptr;
  EXPECT_EQ(now(), "of-user (user configuration) u.yaml:1:12");
}

TEST(Settings, LetAnEmptyValueOverride) {
  const ConfigFile user = file("runtime_class: kata\nregistry: r.example\n", "u.yaml");
  const ConfigFile project = file("runtime_class: \"\"\n", "p.yaml");
  Sources sources;
  sources.project = &project;
  sources.user = &user;
  sources.flags[static_cast<std::size_t>(Key::registry)] = "";
  const Settings settings = resolve(sources).value();
  EXPECT_EQ(text(settings.of(Key::runtime_class)), " (project configuration) p.yaml:1:16");
  EXPECT_EQ(text(settings.of(Key::registry)), " (flag) --registry");
}

TEST(Settings, TakeAnEmptyVariableForNone) {
  const Sources::Variables variables = {{"TNTC_NAMESPACE", ""}};
  EXPECT_EQ(resolve({.variables = &variables}).value().of(kNamespace).value, "default");
}

TEST(Settings, RefuseAFlagOrVariableThatCannotBe) {
  const Sources::Variables variables = {{"TNTC_NAMESPACE", "Team A"}};
  const auto refused = resolve({.variables = &variables});
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().message.starts_with("TNTC_NAMESPACE: "));
  Sources sources;
  sources.flags[static_cast<std::size_t>(kNamespace)] = "";
  EXPECT_FALSE(resolve(sources));
}

}  // namespace
}  // namespace tntc::config
