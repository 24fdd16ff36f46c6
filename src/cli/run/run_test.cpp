#include "cli/run/run.h"

#include "cli/run/input.h"
#include "cli/run/summary.h"
#include "cli/testing/fake_engine_world.h"

namespace tntc::cli::run {
namespace {

using testing::FakeEngineWorld;
using testing::FakeWorld;
using testing::write_pair;

constexpr const char* kWell =
    R"({"success":true,"outputs":{"fetch":{"n":1},"end":{"big":12345678901234567890}},"errors":{},)"
    R"("timing":{"startedAt":1000,"completedAt":1020,"durationMs":20,"nodeTimings":{)"
    R"("fetch":{"startedAt":1000,"completedAt":1010,"durationMs":10},)"
    R"("end":{"startedAt":1010,"completedAt":1020,"durationMs":10}}}})";
constexpr const char* kFailed =
    R"({"success":false,"outputs":{},"errors":{"fetch":"no such host"},)"
    R"("timing":{"startedAt":1000,"completedAt":1010,"durationMs":10,"nodeTimings":{)"
    R"("fetch":{"startedAt":1000,"completedAt":1010,"durationMs":10}}}})";
constexpr const char* kCancelled =
    R"({"success":false,"outputs":{"fetch":1},"errors":{"end":"the run was cancelled"},)"
    R"("timing":{"startedAt":1000,"completedAt":1020,"durationMs":20,"nodeTimings":{)"
    R"("fetch":{"startedAt":1000,"completedAt":1010,"durationMs":10},)"
    R"("end":{"startedAt":1010,"completedAt":1020,"durationMs":10}}},)"
    R"("stopped":"the run was cancelled"})";

TEST(Run, TakesItsWords) {
  Options options;
  const std::vector<std::string> words{"./x",   "--input",   "{\"a\":1}", "--node",
                                       "fetch", "--timeout", "5s"};
  ASSERT_TRUE(flags::parse(syntax(options), "run", words));
  EXPECT_EQ(options.workflow, "./x");
  EXPECT_EQ(options.input, "{\"a\":1}");
  EXPECT_EQ(options.node, "fetch");
  EXPECT_EQ(options.timeout, Milliseconds(5000));
}

TEST(Run, TakesEventsInTheirOrder) {
  Options options;
  const std::vector<std::string> words{"./x", "--event", "paid", "--event", "paid={\"by\":1}"};
  ASSERT_TRUE(flags::parse(syntax(options), "run", words));
  const auto events = read_events(options.events);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 2u);
  EXPECT_EQ((*events)[0].payload, "{}");
  EXPECT_EQ((*events)[1].name, "paid");
  EXPECT_EQ((*events)[1].payload, "{\"by\":1}");

  EXPECT_EQ(read_events({"a b=1"}).error().kind, ErrorKind::invalid);
  EXPECT_EQ(read_events({"=1"}).error().kind, ErrorKind::invalid);
  const auto broken = read_events({"paid={"});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().where, "--event paid:1:2");
}

TEST(Run, TellsADirectoryFromANameByItsSpelling) {
  for (const char* directory : {".", "..", "./x", "x/", "/x", "a/b"}) {
    EXPECT_TRUE(names_directory(directory)) << directory;
  }
  EXPECT_FALSE(names_directory("x"));
}

TEST(Run, TakesABareNameForADeployedWorkflow) {
  FakeEngineWorld fake;
  write_pair(fake, "pair");
  Session session = fake.session();

  const Report existing = run({.workflow = "pair"}, session);
  const Report missing = run({.workflow = "other"}, session);

  ASSERT_TRUE(existing.error && missing.error);
  EXPECT_EQ(existing.error->kind, ErrorKind::not_found);
  EXPECT_EQ(existing.error->hint, "for the directory write ./pair");
  EXPECT_EQ(missing.error->kind, ErrorKind::not_found);
}

TEST(Run, PrintsTheOutputsOfTheLastNodesExactly) {
  FakeEngineWorld fake;
  write_pair(fake);
  fake.engine.result = kWell;
  fake.engine.logs = {{.text = "the walls stand"},
                      {.node = "fetch", .attempt = 1, .text = "hello"}};
  Session session = fake.session();

  const Report report = run({.workflow = ".", .input = "{\"a\": 1}"}, session);

  ASSERT_FALSE(report.error) << report.error->message;
  EXPECT_EQ(report.text, "{\n  \"end\": {\n    \"big\": 12345678901234567890\n  }\n}\n");
  EXPECT_TRUE(report.data.starts_with(R"({"runId":"run-1","end":"succeeded","success":true,)"));
  EXPECT_TRUE(fake.err.starts_with("[fetch] hello\n✓ fetch")) << fake.err;
  EXPECT_TRUE(fake.err.ends_with("pair succeeded in 20ms\n")) << fake.err;
  EXPECT_EQ(fake.engine.requests.at(0).input, "{\"a\": 1}");
  EXPECT_EQ(fake.engine.requests.at(0).trigger, "cli");
  EXPECT_EQ(fake.engine_options.directory, fake.world.directory);
}

