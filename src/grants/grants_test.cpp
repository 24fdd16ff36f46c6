#include "grants/grants.h"

#include <gmock/gmock.h>

namespace tntc::grants {
namespace {

using testing::HasSubstr;
using testing::Optional;

Grants grants(const Declared& declared, Sandbox sandbox = Sandbox::standard) {
  return *Grants::make(declared, sandbox, {"fetch", "/srv/wf"});
}

Refusal reach(const Grants& of, std::string_view host, const char* address = nullptr,
              std::uint16_t port = 443) {
  return of.refuse_connection(host, address ? IpAddress::parse(address) : std::nullopt, port);
}

TEST(GrantsNet, WithoutCapabilitiesReachesAllButLinkLocalAndMetadata) {
  const Grants any = grants({});
  EXPECT_EQ(reach(any, "example.com", "93.184.216.34"), std::nullopt);
  EXPECT_EQ(reach(any, "localhost", "127.0.0.1"), std::nullopt);
  EXPECT_EQ(reach(any, "db", "10.1.2.3", 5432), std::nullopt);
  EXPECT_THAT(reach(any, "x.test", "169.254.169.254"),
              Optional(HasSubstr("169.254.169.254 is a link-local address")));
  EXPECT_NE(reach(any, "169.254.169.254"), std::nullopt);
  EXPECT_NE(reach(any, "x.test", "::ffff:169.254.169.254"), std::nullopt);
  EXPECT_NE(reach(any, "x.test", "64:ff9b::a9fe:a9fe"), std::nullopt);
  EXPECT_NE(reach(any, "x.test", "fd00:ec2::254"), std::nullopt);
}

TEST(GrantsNet, ADeclaredListIsAllThereIs) {
  const Grants some = grants({.net = {{"api.example.com, *.s3.test", "db:5432"}}});
  EXPECT_EQ(reach(some, "api.example.com", "93.184.216.34"), std::nullopt);
  EXPECT_EQ(reach(some, "a.s3.test", "93.184.216.34"), std::nullopt);
  EXPECT_EQ(reach(some, "db", "10.0.0.1", 5432), std::nullopt);
  EXPECT_NE(reach(some, "db", "10.0.0.1", 5433), std::nullopt);
  EXPECT_NE(reach(some, "example.com", "93.184.216.34"), std::nullopt);
  EXPECT_NE(reach(grants({.net = {{}}}), "example.com"), std::nullopt);
}

TEST(GrantsNet, ANameThatIsAllowedDoesNotOpenWhereItLeads) {
  const Grants some = grants({.net = {{"evil.test"}}});
  EXPECT_NE(reach(some, "evil.test", "169.254.169.254"), std::nullopt);
  // Named by its address: that is what was meant.
  EXPECT_EQ(reach(grants({.net = {{"169.254.169.254"}}}), "169.254.169.254", nullptr, 80),
            std::nullopt);
}

TEST(GrantsNet, StrictForbidsPrivateRangesUnlessTheyAreNamed) {
  const Grants none = grants({}, Sandbox::strict);
  EXPECT_NE(reach(none, "example.com", "93.184.216.34"), std::nullopt);
  const Grants some = grants({.net = {{"*.corp.test", "db.test"}}}, Sandbox::strict);
  EXPECT_EQ(reach(some, "a.corp.test", "93.184.216.34"), std::nullopt);
  EXPECT_THAT(reach(some, "a.corp.test", "10.0.0.1"), Optional(HasSubstr("a private address")));
  EXPECT_EQ(reach(some, "db.test", "10.0.0.1"), std::nullopt);
  const Grants range = grants({.net = {{"*.corp.test", "10.0.0.0/8"}}}, Sandbox::strict);
  EXPECT_EQ(reach(range, "a.corp.test", "10.0.0.1"), std::nullopt);
  EXPECT_NE(reach(range, "a.corp.test", "192.168.0.1"), std::nullopt);
}

TEST(GrantsNet, ARefusalSaysWhoWantedWhatAndWhatToWrite) {
  EXPECT_EQ(reach(grants({.net = {{"api.example.com"}}}), "evil.test", "93.184.216.34"),
            "node `fetch` may not reach evil.test:443; to allow it, write in workflow.yaml at "
            "nodes.fetch: capabilities: {net: [\"api.example.com\", \"evil.test\"]}");
}

TEST(GrantsNet, ANameThatNoAddressCouldAllowIsNotLookedUp) {
  EXPECT_NE(grants({.net = {{"a.test"}}}).refuse_lookup("secret.evil.test", 443), std::nullopt);
  EXPECT_EQ(grants({.net = {{"a.test"}}}).refuse_lookup("a.test", 443), std::nullopt);
  EXPECT_EQ(grants({.net = {{"10.0.0.0/8"}}}).refuse_lookup("db", 443), std::nullopt);
  EXPECT_EQ(grants({}).refuse_lookup("any.test", 443), std::nullopt);
}

TEST(GrantsNet, OnlyAListNamesHosts) {
  EXPECT_FALSE(grants({}).names_host("hooks.slack.com", 443));
  EXPECT_TRUE(grants({.net = {{"hooks.slack.com"}}}).names_host("hooks.slack.com", 443));
  EXPECT_FALSE(grants({.net = {{"hooks.slack.com:8443"}}}).names_host("hooks.slack.com", 443));
  EXPECT_FALSE(grants({.net = {{"*"}}}).names_host("evil.test", 443));
}

TEST(GrantsSecrets, AListHidesTheOthers) {
  EXPECT_TRUE(grants({}).may_see_secret("github"));
  EXPECT_TRUE(grants({.secrets = {{"github, slack"}}}).may_see_secret("slack"));
  EXPECT_FALSE(grants({.secrets = {{"github"}}}).may_see_secret("slack"));
  EXPECT_FALSE(grants({}, Sandbox::strict).may_see_secret("github"));
  EXPECT_THAT(grants({.secrets = {{"github"}}}).refuse_secret("slack"),
              Optional(HasSubstr(R"(capabilities: {secrets: ["github", "slack"]})")));
}

TEST(GrantsFiles, TheUsualIsTheWorkflowTheServiceAccountAndTmp) {
  const Grants usual = grants({});
  EXPECT_EQ(usual.refuse_read("/srv/wf/data/a.json"), std::nullopt);
  EXPECT_EQ(usual.refuse_read("/var/run/secrets/kubernetes.io/serviceaccount/token"), std::nullopt);
  EXPECT_EQ(usual.refuse_read("/tmp/mine"), std::nullopt);
  EXPECT_EQ(usual.refuse_write("/tmp/mine"), std::nullopt);
  EXPECT_NE(usual.refuse_read("/etc/passwd"), std::nullopt);
  EXPECT_NE(usual.refuse_read("/srv/wf2/a"), std::nullopt);
  EXPECT_NE(usual.refuse_read("/app/secrets/github"), std::nullopt);
  EXPECT_NE(usual.refuse_write("/srv/wf/a"), std::nullopt);
  EXPECT_NE(usual.refuse_write("/tmpx"), std::nullopt);
}

TEST(GrantsFiles, NoGrantOpensWhereRunsAreRecorded) {
  const Place place{"fetch", "/srv/wf", "/srv/wf/.tentacular/state"};
  const Grants all = *Grants::make({.read = {{"."}}, .write = {{"."}}}, Sandbox::standard, place);
  EXPECT_EQ(all.refuse_read("/srv/wf/data"), std::nullopt);
  EXPECT_EQ(all.refuse_write("/srv/wf/data"), std::nullopt);
  EXPECT_EQ(all.refuse_write("/srv/wf"), std::nullopt);
  EXPECT_THAT(all.refuse_read("/srv/wf/.tentacular/state/journal-000000000001.log"),
              Optional(HasSubstr("the engine records runs there")));
  EXPECT_NE(all.refuse_write("/srv/wf/.tentacular/state/x"), std::nullopt);
  EXPECT_NE(all.refuse_write("/srv/wf/.tentacular"), std::nullopt) << "it could be moved";
  const Place elsewhere{"fetch", "/srv/wf", "/tmp/state"};
  const Grants usual = *Grants::make({}, Sandbox::standard, elsewhere);
  EXPECT_NE(usual.refuse_read("/tmp/state/lock"), std::nullopt);
  EXPECT_EQ(usual.refuse_write("/tmp/other"), std::nullopt);
}

TEST(GrantsFiles, SecretsAreNotReadAsFiles) {
  EXPECT_NE(grants({}).refuse_read("/srv/wf/.secrets.yaml"), std::nullopt);
  EXPECT_NE(grants({}).refuse_read("/srv/wf/.secrets/github"), std::nullopt);
  EXPECT_NE(grants({.read = {{"/srv"}}}).refuse_read("/srv/wf/.secrets.yaml"), std::nullopt);
  EXPECT_EQ(grants({.read = {{".secrets.yaml"}}}).refuse_read("/srv/wf/.secrets.yaml"),
            std::nullopt);
  EXPECT_EQ(grants({.read = {{"./.secrets/github"}}}).refuse_read("/srv/wf/.secrets/github"),
            std::nullopt);
  EXPECT_NE(grants({.read = {{"./.secrets/github"}}}).refuse_read("/srv/wf/.secrets/slack"),
            std::nullopt);
}

TEST(GrantsFiles, SecretsAreNotWrittenByAGrantForTheDirectory) {
  const Grants all = grants({.write = {{"."}}});
  EXPECT_EQ(all.refuse_write("/srv/wf/out.txt"), std::nullopt);
  EXPECT_NE(all.refuse_write("/srv/wf/.secrets.yaml"), std::nullopt);
  EXPECT_NE(all.refuse_write("/srv/wf/.secrets/github"), std::nullopt);
  EXPECT_EQ(grants({.write = {{".secrets/cache"}}}).refuse_write("/srv/wf/.secrets/cache"),
            std::nullopt);
}

TEST(GrantsFiles, PathsAreRelativeToTheWorkflow) {
  const Grants some = grants({.read = {{"./data", "../shared"}}, .write = {{"out"}}});
  EXPECT_EQ(some.refuse_read("/srv/wf/data/x"), std::nullopt);
  EXPECT_EQ(some.refuse_read("/srv/shared/x"), std::nullopt);
  EXPECT_NE(some.refuse_read("/srv/wf/workflow.yaml"), std::nullopt);
  EXPECT_EQ(some.refuse_write("/srv/wf/out/a"), std::nullopt);
  EXPECT_NE(some.refuse_write("/tmp/a"), std::nullopt);
  EXPECT_THAT(some.refuse_write("/tmp/a"),
              Optional(HasSubstr(R"(capabilities: {write: ["out", "/tmp/a"]})")));
}

TEST(GrantsFiles, ARefusalWritesPathsOfTheWorkflowAsAnAuthorWould) {
  EXPECT_THAT(grants({}, Sandbox::strict).refuse_read("/srv/wf/data/a"),
              Optional(HasSubstr(R"(capabilities: {read: ["./data/a"]})")));
}

TEST(GrantsFiles, StrictMeansNone) {
  const Grants none = grants({}, Sandbox::strict);
  EXPECT_NE(none.refuse_read("/srv/wf/a"), std::nullopt);
  EXPECT_NE(none.refuse_write("/tmp/a"), std::nullopt);
}

TEST(GrantsEnv, OnlyWhatIsListed) {
  EXPECT_NE(grants({}).refuse_env("HOME"), std::nullopt);
  const Grants some = grants({.env = {{"HOME, TZ"}}});
  EXPECT_EQ(some.refuse_env("TZ"), std::nullopt);
  EXPECT_THAT(some.env(), testing::ElementsAre("HOME", "TZ"));
  EXPECT_THAT(some.refuse_env("PATH"), Optional(HasSubstr(R"({env: ["HOME", "TZ", "PATH"]})")));
}

TEST(Grants, RefusesHostsThatAreNone) {
  const auto made = Grants::make({.net = {{"https://x"}}}, Sandbox::standard, {"fetch", "/w"});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::invalid);
}

TEST(GrantsNet, ANameMayBeLookedUpWhereSomePortOfItMayBeReached) {
  const Grants some = grants({.net = {{"db.example:5432", "*.s3.test"}}});
  EXPECT_EQ(some.refuse_name("db.example"), std::nullopt);
  EXPECT_EQ(some.refuse_name("_tcp.a.s3.test"), std::nullopt);
  EXPECT_THAT(some.refuse_name("evil.example"),
              Optional(HasSubstr("node `fetch` may not look up evil.example")));
  EXPECT_EQ(grants({.net = {{"10.0.0.0/8"}}}).refuse_name("any.example"), std::nullopt);
  EXPECT_EQ(grants({}).refuse_name("any.example"), std::nullopt);
}

TEST(GrantsFiles, RootsAreComparedByTheirRealPathsToo) {
  Grants some = grants({.read = {{"/var/run/x"}}, .write = {{"out"}}});
  EXPECT_NE(some.refuse_read("/run/x/token"), std::nullopt);
  some.resolve_roots(
      [](const std::string& root) { return root == "/var/run/x" ? std::string("/run/x") : root; });
  EXPECT_EQ(some.refuse_read("/run/x/token"), std::nullopt);
  EXPECT_EQ(some.refuse_read("/var/run/x/token"), std::nullopt);
  EXPECT_NE(some.refuse_read("/run/y"), std::nullopt);
  EXPECT_THAT(some.readable(), ::testing::ElementsAre("/var/run/x", "/run/x"));
  EXPECT_THAT(some.writable(), ::testing::ElementsAre("/srv/wf/out"));
}

}  // namespace
}  // namespace tntc::grants
