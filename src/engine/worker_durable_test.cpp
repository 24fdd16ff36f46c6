// Runs that are recorded, over real workers: what becomes of them when workers and engines die.
#include <gmock/gmock.h>

#include <csignal>

#include "engine/testing/durable_fixture.h"

namespace tntc::engine {
namespace {

using testing::DurableTest;
using ::testing::HasSubstr;
using testing::make_bundle;
using testing::Told;
using testing::waits_for;
using triggers::Durability;
using triggers::RunEnd;

TEST_F(DurableTest, ARunGoesOnInTheNextEngineFromItsFinishedNodes) {
  make(chain());
  bool kept = false;
  triggers::RunRequest request = durable(R"({"x":1})");
  request.on_kept = [&](const Result<void>& result) { kept = result.has_value(); };
  const std::string id = start_request(std::move(request)).id;
  ASSERT_TRUE(says("b 1"));
  ASSERT_TRUE(until([&] { return kept; }));
  die();
  make(chain());
  const auto past = engine->take_past();
  ASSERT_EQ(past.size(), 1u);
  EXPECT_EQ(past[0].id, id);
  EXPECT_EQ(past[0].ended_at, 0);
  Told& told = follow(id);
  ASSERT_TRUE(says("b 2"));
  open_gate("gate");
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.outcome.end, RunEnd::succeeded);
  EXPECT_EQ(told.output("a"), "1");
  EXPECT_EQ(told.output("c"), R"([{"node":"b","input":1},1])");
  die();
  make(chain());
  const auto ended = engine->take_past();
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_GT(ended[0].ended_at, 0);
  EXPECT_EQ(ended[0].end, RunEnd::succeeded);
  EXPECT_EQ(ended[0].result, told.outcome.result);
}

TEST_F(DurableTest, ARunOutlivesItsWorkerThoughItHasReachedTheOutsideWorld) {
  make(chain());
  Told& told = start_request(durable());
  ASSERT_TRUE(said(told, "b 1"));
  for (const int pid : workers()) ::kill(pid, SIGKILL);
  ASSERT_TRUE(said(told, "b 2"));
  open_gate("gate");
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.outcome.end, RunEnd::succeeded);
}

TEST_F(DurableTest, KeepsWhatNodesOfRecordedRunsLog) {
  const auto kept = [&] {
    const auto segment = io::read_file(options.state + "/journal-000000000001.log", 64u << 20);
    EXPECT_TRUE(segment);
    return segment ? *segment : std::string();
  };
  make(make_bundle({{"a", "ctx.log.warn(`said ${input}`); return 1;", "", ""}}));
  run("\"aside\"");
  run_request(durable("\"for good\""));
  EXPECT_THAT(kept(), HasSubstr("said for good"));
  EXPECT_THAT(kept(), ::testing::Not(HasSubstr("said aside")));
}

TEST_F(DurableTest, ARunThatHasEndedIsRepeatedFromANode) {
  make(make_bundle({{"a", "ctx.log.info('a runs'); return {from: input.x};", "", ""},
                    {"b",
                     "try { Deno.statSync('" + file("gate") +
                         "'); } catch { throw new "
                         "Error('no gate'); } return input.from;",
                     "", ""}},
                   "edges: [{from: a, to: b}]\n"));
  Told& first = run_request(durable(R"({"x":4})"));
  ASSERT_EQ(first.outcome.end, RunEnd::failed);
  open_gate("gate");
  const auto prepare = [&](const std::string& id, const std::string& from) {
    std::optional<Result<triggers::RunRequest>> told;
    engine->prepare_retry(id, from, [&](auto request) { told = std::move(request); });
    EXPECT_TRUE(until([&] { return told.has_value(); }));
    return *told;
  };
  auto request = prepare(first.id, "b");
  ASSERT_TRUE(request) << request.error().message;
  bool kept = false;
  request->on_kept = [&](const Result<void>& result) { kept = result.has_value(); };
  logs.clear();
  Told& second = run_request(std::move(*request));
  EXPECT_TRUE(kept);
  EXPECT_EQ(second.outcome.end, RunEnd::succeeded) << second.outcome.result;
  EXPECT_EQ(second.output("a"), R"({"from":4})");
  EXPECT_EQ(second.output("b"), "4");
  EXPECT_EQ(times_said(second, "a runs"), 0);

  request = prepare(first.id, "");
  ASSERT_TRUE(request);
  Told& third = run_request(std::move(*request));
  EXPECT_EQ(third.output("b"), "4");
  EXPECT_EQ(times_said(third, "a runs"), 1);

  EXPECT_EQ(prepare(first.id, "c").error().kind, ErrorKind::conflict);
  EXPECT_EQ(prepare("018f3b6e-7c1a-7c3e-9d4e-1f2a3b4c5d6e", "").error().kind, ErrorKind::not_found);
}

