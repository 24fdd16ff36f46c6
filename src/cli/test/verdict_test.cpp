#include "cli/test/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/test/update.h"

namespace tntc::cli::test {
namespace {

using ::testing::HasSubstr;

Job job(std::string node, const std::string& fixture) {
  const FixtureRules rules{.scope = node.empty() ? FixtureScope::workflow : FixtureScope::node};
  Fixture made = parse_fixture(fixture, "f.json", rules);
  EXPECT_TRUE(made.diagnostics.empty()) << to_text(made.diagnostics.front());
  return {"t", std::move(node), "f.json", std::move(made.cases.front())};
}

triggers::RunOutcome well(const std::string& outputs) {
  return {.end = triggers::RunEnd::succeeded,
          .result = R"({"success":true,"outputs":)" + outputs + R"(,"errors":{}})"};
}

triggers::RunOutcome failing(const std::string& errors, const std::string& stopped = "") {
  return {.end = triggers::RunEnd::failed,
          .result = R"({"success":false,"outputs":{},"errors":)" + errors +
                    (stopped.empty() ? "" : R"(,"stopped":")" + stopped + '"') + '}'};
}

TEST(Verdict, OnANodeComparesItsOutput) {
  const Job one = job("a", R"({"input": 1, "expected": {"x": 1, "y": 2}})");
  EXPECT_TRUE(judge(one, well(R"({"a":{"y":2,"x":1}})")).passed);
  const Verdict other = judge(one, well(R"({"a":{"x":1}})"));
  EXPECT_FALSE(other.passed);
  EXPECT_THAT(other.why, HasSubstr("$.y is missing"));
  EXPECT_EQ(other.would_be, R"({"x":1})");
}

TEST(Verdict, TellsNothingFromNull) {
  const Job one = job("a", R"({"input": 1, "expected": null})");
  EXPECT_TRUE(judge(one, well(R"({"a":null})")).passed);
  EXPECT_THAT(judge(one, well("{}")).why, HasSubstr("returned nothing (undefined)"));
}

TEST(Verdict, WithoutAnExpectationWantsOnlyAnEnd) {
  const Job one = job("a", R"({"input": 1})");
  EXPECT_TRUE(judge(one, well("{}")).passed);
  EXPECT_EQ(judge(one, failing(R"({"a":"no such host"})")).why, "no such host");
}

TEST(Verdict, OnAnExpectedErrorWantsThatOne) {
  const Job one = job("a", R"({"input": 1, "expectedError": "such host"})");
  EXPECT_TRUE(judge(one, failing(R"({"a":"no such host"})")).passed);
  EXPECT_THAT(judge(one, failing(R"({"a":"refused"})")).why, HasSubstr("it failed with: refused"));
  EXPECT_THAT(judge(one, well(R"({"a":1})")).why, HasSubstr("it succeeded with 1"));
}

TEST(Verdict, OnAHangIsNeverTheExpectedError) {
  const Job one = job("a", R"({"input": 1, "expectedError": "timed out"})");
  const std::string why = "the run timed out after 10s";
  EXPECT_EQ(judge(one, failing("{\"a\":\"" + why + "\"}", why)).why, why + " (--timeout)");
}

TEST(Verdict, OnAWorkflowLooksAtTheNodesItNames) {
  const Job one = job("", R"({"expected": {"b": 2}})");
  EXPECT_TRUE(judge(one, well(R"({"a":1,"b":2})")).passed);
  const Verdict other = judge(one, well(R"({"a":1,"b":3})"));
  EXPECT_THAT(other.why, HasSubstr("node `b`"));
  EXPECT_EQ(other.would_be, R"({"b":3})");
  EXPECT_EQ(judge(one, failing(R"({"a":"x","b":"y"})")).why, "node `a`: x\nnode `b`: y");
}

TEST(Verdict, ChecksTheCallsThatWereMade) {
  const Job one = job("a", R"({"input": 1, "fetch": [{"url": "*", "times": 2,
    "calledWith": {"method": "POST", "headers": {"Accept": "*json"}, "body": {"n": 1}}}]})");
  triggers::RunOutcome outcome = well("{}");
  EXPECT_EQ(judge(one, outcome).why, "fetch[0] was called never; expected 2 times");
  const std::string good = R"({"mock":0,"method":"POST","url":"u","headers":[["accept",)"
                           R"("text/json"]],"body":"{\"n\": 1.0}"})";
  outcome.calls = '[' + good + ',' + good + ']';
  EXPECT_TRUE(judge(one, outcome).passed) << judge(one, outcome).why;
  outcome.calls = '[' + good + R"(,{"mock":0,"method":"GET","url":"u","headers":[],"body":"x"}])";
  const std::string why = judge(one, outcome).why;
  EXPECT_THAT(why, HasSubstr("call 2 of fetch[0] was a GET; expected POST"));
  EXPECT_THAT(why, HasSubstr("call 2 of fetch[0] had no header Accept"));
  EXPECT_THAT(why, HasSubstr("call 2 of fetch[0] had the body \"x\""));
}

TEST(Verdict, NamesTheCallsThatNoMockAnswered) {
  const Job one = job("a", R"({"input": 1, "fetch": [], "expected": 1})");
  triggers::RunOutcome outcome = well(R"({"a":2})");
  outcome.calls = R"([{"mock":-1,"method":"GET","url":"http://a.test/"}])";
  EXPECT_THAT(judge(one, outcome).why, HasSubstr("no mock answered GET http://a.test/"));
}

TEST(Update, ChangesNothingButTheExpectation) {
  const std::pair<std::string, std::string> kRows[] = {
      {R"({ "input": {"a":   1}, "expected": 1 })",
       R"({ "input": {"a":   1}, "expected": [2,3] })"},
      {R"({"input": 1})", R"({"input": 1, "expected": [2,3]})"},
      {"{\n\t\"input\": 1\n}\n", "{\n\t\"input\": 1,\n\t\"expected\": [\n\t  2,\n\t  3\n\t]\n}\n"},
      {"{\n  \"expected\": [1, 2],\n  \"input\": 1\n}",
       "{\n  \"expected\": [2,3],\n  \"input\": 1\n}"},
  };
  for (const auto& [before, after] : kRows) {
    EXPECT_EQ(with_expected(before, 0, "[2,3]").value_or("unchanged"), after);
  }
  EXPECT_EQ(with_expected(R"({"cases": [{"input": 1}, {"input": 2}]})", 1, "5"),
            R"({"cases": [{"input": 1}, {"input": 2, "expected": 5}]})");
  EXPECT_EQ(with_expected(R"({"input": 1, "expected": {"b": 1, "a": 2}})", 0, R"({"a":2,"b":1})"),
            std::nullopt);
}

}  // namespace
}  // namespace tntc::cli::test
