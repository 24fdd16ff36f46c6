// The engine over the real tentacular-worker.
#include "engine/worker_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>

#include "engine/testing/engine_fixture.h"

namespace tntc::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::make_bundle;
using testing::NodeText;
using ::testing::SizeIs;
using ::testing::StartsWith;
using testing::Told;
using triggers::RunEnd;

const NodeText kEcho{"echo", "return input;", ""};
// Says that it runs, and does so until it is ended.
const NodeText kHang{"hang", "ctx.log.info('started'); await new Promise(() => {});", ""};
const NodeText kLoop{"loop", "ctx.log.info('started'); for (;;);", ""};
// Waits for the gate whose address is its input.
const NodeText kPass{"pass", "return await (await fetch(input.gate)).text();", ""};
// Nothing in a VM ends it, as a rule: now and then a match gives up by itself.
const NodeText kStuck{"stuck", "while (!/(x+x+)+y/.test('x'.repeat(60))) continue;", ""};
constexpr const char* kNotInterrupted = "; its code could not be interrupted";
constexpr int kTries = 5;

class WorkerEngineTest : public testing::EngineFixture {
 protected:
  void make_all(const std::string& rest = "edges: []\n") {
    make(make_bundle({kEcho, kHang, kLoop, kPass, kStuck}, rest));
  }

  std::string gate_input() const { return R"({"gate":")" + gate.url() + R"("})"; }

  static std::string lost_workers(int count) {
    return R"(tentacular_workers_lost_total{workflow="flow"} )" + std::to_string(count);
  }

  // A run that has reached the gate.
  Told& start_at_gate() {
    const std::size_t before = gate.waiting();
    Told& told = start_node("pass", gate_input());
    EXPECT_TRUE(until([&] { return gate.waiting() > before; }));
    return told;
  }
};

// --- answers ------------------------------------------------------------------------------------

TEST_F(WorkerEngineTest, AnswersARunWithOutputsErrorsAndTiming) {
  make(make_bundle({{"a", "return { n: input.n + 1 };", ""}, {"b", "return input.n + 1;", ""}},
                   "edges:\n  - { from: a, to: b }\n"));

  const Told& told = run(R"({"n":1})");

  EXPECT_EQ(told.outcome.id, told.id);
  EXPECT_EQ(told.outcome.end, RunEnd::succeeded);
  const boost::json::object result = told.result();
  EXPECT_EQ(result.at("success"), true);
  EXPECT_EQ(result.at("outputs"), boost::json::parse(R"({"a":{"n":2},"b":3})"));
  EXPECT_EQ(result.at("errors"), boost::json::object());
  const boost::json::object& timing = result.at("timing").as_object();
  for (const char* key : {"startedAt", "completedAt", "durationMs"}) {
    EXPECT_TRUE(timing.at(key).is_int64()) << key;
    for (const char* node : {"a", "b"}) {
      EXPECT_TRUE(timing.at("nodeTimings").at(node).at(key).is_int64()) << node << ' ' << key;
    }
  }
  EXPECT_FALSE(result.contains("stopped"));
}

TEST_F(WorkerEngineTest, AnswersAFailedRunWithWhatItsNodesSaid) {
  make(make_bundle(
      {{"a", "return 1;", ""}, {"b", "throw new Error('broken');", ""}, {"c", "return 3;", ""}},
      "edges:\n  - { from: a, to: b }\n  - { from: b, to: c }\n"));

  const Told& told = run();

  EXPECT_EQ(told.outcome.end, RunEnd::failed);
  EXPECT_EQ(told.result().at("success"), false);
  EXPECT_EQ(told.result().at("outputs"), boost::json::parse(R"({"a":1})"));
  EXPECT_EQ(told.result().at("errors"), boost::json::parse(R"({"b":"broken"})"));
}

TEST_F(WorkerEngineTest, RunsOneNodeAloneWithTheRunsInput) {
  make(make_bundle({{"a", "return 1;", ""}, {"b", "return input;", ""}},
                   "edges:\n  - { from: a, to: b }\n"));
  EXPECT_EQ(run_node("b", R"("given")").result().at("outputs"),
            boost::json::parse(R"({"b":"given"})"));
}