TEST_F(DurableTest, ARunSaysWhatItWaitsFor) {
  make(chain());
  Told& told = start_request(durable());
  ASSERT_TRUE(says("b 1"));
  ASSERT_TRUE(
      until([&] { return engine->waits_json(told.id).find("since") != std::string::npos; }));
  EXPECT_THAT(engine->waits_json(told.id),
              HasSubstr(R"([{"kind":"running","node":"b","attempt":1,"since":)"));
  EXPECT_EQ(engine->waits_json(start().id), "") << "not recorded";
  open_gate("gate");
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(engine->waits_json(told.id), "");
}

TEST_F(DurableTest, ANodeThatKillsItsProcessFailsItsRunInTheEnd) {
  make(chain("edges: [{from: a, to: b}]\nconfig: {maxRecoveries: 2}\n"));
  Told& told = start_request(durable());
  // Of the first attempt the engine may not have heard before the kill.
  for (int attempt = 1; attempt <= 4; ++attempt) {
    const std::string line = "b " + std::to_string(attempt);
    ASSERT_TRUE(until([&] { return told.times > 0 || times_said(told, line) > 0; }));
    if (told.times > 0) break;
    for (const int pid : workers()) ::kill(pid, SIGKILL);
  }
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.outcome.end, RunEnd::failed);
  EXPECT_THAT(told.error("b"), HasSubstr("cut off 3 times"));
  EXPECT_EQ(told.output("a"), "1");
}

TEST_F(DurableTest, CutAttemptsDoNotUseUpRetries) {
  make(make_bundle(
      {{"a",
        "ctx.log.info(`try ${ctx.attempt}`); await new Promise((r) => setTimeout(r, 60));"
        "throw new Error('no');",
        "", "retries: 1\n    backoff: {initial: 1ms}"}}));
  Told& told = start_request(durable());
  ASSERT_TRUE(said(told, "try 1"));
  for (const int pid : workers()) ::kill(pid, SIGKILL);
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(times_said(told, "try 2") + times_said(told, "try 3"), 2) << "two that may fail";
}

TEST_F(DurableTest, ARunEndsUnderTheBundleItBeganWith) {
  make(chain());
  const std::string id = start_request(durable()).id;
  ASSERT_TRUE(says("b 1"));
  die();
  make(make_bundle({{"a", "return 'another';"}}));
  Told& told = follow(id);
  Told& fresh = run();
  EXPECT_EQ(fresh.output("a"), R"("another")");
  open_gate("gate");
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.output("c"), R"([{"node":"b","input":1},1])");
}

TEST_F(DurableTest, RunsEndUnderTheirBundleThoughItWasReloadedWithOtherSecrets) {
  make(chain());
  Told& first = start_request(durable());
  ASSERT_TRUE(said(first, "b 1"));
  // The same bundle again, then another, while a run of each is there.
  provisions.secrets = R"({"x":{"token":"changed"}})";
  ASSERT_TRUE(engine->reload(chain(), provisions));
  Told& second = start_request(durable());
  ASSERT_TRUE(said(second, "b 1"));
  ASSERT_TRUE(engine->reload(make_bundle({{"a", "return 'another';"}}), provisions));
  EXPECT_EQ(run().output("a"), R"("another")");
  for (const int pid : workers()) ::kill(pid, SIGKILL);
  open_gate("gate");
  ASSERT_TRUE(ended(first));
  ASSERT_TRUE(ended(second));
  EXPECT_EQ(first.output("c"), R"([{"node":"b","input":1},1])");
  EXPECT_EQ(second.output("c"), R"([{"node":"b","input":1},1])");
}

