#include "worker/run_state.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

namespace tntc::worker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = Order::Kind;

const std::string kHead = "name: demo\nversion: \"1.0\"\ntriggers: [{type: manual}]\n";

// The code of the modules is never run here: one empty module stands for every node.
Program program_of(const std::string& rest) {
  bundle::Bundle bundle;
  bundle.workflow_yaml = kHead + rest;
  bundle.modules.push_back({"x.ts", "", ""});
  const spec::Parsed parsed = spec::parse_workflow(bundle.workflow_yaml, "workflow.yaml");
  if (parsed.workflow) bundle.node_module.resize(parsed.workflow->nodes.size());
  auto program = Program::make(std::move(bundle));
  EXPECT_TRUE(program) << program.error().where << ": " << program.error().message;
  return std::move(program.value());
}

std::string node(const std::string& name, const std::string& more = "") {
  return "  " + name + ": {path: x.ts" + more + "}\n";
}

constexpr const char* kJoin = "edges: [{from: b, to: c}, {from: a, to: c}]\n";
std::string join_of_two() {
  return "nodes:\n" + node("a") + node("b") + node("c") + kJoin;
}

// A run whose clock stands still unless a test moves it; `take` gives what was ordered since.
struct Driven {
  explicit Driven(const std::string& rest, std::string input = "{}",
                  std::optional<dag::NodeIndex> only = {}, std::uint64_t seed = 1)
      : program(program_of(rest)), state(program, std::move(input), only, seed) {
    state.begin(now, orders);
  }

  std::vector<Order> take() { return std::exchange(orders, {}); }
  void succeed(dag::NodeIndex i, const std::string& output) {
    state.succeeded(i, output, now, orders);
  }
  void fail(dag::NodeIndex i, const std::string& why, bool permanent = false) {
    state.failed(i, {why, permanent}, now, orders);
  }
  boost::json::object result() const { return boost::json::parse(state.result()).as_object(); }

  Program program;
  std::vector<Order> orders;
  std::int64_t now = 1000;
  RunState state;
};

Order start(dag::NodeIndex i, int attempt = 1) {
  return {Kind::start, i, attempt, {}};
}

TEST(RunState, GivesNodesWithoutInputsTheInputOfTheRun) {
  Driven run(join_of_two(), R"({"x":1})");
  EXPECT_THAT(run.take(), ElementsAre(start(0), start(1)));
  EXPECT_EQ(run.state.input_of(0), R"({"x":1})");
}

TEST(RunState, GivesANodeBehindOneEdgeThatOutputAsItIs) {
  for (const std::string output : {R"("text")", "null", ""}) {
    Driven run("nodes:\n" + node("a") + node("b") + "edges: [{from: a, to: b}]\n");
    run.succeed(0, output);
    EXPECT_EQ(run.state.input_of(1), output);
  }
}

TEST(RunState, GivesANodeBehindSeveralEdgesOneMemberEachInTheOrderOfTheEdges) {
  Driven run(join_of_two());
  run.succeed(0, "1");
  run.succeed(1, "[2]");
  EXPECT_EQ(run.state.input_of(2), R"({"b":[2],"a":1})");
}

TEST(RunState, KeepsNullInAJoinAndLeavesUndefinedOut) {
  Driven run(join_of_two());
  run.succeed(0, "null");
  run.succeed(1, "");
  EXPECT_EQ(run.state.input_of(2), R"({"a":null})");
}

TEST(RunState, AnswersWithOutputsAndTimes) {
  Driven run("nodes:\n" + node("a") + node("b") + "edges: [{from: a, to: b}]\n");
  run.now = 1010;
  run.succeed(0, R"({"v":1})");
  EXPECT_FALSE(run.state.ended());
  run.now = 1030;
  run.succeed(1, "");

  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(run.state.end(), ipc::End::succeeded);
  EXPECT_EQ(run.state.result(),
            R"({"success":true,"outputs":{"a":{"v":1}},"errors":{},)"
            R"("timing":{"startedAt":1000,"completedAt":1030,"durationMs":30,"nodeTimings":{)"
            R"("a":{"startedAt":1000,"completedAt":1010,"durationMs":10},)"
            R"("b":{"startedAt":1010,"completedAt":1030,"durationMs":20}}}})");
}

