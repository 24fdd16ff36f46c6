#include "cli/test/fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/test/fixture_files.h"
#include "cli/test/instant.h"

namespace tntc::cli::test {
namespace {

using ::testing::HasSubstr;

Case only(std::string_view text, const FixtureRules& rules = {}) {
  Fixture fixture = parse_fixture(text, "f.json", rules);
  EXPECT_TRUE(fixture.diagnostics.empty()) << to_text(fixture.diagnostics.front());
  return fixture.cases.empty() ? Case{} : fixture.cases.front();
}

TEST(Fixture, OfTheExistingFormIsOneCase) {
  const Case one = only(R"({"input": [1], "config": {"a": 1}, "expected": null})");
  EXPECT_EQ(one.input, "[1]");
  EXPECT_EQ(one.expected, "null");
  EXPECT_FALSE(one.has_mocks);
  EXPECT_EQ(one.test, R"({"live":false,"config":{"a": 1},"secrets":{}})");
}

TEST(Fixture, OfSeveralCasesSharesWhatStandsBesideThem) {
  const Fixture fixture = parse_fixture(
      "{\"config\": {\"n\": 1}, \"input\": 1, \"expected\": 2, \"cases\": [\n"
      "  {\"name\": \"one\"},\n"
      "  {\"input\": 5, \"expectedError\": \"no\"}]}",
      "f.json", {});
  ASSERT_TRUE(fixture.diagnostics.empty());
  ASSERT_EQ(fixture.cases.size(), 2u);
  EXPECT_EQ(fixture.cases[0].name, "one");
  EXPECT_EQ(fixture.cases[0].input, "1");
  EXPECT_EQ(fixture.cases[0].expected, "2");
  EXPECT_EQ(fixture.cases[1].name, "case 2");
  EXPECT_EQ(fixture.cases[1].line, 3u);
  EXPECT_EQ(fixture.cases[1].input, "5");
  EXPECT_FALSE(fixture.cases[1].expected);
  EXPECT_THAT(fixture.cases[1].test, HasSubstr(R"("config":{"n": 1})"));
}

TEST(Fixture, OfAWorkflowKeepsTheConfigurationItDoesNotReplace) {
  const FixtureRules rules{
      .scope = FixtureScope::workflow, .config = R"({"a":1,"b":2})", .run_timeout_ms = 5000};
  EXPECT_THAT(only(R"({"config": {"b": 3}})", rules).test, HasSubstr(R"("config":{"a":1,"b":3})"));
  EXPECT_THAT(only("{}", rules).test, HasSubstr(R"("runTimeout":5000,"config":{"a":1,"b":2})"));
}

TEST(Fixture, WritesItsMocksForTheWorker) {
  const Case one = only(R"({"input": 1, "fetch": [
    {"service": "hub", "path": "/a", "body": {"n": 1}},
    {"url": "https://x.test", "method": "post", "times": 2, "answers": [
      {"status": 503, "body": "no"}, {"error": "reset", "delay": "2s"}]}]})");
  EXPECT_TRUE(one.has_mocks);
  EXPECT_THAT(one.test, HasSubstr(R"("strict":true)"));
  EXPECT_THAT(one.test, HasSubstr(R"({"service":"hub","path":"/a","url":"","method":"",)"
                                  R"("inTurn":false,"answers":[{"delay":0,"statusText":"",)"
                                  R"("body":"{\"n\": 1}","headers":[["content-type",)"
                                  R"("application/json"]]}]})"));
  EXPECT_THAT(one.test, HasSubstr(R"("url":"https://x.test/","method":"POST","inTurn":true)"));
  EXPECT_THAT(one.test, HasSubstr(R"({"delay":2000,"error":"reset"})"));
  EXPECT_EQ(one.checks[1].times, 2);
}

TEST(Fixture, SaysWhatIsWrongAndWhere) {
  struct Row {
    const char* text;
    const char* where;
    const char* rule;
    const char* says;
  };
  const Row kRows[] = {
      {"{", "f.json:1:2", "not-json", "the fixture is not JSON"},
      {"[]", "f.json:1:1", "wrong-type", "the fixture is an array, not an object"},
      {"{}", "f.json:1:1", "missing-key", "the case has no `input`"},
      {"{\"input\": 1,\n \"expcted\": 2}", "f.json:2:2", "unknown-key", "`expected`"},
      {R"({"input": 1, "input": 2})", "f.json:1:14", "duplicate-key", "twice"},
      {R"({"input": 1, "config": []})", "f.json:1:24", "wrong-type", "to be an object"},
      {R"({"input": 1, "now": true})", "f.json:1:21", "wrong-type", "a string or a number"},
      {R"({"input": 1, "now": "noon"})", "f.json:1:21", "not-a-time", "`noon` is not a date"},
      {R"({"input": 1, "now": 1e300})", "f.json:1:21", "out-of-range", "milliseconds"},
      {R"({"input": 1, "env": {"A": 1}})", "f.json:1:27", "wrong-type", "`A` in `env`"},
      {R"({"input": 1, "events": {"a": [], "b": 7}})", "f.json:1:39", "wrong-type",
       "`b` in `events`"},
      {R"({"input": 1, "expected": 1, "expectedError": "x"})", "f.json:1:46", "contradiction",
       "not both"},
      {R"({"input": 1, "expectedError": ""})", "f.json:1:31", "empty-text", "every error"},
      {R"({"input": 1, "expectedError": "/(/"})", "f.json:1:31", "not-a-regex", "`/(/`"},
      {R"({"cases": []})", "f.json:1:11", "empty-list", "empty"},
      {R"({"cases": [1]})", "f.json:1:12", "wrong-type", "a case is a number"},
      {R"({"cases": [{"input": 1, "cases": []}]})", "f.json:1:25", "unknown-key", "`cases`"},
      {R"({"input": 1, "fetch": [{}]})", "f.json:1:24", "mock-without-place", "which requests"},
      {R"({"input": 1, "fetch": [{"service": "a"}]})", "f.json:1:24", "mock-without-place", ""},
      {R"({"input": 1, "fetch": [{"url": "u", "service": "a", "path": "p"}]})", "f.json:1:24",
       "mock-without-place", "not both"},
      {R"({"input": 1, "fetch": [{"url": "u", "status": 99}]})", "f.json:1:47", "out-of-range",
       "200 to 599"},
      {R"({"input": 1, "fetch": [{"url": "u", "delay": "x"}]})", "f.json:1:46", "not-a-duration",
       "delay"},
      {R"({"input": 1, "fetch": [{"url": "u", "answers": [], "body": 1}]})", "f.json:1:48",
       "contradiction", "`answers` or `body`"},
      {R"({"input": 1, "fetch": [{"url": "u", "error": "e", "status": 200}]})", "f.json:1:46",
       "contradiction", "no `status`"},
      {R"({"input": 1, "fetch": [{"url": "u", "calledWith": {"boddy": 1}}]})", "f.json:1:52",
       "unknown-key", "`boddy`"},
      {R"({"input": 1, "fetch": [{"url": "u", "times": 1.5}]})", "f.json:1:46", "out-of-range",
       "whole number"},
  };
  for (const Row& row : kRows) {
    const Fixture fixture = parse_fixture(row.text, "f.json", {});
    EXPECT_TRUE(fixture.cases.empty()) << row.text;
    ASSERT_FALSE(fixture.diagnostics.empty()) << row.text;
    const Diagnostic& first = fixture.diagnostics.front();
    EXPECT_EQ(where(first), row.where) << row.text;
    EXPECT_EQ(first.rule, row.rule) << row.text;
    EXPECT_THAT(to_text(first), HasSubstr(row.says)) << row.text;
  }
}

TEST(FixtureFile, BelongsToTheNodeWithTheLongestName) {
  const std::vector<std::string> nodes = {"fetch", "fetch-data", "pipe"};
  EXPECT_EQ(owned("fetch.json", nodes).owner, "fetch");
  EXPECT_EQ(owned("fetch-slow.json", nodes).owner, "fetch");
  EXPECT_EQ(owned("fetch-data.json", nodes).owner, "fetch-data");
  EXPECT_EQ(owned("fetch-data-2.json", nodes).owner, "fetch-data");
  EXPECT_EQ(owned("pipeline.json", {"fetch"}).owner, "");
  EXPECT_FALSE(owned("pipeline.json", {"fetch"}).is_orphan);
  EXPECT_TRUE(owned("ftech.json", nodes).is_orphan);
}

TEST(ExpectedError, IsPartOfTheMessageOrAPattern) {
  const auto is = [](const std::string& pattern, const std::string& message) {
    const Case one = only(R"({"input": 1, "expectedError": ")" + pattern + "\"}");
    return is_expected(*one.expected_error, message);
  };
  EXPECT_TRUE(is("no such", "there is no such host"));
  EXPECT_FALSE(is("No such", "there is no such host"));
  EXPECT_TRUE(is("/No SUCH/i", "there is no such host"));
  EXPECT_TRUE(is("/^there.*host$/", "there is no such host"));
  EXPECT_FALSE(is("/^no/", "there is no such host"));
  EXPECT_TRUE(is("/etc/passwd", "reading /etc/passwd"));
}

TEST(Instant, NeedsItsZone) {
  EXPECT_EQ(parse_instant("1970-01-02").value(), 86'400'000);
  EXPECT_EQ(parse_instant("1970-01-01T00:00:01.5Z").value(), 1500);
  EXPECT_EQ(parse_instant("1970-01-01T02:00:00+02:00").value(), 0);
  EXPECT_EQ(parse_instant("1969-12-31T23:59:59Z").value(), -1000);
  for (const char* bad :
       {"", "now", "2025-02-30", "2025-07-01T06:30:00", "2025-07-01T25:00:00Z", "2025-07-01T06:30Z",
        "2025-07-01T06:30:00Zx", "2025-07-01T06:30:00+0200"}) {
    EXPECT_FALSE(parse_instant(bad)) << bad;
  }
}

}  // namespace
}  // namespace tntc::cli::test