TEST(Run, FailsWithTheWorkAndSaysWhichNode) {
  FakeEngineWorld fake;
  write_pair(fake);
  fake.engine.end = triggers::RunEnd::failed;
  fake.engine.result = kFailed;
  Session session = fake.session();

  const Report report = run({.workflow = "."}, session);

  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.fault, Fault::work);
  EXPECT_EQ(report.error->message, "node `fetch` failed: no such host");
  EXPECT_NE(fake.err.find("✗ fetch"), std::string::npos) << fake.err;
  EXPECT_NE(fake.err.find("· end     not started"), std::string::npos) << fake.err;
}

TEST(Run, CancelsOnCtrlCAndShowsWhatWasFinished) {
  FakeEngineWorld fake;
  write_pair(fake);
  fake.engine.held = true;
  fake.engine.result = kCancelled;
  fake.interrupts.press();
  Session session = fake.session();

  const Report report = run({.workflow = "."}, session);

  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::cancelled);
  EXPECT_EQ(report.fault, Fault::command);
  EXPECT_EQ(fake.engine.cancelled, 1);
  EXPECT_NE(fake.err.find("✓ fetch"), std::string::npos) << fake.err;
  EXPECT_NE(fake.err.find("⊘ end"), std::string::npos) << fake.err;
  EXPECT_NE(report.data.find(R"("end":"cancelled")"), std::string::npos);
}

TEST(Run, GivesOneNodeItsInputAlone) {
  FakeEngineWorld fake;
  write_pair(fake);
  fake.engine.result =
      R"({"success":true,"outputs":{"fetch":1},"errors":{},"timing":{"nodeTimings":{"fetch":{}}}})";
  Session session = fake.session();

  const Report report =
      run({.workflow = ".", .node = "fetch", .timeout = Milliseconds(50)}, session);

  ASSERT_FALSE(report.error) << report.error->message;
  EXPECT_EQ(fake.engine.requests.at(0).only_node, "fetch");
  EXPECT_EQ(fake.engine.requests.at(0).timeout, Milliseconds(50));
  EXPECT_EQ(report.text, "{\n  \"fetch\": 1\n}\n");
  EXPECT_EQ(fake.err.find("end "), std::string::npos) << fake.err;
}

TEST(Run, KnowsTheNodesBeforeAnythingStarts) {
  FakeEngineWorld fake;
  write_pair(fake);
  Session session = fake.session();

  const Report report = run({.workflow = ".", .node = "fetsh"}, session);

  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::not_found);
  EXPECT_EQ(report.error->hint, "did you mean `fetch`?");
  EXPECT_TRUE(fake.engine.digests.empty());
}

TEST(Run, StartsNothingWhenTheSourcesAreWrong) {
  FakeEngineWorld fake;
  write_pair(fake, "wf");
  fake.write("wf/nodes/end.ts", "SYNTAX ERROR");
  Session session = fake.session();

  const Report report = run({.workflow = "./wf"}, session);

  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::invalid);
  EXPECT_EQ(where(report.diagnostics.at(0)), "./wf/nodes/end.ts:1");
  EXPECT_TRUE(fake.engine.digests.empty());
}

TEST(Run, PassesOnThatTheEngineIsFull) {
  FakeEngineWorld fake;
  write_pair(fake);
  fake.engine.start_refusal = Error{ErrorKind::unavailable, "the queue is full", {}, {}};
  Session session = fake.session();
  EXPECT_EQ(run({.workflow = "."}, session).error->kind, ErrorKind::unavailable);
}