TEST(RunState, AfterAFailureKeepsWhatSiblingsGiveAndStartsNothingNew) {
  Driven run("nodes:\n" + node("a") + node("b") + node("c") + "edges: [{from: b, to: c}]\n");
  run.take();
  run.fail(0, "say \"no\"");
  EXPECT_FALSE(run.state.ended());
  run.succeed(1, "7");

  EXPECT_THAT(run.take(), IsEmpty());
  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(run.state.end(), ipc::End::failed);
  EXPECT_EQ(run.result()["success"], false);
  EXPECT_EQ(boost::json::serialize(run.result()["outputs"]), R"({"b":7})");
  EXPECT_EQ(boost::json::serialize(run.result()["errors"]), R"({"a":"say \"no\""})");
  EXPECT_FALSE(run.result().contains("skipped"));
}

TEST(RunState, TriesAgainAsOftenAsRetriesSay) {
  Driven run("nodes:\n" + node("a", ", retries: 2"));
  run.take();
  for (int attempt = 1; attempt <= 2; ++attempt) {
    run.fail(0, "not yet");
    const auto waits = run.take();
    ASSERT_EQ(waits.size(), 1u);
    EXPECT_EQ(waits[0].kind, Kind::wait);
    run.state.retry_due(0, run.orders);
    EXPECT_THAT(run.take(), ElementsAre(start(0, attempt + 1)));
  }
  run.fail(0, "the last");

  EXPECT_THAT(run.take(), IsEmpty());
  EXPECT_TRUE(run.state.ended());
  EXPECT_EQ(run.state.attempts(), 3u);
  EXPECT_EQ(run.state.retries(), 2u);
  EXPECT_EQ(run.result()["errors"].at("a"), "the last");
}

TEST(RunState, DoesNotRepeatAPermanentFailure) {
  Driven run("nodes:\n" + node("a", ", retries: 5"));
  run.take();
  run.fail(0, "never", true);
  EXPECT_THAT(run.take(), IsEmpty());
  EXPECT_TRUE(run.state.ended());
}

TEST(RunState, BackOffGrowsToItsMaximumWithoutJitter) {
  Driven run("nodes:\n" +
             node("a", ", retries: 4, backoff: {initial: 100ms, factor: 3, max: 1s, jitter: 0}"));
  std::vector<std::int64_t> delays;
  for (int i = 0; i < 4; ++i) {
    run.take();
    run.fail(0, "x");
    delays.push_back(run.take().at(0).delay.count());
    run.state.retry_due(0, run.orders);
  }
  EXPECT_THAT(delays, ElementsAre(100, 300, 900, 1000));
}

TEST(RunState, JitterSpreadsTheBackOffWithinItsBounds) {
  std::int64_t least = 1'000'000, most = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Driven run("nodes:\n" + node("a", ", retries: 1, backoff: {initial: 1s, jitter: 0.2}"), "{}",
               {}, seed);
    run.take();
    run.fail(0, "x");
    const std::int64_t delay = run.take().at(0).delay.count();
    least = std::min(least, delay);
    most = std::max(most, delay);
  }
  EXPECT_GE(least, 800);
  EXPECT_LT(least, 850);
  EXPECT_LE(most, 1200);
  EXPECT_GT(most, 1150);
}

TEST(RunState, WhenFalseSkipsTheNodeAndWhatHangsOnlyOnIt) {
  const std::string nodes = "nodes:\n" + node("a") + node("b", ", when: \"input.go == true\"") +
                            node("c") + "edges: [{from: a, to: b}, {from: b, to: c}]\n";
  Driven no(nodes);
  no.succeed(0, R"({"go":false})");
  EXPECT_TRUE(no.state.ended());
  EXPECT_EQ(no.state.end(), ipc::End::succeeded);
  EXPECT_EQ(boost::json::serialize(no.result()["skipped"]), R"(["b","c"])");

  Driven yes(nodes);
  yes.take();
  yes.succeed(0, R"({"go":true})");
  EXPECT_THAT(yes.take(), ElementsAre(start(1)));
}