TEST_F(WorkerEngineTest, RefusesToRunANodeThatIsNotThere) {
  make_all();
  const auto started = engine->start({.only_node = "nobody"}, [](const auto&) { FAIL(); });
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().kind, ErrorKind::not_found);
}

TEST_F(WorkerEngineTest, IsNotMadeWithoutAWorkerProgram) {
  options.worker_program = TNTC_BINARY_DIR "/bin/there-is-none";
  const auto made = Engine::make(loop, make_bundle({kEcho}), {}, options);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::unavailable);
}

TEST_F(WorkerEngineTest, IsNotMadeOfABundleWhoseWorkflowIsNotValid) {
  const auto made = Engine::make(loop, make_bundle({kEcho}, "edges: 7\n"), {}, options);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::invalid);
}

TEST_F(WorkerEngineTest, RunsAtTheSameTimeDoNotShareAVm) {
  make(make_bundle(
      {{"act", "++inside; await fetch(input.gate); return inside;", "let inside = 0;"}}));
  const Told& first = start(gate_input());
  const Told& second = start(gate_input());
  ASSERT_TRUE(until([&] { return gate.waiting() == 2; }));
  EXPECT_THAT(workers(), SizeIs(1));
  gate.open();
  ASSERT_TRUE(ended(first));
  ASSERT_TRUE(ended(second));
  EXPECT_EQ(first.output("act"), "1");
  EXPECT_EQ(second.output("act"), "1");
}

TEST_F(WorkerEngineTest, LogsCarryRunNodeAttemptAndLevel) {
  make(make_bundle({{"act",
                     "ctx.log.warn('try ' + ctx.attempt);"
                     "if (ctx.attempt === 1) throw new Error('once more');",
                     ""}},
                   "edges: []\nconfig: { retries: 1 }\n"));

  const Told& told = run();

  EXPECT_EQ(told.outcome.end, RunEnd::succeeded);
  std::vector<std::string> said;
  for (const LogLine& line : logs) {
    if (line.run != told.id || line.level != Level::warn) continue;
    said.push_back(line.node + '#' + std::to_string(line.attempt) + ' ' + line.text);
  }
  EXPECT_THAT(said, ElementsAre("act#1 try 1", "act#2 try 2"));
}

TEST_F(WorkerEngineTest, CountsHowRunsEnd) {
  make(make_bundle({kEcho, {"fail", "throw 1;", ""}, kHang}));
  run_node("echo");
  run_node("echo");
  run_node("fail");
  const Told& hanging = start_node("hang");
  ASSERT_TRUE(said(hanging, "started"));
  EXPECT_EQ(health("runsInFlight"), 1);
  engine->cancel(hanging.id);
  ASSERT_TRUE(ended(hanging));

  EXPECT_TRUE(metric(R"(tentacular_runs_total{workflow="flow",result="succeeded"} 2)"));
  EXPECT_TRUE(metric(R"(tentacular_runs_total{workflow="flow",result="failed"} 1)"));
  EXPECT_TRUE(metric(R"(tentacular_runs_total{workflow="flow",result="cancelled"} 1)"));
  EXPECT_TRUE(metric(R"(tentacular_runs_total{workflow="flow",result="interrupted"} 0)"));
  EXPECT_TRUE(metric(R"(tentacular_run_duration_seconds_count{workflow="flow"} 4)"));
  EXPECT_EQ(health("runsInFlight"), 0);
}

// --- what runs may take -------------------------------------------------------------------------

TEST_F(WorkerEngineTest, AnswersALoopByTheTimeoutOfItsNodeAndServesOn) {
  make(make_bundle({{"act", "if (input.loop) for (;;); return 1;", ""}},
                   "edges: []\nconfig: { timeout: 1s }\n"));
  const Told& looping = run(R"({"loop":true})");
  EXPECT_EQ(looping.outcome.end, RunEnd::failed);
  EXPECT_THAT(looping.error("act"), StartsWith("Node \"act\" timed out after 1000ms"));
  EXPECT_EQ(run().output("act"), "1");
}

