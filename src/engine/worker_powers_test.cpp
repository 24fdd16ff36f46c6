// What real nodes are given and refused, through the engine and a real worker.
#include <gmock/gmock.h>

#include "engine/testing/engine_fixture.h"
#include "tests/services/test_http_server.h"

namespace tntc::engine::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using PowersTest = EngineFixture;

TEST_F(PowersTest, ANodeSeesTheSecretsItDeclaresAndNoOthers) {
  provisions.secrets = R"({"github":{"token":"t"},"slack":{"token":"s"}})";
  make(make_bundle({{"all", "return Object.keys(ctx.secrets);", ""},
                    {"one", "return ctx.secrets;", "", "capabilities: {secrets: [slack]}"}}));
  EXPECT_EQ(run_node("all").output("all"), R"(["github","slack"])");
  EXPECT_EQ(run_node("one").output("one"), R"({"slack":{"token":"s"}})");
}

TEST_F(PowersTest, LaterRunsSeeTheSecretsOfTheReload) {
  provisions.secrets = R"({"a":1})";
  const auto bundle = make_bundle({{"act", "return ctx.secrets;", ""}});
  make(bundle);
  EXPECT_EQ(run_node("act").output("act"), R"({"a":1})");
  ASSERT_TRUE(engine->reload(bundle, {.secrets = R"({"a":2})"}));
  EXPECT_EQ(run_node("act").output("act"), R"({"a":2})");
}

TEST_F(PowersTest, AHostThatIsNotDeclaredIsRefusedWithTheLineThatAllowsIt) {
  make(make_bundle({{"act", "await fetch('http://127.0.0.1:1/');", "",
                     "capabilities: {net: [api.example.com]}"}}));
  EXPECT_THAT(run_node("act").error("act"),
              AllOf(HasSubstr("node `act` may not reach 127.0.0.1:1"),
                    HasSubstr(R"(capabilities: {net: ["api.example.com", "127.0.0.1"]})")));
}

TEST_F(PowersTest, ThroughAProxyTheNameIsJudged) {
  services::TestHttpServer proxy;
  proxy.on("http://api.example.test/x", "by proxy");
  provisions.http_proxy = "http://127.0.0.1:" + std::to_string(proxy.port());
  make(make_bundle({{"act",
                     "const out = []; for (const url of ['http://api.example.test/x', "
                     "'http://other.test/', 'http://169.254.169.254/']) try { "
                     "out.push(await (await fetch(url)).text()); } catch (e) { "
                     "out.push(e.message); } return out;",
                     "", "capabilities: {net: [example.test]}"}}));
  const boost::json::value out = boost::json::parse(run_node("act").output("act"));
  ASSERT_EQ(out.as_array().size(), 3u);
  EXPECT_EQ(out.at(0).as_string(), "by proxy");
  EXPECT_THAT(std::string(out.at(1).as_string()), HasSubstr("may not reach other.test:80"));
  EXPECT_THAT(std::string(out.at(2).as_string()), HasSubstr("169.254.169.254"));
  EXPECT_EQ(proxy.connections(), 1);
}

TEST_F(PowersTest, WithoutCapabilitiesOnlyLinkLocalAndMetadataAreClosed) {
  make(make_bundle({{"act",
                     "const out = []; for (const url of ['http://127.0.0.1:1/', "
                     "'http://169.254.169.254/', 'http://[::ffff:a9fe:a9fe]/', "
                     "'http://2852039166/', 'http://0xa9.254.0251.254/']) "
                     "try { await fetch(url); } catch (e) { out.push(e.message); } return out;",
                     ""}}));
  const boost::json::value out = boost::json::parse(run_node("act").output("act"));
  ASSERT_EQ(out.as_array().size(), 5u);
  EXPECT_THAT(std::string(out.at(0).as_string()), HasSubstr("tcp connect error"));
  for (std::size_t i = 1; i < 5; ++i) {
    EXPECT_THAT(std::string(out.at(i).as_string()),
                HasSubstr("169.254.169.254 is a link-local address"));
  }
}

}  // namespace
}  // namespace tntc::engine::testing