TEST(RunState, UnderStagesWaitsForTheWholeStage) {
  Driven run("nodes:\n" + node("a") + node("b") + node("c") +
             "edges: [{from: a, to: c}]\nconfig: {schedule: stages}\n");
  run.take();
  run.succeed(0, "1");
  EXPECT_THAT(run.take(), IsEmpty());
  run.succeed(1, "1");
  EXPECT_THAT(run.take(), ElementsAre(start(2)));
}

TEST(RunState, CancelAbortsWhatRunsAndForgetsWhatWaits) {
  Driven run("nodes:\n" + node("a") + node("b", ", retries: 3") + node("c") +
             "edges: [{from: a, to: c}]\n");
  run.fail(1, "x");
  run.take();
  run.now = 1500;
  run.state.cancel("by hand", run.now, run.orders);

  EXPECT_THAT(run.take(), ElementsAre(Order{Kind::abort, 0, 1, {}}));
  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(run.state.end(), ipc::End::cancelled);
  EXPECT_EQ(run.result()["stopped"], "by hand");
  EXPECT_EQ(boost::json::serialize(run.result()["errors"]), R"({"a":"by hand","b":"by hand"})");
  run.state.retry_due(1, run.orders);
  EXPECT_THAT(run.take(), IsEmpty());
}

TEST(RunState, GivingUpIsAFailure) {
  Driven run("nodes:\n" + node("a"));
  run.state.give_up("too late", run.now, run.orders);
  EXPECT_TRUE(run.state.ended());
  EXPECT_EQ(run.state.end(), ipc::End::failed);
  EXPECT_EQ(run.result()["stopped"], "too late");
}

TEST(RunState, OneNodeAloneGetsTheInputOfTheRun) {
  Driven run(join_of_two(), "[1]", 2);
  EXPECT_THAT(run.take(), ElementsAre(start(2)));
  EXPECT_EQ(run.state.input_of(2), "[1]");
  run.succeed(2, "2");
  EXPECT_TRUE(run.state.ended());
  EXPECT_EQ(boost::json::serialize(run.result()["outputs"]), R"({"c":2})");
}

TEST(RunState, TreatsANodeNamedConstructorLikeAnyOther) {
  Driven run("nodes:\n" + node("constructor") + node("b") + node("c") +
             "edges: [{from: constructor, to: c}, {from: b, to: c}]\n");
  run.succeed(0, "1");
  run.succeed(1, "2");
  EXPECT_EQ(run.state.input_of(2), R"({"constructor":1,"b":2})");
}

TEST(RunState, GoesThroughAChainOf5000Nodes) {
  constexpr dag::NodeIndex kNodes = 5000;
  std::string yaml = "nodes:\n", edges = "edges:\n";
  for (dag::NodeIndex i = 0; i < kNodes; ++i) {
    yaml += node("n" + std::to_string(i));
    if (i == 0) continue;
    edges += "  - {from: n" + std::to_string(i - 1) + ", to: n" + std::to_string(i) + "}\n";
  }
  Driven run(yaml + edges);
  for (dag::NodeIndex i = 0; i < kNodes; ++i) {
    ASSERT_THAT(run.take(), ElementsAre(start(i)));
    run.succeed(i, std::to_string(i));
  }
  EXPECT_TRUE(run.state.ended());
  EXPECT_EQ(run.result()["outputs"].as_object().size(), kNodes);
}

// What is known of a run that another worker has begun.
struct GoesOn {
  GoesOn(const std::string& rest, const std::vector<ipc::NodeSoFar>& so_far,
         const std::string& input = "{}")
      : program(program_of(rest)), state(program, input, {}, 1) {
    state.go_on(so_far, 500);
    state.begin(1000, orders);
  }

  Program program;
  std::vector<Order> orders;
  RunState state;
};
using So = ipc::NodeSoFar::State;