TEST_F(WorkerEngineTest, AnswersALoopByTheTimeoutOfItsRunAndServesOn) {
  make_all();
  const Told& looping = run_request({.only_node = "loop", .timeout = Milliseconds(100)});
  EXPECT_EQ(looping.outcome.end, RunEnd::failed);
  EXPECT_THAT(looping.stopped(), StartsWith("the run timed out after 100ms"));
  EXPECT_EQ(run_node("echo", "7").output("echo"), "7");
}

TEST_F(WorkerEngineTest, AnswersCodeThatCannotBeInterruptedByTheTimeoutOfItsNodeAndServesOn) {
  make(make_bundle({{"act", "if (input.stuck) " + kStuck.body + " return 1;", ""}},
                   "edges: []\nconfig: { timeout: 1s }\n"));
  bool had_to_be_killed = false;
  for (int i = 0; i < kTries && !had_to_be_killed; ++i) {
    const Told& stuck = run(R"({"stuck":true})");
    EXPECT_EQ(stuck.outcome.end, RunEnd::failed);
    EXPECT_THAT(stuck.error("act"), StartsWith("Node \"act\" timed out after 1000ms"));
    had_to_be_killed = stuck.error("act").find(kNotInterrupted) != std::string::npos;
  }
  EXPECT_TRUE(had_to_be_killed);
  EXPECT_EQ(run().output("act"), "1");
}

TEST_F(WorkerEngineTest, AnswersCodeThatCannotBeInterruptedByTheTimeoutOfItsRunAndServesOn) {
  make_all();
  bool had_to_be_killed = false;
  for (int i = 0; i < kTries && !had_to_be_killed; ++i) {
    const Told& stuck = run_request({.only_node = "stuck", .timeout = Milliseconds(100)});
    EXPECT_EQ(stuck.outcome.end, RunEnd::failed);
    EXPECT_THAT(stuck.stopped(), StartsWith("the run timed out after 100ms"));
    const std::string why = std::string(" in node \"stuck\"") + kNotInterrupted;
    had_to_be_killed = stuck.stopped().find(why) != std::string::npos;
  }
  EXPECT_TRUE(had_to_be_killed);
  EXPECT_EQ(run_node("echo", "7").output("echo"), "7");
}

TEST_F(WorkerEngineTest, CountsTheTimeInTheQueueForTheTimeoutOfARun) {
  options.limits.max_runs = 1;
  make_all();
  const Told& first = start_at_gate();
  const Told& second = start_request({.only_node = "hang", .timeout = Milliseconds(1000)});
  const auto over = std::chrono::steady_clock::now() + Milliseconds(1000);
  ASSERT_TRUE(until([&] { return std::chrono::steady_clock::now() >= over; }));
  gate.open();
  ASSERT_TRUE(ended(first));
  ASSERT_TRUE(ended(second));
  EXPECT_EQ(second.outcome.end, RunEnd::failed);
  EXPECT_EQ(second.stopped(), "the run timed out after 1s");
  // It had no second of its own.
  EXPECT_LT(second.result().at("timing").at("durationMs").as_int64(), 1000);
}

TEST_F(WorkerEngineTest, EndsARunThatTakesTooMuchMemoryInSmallBites) {
  options.limits.heap_per_run = 128u << 20;
  make(make_bundle({{"grow",
                     "while (hoard.length < 1000) {\n"
                     "  hoard.push(new Uint8Array(1e6).fill(1));\n"
                     "  await new Promise((r) => setTimeout(r, 1));\n"
                     "}\n"
                     "return 'escaped';",
                     "const hoard = [];"}}));
  const Told& greedy = run();
  EXPECT_EQ(greedy.outcome.end, RunEnd::failed);
  EXPECT_THAT(greedy.error("grow"), HasSubstr("used more than 128 MiB of memory (--heap)"));
}

TEST_F(WorkerEngineTest, EndsOnlyTheRunThatTakesTooMuchMemory) {
  options.limits.heap_per_run = 128u << 20;
  make(make_bundle(
      {kEcho,
       {"grow", "for (;;) hoard.push(new Uint8Array(1e5).fill(1));", "const hoard = [];"},
       kPass}));
  const Told& waiting = start_at_gate();
  const Told& greedy = run_node("grow");
  EXPECT_EQ(greedy.outcome.end, RunEnd::failed);
  EXPECT_THAT(greedy.error("grow"), HasSubstr("used more than 128 MiB of memory (--heap)"));
  gate.open();
  ASSERT_TRUE(ended(waiting));
  EXPECT_EQ(waiting.outcome.end, RunEnd::succeeded);
  EXPECT_TRUE(metric(lost_workers(0)));
}

