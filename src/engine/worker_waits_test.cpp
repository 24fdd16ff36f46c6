// Runs that wait for time and for events, over real workers: what they get, and how they leave a
// worker meanwhile.
#include <gmock/gmock.h>

#include <csignal>

#include "engine/testing/durable_fixture.h"

namespace tntc::engine {
namespace {

using testing::DurableTest;
using ::testing::HasSubstr;
using testing::make_bundle;
using testing::Told;
using triggers::Durability;
using triggers::RunEnd;

class WaitsTest : public DurableTest {
 protected:
  bundle::Bundle waiter(const std::string& wait = "ctx.waitForEvent('approved')",
                        const std::string& keys = {}) {
    return make_bundle({{"a", "ctx.log.info(`a ${ctx.attempt}`); return 1;", ""},
                        {"b",
                         "ctx.log.info(`b ${ctx.attempt}`); const got = await " + wait +
                             "; return [got, ctx.attempt];",
                         "", keys}},
                       "edges: [{from: a, to: b}]\n");
  }

  Result<void> send(const std::string& id, triggers::RunEvent event) {
    bool told = false;
    Result<void> outcome;
    TNTC_CHECK(engine->send_event(id, std::move(event), [&](const Result<void>& kept) {
      told = true;
      outcome = kept;
    }));
    EXPECT_FALSE(told) << "told from inside";
    EXPECT_TRUE(until([&] { return told; }));
    return outcome;
  }

  std::string parked() { return number_in_health("runsParked"); }
  std::string number_in_health(const std::string& name) {
    const auto health = boost::json::parse(engine->health_json()).as_object();
    return boost::json::serialize(health.at(name));
  }
  bool is_parked() {
    return until([&] { return parked() == "1"; });
  }
};

TEST_F(WaitsTest, ANodeGetsAnEventThatIsSentToItsRun) {
  make(waiter());
  Told& told = start_request(durable());
  ASSERT_TRUE(said(told, "b 1"));
  ASSERT_TRUE(send(told.id, {"denied", "1"}));
  EXPECT_EQ(told.times, 0);
  ASSERT_TRUE(send(told.id, {"approved", R"({"by":"Ada"})"}));
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.output("b"), R"([{"by":"Ada"},1])");
  EXPECT_EQ(send(told.id, {"approved", "1"}).error().kind, ErrorKind::not_found);
  EXPECT_EQ(send("nobody", {"approved", "1"}).error().kind, ErrorKind::not_found);
}

TEST_F(WaitsTest, ARunThatIsNotRecordedGetsEventsToo) {
  make(waiter());
  Told& told = start();
  ASSERT_TRUE(said(told, "b 1"));
  ASSERT_TRUE(send(told.id, {"approved", "7", "key"}));
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.output("b"), "[7,1]");
}

TEST_F(WaitsTest, ARunMayHaveEventsFromItsBeginning) {
  make(waiter());
  for (const Durability durability : {Durability::none, Durability::disk}) {
    Told& told = run_request({.durability = durability, .events = {{"approved", "7"}}});
    EXPECT_EQ(told.output("b"), "[7,1]");
  }
}

TEST_F(WaitsTest, ATestHasItsEvents) {
  make(
      waiter("Promise.all([ctx.waitForEvent('e'), ctx.waitForEvent('e', {timeout: '2h'}),"
             "ctx.waitForEvent('none', {timeout: '1h'}).catch((e) => e.name)])"));
  Told& told = run_request({.only_node = "b", .test = R"({"events":{"e":[1,{"x":2}]}})"});
  EXPECT_EQ(told.output("b"), R"([[1,{"x":2},"TimeoutError"],1])");
}

