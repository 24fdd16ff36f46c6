#include "triggers/http_answer.h"

#include <gtest/gtest.h>

namespace tntc::triggers {
namespace {

Result<std::string> input_of(std::string body, Method method = Method::post) {
  Request request{.method = method, .route = Route::run, .body = std::move(body)};
  return run_input(request);
}

TEST(RunInput, IsTheBodyAsItWasSent) {
  EXPECT_EQ(*input_of(R"( {"a": [1, 2]} )"), R"( {"a": [1, 2]} )");
  EXPECT_EQ(*input_of("null"), "null");
  EXPECT_EQ(*input_of("\"text\""), "\"text\"");
}

TEST(RunInput, IsAnEmptyObjectForABlankBody) {
  EXPECT_EQ(*input_of(""), "{}");
  EXPECT_EQ(*input_of(" \t\r\n\v\f"), "{}");
}

TEST(RunInput, IgnoresTheBodyOfAGet) {
  EXPECT_EQ(*input_of("not json", Method::get), "{}");
}

TEST(RunInput, LeavesOutAByteOrderMark) {
  EXPECT_EQ(*input_of("\xEF\xBB\xBF[1]"), "[1]");
}

TEST(RunInput, SaysWhereABodyIsNotJson) {
  const auto input = input_of("{\"a\":1,\n  b}");
  ASSERT_FALSE(input);
  EXPECT_EQ(input.error().kind, ErrorKind::invalid);
  EXPECT_EQ(
      input.error().message,
      "request body is not JSON: expected a member name in double quotes, found `b` at line 2 "
      "column 3 (byte 10)");
  EXPECT_FALSE(input.error().hint.empty());
}

TEST(ErrorJson, HoldsKindMessageAndHint) {
  EXPECT_EQ(error_json({ErrorKind::not_found, "no \"x\"", {}, "look\nelsewhere"}),
            R"({"error":{"kind":"not_found","message":"no \"x\"","hint":"look\nelsewhere"}})");
}

TEST(ErrorJson, NamesThePlaceWhenThereIsOne) {
  EXPECT_EQ(
      error_json({ErrorKind::invalid, "bad", "workflow.yaml:3:1", {}}),
      R"({"error":{"kind":"invalid","message":"bad","hint":"","where":"workflow.yaml:3:1"}})");
}

TEST(Pages, ReportHealth) {
  EXPECT_EQ(page(Route::health, {}).body, R"({"status":"ok"})");
  EXPECT_EQ(page(Route::health_detail, {}).body, R"({"status":"ok"})");
  const HttpPages pages{.health_json = [](bool detail) { return detail ? "{\"runs\":3}" : ""; }};
  EXPECT_EQ(page(Route::health, pages).body, R"({"status":"ok"})");
  EXPECT_EQ(page(Route::health_detail, pages).body, R"({"runs":3})");
}

TEST(Pages, AreUnhealthyWhileDraining) {
  const HttpPages pages{.health_json = [](bool) { return "{\"runs\":3}"; },
                        .draining = [] { return true; }};
  EXPECT_EQ(page(Route::health, pages).status, 503);
  EXPECT_EQ(page(Route::health, pages).body, R"({"status":"draining"})");
  EXPECT_EQ(page(Route::health_detail, pages).status, 503);
  EXPECT_EQ(page(Route::health_detail, pages).body, R"({"runs":3})");
}

TEST(Pages, ShowMetricsAsText) {
  const HttpPages pages{.metrics_text = [] { return "tntc_runs_total 1\n"; }};
  EXPECT_EQ(page(Route::metrics, pages).type, ContentType::metrics);
  EXPECT_EQ(page(Route::metrics, pages).body, "tntc_runs_total 1\n");
  EXPECT_EQ(page(Route::metrics, {}).status, 200);
}

TEST(Pages, AreNotFoundAnywhereElse) {
  const Answer answer = page(Route::unknown, {});
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.type, ContentType::text);
  EXPECT_EQ(answer.body, "Not Found");
}

TEST(AnswerOf, GivesTheResultOfARunWithItsId) {
  const Answer answer = answer_of(RunOutcome{"id-1", RunEnd::failed, R"({"success":false})"});
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body, R"({"success":false})");
  EXPECT_EQ(answer.run, "id-1");
}

}  // namespace
}  // namespace tntc::triggers