TEST_F(WorkerEngineTest, RefusesRunsBeyondTheQueue) {
  options.limits.max_runs = 1;
  options.limits.queue = 1;
  make_all();
  const Told& first = start_at_gate();
  const Told& second = start_node("echo", "2");
  const auto third = engine->start({}, [](const auto&) { FAIL() << "told of a refused run"; });
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(third.error().message, HasSubstr("too many runs"));
  gate.open();
  ASSERT_TRUE(ended(first));
  ASSERT_TRUE(ended(second));
  EXPECT_EQ(second.output("echo"), "2");
}

// --- cancel -------------------------------------------------------------------------------------

TEST_F(WorkerEngineTest, CancelsARunThatWaits) {
  make_all();
  const Told& told = start_node("hang");
  ASSERT_TRUE(said(told, "started"));
  EXPECT_TRUE(engine->cancel(told.id));
  EXPECT_EQ(told.times, 0) << "told from inside cancel";
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.outcome.end, RunEnd::cancelled);
  EXPECT_FALSE(engine->cancel(told.id));
}

TEST_F(WorkerEngineTest, CancelsARunThatComputes) {
  make_all();
  const Told& told = start_node("loop");
  // What a node logs leaves its process while the node computes.
  ASSERT_TRUE(said(told, "started"));
  EXPECT_TRUE(engine->cancel(told.id));
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.outcome.end, RunEnd::cancelled);
  EXPECT_EQ(run_node("echo", "7").output("echo"), "7");
}

TEST_F(WorkerEngineTest, CancelsAQueuedRunWhichThenNeverStarts) {
  options.limits.max_runs = 1;
  make_all();
  const Told& first = start_at_gate();
  const Told& second = start_node("hang");
  EXPECT_TRUE(engine->cancel(second.id));
  EXPECT_EQ(second.times, 0) << "told from inside cancel";
  ASSERT_TRUE(ended(second));
  EXPECT_EQ(second.outcome.end, RunEnd::cancelled);
  EXPECT_EQ(first.times, 0);
  gate.open();
  ASSERT_TRUE(ended(first));
  EXPECT_EQ(times_said(second, "started"), 0);
}

TEST_F(WorkerEngineTest, CancelsARunWhoseTurnHasComeMeanwhile) {
  options.limits.max_runs = 1;
  make_all();
  Told* next = nullptr;
  const auto first = engine->start({.input = gate_input(), .only_node = "pass"},
                                   [&](const auto&) { EXPECT_TRUE(engine->cancel(next->id)); });
  ASSERT_TRUE(first);
  next = &start_node("hang");
  ASSERT_TRUE(until([&] { return gate.waiting() > 0; }));
  gate.open();
  ASSERT_TRUE(ended(*next));
  EXPECT_EQ(next->outcome.end, RunEnd::cancelled);
  EXPECT_EQ(times_said(*next, "started"), 0);
}

TEST_F(WorkerEngineTest, CancelsRunsThatTheirWorkerHasNotTakenYet) {
  make_all();
  run_node("echo");
  for (int i = 0; i < 100; ++i) {
    const Told& told = start_node("hang");
    EXPECT_TRUE(engine->cancel(told.id));
    ASSERT_TRUE(ended(told)) << i;
    EXPECT_EQ(told.outcome.end, RunEnd::cancelled);
  }
}

// --- workers that die ---------------------------------------------------------------------------

TEST_F(WorkerEngineTest, InterruptsTheRunThatWasAloneInAKilledWorkerAndServesOn) {
  make_all();
  const Told& told = start_node("hang");
  ASSERT_TRUE(said(told, "started"));
  const std::vector<int> before = workers();
  ASSERT_THAT(before, SizeIs(1));
  ::kill(before[0], SIGKILL);
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.outcome.end, RunEnd::interrupted);
  EXPECT_EQ(told.result().at("success"), false);
  EXPECT_THAT(told.stopped(), HasSubstr("signal 9"));
  EXPECT_EQ(run_node("echo", "7").output("echo"), "7");
  EXPECT_NE(workers(), before);
}