TEST(Run, GivesNodesTheirSecretsAndTheVariablesTheyDeclare) {
  FakeEngineWorld fake;
  write_pair(fake);
  fake.write("workflow.yaml",
             "name: pair\nversion: \"1.0\"\ntriggers: [{type: manual}]\nnodes:\n"
             "  fetch: {path: ./nodes/fetch.ts, capabilities: {env: [TZ]}}\n"
             "edges: []\n");
  fake.write(".secrets.yaml", "a: {k: v}\n");
  fake.write("other.yaml", "b: {k: v}\n");
  fake.world.environment["TZ"] = "Europe/Rome";
  Session session = fake.session();

  run({.workflow = "."}, session);
  run({.workflow = ".", .secrets = "other.yaml"}, session);
  const Report missing = run({.workflow = ".", .secrets = "gone"}, session);

  ASSERT_EQ(fake.engine.provisions.size(), 2U);
  EXPECT_EQ(fake.engine.provisions[0].secrets, R"({"a":{"k":"v"}})");
  ASSERT_EQ(fake.engine.provisions[0].env.size(), 1U);
  EXPECT_EQ(fake.engine.provisions[0].env[0].second, "Europe/Rome");
  EXPECT_EQ(fake.engine.provisions[1].secrets, R"({"b":{"k":"v"}})");
  ASSERT_TRUE(missing.error);
  EXPECT_EQ(missing.error->kind, ErrorKind::not_found);
}

TEST(RunInput, IsReadFromTheWordAFileOrStandardInput) {
  FakeWorld fake;
  fake.write("in.json", "[1]");
  fake.input = "\"x\"\n";
  EXPECT_EQ(*read_run_input(fake.world, std::nullopt), "{}");
  EXPECT_EQ(*read_run_input(fake.world, "null"), "null");
  EXPECT_EQ(*read_run_input(fake.world, "@in.json"), "[1]");
  EXPECT_EQ(*read_run_input(fake.world, "-"), "\"x\"\n");
}

TEST(RunInput, IsNeverQuietlyReplaced) {
  FakeWorld fake;
  fake.write("in.json", "{\n  \"a\": x\n}");
  const auto where = [&](const std::string& given) {
    const auto input = read_run_input(fake.world, given);
    EXPECT_FALSE(input) << given;
    if (!input) {
      EXPECT_EQ(input.error().kind, ErrorKind::invalid);
    }
    return input ? "" : input.error().where;
  };
  EXPECT_EQ(where("@in.json"), "in.json:2:8");
  EXPECT_EQ(where("{a:1}"), "--input:1:2");
  EXPECT_EQ(where(""), "--input:1:1");
  EXPECT_EQ(where("-"), "");  // empty
  EXPECT_EQ(read_run_input(fake.world, "@gone.json").error().kind, ErrorKind::not_found);
}

TEST(RunSummary, TellsASkippedNodeFromOneThatNeverStarted) {
  const auto plan = dag::Plan::make({"a", "b", "c"}, {});
  const auto spans = spans_of(
      *plan, {.result = R"({"success":true,"outputs":{},"errors":{},"timing":{"nodeTimings":)"
                        R"({"a":{"startedAt":1,"durationMs":2}}},"skipped":["b"]})"});
  ASSERT_EQ(spans.size(), 3U);
  EXPECT_EQ(spans[0].end, ui::NodeEnd::succeeded);  // an undefined output is none
  EXPECT_EQ(spans[1].end, ui::NodeEnd::skipped);
  EXPECT_EQ(spans[2].end, ui::NodeEnd::not_started);
}

TEST(RunSummary, ShowsHandlersOfFailuresThatHaveRunAndNoOthers) {
  const Shape shape{"shop", *dag::Plan::make({"zip", "tell", "undo"}, {}), {false, true, true}};
  const triggers::RunOutcome outcome{
      .end = triggers::RunEnd::failed,
      .result = R"({"success":false,"outputs":{"undo":1},"errors":{"zip":"no"},"timing":)"
                R"({"startedAt":1,"durationMs":5,"nodeTimings":{)"
                R"("zip":{"startedAt":1,"durationMs":2},"undo":{"startedAt":3,"durationMs":2}}}})"};

  const std::string text = picture(shape, {}, outcome, {.utf8 = true});

  EXPECT_LT(text.find("zip"), text.find("undo")) << text;
  EXPECT_NE(text.find("undo"), std::string::npos) << text;
  EXPECT_EQ(text.find("tell"), std::string::npos) << text;
  EXPECT_NE(picture(shape, "tell", outcome, {.utf8 = true}).find("tell"), std::string::npos);
}

TEST(RunSummary, AlwaysHasAReason) {
  EXPECT_EQ(why_failed({.end = triggers::RunEnd::interrupted, .result = "{}"}),
            "the run was not finished: interrupted");
  EXPECT_EQ(why_failed({.result = R"({"errors":{"a":"x"},"stopped":"too slow"})"}),
            "node `a` failed: x; too slow");
}

}  // namespace
}  // namespace tntc::cli::run
