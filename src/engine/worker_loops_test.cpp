// Nodes that run once per element of a list, and handlers of failures, over real workers.
#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <map>
#include <sstream>

#include "engine/testing/durable_fixture.h"

namespace tntc::engine {
namespace {

using testing::DurableTest;
using ::testing::HasSubstr;
using testing::make_bundle;
using testing::NodeText;
using testing::Told;
using triggers::RunEnd;

class LoopTest : public DurableTest {
 protected:
  static NodeText each(const std::string& body, const std::string& more = {},
                       const std::string& before = {}) {
    return {"a", body, before, "forEach: input.items" + (more.empty() ? "" : "\n    " + more)};
  }
  Told& run_items(const std::string& items) { return run(R"({"items":)" + items + "}"); }
  // The numbers that a body which calls it has written, and how often each.
  std::string writes(const std::string& number) const {
    return "Deno.writeTextFileSync('" + file("witness") + "', `${" + number +
           "}\\n`, {append: true});\n";
  }
  std::map<int, int> witness() const {
    std::map<int, int> times;
    std::istringstream lines(io::read_file(file("witness"), 10u << 20).value_or(""));
    for (int number; lines >> number;) ++times[number];
    return times;
  }
};

std::string numbers(int count) {
  std::string list = "[0";
  for (int i = 1; i < count; ++i) list += ',' + std::to_string(i);
  return list + "]";
}

TEST_F(LoopTest, RunsAsManyElementsAtOnceAsItMayAndGivesTheirOutputsInOrder) {
  make(
      make_bundle({each("seen.push(ctx.item.index);"
                        "await new Promise((done) => setTimeout(done, 20 * (4 - input)));"
                        "return [input, ctx.item, ctx.idempotencyKey, seen];",
                        "concurrency: 3", "const seen = [];")}));
  Told& told = run_items("[1,2,3]");
  const std::string key = told.id + ":a:";
  EXPECT_EQ(told.output("a"), R"([[1,{"index":0,"count":3},")" + key + R"(0",[0]],)" +
                                  R"([2,{"index":1,"count":3},")" + key + R"(1",[1]],)" +
                                  R"([3,{"index":2,"count":3},")" + key + R"(2",[2]]])")
      << "what runs at the same time has globals of its own";
}

TEST_F(LoopTest, ElementsOfALaneShareTheStateOfTheModule) {
  make(make_bundle({each("return ++times;", "", "let times = 0;")}));
  EXPECT_EQ(run_items("[0,0,0]").output("a"), "[1,2,3]");
}

TEST_F(LoopTest, NothingThatAnElementLeavesGoingOnReachesTheNext) {
  make(
      make_bundle({each("if (input === 0) { setTimeout(() => { seen.push('late'); }, 300);"
                        "  ctx.signal.addEventListener('abort', () => seen.push('aborted'));"
                        "  return; }"
                        "await new Promise((done) => setTimeout(done, 400)); return seen;",
                        "", "const seen = [];")}));
  EXPECT_EQ(run_items("[0,1]").output("a"), "[null,[]]");
}

TEST_F(LoopTest, TimeAndRetriesAreThoseOfEachElement) {
  make(
      make_bundle({each("if (ctx.attempt <= input) throw new Error(`not yet ${input}`);"
                        "if (input === 9) await new Promise(() => {});"
                        "await new Promise((done) => setTimeout(done, 150)); return ctx.attempt;",
                        "concurrency: 2\n    timeout: 250ms\n    retries: 1\n    onError: collect\n"
                        "    backoff: {initial: 1ms}")}));
  Told& told = run_items("[0,1,2,0]");
  EXPECT_EQ(told.output("a"), R"([{"output":1},{"output":2},{"error":"not yet 2"},{"output":1}])");
  EXPECT_EQ(times_said(told, "element 2: attempt 2 failed: not yet 2"), 0) << "with its stack";
  EXPECT_TRUE(std::ranges::any_of(logs, [](const LogLine& line) {
    return line.node == "a" && line.attempt == 2 &&
           line.text.starts_with("element 2: attempt 2 failed: not yet 2");
  }));
}

TEST_F(LoopTest, AnElementThatFailsFailsItsNode) {
  make(make_bundle({each("ctx.log.info('hello'); if (input > 1) throw new Error(`no ${input}`);"),
                    {"b", "return 1;"}},
                   "edges: [{from: a, to: b}]\n"));
  Told& told = run_items("[0,1,2,3]");
  EXPECT_EQ(told.outcome.end, RunEnd::failed);
  EXPECT_EQ(told.error("a"), "element 2: no 2");
  EXPECT_EQ(times_said(told, "element 1: hello"), 1);
  EXPECT_EQ(times_said(told, "element 3: hello"), 0);
  EXPECT_EQ(times_said(told, "failed: element 2: no 2"), 1);
  EXPECT_THAT(run("{}").error("a"), HasSubstr("input.items is nothing"));
}

TEST_F(LoopTest, AnElementThatNeverEndsCostsTheOthersNoMoreThanAnAttempt) {
  make(
      make_bundle({each("if (input === 0) for (;;) {}"
                        "await new Promise((done) => setTimeout(done, 20)); return input;",
                        "concurrency: 2\n    timeout: 300ms\n    onError: collect\n"
                        "    retries: 1\n    backoff: {initial: 1ms}")}));
  EXPECT_EQ(run_items("[0,1,2]").output("a"),
            R"([{"error":"Node \"a\" timed out after 300ms"},{"output":1},{"output":2}])");
}

