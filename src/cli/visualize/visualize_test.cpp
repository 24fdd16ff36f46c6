#include "cli/visualize/visualize.h"

#include "cli/testing/fake_world.h"
#include "cli/visualize/mermaid.h"

namespace tntc::cli::visualize {
namespace {

using testing::FakeWorld;
using testing::write_pair;

TEST(Visualize, TakesADirectoryAndAFormat) {
  Options options;
  const std::vector<std::string> words{"./x", "--format", "terminal"};
  ASSERT_TRUE(flags::parse(syntax(options), "visualize", words));
  EXPECT_EQ(options.directory, "./x");
  EXPECT_EQ(options.picture, Picture::terminal);

  const std::vector<std::string> bad{"--format", "png"};
  const auto refused = flags::parse(syntax(options), "visualize", bad);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().hint, "write mermaid, terminal or json");
}

TEST(Visualize, WritesMermaidThatANodeCalledEndCannotBreak) {
  FakeWorld fake;
  write_pair(fake);
  Session session = fake.session();

  const Report report = run({}, session);

  ASSERT_FALSE(report.error) << report.error->message;
  EXPECT_EQ(report.text,
            "```mermaid\n"
            "graph TD\n"
            "    t1([\"manual\"])\n"
            "    n_fetch[\"fetch\"]\n"
            "    n_end[\"end\"]\n"
            "    t1 -.-> n_fetch\n"
            "    n_fetch --> n_end\n"
            "```\n");
}

TEST(Visualize, KeepsIdsApartAndEscapesLabels) {
  spec::Workflow workflow;
  workflow.name = "x";
  workflow.nodes = {{.name = "a-b"}, {.name = "a_b"}};
  workflow.triggers = {{.type = spec::TriggerType::queue, .name = "q", .subject = "a.>\"#;"}};

  const std::string text = mermaid(workflow);

  EXPECT_NE(text.find("    n_a_b[\"a-b\"]\n    n_a_b_2[\"a_b\"]\n"), std::string::npos) << text;
  EXPECT_NE(text.find("t1([\"queue a.#gt;#quot;#35;#59; as q\"])"), std::string::npos) << text;
}

TEST(Visualize, DrawsTheGraphInTheTerminal) {
  FakeWorld fake;
  write_pair(fake);
  Session session = fake.session();

  const Report report = run({.picture = Picture::terminal}, session);

  EXPECT_EQ(report.text,
            "pair\n"
            "  manual\n"
            "\n"
            "┌───────┐\n"
            "│ fetch │\n"
            "└───┬───┘\n"
            "    │\n"
            " ┌──▼──┐\n"
            " │ end │\n"
            " └─────┘\n");
}

TEST(Visualize, GivesScriptsTheGraphAsData) {
  FakeWorld fake;
  write_pair(fake);
  Session session = fake.session();

  const Report report = run({.picture = Picture::json}, session);

  EXPECT_EQ(report.data, R"({"name":"pair","triggers":[{"type":"manual"}],"nodes":[)"
                         R"({"name":"fetch","path":"./nodes/fetch.ts","stage":0},)"
                         R"({"name":"end","path":"./nodes/end.ts","stage":1}],)"
                         R"("edges":[{"from":"fetch","to":"end"}]})");
}

TEST(Visualize, RefusesAWorkflowThatIsNotValid) {
  FakeWorld fake;
  fake.write("workflow.yaml", "name: 1\n");
  Session session = fake.session();

  const Report report = run({}, session);

  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::invalid);
  EXPECT_FALSE(report.diagnostics.empty());
}

}  // namespace
}  // namespace tntc::cli::visualize