TEST(RunState, GoesOnWithWhatIsNotSettled) {
  GoesOn run(join_of_two(),
             {{1, So::succeeded, 1, 0, 600, 700, "2"}, {0, So::open, 2, 0, 0, 0, ""}});
  EXPECT_THAT(run.orders, ElementsAre(start(0, 3)));
  run.orders.clear();
  run.state.succeeded(0, "1", 1100, run.orders);
  EXPECT_THAT(run.orders, ElementsAre(start(2)));
  EXPECT_EQ(run.state.input_of(2), R"({"b":2,"a":1})");
  run.state.succeeded(2, "3", 1200, run.orders);
  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(run.state.end(), ipc::End::succeeded);
  const auto result = boost::json::parse(run.state.result()).as_object();
  EXPECT_EQ(boost::json::serialize(result.at("outputs")), R"({"b":2,"a":1,"c":3})");
  EXPECT_EQ(boost::json::serialize(result.at("timing").at("nodeTimings").at("b")),
            R"({"startedAt":600,"completedAt":700,"durationMs":100})");
  EXPECT_EQ(result.at("timing").at("startedAt"), 500);
}

TEST(RunState, IsAtItsEndWhenAllWasSettledBefore) {
  GoesOn run(join_of_two(),
             {{0, So::succeeded, 1, 0, 600, 700, "1"}, {1, So::failed, 1, 1, 600, 800, "no"}});
  EXPECT_THAT(run.orders, IsEmpty());
  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(run.state.end(), ipc::End::failed);
  const auto result = boost::json::parse(run.state.result()).as_object();
  EXPECT_EQ(boost::json::serialize(result.at("errors")), R"({"b":"no"})");
}

TEST(RunState, CountsFailuresNotAttemptsThatWereCutOff) {
  GoesOn run("nodes:\n" + node("a", ", retries: 1"), {{0, So::open, 5, 1, 0, 0, ""}});
  EXPECT_THAT(run.orders, ElementsAre(start(0, 6)));
  run.orders.clear();
  run.state.failed(0, {"no", false}, 1100, run.orders);
  EXPECT_TRUE(run.state.ended()) << "it had failed once before";
}

// Two nodes beside each other; one handler, 2, for both, or one each, 2 and 3.
std::string with_handler() {
  return "nodes:\n" + node("a", ", onFailure: h") + node("b", ", onFailure: h") + node("h");
}
std::string with_handlers() {
  return "nodes:\n" + node("a", ", onFailure: g") + node("b", ", onFailure: h") + node("g") +
         node("h");
}

TEST(RunState, AHandlerRunsWhenTheRunHasFailedAndNothingElseRuns) {
  Driven run(with_handler());
  EXPECT_THAT(run.take(), ElementsAre(start(0), start(1))) << "it does not start by itself";
  run.fail(0, "say \"no\"");
  EXPECT_THAT(run.take(), IsEmpty()) << "b still runs";
  run.succeed(1, "[2]");
  EXPECT_THAT(run.take(), ElementsAre(start(2)));
  EXPECT_FALSE(run.state.ended());
  EXPECT_EQ(run.state.input_of(2), R"({"node":"a","error":"say \"no\"",)"
                                   R"("errors":{"a":"say \"no\""},"outputs":{"b":[2]}})");
  run.succeed(2, R"("mended")");
  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(run.state.end(), ipc::End::failed);
  EXPECT_EQ(boost::json::serialize(run.result()["outputs"]), R"({"b":[2],"h":"mended"})");
  EXPECT_EQ(boost::json::serialize(run.result()["errors"]), R"({"a":"say \"no\""})");
  EXPECT_FALSE(run.result().contains("skipped"));
}

TEST(RunState, HandlersRunOneAfterTheOtherInTheOrderOfTheFailures) {
  Driven run(with_handlers());
  run.take();
  run.fail(1, "first");
  run.fail(0, "second");
  EXPECT_THAT(run.take(), ElementsAre(start(3)));
  run.fail(3, "it fails too");
  EXPECT_THAT(run.take(), ElementsAre(start(2)));
  EXPECT_EQ(run.state.input_of(2), R"({"node":"a","error":"second",)"
                                   R"("errors":{"b":"first","a":"second"},"outputs":{}})")
      << "of handlers nothing is in it";
  run.succeed(2, "");
  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(boost::json::serialize(run.result()["errors"]),
            R"({"b":"first","a":"second","h":"it fails too"})");
}