TEST_F(WaitsTest, AnEventComesBeforeAnybodyWaitsForItAndOnceForEachKey) {
  const auto both = [this] {
    return waiter("[await ctx.waitForEvent('e'), await ctx.waitForEvent('e')]");
  };
  options.limits.max_runs = 1;
  make(both());
  Told& first = start_request(durable());
  Told& second = start_request(durable());
  ASSERT_TRUE(said(first, "b 1"));
  for (const char* key : {"one", "one", "two", "one"}) {
    ASSERT_TRUE(send(second.id, {"e", "\"" + std::string(key) + "\"", key}));
    ASSERT_TRUE(send(first.id, {"e", "\"" + std::string(key) + "\"", key}));
  }
  ASSERT_TRUE(ended(first));
  ASSERT_TRUE(ended(second));
  EXPECT_EQ(first.output("b"), R"([["one","two"],1])");
  EXPECT_EQ(second.output("b"), R"([["one","two"],1])");
}

TEST_F(WaitsTest, AnEventThatWasTakenStaysSoInTheNextEngine) {
  const auto bundle = [this] {
    return waiter(
        "[await ctx.waitForEvent('e'), ctx.log.info('one'), await ctx.waitForEvent('e')]");
  };
  make(bundle());
  const std::string id = start_request(durable()).id;
  ASSERT_TRUE(says("b 1"));
  ASSERT_TRUE(send(id, {"e", "1"}));
  ASSERT_TRUE(says("one"));
  die();
  make(bundle());
  ASSERT_TRUE(says("one"));
  ASSERT_TRUE(send(id, {"e", std::string(100'000, ' ') + "2"}));
  die();
  make(bundle());
  Told& told = follow(id);
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.output("b"), "[[1,null,2],3]");
}

TEST_F(WaitsTest, AWaitHasATimeOfItsOwn) {
  make(waiter("ctx.waitForEvent('e', {timeout: 700})", "timeout: 200ms\n    retries: 3"));
  Told& told = run_request(durable());
  EXPECT_EQ(told.outcome.end, RunEnd::failed);
  EXPECT_EQ(told.error("b"), "no event \"e\" has come within 700");
  EXPECT_EQ(times_said(told, "b 2"), 0) << "another attempt would be told the same";
}

TEST_F(WaitsTest, ALongWaitLeavesItsWorkerAndGoesOnWithAnEvent) {
  options.park_after = Milliseconds(50);
  options.limits.max_runs = 1;
  make(waiter());
  Told& told = start_request(durable());
  ASSERT_TRUE(said(told, "b 1"));
  ASSERT_TRUE(is_parked());
  // There is room for another.
  EXPECT_EQ(run_node("a").output("a"), "1");
  ASSERT_TRUE(send(told.id, {"other", "0"}));
  EXPECT_EQ(parked(), "1");
  ASSERT_TRUE(send(told.id, {"approved", "7"}));
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.outcome.end, RunEnd::succeeded);
  EXPECT_EQ(told.output("b"), "[7,2]") << "it was executed again";
  EXPECT_EQ(times_said(told, "a 1"), 1) << "what had ended was not";
  EXPECT_EQ(parked(), "0");
}

TEST_F(WaitsTest, ALongSleepLeavesItsWorkerAndGoesOnInTime) {
  options.park_after = Milliseconds(50);
  make(waiter("ctx.sleep(900)"));
  const auto begin = std::chrono::steady_clock::now();
  Told& told = start_request(durable());
  ASSERT_TRUE(is_parked());
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.output("b"), "[null,2]");
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(900));
}

TEST_F(WaitsTest, ANodeThatDoesSomethingElseMeanwhileKeepsItsWorker) {
  options.park_after = Milliseconds(50);
  make(waiter("Promise.all([ctx.sleep(300), new Promise((r) => setTimeout(r, 500))])"));
  Told& told = run_request(durable());
  EXPECT_EQ(told.output("b"), "[[null,null],1]");
}

