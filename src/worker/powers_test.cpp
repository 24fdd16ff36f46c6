#include "worker/powers.h"

#include <gtest/gtest.h>

#include "bundle/wrapper.h"

namespace tntc::worker {
namespace {

Program program(const std::string& nodes, const std::string& top = "") {
  bundle::Bundle bundle;
  bundle.workflow_yaml =
      "name: powers\nversion: \"1.0\"\ntriggers: [{type: manual}]\n" + top + "nodes:\n" + nodes;
  for (std::size_t at = 0; (at = nodes.find("path:", at)) != std::string::npos; ++at) {
    bundle.node_module.push_back(0);
  }
  bundle.modules.push_back({"nodes/a.ts", "", "{}"});
  auto made = Program::make(std::move(bundle));
  EXPECT_TRUE(made) << made.error().message;
  return std::move(*made);
}

constexpr const char* kHanded =
    R"({"secrets":{"github":{"token":"t"},"slack":"s"},"env":{"HOME":"/root","N":1}})";

TEST(Powers, EachNodeSeesTheSecretsItDeclares) {
  const Program of = program(
      "  all: {path: ./nodes/a.ts}\n"
      "  one: {path: ./nodes/a.ts, capabilities: {secrets: [slack]}}\n"
      "  none: {path: ./nodes/a.ts, capabilities: {secrets: []}}\n");
  const auto powers = Powers::make(of, "/w", kHanded);
  ASSERT_TRUE(powers);
  EXPECT_EQ(powers->secrets(0), R"({"github":{"token":"t"},"slack":"s"})");
  EXPECT_EQ(powers->secrets(1), R"({"slack":"s"})");
  EXPECT_EQ(powers->secrets(2), "{}");
}

TEST(Powers, NoNodeSeesTheTokenOfTheEngine) {
  const auto powers = Powers::make(program("  a: {path: ./nodes/a.ts, capabilities: {secrets: "
                                           "[engine, slack]}}\n"),
                                   "/w", R"({"secrets":{"engine":{"token":"t"},"slack":{"k":1}}})");
  ASSERT_TRUE(powers);
  EXPECT_EQ(powers->secrets(0), R"({"slack":{"k":1}})");
}

TEST(Powers, AStrictSandboxHidesWhatIsNotDeclared) {
  const auto powers =
      Powers::make(program("  a: {path: ./nodes/a.ts}\n", "sandbox: strict\n"), "/w", kHanded);
  ASSERT_TRUE(powers);
  EXPECT_EQ(powers->secrets(0), "{}");
  EXPECT_NE(powers->grants(0).refuse_connection("example.com", std::nullopt, 443), std::nullopt);
}

TEST(Powers, HasTheVariablesThatAreText) {
  const auto powers = Powers::make(program("  a: {path: ./nodes/a.ts}\n"), "/w", kHanded);
  ASSERT_TRUE(powers);
  ASSERT_NE(powers->env("HOME"), nullptr);
  EXPECT_EQ(*powers->env("HOME"), "/root");
  EXPECT_EQ(powers->env("N"), nullptr);
  EXPECT_EQ(powers->env("PATH"), nullptr);
}

TEST(Powers, HandsNumbersOnWithAllTheirDigits) {
  const std::string secrets = R"({"a":{"n":12345678901234567890123,"m":1.10}})";
  const auto powers = Powers::make(program("  a: {path: ./nodes/a.ts}\n"), "/w",
                                   R"({"secrets":)" + secrets + R"(,"env":{}})");
  ASSERT_TRUE(powers);
  EXPECT_EQ(powers->secrets(0), secrets);
}

TEST(Powers, KnowTheSecretsToTakeOutOfTexts) {
  const auto powers =
      Powers::make(program("  a: {path: ./nodes/a.ts, capabilities: {secrets: []}}\n"), "/w",
                   R"({"secrets":{"github":{"token":"c4nary-token"}},"env":{"TZ":"Europe/Rome"}})");
  ASSERT_TRUE(powers);
  std::string text = "c4nary-token in Europe/Rome";
  EXPECT_TRUE(powers->redactor().redact(text));
  EXPECT_EQ(text, "*** in Europe/Rome");
}

TEST(Powers, RefusesWhatIsNoObject) {
  const Program of = program("  a: {path: ./nodes/a.ts}\n");
  EXPECT_FALSE(Powers::make(of, "/w", "[1]"));
  EXPECT_FALSE(Powers::make(of, "/w", "{"));
  EXPECT_TRUE(Powers::make(of, "/w", ""));
}

}  // namespace
}  // namespace tntc::worker