TEST(RunState, AHandlerOfSeveralFailuresRunsOnceForTheFirst) {
  Driven run(with_handler());
  run.fail(1, "first");
  run.fail(0, "second");
  run.take();
  EXPECT_EQ(boost::json::parse(run.state.input_of(2)).at("node"), "b");
  run.succeed(2, "1");
  EXPECT_THAT(run.take(), IsEmpty());
  EXPECT_TRUE(run.state.ended());
}

TEST(RunState, AHandlerThatDidNotRunAppearsNowhere) {
  Driven run(with_handler());
  run.succeed(0, "1");
  run.succeed(1, "2");
  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(run.state.end(), ipc::End::succeeded);
  EXPECT_EQ(run.state.result().find("\"h\""), std::string::npos) << run.state.result();
  EXPECT_FALSE(run.result().contains("skipped"));
}

TEST(RunState, AHandlerHasRetriesAndACondition) {
  Driven run("nodes:\n" + node("a", ", onFailure: b") + node("b", ", retries: 1") +
             node("c", ", onFailure: d") + node("d", ", when: \"input.error == 'other'\""));
  run.take();
  run.fail(0, "no");
  run.fail(2, "no");
  EXPECT_THAT(run.take(), ElementsAre(start(1)));
  run.fail(1, "once");
  EXPECT_EQ(run.take().at(0).kind, Kind::wait);
  EXPECT_FALSE(run.state.ended());
  run.state.retry_due(1, run.orders);
  run.take();
  run.succeed(1, "1");
  EXPECT_TRUE(run.state.ended()) << "the other one does not want to";
  EXPECT_EQ(run.state.result().find("\"d\""), std::string::npos);
}

TEST(RunState, UnderStagesAHandlerHoldsNothingUp) {
  Driven run("nodes:\n" + node("a", ", onFailure: h") + node("b") + node("h") +
             "edges: [{from: a, to: b}]\nconfig: {schedule: stages}\n");
  EXPECT_THAT(run.take(), ElementsAre(start(0)));
  run.succeed(0, "1");
  EXPECT_THAT(run.take(), ElementsAre(start(1)));
}

TEST(RunState, NobodyHandlesThatARunWasStopped) {
  Driven cancelled(with_handler());
  cancelled.fail(0, "no");
  cancelled.take();
  cancelled.state.cancel("by hand", cancelled.now, cancelled.orders);
  EXPECT_THAT(cancelled.take(), ElementsAre(Order{Kind::abort, 1, 1, {}}));
  EXPECT_TRUE(cancelled.state.ended());

  Driven late(with_handler());
  late.state.give_up("too late", late.now, late.orders);
  EXPECT_TRUE(late.state.ended());

  Driven stuck(with_handler());
  stuck.state.leave_failures();
  stuck.fail(0, "no");
  stuck.fail(1, "no");
  EXPECT_TRUE(stuck.state.ended());
}

TEST(RunState, AHandlerThatRunsIsStoppedWithItsRun) {
  Driven run(with_handler());
  run.fail(0, "no");
  run.succeed(1, "1");
  run.take();
  run.state.cancel("by hand", run.now, run.orders);
  EXPECT_THAT(run.take(), ElementsAre(Order{Kind::abort, 2, 1, {}}));
  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(run.state.end(), ipc::End::cancelled);
  EXPECT_EQ(boost::json::serialize(run.result()["errors"]), R"({"a":"no","h":"by hand"})");
}

TEST(RunState, OneNodeAloneHasNoHandler) {
  Driven run(with_handler(), "{}", 0);
  run.fail(0, "no");
  EXPECT_TRUE(run.state.ended());

  Driven handler(with_handler(), R"({"node":"a"})", 2);
  EXPECT_THAT(handler.take(), ElementsAre(start(2)));
  EXPECT_EQ(handler.state.input_of(2), R"({"node":"a"})");
}

