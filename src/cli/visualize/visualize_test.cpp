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

void write_shop(FakeWorld& fake) {
  fake.write("workflow.yaml",
             "name: shop\n"
             "version: \"1.0\"\n"
             "triggers: [{type: manual}]\n"
             "nodes:\n"
             "  yes: {waitFor: {event: ok, timeout: 2h}, onFailure: tell}\n"
             "  pay: {path: ./n.ts, forEach: input.items, concurrency: 4, onFailure: tell}\n"
             "  tell: {path: ./n.ts}\n"
             "  pause: {sleep: 5m}\n"
             "edges:\n"
             "  - {from: yes, to: pay}\n"
             "  - {from: pay, to: pause}\n");
  fake.write("n.ts", "export default async () => 1;\n");
}

TEST(Visualize, ShowsWhatNodesAreAndHandlersApartInMermaid) {
  FakeWorld fake;
  write_shop(fake);
  Session session = fake.session();

  EXPECT_EQ(run({}, session).text,
            "```mermaid\n"
            "graph TD\n"
            "    t1([\"manual\"])\n"
            "    n_yes{{\"yes<br/>wait for ok, at most 2h\"}}\n"
            "    n_pay[[\"pay<br/>each of input.items, 4 at once\"]]\n"
            "    n_pause{{\"pause<br/>sleep 5m\"}}\n"
            "    n_tell[\"tell\"]\n"
            "    t1 -.-> n_yes\n"
            "    n_yes --> n_pay\n"
            "    n_pay --> n_pause\n"
            "    n_yes -. on failure .-> n_tell\n"
            "    n_pay -. on failure .-> n_tell\n"
            "```\n");
}

TEST(Visualize, ShowsWhatNodesAreAndHandlersBelowTheGraphInTheTerminal) {
  FakeWorld fake;
  write_shop(fake);
  Session session = fake.session();

  EXPECT_EQ(run({.picture = Picture::terminal}, session).text,
            "shop\n"
            "  manual\n"
            "\n"
            "    ┌───────────────────────────────┐\n"
            "    │ yes (wait for ok, at most 2h) │\n"
            "    └───────────────┬───────────────┘\n"
            "                    │\n"
            "┌───────────────────▼──────────────────┐\n"
            "│ pay (each of input.items, 4 at once) │\n"
            "└───────────────────┬──────────────────┘\n"
            "                    │\n"
            "          ┌─────────▼────────┐\n"
            "          │ pause (sleep 5m) │\n"
            "          └──────────────────┘\n"
            "\n"
            "on failure\n"
            "  yes, pay → tell\n");
}

TEST(Visualize, TellsScriptsWhatNodesAreAndWhatHandlersHandle) {
  FakeWorld fake;
  write_shop(fake);
  Session session = fake.session();

  const Report report = run({.picture = Picture::json}, session);

  EXPECT_NE(
      report.data.find(
          R"("nodes":[{"name":"tell","path":"./n.ts","handles":["yes","pay"]},)"
          R"({"name":"yes","waitFor":{"event":"ok","timeout":"2h"},"onFailure":"tell","stage":0},)"
          R"({"name":"pay","path":"./n.ts","forEach":"input.items","concurrency":4,)"
          R"("onError":"fail","onFailure":"tell","stage":1},)"
          R"({"name":"pause","sleep":"5m","stage":2}])"),
      std::string::npos)
      << report.data;
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