TEST_F(DurableTest, ARunWhoseValuesAreDamagedIsInterruptedAndSaysSo) {
  const auto large = [this] {
    return make_bundle({{"a", "return 'x'.repeat(100000);"}, {"b", waits_for(file("gate"))}},
                       "edges: [{from: a, to: b}]\n");
  };
  make(large());
  const std::string id = start_request(durable()).id;
  ASSERT_TRUE(says("b 1"));
  ASSERT_TRUE(until([&] {
    const auto names = io::list_directory(options.state);
    return names && std::ranges::any_of(*names, [](const io::DirectoryEntry& entry) {
             return entry.name.starts_with("value-");
           });
  }));
  die();
  const auto files = io::list_directory(options.state);
  ASSERT_TRUE(files);
  for (const io::DirectoryEntry& entry : *files) {
    if (!entry.name.starts_with("value-")) continue;
    ASSERT_TRUE(io::write_file(options.state + "/" + entry.name, "\"not what it was\""));
  }
  make(large());
  Told& told = follow(id);
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.outcome.end, RunEnd::interrupted);
  EXPECT_THAT(told.stopped(), HasSubstr("its digest differs"));
}

TEST_F(DurableTest, CancelledStaysCancelled) {
  make(chain());
  const std::string id = start_request(durable()).id;
  ASSERT_TRUE(says("b 1"));
  EXPECT_TRUE(engine->cancel(id));
  ASSERT_TRUE(until([&] { return !engine->cancel(id); }));
  die();
  make(chain());
  const auto past = engine->take_past();
  ASSERT_EQ(past.size(), 1u);
  EXPECT_EQ(past[0].end, RunEnd::cancelled);
}

TEST_F(DurableTest, SaysWhatNoneMeansForRunsThatNobodyWaitsFor) {
  make(chain("edges: []\nconfig: {durability: none}\n"));
  triggers::RunRequest request = durable();
  request.on_kept = [](const Result<void>&) {};
  const auto refused = engine->start(std::move(request), [](Result<triggers::RunOutcome>) {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
  open_gate("gate");
  EXPECT_EQ(run_request(durable()).outcome.end, RunEnd::succeeded);
  die();
  make(chain());
  EXPECT_TRUE(engine->take_past().empty());
}

TEST_F(DurableTest, WhatIsNotAskedToBeRecordedIsNot) {
  make(chain());
  open_gate("gate");
  EXPECT_EQ(run().outcome.end, RunEnd::succeeded);
  die();
  make(chain("edges: []\nconfig: {durability: process}\n"));
  EXPECT_TRUE(engine->take_past().empty());
  EXPECT_EQ(run().outcome.end, RunEnd::succeeded);
  die();
  make(chain());
  EXPECT_EQ(engine->take_past().size(), 1u) << "config.durability counts before the trigger";
}

TEST_F(DurableTest, AStepIsDoneOnceThoughItsNodeIsExecutedAgain) {
  const auto make_steps = [&] {
    return make_bundle({{"a",
                         "const a = await ctx.step('one', () => { ctx.log.info('one is done'); "
                         "return {n: 1}; });"
                         "ctx.log.info(`attempt ${ctx.attempt}`);"
                         "for (;;) { try { Deno.statSync('" +
                             file("gate") +
                             "'); break; } catch { await new Promise((r) => setTimeout(r, 5)); } }"
                             "const b = await ctx.step('two', () => { ctx.log.info('two is "
                             "done'); });"
                             "return [a, b === undefined, ctx.idempotencyKey];",
                         ""}});
  };
  make(make_steps());
  const std::string id = start_request(durable()).id;
  ASSERT_TRUE(says("attempt 1"));
  EXPECT_TRUE(says("one is done"));
  die();
  make(make_steps());
  Told& told = follow(id);
  ASSERT_TRUE(says("attempt 2"));
  for (const int pid : workers()) ::kill(pid, SIGKILL);
  ASSERT_TRUE(says("attempt 3"));
  open_gate("gate");
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.output("a"), R"([{"n":1},true,")" + id + R"(:a"])");
  EXPECT_EQ(times_said(told, "one is done"), 0);
  EXPECT_EQ(times_said(told, "two is done"), 1);
}

TEST_F(DurableTest, StepsAreKeptForTheNextAttemptToo) {
  make(make_bundle({{"a",
                     "const n = await ctx.step('n', () => ctx.attempt);"
                     "if (ctx.attempt < 3) throw new Error('not yet'); return [n, ctx.attempt];",
                     "", "retries: 2\n    backoff: {initial: 1ms}"}}));
  EXPECT_EQ(run_request(durable()).output("a"), "[1,3]");
}

TEST_F(DurableTest, WithoutARecordAStepIsAnErrorThatSaysSo) {
  make(make_bundle({{"a", "return await ctx.step('n', () => 1);"}}));
  EXPECT_THAT(run().error("a"), HasSubstr("config.durability"));
  die();
  options.steps_in_memory = true;
  make(make_bundle({{"a", "return await ctx.step('n', () => 1);"}}));
  EXPECT_EQ(run().output("a"), "1") << "one run of one command";
}

TEST_F(DurableTest, ASleepKeepsItsFirstEndAcrossEngines) {
  const auto sleeper = [] {
    return make_bundle({{"a",
                         "ctx.log.info('begins'); const a = Date.now(); await ctx.sleep(1200);"
                         "return Date.now() - a;",
                         "", "timeout: 500ms"}});
  };
  const auto begin = std::chrono::steady_clock::now();
  make(sleeper());
  const std::string id = start_request(durable()).id;
  ASSERT_TRUE(says("begins"));
  for (int restart = 0; restart < 3; ++restart) {
    const auto until_then = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
    ASSERT_TRUE(until([&] { return std::chrono::steady_clock::now() >= until_then; }));
    die();
    make(sleeper());
  }
  Told& told = follow(id);
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.outcome.end, RunEnd::succeeded) << told.error("a");
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1200));
  EXPECT_LT(std::stoi(told.output("a")), 900) << "the rest only";
}