TEST(RunState, AHandlerThatWasCutOffRunsAgainAndOneThatHasEndedDoesNot) {
  const ipc::NodeSoFar failed{0, So::failed, 1, 1, 600, 700, "no"};
  const ipc::NodeSoFar well{1, So::succeeded, 1, 0, 600, 800, "1"};
  GoesOn before(with_handler(), {failed, well});
  EXPECT_THAT(before.orders, ElementsAre(start(2)));
  GoesOn again(with_handler(), {failed, well, {2, So::open, 2, 0, 0, 0, ""}});
  EXPECT_THAT(again.orders, ElementsAre(start(2, 3)));
  EXPECT_EQ(boost::json::parse(again.state.input_of(2)).at("node"), "a");
  GoesOn other(
      with_handlers(),
      {failed, {1, So::failed, 1, 1, 600, 800, "no"}, {2, So::succeeded, 1, 0, 810, 820, "\"g\""}});
  EXPECT_THAT(other.orders, ElementsAre(start(3)));
  GoesOn done(with_handler(), {failed, well, {2, So::succeeded, 1, 0, 810, 820, "\"h\""}});
  EXPECT_THAT(done.orders, IsEmpty());
  EXPECT_TRUE(done.state.ended());
  EXPECT_EQ(done.state.end(), ipc::End::failed);
}

TEST(RunState, GoingOnWaitsForWhatWasCutOffBeforeItHandlesAFailure) {
  GoesOn run(with_handler(),
             {{0, So::failed, 1, 1, 600, 700, "no"}, {1, So::open, 1, 0, 0, 0, ""}});
  EXPECT_THAT(run.orders, ElementsAre(start(1, 2)));
  run.orders.clear();
  run.state.succeeded(1, "1", 1100, run.orders);
  EXPECT_THAT(run.orders, ElementsAre(start(2)));
}

// A loop, 0, over input.items and a node, 1, behind it; its lanes are 2, 3, ...
std::string with_loop(const std::string& more = ", concurrency: 2") {
  return "nodes:\n" + node("a", ", forEach: input.items" + more) + node("b") +
         "edges: [{from: a, to: b}]\n";
}

Order open(dag::NodeIndex i, int attempt = 1) {
  return {Kind::open, i, attempt, {}};
}
Order close(dag::NodeIndex i, int attempt = 1) {
  return {Kind::close, i, attempt, {}};
}

TEST(RunState, ALoopRunsEachElementInALane) {
  Driven run(with_loop(), R"({"items":["x", {"y":1},3]})");
  EXPECT_THAT(run.take(), ElementsAre(open(0), start(2), start(3)));
  EXPECT_EQ(run.state.input_of(2), R"("x")");
  EXPECT_EQ(run.state.input_of(3), R"({"y":1})");
  EXPECT_EQ(run.state.item_of(3), (Item{1, 3}));
  EXPECT_EQ(run.state.item_of(0), std::nullopt);
  run.succeed(3, R"("second")");
  EXPECT_THAT(run.take(), ElementsAre(start(3)));
  EXPECT_EQ(run.state.item_of(3), (Item{2, 3}));
  run.succeed(3, "");
  EXPECT_THAT(run.take(), IsEmpty());
  run.succeed(2, "[1]");
  EXPECT_THAT(run.take(), ElementsAre(close(0), start(1)));
  EXPECT_EQ(run.state.input_of(1), R"([[1],"second",null])");
  run.succeed(1, "");
  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(run.state.attempts(), 4u);
  EXPECT_EQ(boost::json::serialize(run.result()["outputs"]), R"({"a":[[1],"second",null]})");
}

TEST(RunState, ALoopOverNothingEndsAtOnce) {
  Driven run(with_loop(), R"({"items":[]})");
  EXPECT_THAT(run.take(), ElementsAre(open(0), close(0), start(1)));
  EXPECT_EQ(run.state.input_of(1), "[]");
}

TEST(RunState, ALoopWithoutAListFailsAndIsNotTriedAgain) {
  Driven run(with_loop(", retries: 3"), R"({"items":"x"})");
  EXPECT_THAT(run.take(), ElementsAre(open(0), close(0)));
  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(run.result()["errors"].at("a"), "forEach needs a list, and input.items is a text");
}