TEST_F(WorkerEngineTest, ExecutesUntouchedRunsOfAKilledWorkerAgain) {
  make_all();
  const Told& first = start_node("hang");
  const Told& second = start_node("hang");
  ASSERT_TRUE(said(first, "started"));
  ASSERT_TRUE(said(second, "started"));
  ASSERT_THAT(workers(), SizeIs(1));
  ::kill(workers()[0], SIGKILL);
  // Each has a process to itself now.
  for (const Told* told : {&first, &second}) {
    ASSERT_TRUE(said(*told, "started", 2));
    EXPECT_TRUE(engine->cancel(told->id));
    ASSERT_TRUE(ended(*told));
    EXPECT_EQ(told->outcome.end, RunEnd::cancelled);
  }
}

TEST_F(WorkerEngineTest, DoesNotExecuteAgainWhatHasReachedTheOutsideWorld) {
  make_all();
  const Told& touched = start_at_gate();
  const Told& other = start_node("hang");
  ASSERT_TRUE(said(other, "started"));
  ASSERT_THAT(workers(), SizeIs(1));
  ::kill(workers()[0], SIGKILL);
  ASSERT_TRUE(ended(touched));
  EXPECT_EQ(touched.outcome.end, RunEnd::interrupted);
  ASSERT_TRUE(said(other, "started", 2));
}

TEST_F(WorkerEngineTest, ReplacesAWorkerThatDiesIdle) {
  make_all();
  run_node("echo");
  ASSERT_THAT(workers(), SizeIs(1));
  ::kill(workers()[0], SIGKILL);
  ASSERT_TRUE(until([&] { return metric(lost_workers(1)) && health("workersReady") == 1; }));
  EXPECT_EQ(run_node("echo", "7").output("echo"), "7");
}

TEST_F(WorkerEngineTest, GivesARunToAnotherWorkerWhenItsOwnHasDiedUnnoticed) {
  make_all();
  run_node("echo");
  ASSERT_THAT(workers(), SizeIs(1));
  const int worker = workers()[0];
  ::kill(worker, SIGKILL);
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(worker), &info, WEXITED | WNOWAIT), 0);
  // The loop has not turned since.
  EXPECT_EQ(run_node("echo", "7").output("echo"), "7");
  EXPECT_TRUE(metric(lost_workers(1)));
}

TEST_F(WorkerEngineTest, FailsARunThatCannotBeGivenToItsWorker) {
  make_all();
  run_node("echo");
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{3, before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &none);
  // Too large for a packet, and no descriptor is left for the memory it would travel in.
  const Told& told = start_node("echo", '"' + std::string(4u << 20, 'x') + '"');
  ::setrlimit(RLIMIT_NOFILE, &before);
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.outcome.end, RunEnd::failed);
  EXPECT_THAT(told.stopped(), HasSubstr("could not be given to its worker"));
}

TEST_F(WorkerEngineTest, AnswersRunsWithTheReasonWhyNoWorkerCanStartAndServesTheNextBundle) {
  bundle::Bundle changed = make_bundle({kEcho});
  changed.compiler = "changed after its digest was taken";
  make(changed);
  // The first waits when the worker refuses, the second comes after that.
  for (int i = 0; i < 2; ++i) {
    const Told& told = run();
    EXPECT_EQ(told.outcome.end, RunEnd::failed);
    EXPECT_THAT(told.stopped(), HasSubstr("the digest does not match"));
  }
  ASSERT_TRUE(engine->reload(make_bundle({kEcho}), {}));
  EXPECT_EQ(run("7").output("echo"), "7");
}

TEST_F(WorkerEngineTest, EndsItsWorkersWithItself) {
  make_all();
  start_node("loop");
  run_node("echo");
  engine.reset();
  EXPECT_THAT(workers(), SizeIs(0));
}

// --- reload -------------------------------------------------------------------------------------

