#include "cli/bundle/bundle_command.h"

#include "bundle/bundle.h"
#include "cli/testing/fake_world.h"

namespace tntc::cli::bundle {
namespace {

using testing::FakeWorld;
using testing::write_pair;

// Compiles to a bundle of the workflow's own text, or says what it was told to say.
void give_compiler(FakeWorld& fake, const std::vector<Diagnostic>& diagnostics = {}) {
  fake.write("esbuild", "x");
  fake.ports.compile = [diagnostics](const std::string& directory,
                                     const std::string&) -> Result<tntc::bundle::Compiled> {
    tntc::bundle::Compiled compiled{std::nullopt, diagnostics};
    if (has_errors(diagnostics)) return compiled;
    compiled.bundle.emplace();
    compiled.bundle->workflow_yaml = *io::read_file(directory + "/workflow.yaml", 1 << 20);
    compiled.bundle->digest = "sha256:" + std::string(64, 'a');
    return compiled;
  };
}

TEST(BundleCommand, TakesADirectoryAndAFile) {
  Options options;
  const std::vector<std::string> words{"./x", "--file", "y.json"};
  ASSERT_TRUE(flags::parse(syntax(options), "bundle", words));
  EXPECT_EQ(options.directory, "./x");
  EXPECT_EQ(options.file, "y.json");
}

TEST(BundleCommand, WritesBesideTheWorkflowUnlessToldOtherwise) {
  FakeWorld fake;
  write_pair(fake, "wf");
  give_compiler(fake);
  Session session = fake.session();

  const Report standard = run({.directory = "./wf"}, session);
  const Report named = run({.directory = "./wf", .file = "b.json"}, session);

  ASSERT_FALSE(standard.error) << standard.error->message;
  ASSERT_FALSE(named.error) << named.error->message;
  EXPECT_TRUE(standard.text.starts_with("Wrote ./wf/.tentacular/bundle.json ("));
  EXPECT_FALSE(fake.read("wf/.tentacular/bundle.json").empty());
  EXPECT_EQ(fake.read("b.json"), fake.read("wf/.tentacular/bundle.json"));
}

TEST(BundleCommand, WritesNothingWhenTheSourcesAreWrong) {
  FakeWorld fake;
  write_pair(fake);
  give_compiler(fake, {{.file = fake.path("nodes/end.ts"), .line = 2, .message = "unexpected }"}});
  Session session = fake.session();

  const Report report = run({}, session);

  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::invalid);
  EXPECT_EQ(where(report.diagnostics.at(0)), "nodes/end.ts:2");
  EXPECT_FALSE(io::kind_of(fake.path(".tentacular/bundle.json")));
}

TEST(BundleCommand, SaysWhatIsMissingWithoutItsCompiler) {
  FakeWorld fake;
  write_pair(fake);
  Session session = fake.session();

  const Report report = run({}, session);

  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace tntc::cli::bundle