TEST(RunState, ElementsAreTriedAgainEachForItself) {
  Driven run(with_loop(", concurrency: 2, retries: 1"), R"({"items":[1,2,3]})");
  run.take();
  run.fail(2, "not yet");
  EXPECT_EQ(run.take().at(0).node, 2u);
  EXPECT_TRUE(run.state.to_be_retried(2));
  run.succeed(3, "2");
  EXPECT_THAT(run.take(), ElementsAre(start(3))) << "the third goes on meanwhile";
  run.state.retry_due(2, run.orders);
  EXPECT_THAT(run.take(), ElementsAre(open(0, 2), start(2, 2)))
      << "what follows a crash is a later attempt than this";
  run.fail(3, "not yet");
  run.take();
  run.state.retry_due(3, run.orders);
  EXPECT_THAT(run.take(), ElementsAre(start(3, 2)));
  run.succeed(2, "1");
  run.succeed(3, "3");
  EXPECT_EQ(run.state.output_of(0), "[1,2,3]");
  EXPECT_EQ(run.state.retries(), 2u);
}

TEST(RunState, TheFirstElementThatFailsFailsTheLoopWhenWhatRunsHasEnded) {
  Driven run(with_loop(", concurrency: 3, retries: 1"), R"({"items":[1,2,3,4]})");
  run.take();
  run.fail(4, "not yet");
  run.take();
  run.fail(3, "say \"no\"", true);
  EXPECT_THAT(run.take(), IsEmpty()) << "nothing new begins";
  EXPECT_FALSE(run.state.ended());
  run.state.retry_due(4, run.orders);
  EXPECT_THAT(run.take(), IsEmpty()) << "nor again";
  run.fail(2, "later", true);
  EXPECT_THAT(run.take(), ElementsAre(close(0)));
  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(run.state.end(), ipc::End::failed);
  EXPECT_EQ(run.result()["errors"].at("a"), "element 1: say \"no\"");
}

TEST(RunState, FailuresOfElementsAreCollectedWhereThatIsWanted) {
  Driven run(with_loop(", onError: collect"), R"({"items":[1,2]})");
  run.fail(2, "no");
  run.take();
  run.succeed(2, "[2]");
  EXPECT_THAT(run.take(), ElementsAre(close(0), start(1)));
  EXPECT_EQ(run.state.input_of(1), R"([{"error":"no"},{"output":[2]}])");
}

TEST(RunState, WhenOfALoopIsAskedAboutTheWholeInput) {
  Driven run(with_loop(", when: \"input.go == true\""), R"({"items":[1],"go":false})");
  EXPECT_TRUE(run.state.ended());
  EXPECT_EQ(boost::json::serialize(run.result()["skipped"]), R"(["a","b"])");
}

TEST(RunState, ALoopOfOneNodeAlone) {
  Driven whole(with_loop(), R"({"items":[1]})", 0);
  EXPECT_THAT(whole.take(), ElementsAre(open(0), start(2)));
  whole.succeed(2, "1");
  EXPECT_THAT(whole.take(), ElementsAre(close(0)));
  EXPECT_EQ(boost::json::serialize(whole.result()["outputs"]), R"({"a":[1]})");

  const Program program = program_of(with_loop());
  std::vector<Order> orders;
  RunState element(program, R"("an element")", 0, 1, {.one_element = true});
  element.begin(1000, orders);
  EXPECT_THAT(orders, ElementsAre(start(0)));
  EXPECT_EQ(element.input_of(0), R"("an element")");
  EXPECT_EQ(element.item_of(0), (Item{0, 1}));
  element.succeeded(0, "1", 1000, orders);
  EXPECT_EQ(boost::json::serialize(boost::json::parse(element.result()).at("outputs")),
            R"({"a":1})");
}

TEST(RunState, StoppingARunStopsTheLanesOfItsLoops) {
  Driven run(with_loop(", concurrency: 3, retries: 1"), R"({"items":[1,2,3,4]})");
  run.fail(3, "not yet");
  run.take();
  run.state.cancel("by hand", run.now, run.orders);
  EXPECT_THAT(run.take(), ElementsAre(Order{Kind::abort, 2, 1, {}}, Order{Kind::abort, 4, 1, {}}));
  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(boost::json::serialize(run.result()["errors"]), R"({"a":"by hand"})");
  EXPECT_FALSE(run.state.running(2));
  run.state.retry_due(3, run.orders);
  EXPECT_THAT(run.take(), IsEmpty());
}

