#include "cli/secrets/secrets.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "cli/secrets/scan.h"
#include "cli/testing/fake_engine_world.h"

namespace tntc::cli::secrets {
namespace {

using testing::FakeEngineWorld;
using testing::FakeWorld;
using ::testing::HasSubstr;
using testing::write_pair;

constexpr const char* kExample = "## Fill in.\n# github:\n#   token: replace-me\n";

// A scan that found what `references` (JSON) says.
void scan_finds(FakeEngineWorld& fake, const std::string& references) {
  fake.engine.result =
      R"({"success":true,"outputs":{"scan":)" + references + R"(},"errors":{},"timing":{}})";
}

TEST(Secrets, TakesAnActionADirectoryAndItsFlags) {
  Options options;
  const std::vector<std::string> words{"check", "./x", "--secrets", "s.yaml"};
  ASSERT_TRUE(flags::parse(syntax(options), "secrets", words));
  EXPECT_EQ(options.action, "check");
  EXPECT_EQ(options.directory, "./x");
  EXPECT_EQ(options.secrets, "s.yaml");
}

TEST(Secrets, RefusesOtherActionsAndFlagsOfTheOtherOne) {
  FakeWorld fake;
  Session session = fake.session();
  EXPECT_EQ(run({.action = "sync"}, session).error->kind, ErrorKind::invalid);
  EXPECT_EQ(run({.action = "check", .force = true}, session).error->kind, ErrorKind::invalid);
  EXPECT_EQ(run({.action = "init", .secrets = "x"}, session).error->kind, ErrorKind::invalid);
}

TEST(SecretsInit, UncommentsTheExampleForItsOwnerAlone) {
  FakeWorld fake;
  fake.write("wf/.secrets.yaml.example", kExample);
  Session session = fake.session();

  const Report report = run({.action = "init", .directory = "wf"}, session);

  ASSERT_FALSE(report.error) << report.error->message;
  EXPECT_EQ(fake.read("wf/.secrets.yaml"), "## Fill in.\ngithub:\n  token: replace-me\n");
  struct stat status{};
  ASSERT_EQ(::stat(fake.path("wf/.secrets.yaml").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(report.data, R"({"file":"wf/.secrets.yaml"})");
}

TEST(SecretsInit, ReplacesAFileOnlyWhenForced) {
  FakeWorld fake;
  fake.write(".secrets.yaml.example", kExample);
  fake.write(".secrets.yaml", "mine: {k: v}\n");
  Session session = fake.session();

  EXPECT_EQ(run({.action = "init"}, session).error->kind, ErrorKind::conflict);
  EXPECT_EQ(fake.read(".secrets.yaml"), "mine: {k: v}\n");
  EXPECT_FALSE(run({.action = "init", .force = true}, session).error);
  EXPECT_THAT(fake.read(".secrets.yaml"), HasSubstr("github:"));
}

TEST(SecretsInit, SaysWhatIsMissingWithoutAnExample) {
  FakeWorld fake;
  Session session = fake.session();
  EXPECT_EQ(run({.action = "init"}, session).error->kind, ErrorKind::not_found);
}

TEST(SecretsCheck, FailsAsWorkWhenOneIsMissing) {
  FakeEngineWorld fake;
  write_pair(fake);
  scan_finds(fake,
             R"([{"module":"nodes/a.ts","line":2,"column":3,"use":"read","service":"gone"}])");
  Session session = fake.session();

  const Report report = run({.action = "check"}, session);

  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.fault, Fault::work);
  EXPECT_THAT(report.error->message, HasSubstr("1 of 1 secrets that pair needs are missing"));
  EXPECT_THAT(report.text, HasSubstr("gone  missing      used in nodes/a.ts"));
  EXPECT_THAT(report.data,
              HasSubstr(R"("missing":1,"services":[{"name":"gone","state":"missing")"));
}

TEST(SecretsCheck, ShowsSourcesAndNoValues) {
  FakeEngineWorld fake;
  write_pair(fake);
  fake.write(".secrets.yaml", "github: {token: c4nary-value}\n");
  scan_finds(fake, R"([{"module":"a","line":1,"column":1,"use":"read","service":"github"}])");
  Session session = fake.session();

  const Report report = run({.action = "check"}, session);

  ASSERT_FALSE(report.error) << report.error->message;
  EXPECT_THAT(report.text, HasSubstr("github  provisioned  from .secrets.yaml"));
  EXPECT_THAT(report.text + report.data, ::testing::Not(HasSubstr("c4nary")));
}

TEST(SecretsCheck, TellsAScanThatFailed) {
  FakeEngineWorld fake;
  write_pair(fake);
  fake.engine.end = triggers::RunEnd::failed;
  fake.engine.result = R"({"success":false,"outputs":{},"errors":{"scan":"no"},"timing":{}})";
  Session session = fake.session();
  EXPECT_EQ(run({.action = "check"}, session).error->kind, ErrorKind::internal);

  EXPECT_FALSE(read_references("{}", {}));
  EXPECT_FALSE(read_references(R"([{"use":1}])", {}));
}

TEST(SecretsCheck, GivesTheScannerEveryModule) {
  tntc::bundle::Bundle bundle;
  bundle.modules = {{"nodes/a.ts", "code \"a\"", "{}"}, {"nodes/b.ts", "b", "{}"}};
  EXPECT_EQ(scan_input(bundle), R"({"modules":[{"path":"nodes/a.ts","code":"code \"a\""},)"
                                R"({"path":"nodes/b.ts","code":"b"}]})");
}

}  // namespace
}  // namespace tntc::cli::secrets