TEST_F(WorkerEngineTest, RunsInFlightEndUnderTheBundleTheyBeganWith) {
  const auto version = [](const std::string& name) {
    return make_bundle(
        {{"act", "if (input.gate) await fetch(input.gate); return " + name + ";", ""}});
  };
  make(version("'old'"));
  const Told& old_run = start(gate_input());
  ASSERT_TRUE(until([&] { return gate.waiting() == 1; }));
  ASSERT_TRUE(engine->reload(version("'new'"), {}));
  EXPECT_EQ(run().output("act"), R"("new")");
  EXPECT_EQ(old_run.times, 0);
  gate.open();
  ASSERT_TRUE(ended(old_run));
  EXPECT_EQ(old_run.output("act"), R"("old")");
}

TEST_F(WorkerEngineTest, LetsTheWorkerOfAnOldBundleGo) {
  make_all();
  run_node("echo");
  const std::vector<int> old_workers = workers();
  ASSERT_TRUE(engine->reload(make_bundle({{"act", "return 1;", ""}}), {}));
  EXPECT_EQ(run().output("act"), "1");
  ASSERT_TRUE(until([&] { return workers().size() == 1; }));
  EXPECT_NE(workers(), old_workers);
}

TEST_F(WorkerEngineTest, KeepsItsBundleWhenANewOneIsNotValid) {
  make_all();
  EXPECT_FALSE(engine->reload(make_bundle({kEcho}, "edges: 7\n"), {}));
  EXPECT_EQ(run_node("echo", "7").output("echo"), "7");
}

TEST_F(WorkerEngineTest, RunsTheNodeOfTheNameAskedForThoughAReloadCameFirst) {
  make(make_bundle({{"a", "return 'a';", ""}, {"b", "return 'b';", ""}}));
  const Told& told = start_node("b");  // no worker is up yet
  ASSERT_TRUE(engine->reload(
      make_bundle({{"a", "return 'a';", ""}, {"aa", "return 'aa';", ""}, {"b", "return 'b';", ""}}),
      {}));
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.result().at("outputs"), boost::json::parse(R"({"b":"b"})"));
}

TEST_F(WorkerEngineTest, FailsARunOfOneNodeWhenAReloadTookTheNodeAwayFirst) {
  make(make_bundle({{"a", "return 'a';", ""}, {"b", "return 'b';", ""}}));
  const Told& told = start_node("b");  // no worker is up yet
  ASSERT_TRUE(engine->reload(make_bundle({{"a", "return 'a';", ""}}), {}));
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.outcome.end, RunEnd::failed);
  EXPECT_EQ(told.stopped(), "there is no node `b` since the last reload");
}

// --- drain --------------------------------------------------------------------------------------

TEST_F(WorkerEngineTest, DrainingRefusesNewRunsAndFinishesThoseInFlight) {
  make_all();
  const Told& told = start_at_gate();
  int drained = 0;
  engine->drain(Milliseconds(600'000), [&] { ++drained; });
  const auto late = engine->start({}, [](const auto&) { FAIL() << "told of a refused run"; });
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(drained, 0);
  gate.open();
  ASSERT_TRUE(until([&] { return drained > 0; }));
  EXPECT_EQ(told.outcome.end, RunEnd::succeeded);
}

TEST_F(WorkerEngineTest, DrainingCancelsWhatIsLeftAfterTheGrace) {
  options.limits.max_runs = 2;
  make_all();
  const Told& hanging = start_node("hang");
  const Told& looping = start_node("loop");
  ASSERT_TRUE(said(hanging, "started"));
  ASSERT_TRUE(said(looping, "started"));
  const Told& queued = start_node("echo");
  int drained = 0;
  engine->drain(Milliseconds(1), [&] { ++drained; });
  ASSERT_TRUE(until([&] { return drained > 0; }));
  EXPECT_EQ(drained, 1);
  EXPECT_EQ(hanging.outcome.end, RunEnd::cancelled);
  EXPECT_EQ(looping.outcome.end, RunEnd::cancelled);
  EXPECT_EQ(queued.outcome.end, RunEnd::cancelled);
}

TEST_F(WorkerEngineTest, DrainingAnIdleEngineIsOverOnTheNextTurn) {
  make_all();
  int drained = 0;
  engine->drain(Milliseconds(600'000), [&] { ++drained; });
  EXPECT_EQ(drained, 0) << "told from inside drain";
  EXPECT_TRUE(until([&] { return drained > 0; }));
}

}  // namespace
}  // namespace tntc::engine
