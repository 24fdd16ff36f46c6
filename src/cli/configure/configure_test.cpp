#include "cli/configure/configure.h"

#include <sys/stat.h>

#include "cli/testing/fake_world.h"

namespace tntc::cli::configure {
namespace {

class Configure : public ::testing::Test {
 protected:
  Configure() {
    fake.world.environment["HOME"] = fake.path("home");
    EXPECT_TRUE(io::make_directories(fake.path("home")));
    EXPECT_TRUE(io::make_directories(fake.path("project/flow")));
    root = fake.world.directory;
    fake.world.directory = root + "/project";
  }

  Report run_with(std::vector<std::string> words) {
    Options options;
    const auto parsed = flags::parse(syntax(options), "configure", words);
    EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
    Session session = fake.session();
    return run(options, session);
  }

  std::string text_of(const std::string& path) {
    return io::read_file(root + '/' + path, 10'000).value_or("none");
  }

  testing::FakeWorld fake;
  std::string root;
};

constexpr const char* kUser = "home/.tentacular/config.yaml";
constexpr const char* kProject = "project/.tentacular/config.yaml";

TEST_F(Configure, ShowsTheDefaultsWhereNothingIsConfigured) {
  const Report report = run_with({});
  ASSERT_FALSE(report.error) << report.error->message;
  EXPECT_EQ(report.text,
            "KEY            VALUE    FROM\n"
            "registry       \"\"       default\n"
            "namespace      default  default\n"
            "runtime_class  gvisor   default\n");
  EXPECT_EQ(text_of(kUser), "none");
}

TEST_F(Configure, WritesTheUsersFileForItsOwnerAlone) {
  const Report report = run_with({"--registry", "r.example/acme", "--runtime-class", ""});
  ASSERT_FALSE(report.error) << report.error->message;
  EXPECT_EQ(text_of(kUser), "registry: r.example/acme\nruntime_class: \"\"\n");
  struct stat status{};
  ASSERT_EQ(::stat((root + '/' + kUser).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  EXPECT_NE(report.data.find(R"("runtime_class":{"value":"","from":"user configuration")"),
            std::string::npos)
      << report.data;
}

TEST_F(Configure, WritesTheProjectsFileForEverybody) {
  ASSERT_FALSE(run_with({"--project", "--namespace", "team-a"}).error);
  EXPECT_EQ(text_of(kProject), "namespace: team-a\n");
  EXPECT_EQ(text_of(kUser), "none");
  struct stat status{};
  ASSERT_EQ(::stat((root + '/' + kProject).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0644u);
}

TEST_F(Configure, FindsTheProjectFromADirectoryWithin) {
  ASSERT_FALSE(run_with({"--project", "--namespace", "team-a"}).error);
  fake.world.directory = root + "/project/flow";
  ASSERT_FALSE(run_with({"--project", "--registry", "r.example"}).error);
  EXPECT_EQ(text_of(kProject), "namespace: team-a\nregistry: r.example\n");
}

TEST_F(Configure, KeepsWhatItWasNotToldToChange) {
  ASSERT_TRUE(io::make_directories(root + "/home/.tentacular"));
  ASSERT_TRUE(io::write_file(root + '/' + kUser, "# mine\nextra: [1, 2]\nnamespace: a # b\n"));
  const Report report = run_with({"--namespace", "c"});
  EXPECT_EQ(text_of(kUser), "# mine\nextra: [1, 2]\nnamespace: c # b\n");
  ASSERT_EQ(report.diagnostics.size(), 1u);
  EXPECT_EQ(report.diagnostics[0].rule, "unknown-key");
  ASSERT_FALSE(run_with({"--unset", "namespace,registry"}).error);
  EXPECT_EQ(text_of(kUser), "# mine\nextra: [1, 2]\n");
}

TEST_F(Configure, WarnsOfAValueThatDoesNotHold) {
  ASSERT_FALSE(run_with({"--project", "--namespace", "of-project"}).error);
  const Report report = run_with({"--namespace", "of-user"});
  ASSERT_EQ(report.warnings.size(), 1u);
  EXPECT_EQ(report.warnings[0], "namespace stays `of-project` here: " + root +
                                    "/project/.tentacular/config.yaml:1:12 says so");
}

TEST_F(Configure, ShowsWhatTheWorkflowAndTheEnvironmentSay) {
  ASSERT_TRUE(io::write_file(
      root + "/project/workflow.yaml",
      "name: x\nversion: \"1.0\"\ntriggers:\n  - type: manual\nnodes:\n  a:\n    path: ./a.ts\n"
      "edges: []\ndeployment:\n  namespace: of-workflow\n"));
  fake.world.environment["TNTC_REGISTRY"] = "localhost:5000";
  const Report report = run_with({"--show"});
  EXPECT_NE(report.text.find("of-workflow     workflow, workflow.yaml\n"), std::string::npos)
      << report.text;
  EXPECT_NE(report.text.find("localhost:5000  environment, TNTC_REGISTRY\n"), std::string::npos);
}

TEST_F(Configure, RefusesWhatCannotBeAndWritesNothing) {
  struct Row {
    std::vector<std::string> words;
    std::string_view message;
  };
  const Row rows[] = {
      {{"--registry", "https://r.example"}, "--registry: `https://r.example` is no registry"},
      {{"--registry", "r.example", "--namespace", "Team"},
       "--namespace: `Team` cannot name a Kubernetes namespace"},
      {{"--unset", "regstry"}, "--unset: there is no key `regstry`"},
      {{"--registry", "a.example", "--unset", "registry"},
       "registry is named twice in what is to be changed"},
  };
  for (const Row& row : rows) {
    const Report report = run_with(row.words);
    ASSERT_TRUE(report.error) << row.message;
    EXPECT_EQ(report.error->kind, ErrorKind::invalid);
    EXPECT_EQ(report.error->message, row.message);
    EXPECT_FALSE(report.error->hint.empty());
  }
  EXPECT_EQ(text_of(kUser), "none");
}

TEST_F(Configure, LeavesABrokenFileAsItIs) {
  ASSERT_TRUE(io::make_directories(root + "/home/.tentacular"));
  ASSERT_TRUE(io::write_file(root + '/' + kUser, "namespace: [\n"));
  for (const auto& words : {std::vector<std::string>{"--registry", "r.example"}, {"--show"}}) {
    const Report report = run_with(words);
    ASSERT_TRUE(report.error);
    EXPECT_EQ(report.error->kind, ErrorKind::invalid);
    EXPECT_TRUE(report.error->where.starts_with(root + '/' + kUser + ':')) << report.error->where;
  }
  EXPECT_EQ(text_of(kUser), "namespace: [\n");
}

TEST_F(Configure, NeedsAHomeForTheUsersFileOnly) {
  fake.world.environment.erase("HOME");
  EXPECT_EQ(run_with({"--registry", "r.example"}).error->kind, ErrorKind::not_found);
  EXPECT_FALSE(run_with({"--registry", "r.example", "--project"}).error);
  EXPECT_EQ(text_of(kProject), "registry: r.example\n");
}

}  // namespace
}  // namespace tntc::cli::configure
