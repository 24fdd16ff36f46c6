#include "engine/provision.h"

#include <gmock/gmock.h>

namespace tntc::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Provision, HandsOverTheVariablesThatNodesDeclareAndNoOthers) {
  const auto parsed = spec::parse_workflow(
      "name: x\nversion: \"1.0\"\ntriggers: [{type: manual}]\nnodes:\n"
      "  a: {path: ./a.ts, capabilities: {env: [HOME, \"TZ, UNSET\"]}}\n"
      "  b: {path: ./b.ts, capabilities: {env: [TZ]}}\n"
      "  c: {path: ./c.ts}\nedges: []\n",
      "workflow.yaml");
  ASSERT_TRUE(parsed.workflow);
  secrets::Loaded secrets;
  secrets.json = SecretText(R"({"a":{"k":"v"}})");

  const Provisions made =
      provision(*parsed.workflow, secrets, [](std::string_view name) -> std::optional<std::string> {
        if (name == "UNSET" || name.ends_with("_proxy")) return std::nullopt;
        return "value of " + std::string(name);
      });

  EXPECT_EQ(made.secrets, R"({"a":{"k":"v"}})");
  EXPECT_THAT(made.env, ElementsAre(Pair("HOME", "value of HOME"), Pair("TZ", "value of TZ")));
}

TEST(Provision, TakesProxiesFromTheEnvironmentInLowerCaseFirst) {
  const auto parsed = spec::parse_workflow(
      "name: x\nversion: \"1.0\"\ntriggers: [{type: manual}]\nnodes: {a: {path: ./a.ts}}\n",
      "workflow.yaml");
  ASSERT_TRUE(parsed.workflow);
  const Provisions made =
      provision(*parsed.workflow, {}, [](std::string_view name) -> std::optional<std::string> {
        if (name == "http_proxy" || name == "HTTP_PROXY") return "http://" + std::string(name);
        if (name == "NO_PROXY") return "a.test";
        return std::nullopt;
      });
  EXPECT_EQ(made.http_proxy, "http://http_proxy");
  EXPECT_EQ(made.https_proxy, "");
  EXPECT_EQ(made.no_proxy, "a.test");
}

}  // namespace
}  // namespace tntc::engine
