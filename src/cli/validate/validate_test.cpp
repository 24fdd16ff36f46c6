#include "cli/validate/validate.h"

#include "cli/testing/fake_world.h"

namespace tntc::cli::validate {
namespace {

using testing::FakeWorld;
using testing::write_pair;

TEST(Validate, TakesADirectoryAndStrict) {
  Options options;
  const std::vector<std::string> words{"./x", "--strict"};
  ASSERT_TRUE(flags::parse(syntax(options), "validate", words));
  EXPECT_EQ(options.directory, "./x");
  EXPECT_TRUE(options.strict);
}

TEST(Validate, AcceptsAWorkflowThatIsInOrder) {
  FakeWorld fake;
  write_pair(fake);
  Session session = fake.session();

  const Report report = run({}, session);

  ASSERT_FALSE(report.error) << report.error->message;
  EXPECT_EQ(report.text, "✓ workflow.yaml is valid\n");
  EXPECT_EQ(report.data, R"({"file":"workflow.yaml","valid":true,"diagnostics":[]})");
}

TEST(Validate, SaysWhichCapabilitiesRestrictNothing) {
  FakeWorld fake;
  write_pair(fake);
  fake.write("workflow.yaml",
             "name: x\nversion: \"1.0\"\ntriggers:\n  - type: manual\nnodes:\n  a:\n"
             "    path: ./nodes/a.ts\n    capabilities: {github: github-token, net: [a.test]}\n"
             "edges: []\n");
  fake.write("nodes/a.ts", "export default async () => 1;\n");
  Session session = fake.session();

  const Report report = run({}, session);

  ASSERT_FALSE(report.error) << report.error->message;
  EXPECT_NE(report.text.find("  note: nodes.a.capabilities.github is informational"),
            std::string::npos)
      << report.text;
  EXPECT_NE(report.data.find(R"("notes":["nodes.a.capabilities.github is)"), std::string::npos)
      << report.data;
}

TEST(Validate, ShowsEveryErrorAtOnceWithItsPlace) {
  FakeWorld fake;
  write_pair(fake, "wf");
  fake.write("wf/workflow.yaml",
             "name: Bad Name\nversion: \"1.0\"\ntriggers: []\nnodes:\n  a:\n    path: a.ts\n");
  Session session = fake.session();

  const Report report = run({.directory = "wf"}, session);

  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::invalid);
  ASSERT_GE(report.diagnostics.size(), 2U);
  EXPECT_EQ(where(report.diagnostics[0]), "wf/workflow.yaml:1:7");
}

TEST(Validate, MissesANodeFile) {
  FakeWorld fake;
  write_pair(fake);
  fake.write("workflow.yaml",
             "name: x\nversion: \"1.0\"\ntriggers:\n  - type: manual\nnodes:\n  a:\n"
             "    path: ./nodes/gone.ts\nedges: []\n");
  Session session = fake.session();

  const Report report = run({}, session);

  ASSERT_TRUE(report.error);
  ASSERT_EQ(report.diagnostics.size(), 1U);
  EXPECT_NE(report.diagnostics[0].message.find("gone.ts"), std::string::npos);
}

TEST(Validate, LetsWarningsPassUnlessStrict) {
  FakeWorld fake;
  write_pair(fake);
  fake.write("workflow.yaml", fake.read("workflow.yaml") + "shedule: x\n");
  Session session = fake.session();

  const Report lenient = run({}, session);
  const Report strict = run({.strict = true}, session);

  EXPECT_FALSE(lenient.error);
  EXPECT_EQ(lenient.diagnostics.size(), 1U);
  ASSERT_TRUE(strict.error);
  EXPECT_EQ(strict.error->kind, ErrorKind::invalid);
}

TEST(Validate, SaysHowToGetAWorkflowWhereThereIsNone) {
  FakeWorld fake;
  Session session = fake.session();

  const Report empty = run({}, session);
  const Report missing = run({.directory = "nowhere"}, session);

  ASSERT_TRUE(empty.error && missing.error);
  EXPECT_EQ(empty.error->kind, ErrorKind::not_found);
  EXPECT_EQ(missing.error->kind, ErrorKind::not_found);
  EXPECT_NE(empty.error->hint.find("tntc init"), std::string::npos);
}

}  // namespace
}  // namespace tntc::cli::validate