TEST_F(WaitsTest, BeingParkedIsNoCut) {
  options.park_after = Milliseconds(20);
  make(make_bundle({{"a", "for (let i = 0; i < 3; i++) await ctx.sleep(250); return ctx.attempt;"}},
                   "edges: []\nconfig: {maxRecoveries: 1}\n"));
  Told& told = run_request(durable());
  EXPECT_EQ(told.outcome.end, RunEnd::succeeded) << told.error("a");
  EXPECT_EQ(told.output("a"), "4");
}

TEST_F(WaitsTest, AParkedRunStaysSoInTheNextEngine) {
  options.park_after = Milliseconds(50);
  make(waiter());
  const std::string id = start_request(durable()).id;
  ASSERT_TRUE(is_parked());
  die();
  make(waiter());
  EXPECT_EQ(parked(), "1");
  EXPECT_EQ(number_in_health("runsInFlight"), "0");
  Told& told = follow(id);
  ASSERT_TRUE(send(id, {"approved", "7"}));
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.output("b"), "[7,2]");
}

TEST_F(WaitsTest, WhatWaitsWhenTheEngineStopsIsParkedInTheNext) {
  make(waiter("ctx.sleep('1h')"));
  Told& told = start_request(durable());
  ASSERT_TRUE(said(told, "b 1"));
  bool drained = false;
  engine->drain(Milliseconds(30'000), [&] { drained = true; });
  ASSERT_TRUE(until([&] { return drained; }));
  EXPECT_EQ(told.outcome.end, RunEnd::interrupted);
  die();
  make(waiter("ctx.sleep('1h')"));
  EXPECT_EQ(parked(), "1");
}

TEST_F(WaitsTest, AParkedRunIsCancelledAndHasItsTime) {
  options.park_after = Milliseconds(50);
  make(waiter());
  Told& cancelled = start_request(durable());
  ASSERT_TRUE(is_parked());
  EXPECT_TRUE(engine->cancel(cancelled.id));
  ASSERT_TRUE(ended(cancelled));
  EXPECT_EQ(cancelled.outcome.end, RunEnd::cancelled);
  EXPECT_EQ(parked(), "0");

  triggers::RunRequest request = durable();
  request.timeout = Milliseconds(600);
  Told& late = start_request(std::move(request));
  ASSERT_TRUE(is_parked());
  ASSERT_TRUE(ended(late));
  EXPECT_EQ(late.outcome.end, RunEnd::failed);
  EXPECT_THAT(late.stopped(), HasSubstr("timed out after 600ms"));
}

TEST_F(WaitsTest, ABackOffIsParkedAndKeepsItsEndAcrossEngines) {
  const auto failing = [] {
    return make_bundle(
        {{"a",
          "ctx.log.info(`a ${ctx.attempt}`); if (ctx.attempt === 1) throw new "
          "Error('not yet'); return ctx.attempt;",
          "", "retries: 1\n    backoff: {initial: 1500ms, max: 1500ms, jitter: 0}"}});
  };
  options.park_after = Milliseconds(50);
  const auto begin = std::chrono::steady_clock::now();
  make(failing());
  const std::string id = start_request(durable()).id;
  ASSERT_TRUE(is_parked());
  die();
  make(failing());
  EXPECT_EQ(parked(), "1");
  Told& told = follow(id);
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.output("a"), "2");
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1500));
}

TEST_F(WaitsTest, AParkedRunEndsUnderItsBundleThoughItWasReloaded) {
  options.park_after = Milliseconds(50);
  make(waiter());
  Told& told = start_request(durable());
  ASSERT_TRUE(is_parked());
  ASSERT_TRUE(engine->reload(make_bundle({{"z", "return 1;"}}), provisions));
  EXPECT_EQ(run("{}").output("z"), "1");
  ASSERT_TRUE(send(told.id, {"approved", "7"}));
  ASSERT_TRUE(ended(told));
  EXPECT_EQ(told.output("b"), "[7,2]");
}

}  // namespace
}  // namespace tntc::engine
