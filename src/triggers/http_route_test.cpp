#include "triggers/http_route.h"

#include <string>

#include <gtest/gtest.h>

namespace tntc::triggers {
namespace {

TEST(HttpRoute, KnowsTheTargets) {
  struct Row {
    std::string_view target;
    Route expected;
    std::string_view part = {};
    std::string_view query = {};
  };
  const Row rows[] = {
      {"/run", Route::run},
      {"/run?wait=1", Route::run},
      {"http://127.0.0.1:8080/run", Route::run},
      {"https://example.test/run?x", Route::run},
      {"/run/", Route::unknown},
      {"/Run", Route::unknown},
      {"/%72un", Route::unknown},
      {"run", Route::unknown},
      {"/", Route::unknown},
      {"", Route::unknown},
      {"*", Route::server},
      {"http://example.test", Route::unknown},
      {"http://example.test?/run", Route::unknown},
      {"/health", Route::health},
      {"/health?", Route::health},
      {"/health?detail=0", Route::health},
      {"/health?nodetail=1", Route::health},
      {"/health?detail=1", Route::health_detail},
      {"/health?a=b&detail=true&", Route::health_detail},
      {"/health/", Route::unknown},
      {"/metrics", Route::metrics},
      {"/runs", Route::runs},
      {"/runs?", Route::runs},
      {"/runs?limit=2&status=failed", Route::runs, "limit=2&status=failed"},
      {"/runs/", Route::unknown},
      {"/runs/a/b", Route::unknown},
      {"/runs/018f3b6e", Route::one_run, "018f3b6e"},
      {"/runs/018f3b6e?x=1", Route::one_run, "018f3b6e"},
      {"/runs/018f3b6e/events/paid.twice?x", Route::run_event, "018f3b6e"},
      {"/runs/018f3b6e/events/", Route::unknown},
      {"/runs/018f3b6e/events/a/b", Route::unknown},
      {"/runs/018f3b6e/else/a", Route::unknown},
      {"/runs//events/a", Route::unknown},
      {"/runs/018f3b6e/retry", Route::retry, "018f3b6e"},
      {"/runs/018f3b6e/retry?from=a", Route::retry, "018f3b6e", "from=a"},
      {"/runs//retry", Route::unknown},
      {"/runs/018f3b6e/retry/", Route::unknown},
  };
  for (const Row& row : rows) {
    const Target target = read_target(row.target);
    EXPECT_EQ(target.route, row.expected) << row.target;
    EXPECT_EQ(target.part, row.part) << row.target;
    EXPECT_EQ(target.query, row.query) << row.target;
  }
}

TEST(HttpRoute, KnowsTheMethodsOfEach) {
  struct Row {
    Route route;
    std::string_view methods;
  };
  const std::string_view names[] = {"GET", "HEAD", "POST", "DELETE", "PUT", "post"};
  const Row rows[] = {
      {Route::run, "GET POST "},
      {Route::runs, "GET HEAD "},
      {Route::one_run, "GET HEAD DELETE "},
      {Route::run_event, "POST "},
      {Route::retry, "POST "},
      {Route::metrics, "GET HEAD "},
      {Route::health, "GET HEAD POST DELETE PUT post "},
      {Route::unknown, "GET HEAD POST DELETE PUT post "},
      {Route::server, ""},
  };
  for (const Row& row : rows) {
    std::string allowed;
    for (const std::string_view name : names)
      if (allows(row.route, method_of(name))) allowed += std::string(name) + ' ';
    EXPECT_EQ(allowed, row.methods);
  }
  EXPECT_EQ(allowed_methods(Route::one_run), "GET, HEAD, DELETE, OPTIONS");
}

}  // namespace
}  // namespace tntc::triggers