TEST_F(DurableTest, DrainingDoesNotWaitForARunThatWaits) {
  const auto sleeper = [] {
    return make_bundle({{"a", "ctx.log.info('begins'); await ctx.sleep('1h');"}});
  };
  make(sleeper());
  Told& told = start_request(durable());
  ASSERT_TRUE(said(told, "begins"));
  bool drained = false;
  engine->drain(Milliseconds(30'000), [&] { drained = true; });
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(until([&] { return drained; }));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_EQ(told.outcome.end, RunEnd::interrupted);
}

TEST_F(DurableTest, TwoEnginesDoNotShareADirectory) {
  make(chain());
  auto second = Engine::make(loop, chain(), provisions, options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_THAT(second.error().message, HasSubstr("in use by process"));
}

TEST_F(DurableTest, WithoutADirectoryAnEngineThatNeedsNoneServesAndSaysSo) {
  ASSERT_TRUE(io::write_file(options.state, "not a directory"));
  EXPECT_FALSE(Engine::make(loop, chain(), provisions, options));
  options.require_state = false;
  make(chain());
  EXPECT_THAT(logs.at(0).text, HasSubstr("no runs are recorded"));
  EXPECT_THAT(logs.at(0).text, HasSubstr("--state DIR"));
  open_gate("gate");
  EXPECT_EQ(run_request(durable()).outcome.end, RunEnd::succeeded);
  triggers::RunRequest request = durable();
  request.on_kept = [](const Result<void>&) {};
  const auto refused = engine->start(std::move(request), [](Result<triggers::RunOutcome>) {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
}

TEST_F(DurableTest, NodesCannotReadWhatAnotherEngineRecords) {
  options.directory = scratch_.path();
  make(chain());
  const auto other = std::move(engine);
  options.require_state = false;
  make(make_bundle({{"a", "return Deno.readTextFileSync('" + file("state/lock") + "');"}}));
  EXPECT_THAT(run().error("a"), HasSubstr("the engine records runs there"));
}

TEST_F(DurableTest, NodesCannotReadWhatIsRecorded) {
  options.directory = scratch_.path();
  make(make_bundle({{"a", "return Deno.readTextFileSync('" + file("state/lock") + "');"}}));
  Told& told = run();
  EXPECT_THAT(told.error("a"), HasSubstr("the engine records runs there"));
}

TEST_F(DurableTest, DrainingLeavesRecordedRunsToTheNextEngine) {
  make(chain());
  Told& told = start_request(durable());
  ASSERT_TRUE(said(told, "b 1"));
  bool drained = false;
  engine->drain(Milliseconds(50), [&] { drained = true; });
  ASSERT_TRUE(until([&] { return drained; }));
  EXPECT_EQ(told.outcome.end, RunEnd::interrupted);
  EXPECT_THAT(told.stopped(), HasSubstr("goes on when the engine is started again"));
  const std::string id = told.id;
  die();
  make(chain());
  Told& again = follow(id);
  open_gate("gate");
  ASSERT_TRUE(ended(again));
  EXPECT_EQ(again.outcome.end, RunEnd::succeeded);
}

}  // namespace
}  // namespace tntc::engine
