#include "cli/test/test_command.h"

#include <gmock/gmock.h>

#include "cli/program.h"
#include "cli/test/affected.h"
#include "cli/test/target.h"
#include "cli/testing/fake_engine_world.h"

namespace tntc::cli::test {
namespace {

using testing::FakeEngineWorld;
using testing::FakeWorld;
using ::testing::HasSubstr;
using testing::write_pair;

constexpr const char* kEnds = R"({"success":true,"outputs":{"end":{"n":1},"fetch":{"n":1}},)"
                              R"("errors":{},"timing":{"durationMs":3}})";

class TestCommand : public ::testing::Test {
 protected:
  FakeEngineWorld fake;
  TestCommand() {
    write_pair(fake, "wf");
    fake.engine.result = kEnds;
  }
  int tntc(std::vector<std::string> words) {
    words.insert(words.begin(), "test");
    fake.out.clear();
    fake.err.clear();
    return run_program(fake.world, fake.ports, words);
  }
};

TEST_F(TestCommand, RunsEachCaseAsItsNodeWithItsInput) {
  fake.write("wf/tests/fixtures/end.json", R"({"input": {"a": 1}, "expected": {"n": 1}})");
  EXPECT_EQ(tntc({"wf", "--timeout", "3s"}), 0) << fake.err;
  ASSERT_EQ(fake.engine.requests.size(), 1u);
  EXPECT_EQ(fake.engine.requests[0].input, R"({"a": 1})");
  EXPECT_EQ(fake.engine.requests[0].only_node, "end");
  EXPECT_EQ(fake.engine.requests[0].timeout, Milliseconds(3000));
  EXPECT_THAT(fake.engine.requests[0].test, HasSubstr(R"("live":false)"));
  EXPECT_THAT(fake.out, HasSubstr("✓ end: end.json (3ms)"));
  EXPECT_THAT(fake.out, HasSubstr("○ fetch: untested"));
  EXPECT_THAT(fake.out, HasSubstr("1/1 tests passed, 1 node untested"));
}

TEST_F(TestCommand, EndsWithOneWhenATestFailed) {
  fake.write("wf/tests/fixtures/end.json", R"({"input": {}, "expected": {"n": 2}})");
  fake.write("wf/tests/fixtures/fetch.json", R"({"inptu": {}})");
  EXPECT_EQ(tntc({"wf"}), 1);
  EXPECT_THAT(fake.out, HasSubstr("✗ end: end.json"));
  EXPECT_THAT(fake.out, HasSubstr("- 2"));
  EXPECT_THAT(fake.out,
              HasSubstr("wf/tests/fixtures/fetch.json:1:2: error: the fixture has no key"));
  EXPECT_THAT(fake.out, HasSubstr("0/2 tests passed"));
  EXPECT_THAT(fake.err, HasSubstr("2 of 2 tests failed"));
}

TEST_F(TestCommand, TellsItAsJson) {
  fake.write("wf/tests/fixtures/end.json", R"({"input": {}, "expected": {"n": 2}})");
  EXPECT_EQ(tntc({"wf", "-o", "json"}), 1);
  EXPECT_THAT(fake.out, HasSubstr(R"("data":{"passed":0,"failed":1,"untested":["fetch"])"));
  EXPECT_THAT(fake.out, HasSubstr(R"("name":"end: end.json","node":"end","file":"end.json")"));
  EXPECT_THAT(fake.out, HasSubstr(R"("output":{"n":1})"));
}

TEST_F(TestCommand, UpdatesTheFixtureAndPasses) {
  fake.write("wf/tests/fixtures/end.json", R"({"input": {}, "expected": {"n": 2}})");
  EXPECT_EQ(tntc({"wf", "--update"}), 0) << fake.out;
  EXPECT_EQ(fake.read("wf/tests/fixtures/end.json"), R"({"input": {}, "expected": {"n":1}})");
  EXPECT_THAT(fake.out, HasSubstr("updated tests/fixtures/end.json"));
}

TEST_F(TestCommand, UpdatesNoCaseThatFailsForItsCalls) {
  const std::string fixture =
      R"({"input": {}, "fetch": [{"url": "*", "times": 1}], "expected": {"n": 2}})";
  fake.write("wf/tests/fixtures/end.json", fixture);
  EXPECT_EQ(tntc({"wf", "--update"}), 1) << fake.out;
  EXPECT_EQ(fake.read("wf/tests/fixtures/end.json"), fixture);
  EXPECT_THAT(fake.out, HasSubstr("fetch[0] was called never; expected once"));
}

TEST_F(TestCommand, RunsTheWholeWorkflowOnceWhenItHasNoFixture) {
  EXPECT_EQ(tntc({"wf", "--pipeline"}), 0) << fake.err;
  ASSERT_EQ(fake.engine.requests.size(), 1u);
  EXPECT_FALSE(fake.engine.requests[0].only_node);
  EXPECT_EQ(fake.engine.requests[0].input, "{}");
  EXPECT_THAT(fake.out, HasSubstr("✓ pipeline (3ms)"));
}

TEST_F(TestCommand, ChoosesByNodeAndByTitle) {
  fake.write("wf/tests/fixtures/end.json", R"({"input": 1})");
  fake.write("wf/tests/fixtures/fetch.json",
             R"({"cases": [{"name": "one", "input": 1}, {"name": "two", "input": 2}]})");
  fake.write("wf/tests/fixtures/pipeline.json", "{}");
  EXPECT_EQ(tntc({"wf"}), 0);
  EXPECT_EQ(fake.engine.requests.size(), 4u);
  EXPECT_EQ(tntc({"wf/end"}), 0);
  EXPECT_EQ(fake.engine.requests.size(), 5u);
  EXPECT_EQ(tntc({"wf", "--node", "fetch", "--pipeline"}), 0);  // the node wins
  EXPECT_EQ(fake.engine.requests.size(), 7u);
  EXPECT_EQ(tntc({"wf", "--filter", "two"}), 0);
  EXPECT_EQ(fake.engine.requests.size(), 8u);
  EXPECT_EQ(fake.engine.requests.back().input, "2");
  EXPECT_EQ(tntc({"wf", "--filter", "three"}), 3);
}

TEST_F(TestCommand, WarnsOfAFixtureForNobody) {
  fake.write("wf/tests/fixtures/fecth.json", R"({"input": 1})");
  EXPECT_EQ(tntc({"wf"}), 0);
  EXPECT_THAT(fake.err, HasSubstr("fecth.json is run by nobody"));
  EXPECT_THAT(fake.err, HasSubstr("did you mean fetch.json?"));
}

TEST_F(TestCommand, TellsAMistypedNameFromAMistypedDirectory) {
  EXPECT_EQ(tntc({"wf/ned"}), 3);
  EXPECT_THAT(fake.err, HasSubstr("the workflow in `wf` has no node `ned`"));
  EXPECT_THAT(fake.err, HasSubstr("did you mean `end`?"));
  fake.write("digest/x", "");
  EXPECT_EQ(tntc({"digst"}), 3);
  EXPECT_THAT(fake.err, HasSubstr("there is no directory `digst`"));
  EXPECT_THAT(fake.err, HasSubstr("did you mean `digest`?"));
  EXPECT_EQ(tntc({"no/such/wf"}), 3);
  EXPECT_THAT(fake.err, HasSubstr("there is no directory `no/such`"));
}

TEST_F(TestCommand, RefusesFlagsThatMakeNoSense) {
  EXPECT_EQ(tntc({"wf", "-j", "0"}), 2);
  EXPECT_EQ(tntc({"wf", "-j", "x"}), 2);
  EXPECT_EQ(tntc({"wf", "--watch", "-o", "json"}), 2);
  EXPECT_EQ(tntc({"wf/end", "--node", "fetch"}), 2);
  EXPECT_EQ(tntc({"wf", "--timeout", "soon"}), 2);
}

TEST(Affected, IsWhatAModuleIsMadeOf) {
  const auto parsed = spec::parse_workflow(
      "name: w\nversion: \"1.0\"\ntriggers: [{type: manual}]\n"
      "nodes:\n  a: {path: ./nodes/a.ts}\n  b: {path: ./nodes/b.ts}\n",
      "workflow.yaml");
  ASSERT_TRUE(parsed.workflow);
  tntc::bundle::Bundle bundle;
  bundle.modules = {{"nodes/a.ts", "", R"({"sources":["nodes/shared.ts","nodes/a.ts"]})"},
                    {"nodes/b.ts", "", R"({"sources":["nodes/b.ts"]})"}};
  bundle.node_module = {0, 1};
  const auto of = [&](const std::string& path) {
    return affected_by({path}, *parsed.workflow, bundle);
  };
  EXPECT_EQ(of("nodes/shared.ts").nodes, std::set<std::string>{"a"});
  EXPECT_EQ(of("nodes/b.ts").nodes, std::set<std::string>{"b"});
  EXPECT_TRUE(of("nodes/b.ts").holds({.name = "pipeline.json"}));
  EXPECT_FALSE(of("nodes/b.ts").holds({.name = "a.json", .owner = "a"}));
  EXPECT_EQ(of("tests/fixtures/a.json").fixtures, std::set<std::string>{"a.json"});
  EXPECT_TRUE(of("workflow.yaml").all);
  EXPECT_TRUE(of("").all);
  EXPECT_FALSE(of("README.md").any());
}

}  // namespace
}  // namespace tntc::cli::test
