#include "worker/mocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tntc::worker {
namespace {

using ::testing::HasSubstr;

runtime::FetchCall get(std::string url) {
  return {.method = "GET", .url = std::move(url)};
}

runtime::FetchCall from_service(std::string service, std::string path) {
  return {.method = "GET", .url = "https://x.test/", .service = service, .path = path};
}

TEST(Mocks, AnswerWhatTheyAreForAndRememberIt) {
  const TestPlan plan{
      .mocks = {{.url = "https://a.test/*", .answers = {{.status = 204}}},
                {.method = "POST", .service = "hub", .path = "/x", .answers = {{.body = "posted"}}},
                {.service = "hub", .path = "/x", .answers = {{.body = "got"}}}},
      .unmocked = Unmocked::fails};
  Mocks mocks(plan);
  EXPECT_EQ(mocks.answer("n", get("https://a.test/1"))->status, 204);
  EXPECT_EQ(mocks.answer("n", from_service("hub", "/x"))->body, "got");
  EXPECT_FALSE(mocks.are_for(get("https://b.test/")));
  EXPECT_EQ(mocks.calls(),
            R"([{"mock":0,"node":"n","method":"GET","url":"https://a.test/1","headers":[],)"
            R"("body":""},{"mock":2,"node":"n","method":"GET","url":"https://x.test/",)"
            R"("service":"hub","path":"/x","headers":[],"body":""}])");
}

TEST(Mocks, GiveTheirAnswersInTurnAndThenNoMore) {
  const TestPlan plan{
      .mocks = {{.url = "u", .answers = {{.body = "1"}, {.body = "2"}}, .in_turn = true}},
      .unmocked = Unmocked::fails};
  Mocks mocks(plan);
  EXPECT_EQ(mocks.answer("n", get("u"))->body, "1");
  EXPECT_EQ(mocks.answer("n", get("u"))->body, "2");
  EXPECT_THAT(mocks.answer("n", get("u")).error().message,
              HasSubstr("the mock fetch[0] has given its 2 answers"));
}

TEST(Mocks, ShowTheMockThatIsMissing) {
  const TestPlan plan{.unmocked = Unmocked::fails};
  Mocks mocks(plan);
  EXPECT_THAT(mocks.answer("n", get("https://a.test/")).error().message,
              HasSubstr(R"({"url":"https://a.test/","status":200,"body":{}})"));
  EXPECT_THAT(mocks.answer("n", from_service("hub", "/x")).error().message,
              HasSubstr(R"({"service":"hub","path":"/x","status":200,"body":{}})"));
}

TEST(Mocks, EchoTheServiceInAFixtureThatHasNone) {
  const TestPlan plan;
  Mocks mocks(plan);
  EXPECT_EQ(mocks.answer("n", from_service("hub", "/x"))->body,
            R"({"mock":true,"service":"hub","path":"/x"})");
  EXPECT_FALSE(mocks.answer("n", get("https://a.test/")));
}

TEST(TestPlan, IsReadFromItsText) {
  const auto plan = parse_test_plan(
      R"({"live":true,"strict":true,"now":5,"runTimeout":7,"config":{"a":1},"secrets":{},)"
      R"("files":{"/f":"x"},"env":{"A":"b"},"mocks":[{"service":"s","path":"p","inTurn":true,)"
      R"("answers":[{"status":500,"headers":[["a","b"]],"delay":20},{"error":"e"}]}]})");
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->live);
  EXPECT_EQ(plan->unmocked, Unmocked::fails);
  EXPECT_EQ(plan->now_ms, 5);
  EXPECT_EQ(plan->run_timeout_ms, 7);
  EXPECT_EQ(plan->config, R"({"a":1})");
  EXPECT_EQ(plan->files.at("/f"), "x");
  EXPECT_EQ(plan->env.at("A"), "b");
  ASSERT_EQ(plan->mocks.size(), 1u);
  EXPECT_EQ(plan->mocks[0].answers[0].status, 500);
  EXPECT_EQ(plan->mocks[0].answers[0].delay_ms, 20);
  EXPECT_EQ(plan->mocks[0].answers[1].error, "e");
}

TEST(TestPlan, RefusesWhatIsNoObjectAndSurvivesWhatIsOdd) {
  for (const char* bad : {"", "[]", "{", "1"}) EXPECT_FALSE(parse_test_plan(bad)) << bad;
  const auto odd = parse_test_plan(
      R"({"mocks":[1,{"answers":[2,{"headers":[[],["a"],3]}]}],"files":[],"env":{"A":1},"now":"x"})");
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->mocks.size(), 1u);
}

}  // namespace
}  // namespace tntc::worker