TEST(RunState, BoundsWhatALoopGivesAsAWhole) {
  const Program program = program_of(with_loop(", concurrency: 1"));
  std::vector<Order> orders;
  RunState state(program, R"({"items":[1,2,3]})", {}, 1, {.max_output = 10});
  state.begin(1000, orders);
  state.succeeded(2, "12345", 1000, orders);
  state.succeeded(2, "12345", 1000, orders);
  ASSERT_TRUE(state.ended());
  EXPECT_EQ(state.error_of(0),
            "the outputs of 2 of its 3 elements are 14 bytes of JSON, the limit is 10 "
            "(--max-output)");
}

TEST(RunState, AHandlerMayBeALoop) {
  Driven run("nodes:\n" + node("a", ", onFailure: h") + node("b", ", onFailure: g") + node("g") +
             node("h", ", forEach: input.outputs.none"));
  run.fail(0, "no");
  run.fail(1, "no");
  EXPECT_EQ(run.take().back(), start(2)) << "the first has ended at once";
  run.succeed(2, "1");
  ASSERT_TRUE(run.state.ended());
  EXPECT_EQ(run.result()["errors"].at("h"),
            "forEach needs a list, and input.outputs.none is nothing");
}

// Of a loop that an earlier worker has begun.
GoesOn loop_goes_on(const std::string& more, ipc::NodeSoFar so_far) {
  so_far.node = 0;
  return {with_loop(more), {so_far}, R"({"items":[0,1,2,3]})"};
}

TEST(RunState, ALoopGoesOnWithTheElementsThatAreNotDone) {
  GoesOn run = loop_goes_on(", concurrency: 2, retries: 2",
                            {.attempt = 3,
                             .steps = {{"element\n0", R"({"output":"zero"})"},
                                       {"element\n2", R"({"output":null})"},
                                       {"element\n3\ncharge", "1"},
                                       {"failures\n3", "2"}}});
  EXPECT_THAT(run.orders, ElementsAre(open(0, 4), start(2, 4), start(3, 4)));
  EXPECT_EQ(run.state.input_of(2), "1");
  EXPECT_EQ(run.state.input_of(3), "3");
  run.orders.clear();
  run.state.failed(3, {"the third time", false}, 1100, run.orders);
  EXPECT_THAT(run.orders, IsEmpty());
  run.state.succeeded(2, "1", 1100, run.orders);
  EXPECT_EQ(run.state.error_of(0), "element 3: the third time");
}

TEST(RunState, ALoopThatWasDoneButForItsEndEnds) {
  const std::vector<std::pair<std::string, std::string>> steps = {
      {"element\n0", R"({"output":0})"},
      {"element\n1", R"({"error":"no"})"},
      {"element\n2", R"({"output":2})"},
      {"element\n3", R"({"output":3})"}};
  GoesOn collects = loop_goes_on(", onError: collect", {.attempt = 1, .steps = steps});
  EXPECT_THAT(collects.orders, ElementsAre(open(0, 2), close(0, 2), start(1)));
  EXPECT_EQ(collects.state.input_of(1),
            R"([{"output":0},{"error":"no"},{"output":2},{"output":3}])");
  GoesOn fails = loop_goes_on("", {.attempt = 1, .steps = {steps[1]}});
  EXPECT_THAT(fails.orders, ElementsAre(open(0, 2), close(0, 2)));
  EXPECT_EQ(fails.state.error_of(0), "element 1: no");
}

TEST(RunState, GoesThroughALongList) {
  constexpr std::uint32_t kElements = 100'000;
  std::string items = "[0";
  for (std::uint32_t i = 1; i < kElements; ++i) items += ',' + std::to_string(i);
  Driven run(with_loop(""), R"({"items":)" + items + "]}");
  run.take();
  for (std::uint32_t i = 0; i < kElements; ++i) {
    ASSERT_EQ(run.state.input_of(2), std::to_string(i));
    run.succeed(2, run.state.input_of(2));
    run.take();
  }
  EXPECT_EQ(run.state.output_of(0), items + "]");
}

}  // namespace
}  // namespace tntc::worker
