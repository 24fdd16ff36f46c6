#include "cli/init/init.h"

#include <filesystem>

#include "cli/init/templates.h"
#include "cli/testing/fake_world.h"
#include "cli/validate/validate.h"
#include "spec/workflow.h"

namespace tntc::cli::init {
namespace {

using testing::FakeWorld;

TEST(Init, NeedsAName) {
  Options options;
  const std::vector<std::string> words{"my-workflow"}, none;
  ASSERT_TRUE(flags::parse(syntax(options), "init", words));
  EXPECT_EQ(options.name, "my-workflow");
  EXPECT_FALSE(flags::parse(syntax(options), "init", none));
}

TEST(Init, MakesAWorkflowThatIsValidEvenStrictly) {
  FakeWorld fake;
  Session session = fake.session();

  const Report made = run({"my-workflow"}, session);

  ASSERT_FALSE(made.error) << made.error->message;
  const Report checked = validate::run({.directory = "my-workflow", .strict = true}, session);
  EXPECT_FALSE(checked.error) << to_text(checked.diagnostics.at(0));
  EXPECT_NE(fake.read("my-workflow/nodes/hello.ts")
                .find("export default async function run(ctx: Context, input: unknown)"),
            std::string::npos);
  EXPECT_TRUE(fake.read("my-workflow/workflow.yaml")
                  .starts_with("# yaml-language-server: $schema=./.tentacular/"));
  EXPECT_FALSE(fake.read("my-workflow/.tentacular/workflow.schema.json").empty());
  EXPECT_FALSE(fake.read("my-workflow/.tentacular/types/tentacular.d.ts").empty());
}

TEST(Init, TakesOnlyKebabCase) {
  FakeWorld fake;
  Session session = fake.session();
  for (const char* name : {"", "My", "a_b", "a--b", "-a", "a-", "1a", "a b", "../a", "a/b", "ä"}) {
    const Report report = run({name}, session);
    ASSERT_TRUE(report.error) << name;
    EXPECT_EQ(report.error->kind, ErrorKind::invalid) << name;
  }
  EXPECT_TRUE(std::filesystem::is_empty(fake.world.directory));
  for (const char* name : {"a", "a1", "a-b", "a-1"}) EXPECT_TRUE(is_workflow_name(name)) << name;
}

TEST(Init, NeverTouchesWhatIsThereAlready) {
  FakeWorld fake;
  fake.write("taken/workflow.yaml", "mine");
  fake.write("file", "mine");
  Session session = fake.session();

  for (const char* name : {"taken", "file"}) {
    const Report report = run({name}, session);
    ASSERT_TRUE(report.error) << name;
    EXPECT_EQ(report.error->kind, ErrorKind::conflict);
    EXPECT_FALSE(report.error->hint.empty());
  }
  EXPECT_EQ(fake.read("taken/workflow.yaml"), "mine");
  EXPECT_EQ(fake.read("file"), "mine");
  EXPECT_EQ(io::list_directory(fake.world.directory)->size(), 2U) << "something was left behind";
}

TEST(Init, FillsAnEmptyDirectory) {
  FakeWorld fake;
  std::filesystem::create_directory(fake.path("empty"));
  Session session = fake.session();
  EXPECT_FALSE(run({"empty"}, session).error);
  EXPECT_FALSE(fake.read("empty/workflow.yaml").empty());
}

// What `tntc secrets init` does to the example: it takes the two characters "# " off each line.
TEST(Init, MakesASecretsExampleWhoseUncommentedFormIsAMapping) {
  std::string uncommented;
  for (const TemplateFile& file : make_files("x")) {
    if (file.path != ".secrets.yaml.example") continue;
    std::string_view rest = file.text;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      std::string_view line = rest.substr(0, end);
      rest.remove_prefix(end + 1);
      if (line.starts_with("# ")) line.remove_prefix(2);
      if (line.starts_with("#")) continue;
      uncommented.append(line).append("\n");
    }
  }
  EXPECT_EQ(uncommented,
            "github:\n  token: replace-me\nslack:\n"
            "  webhook_url: https://hooks.slack.com/services/replace-me\n");
}

TEST(Init, KeepsSecretsOutOfGit) {
  const auto files = make_files("x");
  const auto ignore = std::find_if(files.begin(), files.end(),
                                   [](const auto& file) { return file.path == ".gitignore"; });
  ASSERT_NE(ignore, files.end());
  EXPECT_NE(ignore->text.find("\n.secrets/\n"), std::string::npos);
  EXPECT_TRUE(ignore->text.starts_with(".secrets.yaml\n"));
}

}  // namespace
}  // namespace tntc::cli::init