TEST_F(LoopTest, TheListIsNoLongerThanAnOutputMayBe) {
  options.limits.max_output = 1000;
  make(make_bundle({each("return 'x'.repeat(input);")}));
  EXPECT_THAT(run_items("[2000]").error("a"), HasSubstr("element 0: the output is 2002 bytes"));
  EXPECT_THAT(run_items("[500,500,500]").error("a"),
              HasSubstr("the outputs of 2 of its 3 elements are 1008 bytes"));
}

TEST_F(LoopTest, IsCancelledAlthoughItsElementsWaitForNothing) {
  make(
      make_bundle({each("if (input === 0) ctx.log.info('begins');"
                        "const end = Date.now() + 2; while (Date.now() < end) {}")}));
  Told& told = start(R"({"items":)" + numbers(20'000) + "}");
  ASSERT_TRUE(said(told, "element 0: begins"));
  EXPECT_TRUE(engine->cancel(told.id));
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.outcome.end, RunEnd::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(LoopTest, AFixtureOfItIsOneElement) {
  make(make_bundle({each("return [input, ctx.item];")}));
  Told& told = run_request({.input = R"("x")", .only_node = "a", .test = "{}"});
  EXPECT_EQ(told.output("a"), R"(["x",{"index":0,"count":1}])");
  Told& whole = run_request({.input = R"({"items":["x"]})", .test = "{}"});
  EXPECT_EQ(whole.output("a"), R"([["x",{"index":0,"count":1}]])");
  Told& alone = run_node("a", R"({"items":["y"]})");
  EXPECT_EQ(alone.output("a"), R"([["y",{"index":0,"count":1}]])");
}

TEST_F(LoopTest, ElementsThatAreDoneAreNotExecutedAgainAfterTheEnginesDeath) {
  constexpr int kCount = 2000;
  const auto slow = [&] {
    return make_bundle({each(writes("input") + "await new Promise((done) => setTimeout(done, 1));"
                                               "return input * 2;",
                             "concurrency: 4")});
  };
  make(slow());
  const std::string id = start_request(durable(R"({"items":)" + numbers(kCount) + "}")).id;
  for (int restart = 1; restart <= 3; ++restart) {
    const auto enough = static_cast<std::size_t>(restart * 400);
    ASSERT_TRUE(until([&] { return witness().size() >= enough; }));
    die();
    make(slow());
  }
  Told& told = follow(id);
  ASSERT_TRUE(ended(told));
  ASSERT_EQ(told.outcome.end, RunEnd::succeeded) << told.error("a");
  std::string expected = "[0";
  for (int i = 1; i < kCount; ++i) expected += ',' + std::to_string(2 * i);
  EXPECT_EQ(told.output("a"), expected + "]");
  int again = 0;
  for (const auto& [number, times] : witness()) again += times - 1;
  EXPECT_EQ(witness().size(), static_cast<std::size_t>(kCount));
  // What ran, or had ended and was on its way to the engine, when it died.
  EXPECT_LE(again, 3 * 20);
}

TEST_F(LoopTest, StepsOfAnElementAreItsOwnAndOutliveTheWorker) {
  make(
      make_bundle({each("const n = await ctx.step('n', () => { " + writes("input") +
                            " return ctx.attempt; });"
                            "if (input === 1) { ctx.log.info(`try ${ctx.attempt}`);"
                            "  for (;;) { try { Deno.statSync('" +
                            file("gate") +
                            "'); break; } catch { await new Promise((r) => setTimeout(r, 5)); } } }"
                            "return [n, ctx.attempt];",
                        "concurrency: 2")}));
  Told& told = start_request(durable(R"({"items":[0,1,2]})"));
  ASSERT_TRUE(said(told, "element 1: try 1"));
  ASSERT_TRUE(until([&] { return witness().size() == 3; }));
  for (const int pid : workers()) ::kill(pid, SIGKILL);
  ASSERT_TRUE(said(told, "element 1: try 2"));
  ASSERT_TRUE(io::write_file(file("gate"), ""));
  ASSERT_TRUE(ended(told));
  const std::string output = told.output("a");
  EXPECT_TRUE(output == "[[1,1],[1,2],[1,1]]" || output == "[[1,1],[1,2],[1,2]]")
      << output << ": the third may have ended just then";
  EXPECT_EQ(witness(), (std::map<int, int>{{0, 1}, {1, 1}, {2, 1}}));
}

TEST_F(LoopTest, WhatHasFailedAlreadyCountsAfterADeath) {
  make(make_bundle({each("ctx.log.info(`try ${ctx.attempt}`); throw new Error('no');",
                         "retries: 1\n    backoff: {initial: 2s, jitter: 0}")}));
  Told& told = start_request(durable(R"({"items":[0]})"));
  ASSERT_TRUE(said(told, "element 0: try 1"));
  ASSERT_TRUE(until([&] {
    return std::ranges::any_of(
        logs, [](const LogLine& line) { return line.text.find("failed: no") != line.text.npos; });
  }));
  for (const int pid : workers()) ::kill(pid, SIGKILL);
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.error("a"), "element 0: no");
  EXPECT_EQ(times_said(told, "element 0: try 2"), 1);
  EXPECT_EQ(times_said(told, "element 0: try 3"), 0);
}

TEST_F(LoopTest, AHandlerOutlivesTheEngineAndTheRunStaysFailed) {
  const auto handled = [&] {
    return make_bundle({{"a", "throw new Error('no');", "", "onFailure: h"},
                        {"h",
                         "ctx.log.info(`handles ${input.node}, ${ctx.attempt}`);"
                         "for (;;) { try { Deno.statSync('" +
                             file("gate") +
                             "'); break; } catch { await new Promise((r) => setTimeout(r, 5)); "
                             "} } return input;"}});
  };
  make(handled());
  Told& first = start_request(durable("{}"));
  ASSERT_TRUE(said(first, "handles a, 1"));
  const std::string id = first.id;
  die();
  make(handled());
  Told& told = follow(id);
  ASSERT_TRUE(said(told, "handles a, 2"));
  ASSERT_TRUE(io::write_file(file("gate"), ""));
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.outcome.end, RunEnd::failed);
  EXPECT_EQ(told.error("a"), "no");
  EXPECT_EQ(told.output("h"), R"({"node":"a","error":"no","errors":{"a":"no"},"outputs":{}})");
}

TEST_F(LoopTest, AHandlerRunsAfterItsNodeHasTakenTheVmAlong) {
  make(make_bundle({{"a", "for (;;) {}", "", "onFailure: h\n    timeout: 200ms"},
                    {"h", "return input.error;"}}));
  EXPECT_EQ(run().output("h"), R"("Node \"a\" timed out after 200ms")");
}

}  // namespace
}  // namespace tntc::engine
