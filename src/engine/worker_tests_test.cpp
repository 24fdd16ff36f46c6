// Runs with a test in the place of the world, through the engine and a real worker.
#include <gmock/gmock.h>

#include "engine/testing/engine_fixture.h"

namespace tntc::engine::testing {
namespace {

using ::testing::HasSubstr;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

class WorkerTestsTest : public EngineFixture {
 protected:
  Told& test(const std::string& text, std::optional<std::string> node = "act",
             const std::string& input = "{}") {
    Told& told = start_request({.input = input,
                                .only_node = std::move(node),
                                .timeout = Milliseconds(5000),
                                .test = text});
    EXPECT_TRUE(until([&] { return told.times > 0; }));
    return told;
  }
};

TEST_F(WorkerTestsTest, TimeJumpsSoThatSleepTakesNone) {
  // The sanitizers have clocks of their own, which the worker leaves alone (src/app).
  if (kSanitized) GTEST_SKIP();
  make(make_bundle({{"act",
                     "const a = [Date.now(), performance.now()];"
                     "await new Promise((done) => setTimeout(done, 10000));"
                     "return [a, Date.now(), performance.now(), new Date().toISOString()];",
                     ""}}));
  const Told& told = test(R"({"now":1751351400000})");
  EXPECT_EQ(told.output("act"),
            R"([[1751351400000,0],1751351410000,10000,"2025-07-01T06:30:10.000Z"])");
  EXPECT_LT(told.result().at("timing").at("durationMs").as_int64(), 3000);
}

TEST_F(WorkerTestsTest, TimersFireInTheOrderOfTheirTime) {
  make(make_bundle({{"act",
                     "const seen = []; const at = (ms) => new Promise((done) => setTimeout(() => "
                     "{ seen.push(ms); done(); }, ms));"
                     "await Promise.all([at(500), at(5), at(50), at(0)]); return seen;",
                     ""}}));
  EXPECT_EQ(test("{}").output("act"), "[0,5,50,500]");
}

TEST_F(WorkerTestsTest, ANodeThatWaitsForEverIsLateAtOnce) {
  make(make_bundle({{"act", "await new Promise(() => {});", ""}},
                   "edges: []\nconfig: {timeout: 3600s}\n"));
  EXPECT_EQ(test("{}").error("act"), "Node \"act\" timed out after 3600000ms");
}

TEST_F(WorkerTestsTest, RetriesPauseInTheTimeOfTheTest) {
  make(make_bundle({{"act", "if (ctx.attempt < 4) throw new Error('no'); return ctx.attempt;", ""}},
                   "edges: []\nconfig: {retries: 5, timeout: 1s}\n"));
  const Told& told = test("{}", std::nullopt);
  EXPECT_EQ(told.output("act"), "4");
}

TEST_F(WorkerTestsTest, AModuleForgetsBetweenTestsWhatItRemembersBetweenRuns) {
  make(make_bundle({{"act", "return ++count;", "let count = 0;"}}));
  EXPECT_EQ(run_node("act").output("act"), "1");
  EXPECT_EQ(run_node("act").output("act"), "2");
  for (int i = 0; i < 300; ++i) ASSERT_EQ(test("{}").output("act"), "1") << i;
  EXPECT_EQ(run_node("act").output("act"), "1");
}

TEST_F(WorkerTestsTest, ConfigurationAndSecretsAreThoseOfTheTest) {
  provisions.secrets = R"({"real":{"token":"t"}})";
  make(make_bundle(
      {{"act", "return [ctx.config, ctx.secrets];", "", "capabilities: {secrets: [mine, real]}"}},
      "edges: []\nconfig: {a: 1}\n"));
  EXPECT_EQ(
      test(R"({"config":{"b":2},"secrets":{"mine":{"k":"v"},"other":{"k":"w"}}})").output("act"),
      R"([{"b":2},{"mine":{"k":"v"}}])");
  EXPECT_EQ(run_node("act").output("act"), R"([{"a":1},{"real":{"token":"t"}}])");
}

TEST_F(WorkerTestsTest, MocksAnswerAndCallsAreTold) {
  make(make_bundle({{"act",
                     "const r = await ctx.fetch('hub', '/x', {method: 'POST', body: 'hi'});"
                     "return [r.status, r.headers.get('a'), await r.json()];",
                     ""}}));
  const Told& told = test(
      R"({"strict":true,"secrets":{"hub":{"token":"t"}},"mocks":[{"service":"hub","path":"/x",)"
      R"("method":"POST","answers":[{"status":201,"headers":[["a","b"]],"body":"{\"n\":1}",)"
      R"("delay":60}]}]})");
  EXPECT_EQ(told.output("act"), R"([201,"b",{"n":1}])");
  EXPECT_THAT(told.outcome.calls, HasSubstr(R"("mock":0,"node":"act","method":"POST")"));
  EXPECT_THAT(told.outcome.calls, HasSubstr(R"(["authorization","Bearer t"])"));
  EXPECT_THAT(told.outcome.calls, HasSubstr(R"("body":"hi")"));
}

TEST_F(WorkerTestsTest, RedirectsStreamsAndFailuresGoThroughThePrelude) {
  make(make_bundle({{"act",
                     "const r = await fetch('http://a.test/1');"
                     "const body = new ReadableStream({start(c) { for (const t of ['x', 'y']) "
                     "c.enqueue(new TextEncoder().encode(t)); c.close(); }});"
                     "const s = await fetch('http://a.test/up', {method: 'PUT', body});"
                     "let failed; try { await fetch('http://a.test/bad'); } "
                     "catch (e) { failed = e.message; }"
                     "return [r.url, await r.text(), s.status, failed];",
                     ""}}));
  const Told& told =
      test(R"({"strict":true,"mocks":[)"
           R"({"url":"http://a.test/1","answers":[{"status":302,"headers":[["location","/2"]]}]},)"
           R"({"url":"http://a.test/2","answers":[{"body":"there"}]},)"
           R"({"url":"http://a.test/up","answers":[{"status":204}]},)"
           R"({"url":"http://a.test/bad","answers":[{"error":"connection reset"}]}]})");
  EXPECT_EQ(told.output("act"),
            R"(["http://a.test/2","there",204,)"
            R"("error sending request for url (http://a.test/bad): connection reset"])");
  EXPECT_THAT(told.outcome.calls, HasSubstr(R"("body":"xy")"));
}

TEST_F(WorkerTestsTest, NothingReachesTheNetwork) {
  make(make_bundle({{"act",
                     "const echo = await (await ctx.fetch('hub', '/x')).json();"
                     "try { await fetch('http://127.0.0.1:1/'); } "
                     "catch (e) { return [echo, e.message]; }",
                     ""}}));
  const Told& told = test("{}");
  EXPECT_THAT(told.output("act"), HasSubstr(R"({"mock":true,"service":"hub","path":"/x"})"));
  EXPECT_THAT(told.output("act"), HasSubstr("no mock for GET http://127.0.0.1:1/"));
}

TEST_F(WorkerTestsTest, ALiveTestReachesIt) {
  make(make_bundle(
      {{"act", "try { await fetch('http://127.0.0.1:1/'); } catch (e) { return e.message; }",
        ""}}));
  EXPECT_THAT(test(R"({"live":true})").output("act"), HasSubstr("tcp connect error"));
}

TEST_F(WorkerTestsTest, AHangIsStopped) {
  make(make_bundle({{"act", "if (input.hang) for (;;); return 1;", ""}}));
  Told& told = start_request(
      {.input = R"({"hang":1})", .only_node = "act", .timeout = Milliseconds(300), .test = "{}"});
  EXPECT_TRUE(until([&] { return told.times > 0; }));
  EXPECT_THAT(told.error("act"), HasSubstr("timed out after 300ms"));
  EXPECT_EQ(test("{}").output("act"), "1");
}

TEST_F(WorkerTestsTest, ATextThatIsNoTestFailsTheRun) {
  make(make_bundle({{"act", "return 1;", ""}}));
  EXPECT_EQ(test("nonsense").stopped(), "the test is not a JSON object");
}

TEST_F(WorkerTestsTest, TheTimeoutOfTheRunPassesInTheTimeOfTheTest) {
  make(
      make_bundle({{"act", "await new Promise((done) => setTimeout(done, 8000)); return 1;", ""}}));
  EXPECT_EQ(test(R"({"runTimeout":7000})", std::nullopt).stopped(), "the run timed out after 7s");
  EXPECT_EQ(test(R"({"runTimeout":9000})", std::nullopt).output("act"), "1");
}

}  // namespace
}  // namespace tntc::engine::testing
